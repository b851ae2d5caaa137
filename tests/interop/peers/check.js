// How a peer reports its findings: one JSON object per line, which `run` reads.
'use strict';

function say(object) {
  process.stdout.write(JSON.stringify(object) + '\n');
}

/** One thing that was looked at. `seen` is shown when it was not as it should be. */
function check(what, good, seen) {
  say({ check: what, ok: Boolean(good), seen: good || seen === undefined ? '' : JSON.stringify(seen) });
}

/** Rejects when `promise` has not settled after `ms`: nothing here may wait forever. */
function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing after ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

module.exports = { say, check, within };
