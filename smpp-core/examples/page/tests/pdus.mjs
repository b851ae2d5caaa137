// PDUs: notations, what lights up, what is wrong.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { check, inspect, octets, onPage, paste, rows, settled, status } from "./kit.mjs";

const EXPLAINED = pathToFileURL(process.env.EXPLAINED);
// The octets of a dump of hexdump -C.
const RECEIPT = readFileSync(new URL("receipt.in", EXPLAINED), "latin1")
  .split("\n")
  .map((line) => line.slice(8).split("|")[0].replaceAll(" ", ""))
  .join("");
const SUBMIT = readFileSync(new URL("../../../docs/picture.in", EXPLAINED), "latin1").trim();

function notations(hex) {
  const pairs = hex.match(/../g);
  const lines = [];
  for (let at = 0; at < pairs.length; at += 16) lines.push([at, pairs.slice(at, at + 16)]);
  const text = (line) => line.map((pair) => parseInt(pair, 16)).map((c) => (c >= 32 && c < 127 ? String.fromCharCode(c) : ".")).join("");
  const offset = (at, width) => at.toString(16).padStart(width, "0");
  return {
    "Wireshark's hex stream": hex,
    "capitals with blanks": pairs.join(" ").toUpperCase(),
    colons: pairs.join(":"),
    "0x00,0x00": pairs.map((pair) => `0x${pair}`).join(","),
    "array of C": `unsigned char pdu[] = {\n  ${pairs.map((pair) => `0x${pair}`).join(", ")}\n}; // a PDU`,
    "decimal array": `[${pairs.map((pair) => parseInt(pair, 16)).join(", ")}]`,
    "string literal": `"${pairs.map((pair) => `\\x${pair}`).join("")}"`,
    xxd: lines.map(([at, line]) => `${offset(at, 8)}: ${line.join("").match(/.{1,4}/g).join(" ").padEnd(39)}  ${text(line)}`).join("\n"),
    "hexdump -C": lines
      .map(([at, line]) => `${offset(at, 8)}  ${line.slice(0, 8).join(" ")}  ${line.slice(8).join(" ")}`.padEnd(58) + `  |${text(line)}|`)
      .join("\n"),
    "Wireshark's dump": lines.map(([at, line]) => `${offset(at, 4)}  ${line.join(" ").padEnd(47)}   ${text(line)}`).join("\n"),
  };
}

