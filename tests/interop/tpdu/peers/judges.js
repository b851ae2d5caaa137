// Reads TPDUs with node-pdu: a line "sc|ms HEX" in, a JSON line out with what it found, or null.
'use strict';
const { parse, Deliver, Submit, Report } = require('node-pdu');
const readline = require('node:readline');

const PLACES = { deliver: ['sc', 0], submit: ['ms', 1], report: ['sc', 2] };

function found(source, digits) {
  const kind = parseInt(digits.slice(0, 2), 16) & 3;
  if (!Object.values(PLACES).some(([from, number]) => from === source && number === kind)) return null;
  const pdu = parse('00' + digits);
  const answer = { address: pdu.address.phone ?? '' };
  if (pdu instanceof Deliver || pdu instanceof Submit) answer.text = pdu.data.getText();
  if (pdu instanceof Report) Object.assign(answer, { status: pdu.status, reference: pdu.reference });
  return answer;
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  let answer;
  try {
    answer = found(...line.split(' '));
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify({ 'node-pdu': answer }));
});
