// How the ESME and the message centre of the npm package smpp split a text: the package does not.
'use strict';

const smpp = require('smpp');

const PART = 153;

/** What to send as short_message for a text: itself, or parts of at most 153 septets, none of which ends in an escape. */
function parts(text) {
  const septets = smpp.gsmCoder.encode(text, 0);
  if (septets.length <= 160) return [{ short_message: text }];
  const cut = [];
  for (let start = 0, end; start < septets.length; start = end) {
    end = Math.min(start + PART, septets.length);
    if (septets[end - 1] === 0x1b) end -= 1;
    cut.push(septets.subarray(start, end));
  }
  return cut.map((part, index) => ({
    esm_class: 0x40, short_message: Buffer.concat([Buffer.from([5, 0, 3, 7, cut.length, index + 1]), part]),
  }));
}

module.exports = { parts };
