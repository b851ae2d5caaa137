// Arrows that are painted at a time.
const STEP = 300;

// Paints a capture: its connections, and the diagram of one of them. `show(entry)` explains a PDU.
function captureView(capture, place, show) {
  if (!capture.summary) return place.replaceChildren(trouble("error", [capture.error]));
  const { connections, total } = capture.summary;
  const diagram = el("div", { class: "diagram" });
  const choose = (connection) => {
    const entries = capture.entries.map((entry, place) => ({ ...entry, place })).filter((entry) => entry.connection === connection.connection);
    diagram.replaceChildren(...diagramView(connection, entries, show));
  };
  const notes = [];
  if (capture.error) notes.push(trouble("error", [capture.error]));
  if (capture.omitted > 0) notes.push(el("p", {}, `${plural(capture.omitted, "later PDU")} only counted.`));
  if (connections.length === 0) return place.replaceChildren(...notes, el("p", {}, `No SMPP in ${plural(total.packets, "packet")}.`));
  place.replaceChildren(...notes, connectionsView(connections, choose), el("div", { id: "arrow-pdu", class: "brief" }), diagram);
  choose(connections[0]);
}

function captureSummary(capture) {
  if (!capture.summary) return capture.error;
  const { total } = capture.summary;
  const words = [plural(total.packets, "packet"), plural(total.connections, "connection"), plural(total.pdus, "PDU"), plural(total.findings, "finding")];
  if (total.round_trip) words.push(`median round trip ${milliseconds(total.round_trip.median)}`);
  if (total.unanswered > 0) words.push(`${number(total.unanswered)} unanswered`);
  return (capture.error ? `${capture.error}; before that: ` : "") + words.join(", ");
}

const milliseconds = (seconds) => `${(1000 * seconds).toPrecision(3)} ms`;

function connectionsView(connections, choose) {
  const heads = ["Connection", "ESME", "SMSC", "system_id", "State", "PDUs", "Round trip", "Unanswered", "Findings"];
  const rows = connections.slice(0, 200).map((one, place) => {
    const radio = el("input", { type: "radio", name: "connection", value: one.connection, checked: place === 0 });
    radio.addEventListener("change", () => choose(one));
    const cells = [
      one.esme,
      one.smsc,
      one.system_id,
      one.state,
      number(one.pdus),
      one.round_trip ? milliseconds(one.round_trip.median) : "",
      number(one.unanswered),
      number(one.findings),
    ];
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, el("label", {}, radio, ` ${one.connection}`, hidden(": show its diagram"))),
      cells.map((text, column) => el("td", { class: column > 3 ? "number" : "" }, text)),
    );
  });
  const table = el(
    "table",
    { class: "connections" },
    el("caption", { class: "hidden" }, "Connections"),
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, rows),
  );
  return el("div", { class: "wide", role: "region", "aria-label": "Connections", tabindex: 0 }, table);
}

function diagramView(connection, entries, show) {
  const list = el("ol", { class: "arrows", "aria-label": "PDUs in order" });
  const more = el("button", { type: "button" });
  const first = entries[0]?.time ?? 0;
  const byPlace = new Map();
  let painted = 0;
  let choose = () => {};
  const paint = () => {
    for (const entry of entries.slice(painted, painted + STEP)) {
      const item = arrow(entry, first);
      byPlace.set(entry.place, { item, entry });
      list.append(item);
    }
    painted = Math.min(entries.length, painted + STEP);
    more.textContent = `Show ${number(Math.min(STEP, entries.length - painted))} more of ${number(entries.length - painted)}`;
    more.hidden = painted === entries.length;
    choose = roving(list, "button.arrow", (button) => button.click());
  };
  more.addEventListener("click", paint);
  paint();

  // A request, its response and the receipt belong together.
  const related = (entry) => {
    const about = entry.answers ?? entry.receipt?.about ?? entry.place;
    return entries.filter((other) => other.place === about || other.answers === about || other.receipt?.about === about);
  };
  const light = (entry) => {
    for (const lit of list.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (!entry) return;
    for (const other of related(entry)) byPlace.get(other.place)?.item.classList.add("lit");
  };
  const entryAt = (target) => byPlace.get(Number(target.closest("li[data-place]")?.dataset.place))?.entry;
  list.addEventListener("pointerover", (event) => light(entryAt(event.target)));
  list.addEventListener("pointerleave", () => light(list.contains(document.activeElement) ? entryAt(document.activeElement) : undefined));
  list.addEventListener("focusin", (event) => light(entryAt(event.target)));
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button.arrow");
    if (!button) return;
    for (const other of list.querySelectorAll('[aria-current="true"]')) other.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    choose(button);
    show(entryAt(button));
  });
  const start = list.querySelector("button.arrow");
  if (start) {
    start.setAttribute("aria-current", "true");
    show(entryAt(start));
  }
  const ends = el(
    "div",
    { class: "ends" },
    el("span", {}),
    el("span", { class: "end" }, el("b", {}, "ESME"), el("span", {}, [connection.system_id, connection.esme].filter(Boolean).join(" "))),
    el("span", { class: "end" }, el("b", {}, "SMSC"), el("span", {}, connection.smsc)),
  );
  return [ends, list, more];
}

// One arrow of the diagram, or an event between two.
function arrow(entry, first) {
  const time = el("span", { class: "time" }, `${((entry.time - first) / 1e6).toFixed(4)} s`);
  if (entry.event) {
    return el("li", { class: "event", "data-place": entry.place }, time, el("span", { class: "lane" }, el("span", { class: "words" }, entry.event)));
  }
  const isResponse = entry.status !== undefined;
  const direction = entry.from_esme ? "right" : "left";
  const from = entry.from_esme ? "ESME to SMSC: " : "SMSC to ESME: ";
  const notes = [];
  if (isResponse && !entry.ok) notes.push(el("span", { class: "badge error" }, entry.status));
  if (entry.round_trip) notes.push(el("span", { class: entry.late ? "badge warning" : "after" }, `${entry.late ? "late, " : ""}after ${entry.round_trip}`));
  if (entry.unmatched) notes.push(el("span", { class: "badge warning" }, "answers no request"));
  if (entry.unanswered) notes.push(el("span", { class: "badge warning" }, "no response"));
  if (entry.receipt) notes.push(el("span", { class: "after" }, receiptWords(entry.receipt)));
  if (entry.captured !== undefined) notes.push(el("span", { class: "badge note" }, `${entry.captured} of ${plural(entry.length, "octet")} captured`));
  if (entry.state) notes.push(el("span", { class: "state" }, `now ${entry.state}`));
  notes.push(...badges(entry.findings));
  const button = el(
    "button",
    { type: "button", class: "arrow", disabled: !entry.octets },
    hidden(from),
    el("span", { class: "label" }, el("code", {}, entry.name), ` ${entry.sequence_number}`),
    notes.map((note) => [" ", note]),
    el("span", { class: "line", "aria-hidden": "true" }),
  );
  const classes = [direction, isResponse ? "response" : "request", entry.ok === false && "refused"];
  return el("li", { class: classes.filter(Boolean).join(" "), "data-place": entry.place }, time, el("span", { class: "lane" }, button));
}

function receiptWords(receipt) {
  const state = receipt.state ?? "receipt";
  if (receipt.sequence_number === undefined) return `${state} for an unknown message, id ${receipt.id}`;
  return `${state} for ${receipt.sequence_number}${receipt.message === "repeated" ? " again" : ""}, after ${receipt.after}`;
}
