"""Writes SMS-SUBMIT with python-gsmmodem-new: a JSON line {"number", "text"} in, a JSON line with the PDUs in
hexadecimal and their lengths out, or with an error."""

import datetime
import json
import sys

from gsmmodem.pdu import encodeSmsSubmitPdu

for line in sys.stdin:
    message = json.loads(line)
    validity = datetime.timedelta(minutes=message["minutes"]) if message["minutes"] else None
    try:
        pdus = encodeSmsSubmitPdu(message["number"], message["text"], reference=message["reference"], validity=validity)
        print(json.dumps([[str(pdu), pdu.tpduLength] for pdu in pdus]))
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
