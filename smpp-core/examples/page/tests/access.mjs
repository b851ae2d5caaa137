// Keyboard, names and contrasts, widths.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { check, onPage, settled } from "./kit.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// What the page can look like.
const STATES = {
  start: async () => {},
  receipt: (page) => page.click("#pdu-examples >> text=receipt"),
  "broken PDU, a field in focus": async (page) => {
    await page.click("#pdu-examples >> text=broken PDU");
    await page.focus("tr[data-row='2'] button");
  },
  "not octets": async (page) => {
    await page.fill("#pdus", "zz");
    await settled(page);
  },
  text: (page) => page.click("#tab-text"),
  "text in three ways": async (page) => {
    await page.click("#tab-text");
    await page.fill("#text", "Şişli'ye €5 “ağır”".repeat(5));
    await settled(page);
    await page.check('[name="way"] >> nth=1');
  },
  "no capture": async (page) => {
    await page.setInputFiles("#capture-file", { name: "none.pcap", mimeType: "", buffer: Buffer.from("d4c3b2a1", "hex") });
    await page.waitForSelector("#captured .trouble");
  },
  capture: async (page) => {
    await page.click("#tab-capture");
    await page.click("#session-example");
    await page.click(".arrows li.refused button");
  },
};

export async function access(browser) {
  for (const size of ["desktop", "phone"]) {
    for (const theme of ["light", "dark"]) {
      for (const [name, enter] of Object.entries(STATES)) {
        await check(`axe-core, ${size}, ${theme}: ${name}`, onPage(browser, { size, theme }, async (page) => {
          await enter(page);
          await page.evaluate(axe);
          // Colours that change are measured at their end.
          await page.waitForTimeout(150);
          const { violations } = await page.evaluate(() => window.axe.run());
          const words = violations.map((one) => `${one.id}: ${one.help}\n${one.nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`);
          assert.equal(words.length, 0, words.join("\n"));
          const [own, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          assert.ok(own <= room, `the page is ${own} wide`);
        }));
      }
    }
  }
  await check("Tab reaches everything, each list with one stop", onPage(browser, {}, async (page) => {
    const stops = [];
    for (let count = 0; count < 40; count++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const { activeElement: at } = document;
        return at === document.body ? null : at.id || at.textContent;
      });
      if (stop === null) break;
      stops.push(stop);
    }
    assert.deepEqual(stops, [
      "tab-pdu", "pdu-file", "pdus", "long message", "receipt", "TLVs", "bind", "broken PDU", "several PDUs",
      "version", "profile", "brief", "passwords", "command_length, octets 0 to 3: 00 00 00 69", "command_length, octets 0 to 3",
    ]);
  }));
  await check("the arrow keys change tabs, and focus is visible", onPage(browser, {}, async (page) => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getAttribute("#tab-text", "aria-selected"), "true");
    assert.ok(await page.isVisible("#panel-text"));
    assert.notEqual(await page.$eval("#tab-text", (tab) => getComputedStyle(tab).outlineStyle), "none");
    await page.keyboard.press("End");
    assert.ok(await page.isVisible("#panel-capture"));
    await page.waitForSelector(".arrows li");
  }));
}
