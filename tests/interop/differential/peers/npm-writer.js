// PDUs that the npm package `smpp` builds from seeded random values, with those values, as JSON lines.
//
//   node npm-writer.js SEED COUNT
//
// What a PDU may hold comes from tests/data/spec; each object is the expected output of `inspect pdu`.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { PDU, commands } = require('smpp');

const [seed, count] = process.argv.slice(2).map(Number);
if (!Number.isInteger(seed) || !Number.isInteger(count)) {
  console.error('usage: node npm-writer.js SEED COUNT');
  process.exit(2);
}

// Marsaglia's xorshift of 32 bits.
let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
function next() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  state >>>= 0;
  return state;
}
const below = (bound) => next() % bound;
const pick = (of) => of[below(of.length)];
const octets = (length) => Buffer.from(Array.from({ length }, () => below(256)));

/** Often short, sometimes the longest. */
const size = (max) => pick([0, Math.min(max, 3), Math.min(max, 11), below(max + 1), max]);

/** Characters 1 to 255, each an octet; mostly those of addresses. */
function text(length) {
  const characters = '0123456789abcdefXYZ+-. ';
  const odd = below(8) === 0;
  return Array.from({ length }, () => (odd ? String.fromCharCode(1 + below(255)) : pick(characters))).join('');
}

const two = (least, most) => String(least + below(most - least + 1)).padStart(2, '0');

/** A time of either form (v3.4 section 7.1.1), or none. */
function time() {
  const clock = () => two(0, 23) + two(0, 59) + two(0, 59);
  return pick([
    () => '',
    () => two(0, 99) + two(1, 12) + two(1, 28) + clock() + below(10) + two(0, 48) + pick('+-'),
    () => two(0, 9) + two(0, 12) + two(0, 28) + clock() + '000R',
  ])();
}

function table(name) {
  const file = path.join(__dirname, '..', '..', '..', 'data', 'spec', name);
  const [names, ...lines] = fs.readFileSync(file, 'ascii').trim().split(/\r?\n/).map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(names.map((column, at) => [column, cells[at]])));
}

const fieldsOf = new Map();
for (const row of table('fields.csv')) {
  fieldsOf.set(row.pdu, [...(fieldsOf.get(row.pdu) ?? []), row]);
}
const tlvs = table('tlvs.csv');
const pdus = table('pdus.csv').filter((row) => row.name in commands);

const ENTRIES = {
  dest_address: () =>
    below(3) === 0
      ? { dl_name: text(size(20)) }
      : { dest_addr_ton: below(256), dest_addr_npi: below(256), destination_addr: text(size(20)) },
  unsuccess_sme: () => ({
    dest_addr_ton: below(256),
    dest_addr_npi: below(256),
    destination_addr: text(size(20)),
    error_status_code: next(),
  }),
};

/** What to give the package for a field, and what inspect says about it. */
function field(row, previous) {
  const max = Number(row['max_5.0']);
  switch (row.type) {
    case 'integer': {
      const value = below(max + 1);
      return [value, value];
    }
    case 'c_octet_string': {
      const value = max === 17 ? time() : text(size(max - 1));
      return [value, value];
    }
    case 'octet_string': {
      const value = octets(size(max));
      return [value, value.toString('hex')];
    }
    default: {
      const list = Array.from({ length: below(16) === 0 ? below(max + 1) : below(4) }, ENTRIES[row.field]);
      const flag = (entry) => ({ dest_flag: 'dl_name' in entry ? 2 : 1, ...entry });
      return [list, row.field === 'dest_address' ? list.map(flag) : list];
    }
  }
}

/** A length that the standard gives a TLV: "2", "1-65", "1 4". */
function lengthOf(row) {
  const [least, most] = pick(row['lengths_5.0'].split(' ')).split('-').map(Number);
  return most === undefined ? least : least + size(Math.min(most - least, 300));
}

/** What to give the package for one value of a TLV, and the octets that the standard wants. */
function tlv(row) {
  const length = lengthOf(row);
  // The package takes the country code as a number, always of four octets, within the 1 to 5 of the standard.
  if (row.name === 'dest_addr_np_country') {
    const value = octets(4);
    return [value.readUInt32BE(0), value];
  }
  switch (row.type) {
    case 'integer':
    case 'integer or empty': {
      // The package has no empty form.
      const value = octets(Math.max(length, 1));
      return [value.readUIntBE(0, value.length), value];
    }
    case 'c_octet_string': {
      const value = row.name === 'broadcast_end_time' ? time() || '000000000100000R' : text(length - 1);
      return [value, Buffer.from(value + '\0', 'latin1')];
    }
    default: {
      const value = octets(length);
      return [value, value];
    }
  }
}

const REPEATED = ['callback_num', 'callback_num_pres_ind', 'callback_num_atag', 'broadcast_area_identifier',
  'broadcast_error_status'];

function build(row) {
  const options = { sequence_number: 1 + below(0x7fffffff) };
  const said = { fields: {}, tlvs: [] };
  if (row.kind === 'response' && below(4) === 0) {
    // The package then sends only the header.
    options.command_status = 1 + below(255);
  } else {
    const lengths = {};
    for (const about of fieldsOf.get(row.name) ?? []) {
      if (about.type === 'length' || about.type === 'count') {
        said.fields[about.field] = undefined;
        lengths.open = about.field;
        continue;
      }
      const [given, expected] = field(about);
      options[about.field] = given;
      if (lengths.open) said.fields[lengths.open] = given.length;
      lengths.open = undefined;
      said.fields[about.field] = expected;
    }
    const carried = (about) => `${about['pdus_5.0']} ${about['required_5.0']}`.split(' ').includes(row.name);
    const allowed = tlvs.filter(carried);
    for (let left = allowed.length && below(6); left > 0; left--) {
      const about = pick(allowed);
      if (about.name in options) continue;
      const values = Array.from({ length: REPEATED.includes(about.name) ? 1 + below(3) : 1 }, () => tlv(about));
      const given = values.map(([value]) => value);
      options[about.name] = REPEATED.includes(about.name) ? given : given[0];
      for (const [, wanted] of values) {
        said.tlvs.push({ tag: Number(about.tag), name: about.name, value: wanted.toString('hex') });
      }
    }
  }
  const hex = new PDU(row.name, options).toBuffer().toString('hex');
  const { sequence_number, command_status = 0 } = options;
  return { hex, command: row.name, command_status, sequence_number, ...said };
}

let out = '';
for (let number = 0; number < count; number++) {
  out += JSON.stringify(build(pdus[number % pdus.length])) + '\n';
}
fs.writeFileSync(1, out);
