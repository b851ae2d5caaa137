// Each has something to see.
const EXAMPLES = {
  "long message":
    "00000000: 0000 0069 0000 0004 0000 0000 0000 0001  ...i............\n" +
    "00000010: 0001 0134 3637 3030 3030 3030 3031 0005  ...46700000001..\n" +
    "00000020: 0153 686f 7000 4000 0000 0001 0000 0033  .Shop.@........3\n" +
    "00000030: 0500 032a 0201 456c 2070 7265 6369 6f20  ...*..El precio \n" +
    "00000040: 6465 6c20 6269 6c6c 6574 6520 6573 2064  del billete es d\n" +
    "00000050: 6520 3435 201b 6520 706f 7220 7065 7273  e 45 .e por pers\n" +
    "00000060: 6f6e 6102 0400 0200 07                   ona......",
  receipt:
    "00000000  00 00 00 bb 00 00 00 05  00 00 00 00 00 00 00 01  |................|\n" +
    "00000010  00 01 01 34 36 37 30 30  30 30 30 30 30 32 00 01  |...46700000002..|\n" +
    "00000020  01 34 36 37 30 30 30 30  30 30 30 31 00 04 00 00  |.46700000001....|\n" +
    "00000030  00 00 00 00 00 00 6b 69  64 3a 31 38 39 31 32 37  |......kid:189127|\n" +
    "00000040  33 33 32 31 20 73 75 62  3a 30 30 31 20 64 6c 76  |3321 sub:001 dlv|\n" +
    "00000050  72 64 3a 30 30 31 20 73  75 62 6d 69 74 20 64 61  |rd:001 submit da|\n" +
    "00000060  74 65 3a 32 36 31 31 32  32 31 30 31 31 20 64 6f  |te:2611221011 do|\n" +
    "00000070  6e 65 20 64 61 74 65 3a  32 36 31 31 32 32 31 30  |ne date:26112210|\n" +
    "00000080  31 32 20 73 74 61 74 3a  44 45 4c 49 56 52 44 20  |12 stat:DELIVRD |\n" +
    "00000090  65 72 72 3a 30 30 30 20  74 65 78 74 3a 48 65 6c  |err:000 text:Hel|\n" +
    "000000a0  6c 6f 00 1e 00 09 37 30  42 41 38 41 36 39 00 04  |lo....70BA8A69..|\n" +
    "000000b0  27 00 01 02 04 23 00 03  03 00 00                 |'....#.....|\n" +
    "000000bb",
  TLVs:
    "00000071000001030000000000000001000101343637303030303030303100050053686f700040010804" +
    "24001a0500037b020104260435043d0430003a002000340035002020ac0204000200070381000e0101013436373030303030303031" +
    "030200010414010003616263001900010902",
  bind:
    "/* a bind, as an array */\nstatic const unsigned char bind[] = {\n" +
    "    0x00, 0x00, 0x00, 0x23, 0x00, 0x00, 0x00, 0x09, 0x00, 0x00, 0x00, 0x00,\n" +
    "    0x00, 0x00, 0x00, 0x01, 0x61, 0x63, 0x63, 0x74, 0x00, 0x73, 0x65, 0x63,\n" +
    "    0x72, 0x65, 0x74, 0x30, 0x38, 0x00, 0x00, 0x34, 0x00, 0x00, 0x00\n};",
  "broken PDU":
    "00000025  // command_length\n00000004  // command_id: submit_sm\n00000002  // sequence_number\n" +
    "00 00 736F7572636500  // source\n00 00 36353433323100  // destination\n40  // esm_class\n" +
    "00 00 00 00 00 00 00 00\n0C  // sm_length\n0500030201C8329BFD06DDDF72  // payload",
  "several PDUs":
    "00000010000000150000000000000001\n00:00:00:12:80:00:00:04:00:00:00:00:00:00:00:02:37:00\n" +
    "b'\\x00\\x00\\x00\\x10\\x80\\x00\\x00\\x15\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x03'\n00000010800000040000005800000004",
};
const TEXTS = {
  "one character too many": "Your table for 4 is booked: Friday 27 November, 20:30. We look forward to seeing you – reply NO to cancel.",
  emoji: "Happy birthday, Zoë! 🎂🎉 Your gift is waiting for you in our shop until Sunday, with love from all of us.",
  Turkish: "Sayın müşterimiz, şifreniz değiştirildi. Bu işlemi siz yapmadıysanız lütfen hemen bizi arayınız.",
  long: "The price of the ticket is 45 € per person. Bring a printed copy [or the app], and be at gate {7} an hour early; doors close 20 minutes before departure. Have a good trip and see you soon!",
};
// Larger files are not text that anybody wants to read.
const MOST_TEXT = 8 << 20;

let reader;
let wasm;

function choice(id) {
  return $(id).selectedIndex;
}

function say(id, text) {
  const place = $(id);
  place.classList.remove("hidden");
  if (place.textContent !== text) place.textContent = text;
}

// For a screen reader, if others see it in another place.
function sayOnly(id, text) {
  say(id, text);
  $(id).classList.add("hidden");
}

// If the module stops, another one takes its place, and the page goes on.
function call(...what) {
  try {
    return reader.call(...what);
  } catch (error) {
    Reader.start(wasm).then((another) => (reader = another));
    return { error: `this cannot be read: ${error.message}` };
  }
}

function explain(input) {
  const name = typeof input === "string" ? "explain_text" : "explain_octets";
  return call(name, input, choice("version"), choice("profile"), Number($("passwords").checked));
}

// What was dropped, if it is not text.
let dropped = null;

