// Captures: the example, one in pcapng that is dropped, one of many sessions, and files that are not captures.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { check, inspect, objects, onPage, status } from "./kit.mjs";

const FILE = new URL("../web/session.pcap", import.meta.url);
const SESSION = readFileSync(FILE);

// The packets of a capture in pcap: their header and their octets.
function packets(pcap) {
  const all = [];
  for (let at = 24; at < pcap.length; ) {
    const length = pcap.readUInt32LE(at + 8);
    all.push({ head: pcap.subarray(at, at + 16), octets: pcap.subarray(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  return all;
}

// The same in pcapng, in nanoseconds.
function pcapng(pcap) {
  const block = (type, body) => {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    const [head, tail] = [Buffer.alloc(8), Buffer.alloc(4)];
    head.writeUInt32LE(type, 0);
    head.writeUInt32LE(padded.length + 12, 4);
    tail.writeUInt32LE(padded.length + 12, 0);
    return Buffer.concat([head, padded, tail]);
  };
  const section = Buffer.from("4d3c2b1a01000000ffffffffffffffff", "hex");
  const network = Buffer.alloc(16);
  network.writeUInt16LE(pcap.readUInt32LE(20), 0);
  network.set([9, 0, 1, 0, 9, 0, 0, 0], 8);
  const blocks = packets(pcap).map(({ head, octets }) => {
    const time = BigInt(head.readUInt32LE(0)) * 1000000000n + BigInt(head.readUInt32LE(4));
    const fixed = Buffer.alloc(20);
    fixed.writeUInt32LE(Number(time >> 32n), 4);
    fixed.writeUInt32LE(Number(time & 0xffffffffn), 8);
    fixed.writeUInt32LE(octets.length, 12);
    fixed.writeUInt32LE(octets.length, 16);
    return block(6, Buffer.concat([fixed, octets]));
  });
  const end = Buffer.from("0000000000000000", "hex");
  return Buffer.concat([block(0x0a0d0d0a, section), block(1, Buffer.concat([network, end.subarray(0, 4)])), ...blocks]);
}

// The same session again and again, each on a port of its own.
function many(pcap, count) {
  const all = packets(pcap);
  const sessions = Array.from({ length: count }, (_, session) =>
    all.map(({ head, octets }) => {
      const own = Buffer.from(octets);
      const ports = 4 * (own[0] & 15);
      const place = own.readUInt16BE(ports) === 2775 ? ports + 2 : ports;
      own.writeUInt16BE(10000 + session, place);
      return Buffer.concat([head, own]);
    }),
  );
  return Buffer.concat([pcap.subarray(0, 24), ...sessions.flat()]);
}

async function drop(page, name, buffer) {
  const transfer = await page.evaluateHandle(
    ({ name, text }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
      return transfer;
    },
    { name, text: buffer.toString("base64") },
  );
  await page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}

async function read(page) {
  await page.waitForFunction(() => !/^(|Reading .*)$/.test(document.getElementById("capture-status").textContent), null, { timeout: 30000 });
}

// Waits for a status: what was read before may still be there, and be read again.
const says = (page, words) =>
  page.waitForFunction((words) => document.getElementById("capture-status").textContent.includes(words), words, { timeout: 30000 });

// Name, sequence_number and direction of each arrow.
const arrows = (page) =>
  page.$$eval(".arrows li:not(.event)", (all) =>
    all.map((item) => [item.querySelector("code").textContent, Number(item.querySelector(".label").lastChild.data), item.classList.contains("right") ? "esme" : "smsc"]),
  );

export async function captures(browser) {
  const theirs = objects(inspect(["pcap", "--json", FILE.pathname])).filter((one) => one.command !== undefined);
  const wanted = theirs.map((one) => [one.command, one.sequence_number, one.from]);
  await check("the example session: the same PDUs as inspect, in order", onPage(browser, {}, async (page) => {
    await page.click("#tab-capture");
    await page.click("#session-example");
    await read(page);
    assert.deepEqual(await arrows(page), wanted);
    await says(page, `1 connection, ${wanted.length} PDUs, 4 findings`);
    const words = await page.textContent(".diagram");
    for (const what of ["ESME_RSUBMITFAIL", "now BOUND_TRX", "DELIVERED for", "1 warning", "closed"]) assert.ok(words.includes(what), what);
    assert.equal((words.match(/after [\d.]+ (us|ms|s)/g) ?? []).length, theirs.filter((one) => one.answers).length + 3);
  }));
  await check("an arrow shows its PDU above, and lights up what belongs to it", onPage(browser, {}, async (page) => {
    await page.click("#tab-capture");
    await page.click("#session-example");
    await read(page);
    const receipt = page.locator(".arrows li", { hasText: "DELIVERED for 2" });
    await receipt.locator("button").click();
    assert.match(await page.textContent("#arrow-pdu"), /stat.*DELIVRD/);
    assert.equal(await receipt.locator("button").getAttribute("aria-current"), "true");
    const lit = await page.$$eval(".arrows li.lit .label", (all) => all.map((one) => one.textContent));
    assert.deepEqual(lit, ["submit_sm 2", "submit_sm_resp 2", "deliver_sm 2"]);
    await page.keyboard.press("ArrowDown");
    assert.match(await page.textContent("#arrow-pdu h2"), /deliver_sm/);
    await page.click("#arrow-pdu >> text=All fields");
    assert.match(await status(page, "pdu"), /^1 PDU/);
  }));
  await check("a dropped capture in pcapng", onPage(browser, {}, async (page) => {
    await drop(page, "session.pcapng", pcapng(SESSION));
    await read(page);
    assert.equal(await page.getAttribute("#tab-capture", "aria-selected"), "true");
    assert.deepEqual(await arrows(page), wanted);
  }));
  await check("1,000 sessions: the first PDUs as arrows, all of them counted", onPage(browser, {}, async (page) => {
    const count = 1000;
    await page.setInputFiles("#capture-file", { name: "many.pcap", mimeType: "", buffer: many(SESSION, count) });
    await read(page);
    assert.match(await status(page, "capture"), new RegExp(`1,000 connections, ${(wanted.length * count).toLocaleString("en")} PDUs`));
    assert.match(await page.textContent("#captured"), /later PDUs? only counted/);
    assert.ok((await page.$$eval(".connections tbody tr", (all) => all.length)) <= 200);
    await page.check('.connections [value="3"]');
    assert.deepEqual(await arrows(page), wanted);
  }));
  await check("a capture that is cut off, and one that is none", onPage(browser, {}, async (page) => {
    await drop(page, "cut.pcap", SESSION.subarray(0, SESSION.length - 100));
    await read(page);
    assert.match(await status(page, "capture"), /^the file ends inside the block after packet \d+; before that: /);
    assert.ok((await arrows(page)).length > 5);
    await drop(page, "none.pcap", Buffer.concat([SESSION.subarray(0, 24), Buffer.alloc(4000, 7)]));
    await page.waitForFunction(() => document.querySelectorAll(".arrows").length === 0);
    assert.match(await status(page, "capture"), /damaged|ends|neither/);
  }));
}
