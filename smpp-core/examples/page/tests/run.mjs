// Tests the page in headless Chromium. PAGE is the page, INSPECT the program; --screenshots DIR takes pictures.
import { access } from "./access.mjs";
import { captures } from "./captures.mjs";
import { browse, tally } from "./kit.mjs";
import { pdus } from "./pdus.mjs";
import { screenshots } from "./screenshots.mjs";
import { measures } from "./texts.mjs";

const browser = await browse();
try {
  const at = process.argv.indexOf("--screenshots");
  if (at > 0) {
    await screenshots(browser, process.argv[at + 1]);
  } else {
    for (const group of [pdus, measures, captures, access]) await group(browser);
    console.log(`${tally.passed} passed, ${tally.failed} failed`);
  }
} finally {
  await browser.close();
}
process.exit(tally.failed === 0 ? 0 : 1);
