// An SMSC built with the npm package `smpp`.
//
//   node npm-server.js --system-id S --password P [--receipt-delay MS] [--expect NAME [--enquire-links N]]
//
// It prints `listening on HOST:PORT`, answers each submit_sm with an id, later sends the receipt of that id as a
// deliver_sm with the text of SMPP 3.4 Appendix B, and asks once with enquire_link itself. Without --expect it goes on
// until it is stopped. With it, the first session must send the messages of that NAME in messages.json; at the end of
// that session the server prints its findings and exits.
'use strict';

const path = require('node:path');
const { parseArgs } = require('node:util');
const smpp = require('smpp');
const { say, check } = require('./check.js');

const { values: options } = parseArgs({
  options: {
    'system-id': { type: 'string' },
    password: { type: 'string' },
    'receipt-delay': { type: 'string', default: '100' },
    expect: { type: 'string' },
    'enquire-links': { type: 'string', default: '0' },
  },
});
const messages = require(path.join(__dirname, '..', 'messages.json'));
const expected = options.expect && messages[options.expect];

const UDHI = 0x40;
const DELIVERY_RECEIPT = 0x04;
const DELIVERED = 2;
const DATA_CODINGS = { gsm7: [0, 1], ucs2: [8] };

/** Everything that one session brought. */
function newLog() {
  return {
    binds: [],
    submits: [],
    receiptsSent: 0,
    receiptAnswers: [],
    enquireLinks: 0,
    enquireLinkAnswer: null,
    unbinds: 0,
    odd: [],
  };
}

function bindStatus(pdu) {
  if (pdu.system_id !== options['system-id']) return smpp.ESME_RINVSYSID;
  if (pdu.password !== options.password) return smpp.ESME_RINVPASWD;
  return smpp.ESME_ROK;
}

/** YYMMDDhhmm, as receipts have it. */
function receiptDate(date) {
  return date.toISOString().replace(/\D/g, '').slice(2, 12);
}

function receipt(id, pdu, submitted) {
  const text = pdu.data_coding === 8 ? '' : pdu.short_message.message.slice(0, 20);
  const dates = `submit date:${receiptDate(submitted)} done date:${receiptDate(new Date())}`;
  return {
    source_addr_ton: pdu.dest_addr_ton,
    source_addr_npi: pdu.dest_addr_npi,
    source_addr: pdu.destination_addr,
    dest_addr_ton: pdu.source_addr_ton,
    dest_addr_npi: pdu.source_addr_npi,
    destination_addr: pdu.source_addr,
    esm_class: DELIVERY_RECEIPT,
    data_coding: 0,
    short_message: `id:${id} sub:001 dlvrd:001 ${dates} stat:DELIVRD err:000 text:${text}`,
    // Many servers add these two to the text and many do not; here every second receipt has them.
    ...(Number(id) % 2 === 0 && { receipted_message_id: id, message_state: DELIVERED }),
  };
}

function serve(session) {
  const log = newLog();
  const known = new Map();
  let lastId = 1000000000;

  const bind = (pdu) => {
    const status = bindStatus(pdu);
    log.binds.push({ command: pdu.command, version: pdu.interface_version, status });
    session.send(pdu.response({ command_status: status, system_id: 'npm-smpp' }));
    if (status === smpp.ESME_ROK) session.enquire_link((answer) => (log.enquireLinkAnswer = answer.command));
  };
  session.on('bind_transceiver', bind);
  session.on('bind_transmitter', bind);
  session.on('bind_receiver', bind);

  session.on('submit_sm', (pdu) => {
    const id = String(++lastId);
    const submitted = new Date();
    log.submits.push(pdu);
    known.set(id, submitted);
    session.send(pdu.response({ message_id: id }));
    if (!(pdu.registered_delivery & 1)) return;
    setTimeout(() => {
      log.receiptsSent += 1;
      session.deliver_sm(receipt(id, pdu, submitted), (answer) => log.receiptAnswers.push(answer.command_status));
    }, Number(options['receipt-delay']));
  });

  session.on('query_sm', (pdu) => {
    session.send(
      pdu.response(
        known.has(pdu.message_id)
          ? { message_id: pdu.message_id, message_state: DELIVERED }
          : { command_status: smpp.ESME_RQUERYFAIL },
      ),
    );
  });

  session.on('enquire_link', (pdu) => {
    log.enquireLinks += 1;
    session.send(pdu.response());
  });
  session.on('unbind', (pdu) => {
    log.unbinds += 1;
    session.send(pdu.response(), () => {}, () => session.close());
  });
  session.on('unknown', (pdu) => {
    log.odd.push(pdu.command_id);
    session.send(pdu.response());
  });
  session.on('generic_nack', (pdu) => log.odd.push(pdu));
  session.on('error', (error) => log.odd.push(String(error)));
  session.on('close', () => {
    if (expected) {
      judge(log);
      server.close();
    }
  });
}

