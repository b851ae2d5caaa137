// Writes SMS-SUBMIT with node-pdu: a JSON line {"number", "text"} in, a JSON line with the PDUs in hexadecimal out.
'use strict';
const { Submit } = require('node-pdu');
const readline = require('node:readline');

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { number, text } = JSON.parse(line);
  try {
    const submit = new Submit(number, text);
    console.log(JSON.stringify(submit.getPartStrings().map((pdu) => [pdu, null])));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
});
