// A browser without a network, the page in it, and the count of checks.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 375, height: 812 } };
const [PAGE, INSPECT] = [process.env.PAGE, process.env.INSPECT];

export const tally = { passed: 0, failed: 0 };

export async function check(name, body) {
  try {
    await body();
    tally.passed++;
    console.log(`ok   ${name}`);
  } catch (error) {
    tally.failed++;
    console.log(`FAIL ${name}\n     ${String(error.stack ?? error).replaceAll("\n", "\n     ")}`);
  }
}

export async function browse() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

// Opens the page as a file, without a network. What goes wrong in it, and what it asks of a network, fails the check.
export async function open(browser, { size = "desktop", theme = "light", touch = false } = {}) {
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme: theme, offline: true, hasTouch: touch });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(message.text()));
  page.on("request", (request) => /^(file|blob|data):/.test(request.url()) || wrong.push(request.url()));
  await page.goto(pathToFileURL(PAGE).href);
  await page.waitForSelector("body.ready");
  page.finish = async () => {
    await context.close();
    assert.deepEqual(wrong, []);
  };
  return page;
}

// Runs a body with a page.
export function onPage(browser, options, body) {
  return async () => {
    const page = await open(browser, options);
    await body(page);
    await page.finish();
  };
}

export async function paste(page, text) {
  await page.fill("#pdus", text);
  await settled(page);
}

// What is typed is read a moment later.
export const settled = (page) => page.waitForTimeout(150);

// The octets on the left, as digits without blanks.
export const octets = (page) => page.$$eval("#explained .octet", (all) => all.map((one) => one.textContent).join(""));

// [name, value, meaning] of each row on the right.
export const rows = (page, where = "#explained") =>
  page.$$eval(`${where} tbody tr:not(.beneath)`, (all) =>
    all.map((row) => [row.querySelector("button").firstChild.data, row.querySelector(".value").textContent, row.querySelector(".meaning").textContent]),
  );

export const status = (page, id) => page.textContent(`#${id}-status`);

// What the program `inspect` says.
export function inspect(options, input) {
  const done = spawnSync(INSPECT, options, { input, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.ok(done.stdout, done.stderr);
  return done.stdout;
}

export const objects = (lines) => lines.trim().split("\n").map((line) => JSON.parse(line));