/** The concatenation element of a part (reference, total, number), or null. */
function concatenation(pdu) {
  const element = (pdu.short_message.udh ?? []).find((one) => one[0] === 0x00 && one[1] === 3);
  return element ? { reference: element[2], total: element[3], number: element[4] } : null;
}

/** The texts of the messages, their parts put together by reference and number. */
function reassemble(submits) {
  const whole = new Map();
  submits.forEach((pdu, index) => {
    const part = concatenation(pdu);
    const key = part ? `${pdu.source_addr} ${pdu.destination_addr} ${part.reference}` : `alone ${index}`;
    const parts = whole.get(key) ?? [];
    parts[(part?.number ?? 1) - 1] = pdu.short_message.message;
    whole.set(key, parts);
  });
  return [...whole.values()].map((parts) => parts.join(''));
}

function judge(log) {
  const { text, count, parts, alphabet } = expected;
  const texts = reassemble(log.submits);
  const [bind] = log.binds;
  check('one bind_transceiver, interface_version 3.4', log.binds.length === 1 && bind.command === 'bind_transceiver' && bind.version === 0x34, log.binds);
  check(`${count * parts} submit_sm`, log.submits.length === count * parts, log.submits.length);
  check(`${count} whole text${count > 1 ? 's' : ''}, to the letter`, texts.length === count && texts.every((one) => one === text), texts);
  const codings = log.submits.map((pdu) => pdu.data_coding);
  check(`data_coding says ${alphabet}`, codings.every((coding) => DATA_CODINGS[alphabet].includes(coding)), codings);
  const headers = log.submits.map((pdu) => pdu.esm_class & UDHI && concatenation(pdu));
  const numbers = headers.map((header) => header && `${header.number}/${header.total}`).join(' ');
  const wanted = Array.from({ length: parts }, (_, index) => `${index + 1}/${parts}`).join(' ');
  if (parts > 1) check(`user data headers count ${wanted}`, numbers === wanted, headers);
  else check('no user data header', headers.every((header) => !header), headers);
  const answers = log.receiptAnswers;
  check('a receipt for each, each answered with ESME_ROK', log.receiptsSent === count * parts && answers.length === log.receiptsSent && answers.every((status) => status === 0), { sent: log.receiptsSent, answers });
  check('answers enquire_link', log.enquireLinkAnswer === 'enquire_link_resp', log.enquireLinkAnswer);
  const least = Number(options['enquire-links']);
  if (least) check(`asks with enquire_link (${log.enquireLinks} times)`, log.enquireLinks >= least, log.enquireLinks);
  check('one unbind', log.unbinds === 1, log.unbinds);
  check('nothing odd on the wire', log.odd.length === 0, log.odd);
}

const server = smpp.createServer({}, serve);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on 127.0.0.1:${server.address().port}\n`);
});
process.on('uncaughtException', (error) => {
  say({ check: 'the npm server runs', ok: false, seen: String(error.stack) });
  process.exit(1);
});
