// An ESME built with the npm package smpp. The order of its sessions, and the lines that it prints, are in ../../live.py.
'use strict';

const smpp = require('smpp');
const { parts } = require('./npm_parts.js');

const WAIT_MS = 20_000;
const PAUSE_MS = 1100;
const ADDRESSES = {
  source_addr_ton: 5, source_addr_npi: 0, source_addr: 'Shop', dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '15555550100',
};

const say = (...fields) => process.stdout.write(fields.join('\t') + '\n');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Rejects when a promise has not settled in time. */
function within(what, promise) {
  const late = pause(WAIT_MS).then(() => Promise.reject(new Error(`${what}: nothing after ${WAIT_MS} ms`)));
  return Promise.race([promise, late]);
}

const counts = { receipts: 0, messages: 0 };

async function until(what, done) {
  const start = Date.now();
  while (!done()) {
    if (Date.now() - start > WAIT_MS) throw new Error(what);
    await pause(10);
  }
}

function received(session, pdu) {
  const { message, udh } = pdu.short_message;
  if ((pdu.esm_class & 0x3c) === 0x04) {
    say('receipt', /id:(\S+)/.exec(message)[1], /stat:(\S+)/.exec(message)[1]);
    counts.receipts += 1;
  } else {
    // It decodes each part; here they are put together.
    received.parts.push({ number: udh ? udh[0][4] : 0, total: udh ? udh[0][3] : 1, message });
    const { parts } = received;
    if (parts.length === parts[0].total) {
      say('text', parts.sort((a, b) => a.number - b.number).map((part) => part.message).join(''));
      received.parts = [];
      counts.messages += 1;
    }
  }
  session.send(pdu.response());
}
received.parts = [];

async function connect(port) {
  const session = smpp.connect({ host: '127.0.0.1', port: Number(port) });
  session.on('error', (error) => say('error', error));
  session.on('deliver_sm', (pdu) => received(session, pdu));
  await within('connect', new Promise((resolve) => session.once('connect', resolve)));
  return session;
}

const ask = (session, command, fields = {}) =>
  within(command, new Promise((resolve) => session[command](fields, resolve)));

/** Submits a text, each part until it is accepted. */
async function submit(session, text, receipts) {
  const pieces = parts(text);
  await Promise.all(pieces.map(async (piece) => {
    for (;;) {
      const fields = { ...ADDRESSES, data_coding: 0, registered_delivery: receipts, ...piece };
      const { command_status, message_id } = await ask(session, 'submit_sm', fields);
      if (command_status === 0) return say('accepted', message_id);
      if (command_status !== smpp.ESME_RTHROTTLED) throw new Error(`submit_sm: ${command_status}`);
      say('throttled');
      await pause(PAUSE_MS);
    }
  }));
  return pieces.length;
}

async function leave(session) {
  if ((await ask(session, 'enquire_link')).command_status === 0) say('alive');
  if ((await ask(session, 'unbind')).command_status === 0) say('unbound');
  session.destroy();
}

async function main([port, throttlingPort, system_id, password, short, long]) {
  const bound = async (at, kind) => {
    const session = await connect(at);
    const answer = await ask(session, `bind_${kind}`, { system_id, password, interface_version: 0x34 });
    if (answer.command_status !== 0) throw new Error(`bind_${kind}: ${answer.command_status}`);
    say('bound', kind);
    return session;
  };

  let session = await connect(port);
  const refused = await ask(session, 'bind_transceiver', { system_id, password: 'wrong' });
  say('refused', refused.command_status);
  session.destroy();

  await leave(await bound(port, 'transmitter'));

  session = await bound(port, 'receiver');
  await until('a message', () => counts.messages === 1);
  await leave(session);

  session = await bound(port, 'transceiver');
  const sent = (await submit(session, short, 1)) + (await submit(session, long, 1));
  await until('receipts and a long message', () => counts.receipts === sent && counts.messages === 2);
  await leave(session);

  session = await bound(throttlingPort, 'transceiver');
  for (let number = 0; number < 3; number += 1) await submit(session, short, 0);
  await leave(session);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    say('error', error);
    process.exit(1);
  },
);
