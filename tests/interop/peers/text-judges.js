// Checks the output of `inspect text` with the npm packages smpp and node-pdu: smpp for septets and UCS2, node-pdu for
// packed octets, behind a header too. Objects come on standard input, one a line, with their text and how they were
// asked for; the checks go to standard output.
'use strict';

const readline = require('readline');
const { encodings } = require('smpp');
const { Helper } = require('node-pdu').utils;
const { check } = require('./check');

// Known mistakes of the packages, with the reason why they are not ours. Each must occur in every run.
const met = new Map();
const FORM_FEED_AND_SECTION = 'node-pdu writes a form feed and a section sign as spaces';
const WRITTEN_IN_PLACE = /[\f§]/;
for (const reason of [FORM_FEED_AND_SECTION]) met.set(reason, 0);

const hex = (octets) => Buffer.from(octets).toString('hex');
const withoutAt = (text) => text.replaceAll('@', '');

/** The octets of a part behind its header, in hex. */
const body = (segment, parts) => (parts > 1 ? segment.slice(2 * (parseInt(segment.slice(0, 2), 16) + 1)) : segment);
const joined = (found) => found.segments.map((segment) => body(segment, found.segments.length)).join('');

function gsm7(text, found) {
  if (found.septets !== hex(encodings.ASCII.encode(text))) return 'septets';
  if (encodings.ASCII.decode(Buffer.from(found.septets, 'hex')) !== text) return 'text of the septets';
  if (found.units * 2 !== found.septets.length) return 'units';
  if (WRITTEN_IN_PLACE.test(text)) {
    met.set(FORM_FEED_AND_SECTION, met.get(FORM_FEED_AND_SECTION) + 1);
    return '';
  }
  const packed = Helper.encode7Bit(text);
  if (packed.result.toLowerCase() !== found.packed || packed.length !== found.units) return 'packed octets';
  if (Helper.decode7Bit(found.packed, found.units) !== text) return 'text of the packed octets';
  return '';
}

function ucs2(text, found) {
  if (found.encoding !== 'ucs2') return 'encoding';
  if (joined(found) !== hex(encodings.UCS2.encode(text))) return 'UCS2';
  if (encodings.UCS2.decode(Buffer.from(joined(found), 'hex')) !== text) return 'text of the UCS2';
  const pieces = found.segments.map((segment) => Helper.decode16Bit(body(segment, found.segments.length)));
  return pieces.join('') === text ? '' : 'text of the UCS2 part by part';
}

function unpacked(text, found) {
  if ((found.encoding === 'gsm7') !== encodings.ASCII.match(text)) return 'encoding';
  if (found.encoding !== 'gsm7') return ucs2(text, found);
  return joined(found) === found.septets ? gsm7(text, found) : 'septets of the parts';
}

/** Packed text behind headers of 6 octets (one fill bit) or 7 (none). */
function packed(text, found) {
  if (found.encoding !== 'gsm7') return ucs2(text, found);
  const fault = gsm7(text, found);
  if (fault || WRITTEN_IN_PLACE.test(text)) return fault;
  const several = found.segments.length > 1;
  let read = '';
  for (const segment of found.segments) {
    const octets = body(segment, found.segments.length);
    const header = (segment.length - octets.length) / 2;
    const fill = several ? (7 - (header % 7)) % 7 : 0;
    const part = Helper.decode7Bit(octets, undefined, fill);
    if (Helper.encode7Bit(part, fill).result.toLowerCase() !== octets) return `octets of a part, fill ${fill}`;
    read += part;
  }
  // Without a count, a final @ looks like spare bits.
  return withoutAt(read) === withoutAt(text) ? '' : 'text of the parts';
}

// If its alphabet has a character once, node-pdu packs that septet whatever it means in the table of a language.
const LETTERS = Array.from({ length: 128 }, (_, septet) => Helper.ALPHABET_7BIT.charAt(septet));
const isKnown = (septet) => Helper.ALPHABET_7BIT.indexOf(LETTERS[septet]) === septet;
const fillsMet = new Map();

/** Whether the septets, from `at`, are those of the parts, in order, each behind its header and its fill bits. */
function isPacked(septets, at, segments, hasHeader) {
  if (segments.length === 0) return at === septets.length;
  const [segment, ...others] = segments;
  const header = hasHeader ? parseInt(segment.slice(0, 2), 16) + 1 : 0;
  const octets = segment.slice(2 * header);
  const fill = (7 - (header % 7)) % 7;
  const most = Math.floor((4 * octets.length - fill) / 7);
  // Seven spare bits look like one more septet.
  for (const count of [most, most - 1]) {
    const text = septets.slice(at, at + count).map((septet) => LETTERS[septet]).join('');
    if (Helper.encode7Bit(text, fill).result.toLowerCase() !== octets) continue;
    if (!isPacked(septets, at + count, others, hasHeader)) continue;
    fillsMet.set(fill, (fillsMet.get(fill) || 0) + 1);
    return true;
  }
  return false;
}

/** Septets of national tables, packed behind headers of many lengths. */
function fills(text, found) {
  if (found.encoding !== 'gsm7') return '';
  const septets = [...Buffer.from(found.septets, 'hex')];
  if (!septets.every(isKnown)) return '';
  // The octets of a single message do not show whether there is a header.
  const hasHeader = found.segments.length > 1 || found.segments[0] !== found.packed;
  return isPacked(septets, 0, found.segments, hasHeader) ? '' : 'packed octets of the parts';
}

const judges = { fills, default: unpacked, packed, wide: packed, ucs2 };
const seen = new Map();

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { how, text, found } = JSON.parse(line);
  // Neither package has the national tables right.
  if (!judges[how]) return;
  const of = seen.get(how) || seen.set(how, { count: 0, wrong: 0, example: '' }).get(how);
  of.count += 1;
  let fault;
  try {
    fault = judges[how](text, found);
  } catch (error) {
    fault = String(error);
  }
  if (fault) {
    of.wrong += 1;
    of.example = of.example || [fault, text, found];
  }
}).on('close', () => {
  for (const [how, of] of seen) check(`${of.count} texts, ${how}`, of.wrong === 0, [of.wrong, of.example]);
  for (const fill of [0, 1, 2, 3, 4, 5]) {
    check(`parts behind ${fill} fill bits: ${fillsMet.get(fill) || 0}`, fillsMet.get(fill) > 0, 'none was met');
  }
  for (const [reason, count] of met) check(`exception: ${reason}`, count > 0, 'not met any more: take it out');
});
