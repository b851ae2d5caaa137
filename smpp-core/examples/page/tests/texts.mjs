// Texts: what they cost, compared with known numbers and with inspect.
import assert from "node:assert/strict";
import { check, inspect, objects, onPage, rows, settled, status } from "./kit.mjs";

// Text, alphabet, units, parts, room for more.
const KNOWN = [
  ["x".repeat(160), "GSM 7-bit", 160, 1, 0],
  ["x".repeat(161), "GSM 7-bit", 161, 2, 145],
  ["x".repeat(306), "GSM 7-bit", 306, 2, 0],
  ["x".repeat(307), "GSM 7-bit", 307, 3, 152],
  ["€".repeat(80), "GSM 7-bit", 160, 1, 0],
  // The two septets of a euro sign stay together: 152 in the first part.
  ["€".repeat(81), "GSM 7-bit", 162, 2, 143],
  ["я".repeat(70), "UCS2", 70, 1, 0],
  ["я".repeat(71), "UCS2", 71, 2, 63],
  ["я".repeat(134), "UCS2", 134, 2, 0],
  ["я".repeat(135), "UCS2", 135, 3, 66],
  ["😀".repeat(35), "UCS2", 70, 1, 0],
  // Nor is a surrogate pair cut: 66 in the first part.
  ["😀".repeat(36), "UCS2", 72, 2, 61],
  ["", "GSM 7-bit", 0, 1, 160],
];

function texts() {
  // The same texts in each run.
  let seed = 42;
  const random = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const letters = ["abc de", "äöüñ¿@£", "€[]{}~|", "çşğıİ", "“”–…", "日本", "😀👍🏽", "áãõ"];
  return Array.from({ length: 40 }, () => {
    const kinds = letters.slice(0, 1 + random(letters.length)).map((kind) => [...kind]);
    return Array.from({ length: random(400) }, () => {
      const kind = kinds[random(2) ? 0 : random(kinds.length)];
      return kind[random(kind.length)];
    }).join("");
  });
}

async function type(page, text) {
  await page.fill("#text", text);
  await settled(page);
}

// "UCS2, 106 units of 16 bits, 2 parts, room for 28 more"
function numbers(text) {
  const found = /^(GSM 7-bit|UCS2), ([\d,]+) (?:septets?|units of 16 bits), ([\d,]+) parts?, room for ([\d,]+) more$/.exec(text);
  assert.ok(found, text);
  return [found[1], ...found.slice(2).map((digits) => Number(digits.replaceAll(",", "")))];
}

export async function measures(browser) {
  await check("known numbers: 160 and 153, 70 and 67, euro signs, emoji", onPage(browser, {}, async (page) => {
    await page.click("#tab-text");
    for (const [text, ...wanted] of KNOWN) {
      await type(page, text);
      assert.deepEqual(numbers(await status(page, "text")), wanted, `${text.slice(0, 4)} × ${[...text].length}`);
    }
  }));
  await check("40 texts: the same numbers, characters and replacements as inspect", onPage(browser, {}, async (page) => {
    const all = texts();
    const theirs = objects(inspect(["text", "--json", "--plan"], all.join("\n") + "\n"));
    await page.click("#tab-text");
    for (const [place, text] of all.entries()) {
      await type(page, text);
      const wanted = theirs[place];
      const alphabet = { gsm7: "GSM 7-bit", ucs2: "UCS2" };
      assert.deepEqual(numbers(await status(page, "text")), [alphabet[wanted.encoding], wanted.units, wanted.parts, wanted.left], text);
      const chips = (name) =>
        page.$$eval(".facts > div", (facts, name) => facts.filter((one) => one.firstChild.textContent === name).flatMap((one) => [...one.querySelectorAll(".chip b:first-child")].map((b) => b.textContent)), name);
      const forced = [...new Set(wanted.forced_by.map((one) => one.char))];
      assert.deepEqual(await chips("Force UCS2"), wanted.encoding === "ucs2" ? forced.slice(0, 20) : [], text);
      const nearest = page.locator('.card:has([value="nearest"])');
      const better = wanted.transliterated.encoding === "gsm7" && wanted.transliterated.changes.length > 0;
      assert.equal(await nearest.count(), Number(better), text);
      if (better) {
        const { parts, units } = wanted.transliterated;
        assert.equal(await nearest.locator(".cost").textContent(), `${parts} part${parts === 1 ? "" : "s"} GSM 7-bit, ${units} septet${units === 1 ? "" : "s"}`);
      }
    }
  }));
  await check("what forces UCS2, and what the nearest characters save", onPage(browser, {}, async (page) => {
    await page.click("#tab-text");
    assert.match(await page.textContent(".facts"), /Force UCS2– U\+2013/);
    assert.equal(await page.textContent("mark.forced"), "–");
    await page.check('[value="nearest"]');
    assert.match(await page.textContent(".headline"), /GSM 7-bit · 106 septets · 1 part/);
    assert.match(await page.textContent(".facts"), /Replaced– becomes -/);
    assert.match(await page.textContent(".part-text"), /seeing you - reply/);
  }));
  await check("characters that have no nearest one become ?", onPage(browser, {}, async (page) => {
    await page.click("#tab-text");
    await page.click("#text-examples >> text=emoji");
    await page.check('[value="replaced"]');
    assert.match(await page.textContent(".headline"), /^GSM 7-bit · 104 septets · 1 part/);
    assert.match(await page.textContent(".facts"), /ë becomes e.*🎂 becomes \?/);
  }));
  await check("national tables", onPage(browser, {}, async (page) => {
    await page.click("#tab-text");
    await page.click("#text-examples >> text=Turkish");
    await page.check('[value="national"]');
    assert.match(await page.textContent(".card:has(:checked)"), /Turkish tables1 part GSM 7-bit/);
  }));
  await check("a text becomes PDUs", onPage(browser, {}, async (page) => {
    await page.click("#tab-text");
    await page.click("#text-examples >> text=long");
    await page.click("text=Read it as submit_sm");
    assert.match(await status(page, "pdu"), /^2 PDUs/);
    assert.ok((await rows(page)).some((row) => /^part 2 of 2/.test(row[2])));
  }));
}