export async function pdus(browser) {
  await check("the page begins with an example", onPage(browser, {}, async (page) => {
    assert.equal((await rows(page))[1][2], "submit_sm");
    assert.match(await status(page, "pdu"), /^1 PDU, 1 warning$/);
  }));
  await check("each notation gives the same octets", onPage(browser, {}, async (page) => {
    for (const [name, text] of Object.entries(notations(RECEIPT))) {
      await paste(page, text);
      assert.equal(await octets(page), RECEIPT, name);
    }
  }));
  await check("a receipt: its text taken apart, its facts and their sources", onPage(browser, {}, async (page) => {
    await paste(page, RECEIPT);
    const all = await rows(page);
    const meaning = (name) => all.find((row) => row[0] === name)?.slice(1).join(" ");
    assert.match(meaning("state"), /DELIVERED.*message_state/);
    assert.match(meaning("id of the message"), /70BA8A69.*receipted_message_id/);
    assert.ok(all.some((row) => /stat/.test(row[0]) && /DELIVRD/.test(row[1])));
  }));
  await check("a long message: its header, its text in GSM 7-bit, its TLV", onPage(browser, {}, async (page) => {
    await paste(page, SUBMIT);
    const all = await rows(page);
    assert.ok(all.some((row) => row[2] === "part 1 of 2, reference 42 (8 bits)"));
    assert.ok(all.some((row) => row[1] === '"El precio del billete es de 45 € por persona"'));
    assert.ok(all.some((row) => row[0] === "user_message_reference" && row[1] === "7"));
  }));
  for (const file of readdirSync(EXPLAINED).filter((name) => name.endsWith(".in"))) {
    await check(`the same rows as inspect: ${file}`, onPage(browser, {}, async (page) => {
      const text = readFileSync(new URL(file, EXPLAINED), "latin1");
      await paste(page, text);
      const shown = inspect(["pdu", "--explain"], text).replaceAll(/\s+/g, " ");
      const all = await rows(page);
      assert.ok(all.length > 3);
      for (const [name] of all) assert.ok(shown.includes(name), name);
      for (const what of await page.$$eval("#explained .trouble", (all) => all.map((one) => one.childNodes[3]?.data ?? one.childNodes[2].data))) {
        assert.ok(shown.includes(what.trim()), what);
      }
      const count = (word) => (shown.match(new RegExp(`\\^ ${word}:`, "g")) ?? []).length;
      for (const severity of ["error", "warning", "note"]) {
        assert.equal(await page.$$eval(`#explained .trouble.${severity}`, (all) => all.length), count(severity), severity);
      }
    }));
  }
  await check("a broken PDU: the exact octet, and what was meant", onPage(browser, {}, async (page) => {
    await page.click("#pdu-examples >> text=broken PDU");
    const bad = await page.$$eval("#explained .both:first-of-type .octet", (all) => all.flatMap((one, at) => (one.classList.contains("bad") ? [at] : [])));
    assert.deepEqual(bad, [0, 8]);
    const troubles = await page.$$eval("#explained .trouble.error", (all) => all.map((one) => one.textContent));
    assert.match(troubles[1], /octet 8: not a status.*command_status seems to be missing/);
    assert.ok(troubles.some((text) => /octet 45: the part number/.test(text)));
    assert.equal(await page.$$eval("#explained tr.missing", (all) => all.length), 2);
  }));
  await check("several PDUs, each in a notation of its own", onPage(browser, {}, async (page) => {
    await page.click("#pdu-examples >> text=several PDUs");
    assert.equal(await page.$$eval("#explained .pdu", (all) => all.length), 4);
    assert.match(await status(page, "pdu"), /^4 PDUs/);
  }));
  await check("what is not octets is named by line and column", onPage(browser, {}, async (page) => {
    await paste(page, "0000\n00zz");
    assert.match(await status(page, "pdu"), /line 2, column 3/);
    await paste(page, "");
    assert.equal(await status(page, "pdu"), "Nothing to read yet.");
  }));
  await check("hover lights up octets and fields", onPage(browser, {}, async (page) => {
    const row = await page.$('tr:has(button:text-is("destination_addr"))');
    await row.hover();
    assert.equal(await page.$$eval(".piece.lit .octet", (all) => all.map((one) => one.textContent).join("")), "53686f7000");
    await page.hover(".piece[role] >> nth=1");
    assert.deepEqual(await page.$$eval("tr.lit button", (all) => all.map((one) => one.firstChild.data)), ["command_id"]);
    await page.hover("h1");
    assert.equal(await page.$(".lit"), null);
  }));
  await check("focus lights them up, too; Enter goes from one to the other", onPage(browser, {}, async (page) => {
    await page.focus('.piece[tabindex="0"]');
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.textContent("tr.lit button"), "command_status, octets 8 to 11");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "command_status, octets 8 to 11");
    await page.keyboard.press("End");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^user_message_reference/);
    assert.equal(await page.$$eval(".piece.lit .octet", (all) => all.map((one) => one.textContent).join("")), "020400020007");
    await page.keyboard.press("Enter");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^user_message_reference, octets 99 to 104: 02 04 00 02 00 07$/);
  }));
  await check("a tap on a field lights up its octets, which stay in sight on a phone", onPage(browser, { size: "phone", touch: true }, async (page) => {
    await page.tap('tr:has(button:text-is("user_message_reference")) .value');
    const box = await page.locator(".piece.lit").first().boundingBox();
    assert.ok(box.y >= 0 && box.y < 300, JSON.stringify(box));
  }));
  await check("passwords are hidden unless asked for", onPage(browser, {}, async (page) => {
    await page.click("#pdu-examples >> text=bind");
    assert.ok((await octets(page)).includes("**************"));
    assert.ok(!(await page.textContent("#explained")).includes("secret"));
    await page.check("#passwords");
    assert.ok((await rows(page)).some((row) => row[1] === '"secret08"' || row[1] === '"secret0"' || /secret/.test(row[1])));
  }));
  await check("version and provider change what is found", onPage(browser, {}, async (page) => {
    await page.click("#pdu-examples >> text=TLVs");
    const before = await status(page, "pdu");
    await page.selectOption("#version", "3.3");
    assert.notEqual(await status(page, "pdu"), before);
    assert.match(await page.textContent(".pdu-head p"), /read as 3\.3/);
  }));
  await check("fields that are 0 can be left out", onPage(browser, {}, async (page) => {
    await page.check("#brief");
    assert.equal(await page.locator("#explained tr.default >> visible=true").count(), 0);
    assert.ok((await page.locator("#explained tr >> visible=true").count()) > 10);
  }));
  await check("a file with a dump, and one with octets", onPage(browser, {}, async (page) => {
    const file = (name, buffer) => page.setInputFiles("#pdu-file", { name, mimeType: "application/octet-stream", buffer });
    await file("dump.txt", Buffer.from(notations(RECEIPT).xxd));
    await settled(page);
    assert.equal(await octets(page), RECEIPT);
    await file("pdu.bin", Buffer.from(SUBMIT + SUBMIT, "hex"));
    await settled(page);
    assert.equal(await octets(page), SUBMIT + SUBMIT);
  }));
  await check("if the module stops, the page goes on", onPage(browser, {}, async (page) => {
    await page.evaluate(() => {
      const stop = () => {
        throw new WebAssembly.RuntimeError("unreachable");
      };
      reader.exports = { ...reader.exports, explain_text: stop };
    });
    await paste(page, RECEIPT);
    assert.equal(await status(page, "pdu"), "this cannot be read: unreachable");
    await paste(page, SUBMIT);
    assert.equal(await octets(page), SUBMIT);
  }));
  await check("a text cannot become part of the page", onPage(browser, {}, async (page) => {
    const text = Buffer.from("<img src=x onerror=document.title=1>");
    const body = Buffer.concat([Buffer.alloc(16), Buffer.from([text.length]), text]);
    const head = Buffer.from([0, 0, 0, 16 + body.length, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1]);
    await paste(page, Buffer.concat([head, body]).toString("hex"));
    assert.ok((await page.textContent("#explained")).includes("<img src=x"));
    assert.equal(await page.$("#explained img"), null);
  }));
}
