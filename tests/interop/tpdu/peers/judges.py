"""Reads TPDUs with smspdudecoder and python-gsmmodem-new: a line "sc|ms HEX" in, a JSON line out with what each of them
found, or null if it could not read the TPDU."""

import datetime
import json
import logging
import sys
from io import StringIO

from gsmmodem.pdu import Concatenation, decodeSmsPdu
from smspdudecoder.fields import SMSDeliver, SMSSubmit

logging.disable(logging.CRITICAL)


def moment(value):
    return int(value.timestamp()) if isinstance(value, datetime.datetime) else None


def smspdudecoder(source, digits):
    kind = {("sc", 0): SMSDeliver, ("ms", 1): SMSSubmit}.get((source, int(digits[:2], 16) & 3))
    if kind is None:
        return None
    found = kind.decode(StringIO("00" + digits))
    data = found["user_data"]["data"]
    elements = (found["user_data"]["header"] or {"elements": []})["elements"]
    places = [element["data"] for element in elements if element["iei"] in (0, 8)]
    return {
        "address": (found.get("sender") or found.get("recipient"))["number"],
        "time": moment(found.get("scts")),
        "text": data if isinstance(data, str) else None,
        "octets": data.hex() if isinstance(data, bytes) else None,
        "place": [places[-1][name] for name in ("reference", "parts_count", "part_number")] if places else None,
    }


def gsmmodem(source, digits):
    kind = {("sc", 0): "SMS-DELIVER", ("ms", 1): "SMS-SUBMIT", ("sc", 2): "SMS-STATUS-REPORT"}
    if (source, int(digits[:2], 16) & 3) not in kind:
        return None
    found = decodeSmsPdu("00" + digits)
    places = [element for element in found.get("udh", []) if isinstance(element, Concatenation)]
    validity = found.get("validity")
    return {
        "address": found["number"] or "",
        "time": moment(found.get("time")),
        "discharge_time": moment(found.get("discharge")),
        "status": found.get("status"),
        "reference": found.get("reference"),
        "text": found.get("text"),
        "seconds": int(validity.total_seconds()) if isinstance(validity, datetime.timedelta) else None,
        "place": [places[-1].reference, places[-1].parts, places[-1].number] if places else None,
        "length": found["tpdu_length"],
    }


for line in sys.stdin:
    answer = {}
    for judge in (smspdudecoder, gsmmodem):
        try:
            answer[judge.__name__] = judge(*line.split()[:2])
        except Exception as error:
            answer[judge.__name__] = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=False)
