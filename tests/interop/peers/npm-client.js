// An ESME built with the npm package `smpp`, to test an SMSC.
//
//   node npm-client.js --port N --system-id S --password P
'use strict';

const path = require('node:path');
const { parseArgs } = require('node:util');
const smpp = require('smpp');
const { say, check, within } = require('./check.js');

const { values: options } = parseArgs({
  options: { port: { type: 'string' }, 'system-id': { type: 'string' }, password: { type: 'string' } },
});
const messages = require(path.join(__dirname, '..', 'messages.json'));

const WAIT_MS = 10_000;
const FROM = { source_addr_ton: 5, source_addr_npi: 0, source_addr: 'Shop' };
const TO = { dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '15555550100' };
const APPENDIX_B =
  /^id:(\S+) sub:001 dlvrd:001 submit date:\d{10} done date:\d{10} stat:DELIVRD err:\d{3} text:/i;

// A command that no version has, to be refused.
smpp.addCommand('not_a_command', { id: 0x00010200 });

/**
 * One request and its response. `seen` is called with the response at once: code that awaits the promise runs only
 * after everything that came in the same packet.
 */
function ask(session, command, fields = {}, seen = () => {}) {
  const asked = new Promise((resolve) => {
    session[command](fields, (answer) => {
      seen(answer);
      resolve(answer);
    });
  });
  return within(WAIT_MS, command, asked);
}

/** Septets in parts of at most 153, none of which ends in an escape. */
function cut(septets) {
  const parts = [];
  for (let start = 0, end; start < septets.length; start = end) {
    end = Math.min(start + 153, septets.length);
    if (end < septets.length && septets[end - 1] === 0x1b) end -= 1;
    parts.push(septets.subarray(start, end));
  }
  return parts;
}

/** What to submit: one message in one part, one in three by header, one in UCS2, one in message_payload. */
function submissions() {
  const parts = cut(smpp.gsmCoder.encode(messages.spanish.text, 0));
  return [
    { data_coding: 0, short_message: messages.plain.text },
    ...parts.map((part, index) => ({
      esm_class: 0x40,
      data_coding: 0,
      short_message: Buffer.concat([Buffer.from([5, 0, 3, 0x5a, parts.length, index + 1]), part]),
    })),
    { data_coding: 8, short_message: messages.emoji.text },
    { data_coding: 0, message_payload: smpp.gsmCoder.encode(messages.spanish.text, 0) },
  ].map((one) => ({ ...FROM, ...TO, registered_delivery: 1, ...one }));
}

async function main() {
  const session = smpp.connect({ host: '127.0.0.1', port: Number(options.port) });
  session.on('error', (error) => check('no error of the socket or the codec', false, String(error)));
  await within(WAIT_MS, 'connect', new Promise((resolve) => session.once('connect', resolve)));

  const account = { system_id: options['system-id'], password: options.password, interface_version: 0x34 };
  const badPassword = await ask(session, 'bind_transceiver', { ...account, password: 'wrong' });
  check('a wrong password gets ESME_RINVPASWD', badPassword.command_status === smpp.ESME_RINVPASWD, badPassword);
  const badName = await ask(session, 'bind_transceiver', { ...account, system_id: 'nobody' });
  check('a wrong system_id gets ESME_RINVSYSID', badName.command_status === smpp.ESME_RINVSYSID, badName);
  const bound = await ask(session, 'bind_transceiver', account);
  check('bind_transceiver on the same connection', bound.command === 'bind_transceiver_resp' && bound.command_status === 0 && bound.system_id, bound);
  const link = await ask(session, 'enquire_link');
  check('enquire_link is answered', link.command === 'enquire_link_resp' && link.command_status === 0, link);
  const unknown = await ask(session, 'not_a_command');
  check('an unknown command_id gets generic_nack ESME_RINVCMDID', unknown.command === 'generic_nack' && unknown.command_status === smpp.ESME_RINVCMDID, unknown);

  const ids = new Set();
  const receipts = [];
  const early = [];
  const wanted = submissions();
  const allReceipts = new Promise((resolve) => {
    session.on('deliver_sm', (pdu) => {
      const id = APPENDIX_B.exec(pdu.short_message.message)?.[1];
      if (!ids.has(id)) early.push(id);
      receipts.push({ id, pdu });
      session.send(pdu.response());
      if (receipts.length === wanted.length) resolve();
    });
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));

  const statuses = await Promise.all(
    wanted.map(async (one) => {
      const answer = await ask(session, 'submit_sm', one, ({ message_id }) => ids.add(message_id));
      return answer.command_status;
    }),
  );
  check(`${wanted.length} submit_sm, each answered with an id of its own`, statuses.every((status) => status === 0) && ids.size === wanted.length && !ids.has(''), { statuses, ids: [...ids] });

  await within(WAIT_MS, 'receipts', allReceipts).catch(() => {});
  check('a receipt of Appendix B for each id', receipts.length === wanted.length && receipts.every(({ id }) => ids.has(id)), receipts.map(({ pdu }) => pdu.short_message));
  check('no receipt before its submit_sm_resp', early.length === 0, early);
  check('receipts have esm_class 4', receipts.every(({ pdu }) => (pdu.esm_class & 0x3c) === 4), receipts.map(({ pdu }) => pdu.esm_class));
  check('receipts come from the destination', receipts.every(({ pdu }) => pdu.source_addr === TO.destination_addr && pdu.destination_addr === FROM.source_addr), receipts[0]?.pdu);
  check('receipted_message_id, where there is one, is the id of the text', receipts.every(({ id, pdu }) => (pdu.receipted_message_id ?? id) === id), receipts.map(({ pdu }) => pdu.receipted_message_id));

  const [id] = ids;
  const state = await ask(session, 'query_sm', { message_id: id, ...FROM });
  check('query_sm says DELIVERED', state.command_status === 0 && state.message_id === id && state.message_state === 2, state);
  const lost = await ask(session, 'query_sm', { message_id: '999', ...FROM });
  check('query_sm of an unknown id is refused', lost.command === 'query_sm_resp' && lost.command_status !== 0, lost);

  const gone = await ask(session, 'unbind');
  check('unbind is answered', gone.command === 'unbind_resp' && gone.command_status === 0, gone);
  session.destroy();
  say({ submitted: wanted.length });
}

main().then(
  () => process.exit(0),
  (error) => {
    check('the npm client gets to its end', false, String(error));
    process.exit(1);
  },
);
