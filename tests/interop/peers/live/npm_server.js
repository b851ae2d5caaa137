// A message centre built with the npm package smpp. The lines that it prints are in ../../live.py.
'use strict';

const smpp = require('smpp');
const { parts } = require('./npm_parts.js');

const RECEIPT_MS = 2500;
// Messages to a number with this ending are refused at first.
const THROTTLED = '429';
const REFUSALS = 2;

const [systemId, password, short, long] = process.argv.slice(2);
const say = (...fields) => process.stdout.write(fields.join('\t') + '\n');

let last = 0;
let refused = 0;

/** The message of parts that come one after another, whole. */
function whole(pending, pdu) {
  const { message, udh } = pdu.short_message;
  pending.push({ number: udh ? udh[0][4] : 0, message });
  if (pending.length < (udh ? udh[0][3] : 1)) return null;
  pending.sort((a, b) => a.number - b.number);
  return pending.splice(0).map((part) => part.message).join('');
}

function receiptText(id) {
  const date = new Date().toISOString().replace(/\D/g, '').slice(2, 12);
  return `id:${id} sub:001 dlvrd:001 submit date:${date} done date:${date} stat:DELIVRD err:000 text:`;
}

function sendMessages(session) {
  for (const one of [...parts(short), ...parts(long)]) {
    const addresses = {
      source_addr_ton: 1, source_addr_npi: 1, source_addr: '15555550100', dest_addr_ton: 5, dest_addr_npi: 0, destination_addr: 'Shop',
    };
    session.deliver_sm({ ...addresses, data_coding: 0, ...one }, (answer) => {
      if (answer.command_status === 0) say('delivered');
    });
  }
}

function sendReceipt(session, pdu, id) {
  const fields = {
    source_addr_ton: pdu.dest_addr_ton, source_addr_npi: pdu.dest_addr_npi, source_addr: pdu.destination_addr,
    dest_addr_ton: pdu.source_addr_ton, dest_addr_npi: pdu.source_addr_npi, destination_addr: pdu.source_addr,
    esm_class: 0x04, data_coding: 0, short_message: receiptText(id),
  };
  session.deliver_sm(fields, (answer) => {
    if (answer.command_status === 0) say('receipt', id, 'DELIVRD');
  });
}

function serve(session) {
  const pending = [];
  const bind = (kind) => (pdu) => {
    const good = pdu.system_id === systemId && pdu.password === password;
    const command_status = good ? smpp.ESME_ROK : smpp.ESME_RINVPASWD;
    session.send(pdu.response({ command_status, system_id: 'npm-smpp' }));
    if (!good) return say('refused', command_status);
    say('bound', kind);
    session.enquire_link((answer) => {
      if (answer.command_status === 0) say('alive');
    });
    if (kind !== 'transmitter') sendMessages(session);
  };
  for (const kind of ['transmitter', 'receiver', 'transceiver']) session.on(`bind_${kind}`, bind(kind));

  session.on('submit_sm', (pdu) => {
    if (pdu.destination_addr.endsWith(THROTTLED) && refused < REFUSALS) {
      refused += 1;
      say('throttled');
      return session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
    }
    last += 1;
    const id = `n${String(last).padStart(6, '0')}`;
    const text = whole(pending, pdu);
    if (text !== null) say('text', text);
    say('accepted', id);
    session.send(pdu.response({ message_id: id }));
    if (pdu.registered_delivery & 1) setTimeout(sendReceipt, RECEIPT_MS, session, pdu, id);
  });
  session.on('enquire_link', (pdu) => {
    say('asked');
    session.send(pdu.response());
  });
  session.on('unbind', (pdu) => {
    say('unbound');
    session.send(pdu.response(), () => {}, () => session.close());
  });
  session.on('error', (error) => say('error', error));
}

const server = smpp.createServer({}, serve);
server.listen(0, '127.0.0.1', () => say(`listening on 127.0.0.1:${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume();
