// A message centre built with the npm package `smpp`, for the board of tests/firmware: it answers a bind and each
// submit_sm, sends the receipts, and a long message whose second segment comes first.
//
// It prints `listening on 127.0.0.1:PORT` and goes on until it is stopped.
'use strict';

const smpp = require('smpp');

const LONG = 'A long message for the board, of which the second segment comes first. '.repeat(4);
const UDHI = 0x40;
const RECEIPT = 0x04;
const ADDRESSES = {
  source_addr_ton: 1,
  source_addr_npi: 1,
  source_addr: '15555550101',
  dest_addr_ton: 1,
  dest_addr_npi: 1,
  destination_addr: '15555550100',
};

const server = smpp.createServer((session) => {
  let submitted = 0;
  session.on('bind_transceiver', (pdu) => session.send(pdu.response({ system_id: 'npm-smpp' })));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => session.send(pdu.response()));
  session.on('error', () => {});
  session.on('submit_sm', (pdu) => {
    submitted += 1;
    const id = `m${submitted}`;
    session.send(pdu.response({ message_id: id }));
    session.deliver_sm({
      ...ADDRESSES,
      esm_class: RECEIPT,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 stat:DELIVRD err:000 text:`,
    });
    if (submitted !== 2) return;
    session.enquire_link();
    for (const [segment, message] of [
      [2, LONG.slice(150)],
      [1, LONG.slice(0, 150)],
    ]) {
      const udh = Buffer.from([5, 0, 3, 9, 2, segment]);
      session.deliver_sm({ ...ADDRESSES, esm_class: UDHI, short_message: { udh, message } });
    }
  });
});

server.listen(0, '127.0.0.1', () => console.log(`listening on 127.0.0.1:${server.address().port}`));
