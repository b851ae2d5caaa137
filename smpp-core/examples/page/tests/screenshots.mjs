// Pictures for the documentation.
import { open } from "./kit.mjs";

async function broken(page) {
  await page.mouse.move(0, 0);
  await page.click("#pdu-examples >> text=broken PDU");
  await page.hover("tr[data-row='2'] .value");
}

async function message(page) {
  await page.check("#brief");
  await page.fill("#pdus", await page.inputValue("#pdus"));
  await page.evaluate(() => scrollTo(0, 150));
  await page.hover('tr:has(button:text-is("text")) .value');
}

async function session(page) {
  await page.click("#tab-capture");
  await page.click("#session-example");
  await page.click(".arrows li:has-text('DELIVERED for 2') button");
  await page.locator(".connections").evaluate((table) => table.scrollIntoView());
  await page.mouse.move(0, 0);
}

async function text(page) {
  await page.click("#tab-text");
}

const PICTURES = [
  ["page-desktop-light", "desktop", "light", message],
  ["page-desktop-dark", "desktop", "dark", session],
  ["page-text-light", "desktop", "light", text],
  ["page-phone-light", "phone", "light", broken],
  ["page-phone-dark", "phone", "dark", session],
];

export async function screenshots(browser, folder) {
  for (const [name, size, theme, enter] of PICTURES) {
    const page = await open(browser, { size, theme });
    await enter(page);
    await page.waitForTimeout(200);
    await page.screenshot({ path: `${folder}/${name}.png` });
    await page.finish();
    console.log(`${folder}/${name}.png`);
  }
}