function readPdus() {
  const answer = explain(dropped ?? $("pdus").value);
  const view = $("explained");
  if (answer.error) {
    view.replaceChildren(trouble("error", [answer.error]));
    sayOnly("pdu-status", answer.error);
    return;
  }
  view.replaceChildren(...answer.pdus.map((pdu) => pduView(pdu)));
  const words = counts(answer.pdus.flatMap((pdu) => pduFindings(pdu.rows))).map((one) => one.text);
  if (answer.others > 0) words.push(`${plural(answer.others, "more PDU")} not shown`);
  say("pdu-status", answer.pdus.length === 0 ? "Nothing to read yet." : [plural(answer.pdus.length, "PDU"), ...words].join(", "));
}

function readText() {
  const measured = call("measure", $("text").value);
  $("measured").replaceChildren(...textView(measured, showHex));
  sayOnly("text-status", textSummary(measured));
}

function showHex(hex) {
  dropped = null;
  $("pdus").value = hex;
  readPdus();
  openTab("pdu");
  $("tab-pdu").focus();
}

// A capture is read in a worker, which gives its memory back at the end.
let worker = null;
let captures = 0;
function readCapture(file) {
  openTab("capture");
  worker?.terminate();
  const code = `${$("reader").textContent}\n${$("worker").textContent}`;
  worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  say("capture-status", `Reading ${file.name ?? "the capture"} …`);
  const own = ++captures;
  worker.onmessage = ({ data: capture }) => {
    if (own !== captures) return;
    if (capture.progress) return say("capture-status", `Reading ${file.name} … ${Math.floor(100 * capture.progress)} %`);
    worker.terminate();
    worker = null;
    captureView(capture, $("captured"), showEntry);
    (capture.summary ? say : sayOnly)("capture-status", captureSummary(capture));
  };
  worker.onerror = (event) => own === captures && say("capture-status", `The capture cannot be read: ${event.message}`);
  worker.postMessage({ module: wasm, file, profile: choice("profile") });
}

function showEntry(entry) {
  const octets = Uint8Array.from(entry.octets?.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const answer = explain(octets);
  const all = el("button", { type: "button", class: "all", onclick: () => showHex(entry.octets) }, "All fields");
  $("arrow-pdu").replaceChildren(...(answer.pdus ?? []).map((pdu) => pduView(pdu, all)));
  $("arrow-pdu").scrollTop = 0;
}

// A capture, octets, or text with octets.
async function readFile(file) {
  const start = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  const magic = [...start.slice(0, 4)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  const captures = ["0a0d0d0a", "a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1"];
  if (captures.includes(magic)) return readCapture(file);
  openTab("pdu");
  if (file.size > MOST_TEXT) return say("pdu-status", `${file.name} is neither a capture nor a text of at most 8 MiB.`);
  const isText = !start.includes(0);
  dropped = isText ? null : new Uint8Array(await file.arrayBuffer());
  $("pdus").value = isText ? await file.text() : `# ${plural(file.size, "octet")} of ${file.name}`;
  readPdus();
}

function openTab(name) {
  for (const tab of document.querySelectorAll('[role="tab"]')) {
    const isOpen = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(isOpen));
    tab.tabIndex = isOpen ? 0 : -1;
    $(tab.getAttribute("aria-controls")).hidden = !isOpen;
  }
}

function buttons(id, examples, use) {
  $(id).append(...Object.entries(examples).map(([name, text]) => el("button", { type: "button", onclick: () => use(text) }, name)));
}

function debounced(read) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(read, 80);
  };
}

async function main() {
  wasm = await Reader.module($("module").textContent);
  reader = await Reader.start(wasm);
  const { versions, profiles } = reader.call("choices", null);
  $("version").append(...["automatic", ...versions].map((name) => el("option", {}, name)));
  $("profile").append(...profiles.map((name) => el("option", {}, name)));

  const pdus = $("pdus");
  const usePdu = (text) => {
    dropped = null;
    pdus.value = text;
    readPdus();
  };
  buttons("pdu-examples", EXAMPLES, usePdu);
  buttons("text-examples", TEXTS, (text) => {
    $("text").value = text;
    readText();
  });
  const later = debounced(readPdus);
  pdus.addEventListener("input", () => {
    dropped = null;
    later();
  });
  $("text").addEventListener("input", debounced(readText));
  for (const id of ["version", "profile", "passwords"]) $(id).addEventListener("change", readPdus);
  $("brief").addEventListener("change", () => $("explained").classList.toggle("brief", $("brief").checked));
  for (const id of ["pdu-file", "capture-file"]) {
    $(id).addEventListener("change", () => {
      if ($(id).files[0]) readFile($(id).files[0]);
      $(id).value = "";
    });
  }
  const readExample = async () => readCapture(new Blob([await unpacked($("session").textContent)]));
  $("session-example").addEventListener("click", readExample);
  // Until there is another capture.
  $("tab-capture").addEventListener("click", () => captures === 0 && readExample());

  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    const file = event.dataTransfer.files[0];
    if (file) readFile(file);
  });

  for (const tab of document.querySelectorAll('[role="tab"]')) {
    tab.addEventListener("click", () => openTab(tab.id.slice(4)));
  }
  roving($("tabs"), '[role="tab"]', (tab) => tab.click());
  narrow.addEventListener("change", () => {
    for (const octets of document.querySelectorAll(".octets")) octets.lay?.();
  });

  usePdu(EXAMPLES["long message"]);
  $("text").value = TEXTS["one character too many"];
  readText();
  document.body.classList.add("ready");
}

main().catch((error) => say("pdu-status", `This browser cannot run the page: ${error}`));
