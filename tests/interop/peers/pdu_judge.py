"""Reads the PDUs that the example pdu_mode writes for a modem with the PyPI package smspdudecoder.

Reads one JSON object per line: the number, the text, and the PDU of each part. Writes the checks to standard output.
The package takes TP-UDL for a number of characters: after a text with escapes it reads seven spare bits as one more @.
"""

import json
import sys
from io import StringIO

from smspdudecoder.fields import SMSSubmit

ESCAPED = set("\f^{}\\[~]|€")
# The position of TP-UDL in the hexadecimal PDU, by the digits of the number.
LENGTH_AT = {digits: 2 * (7 + (digits + 1) // 2) for digits in range(1, 21)}


def judge(number, text, pdus):
    """Every part as the package reads it, and their texts joined."""
    parts = [SMSSubmit.decode(StringIO(pdu)) for pdu in pdus]
    assert {part["recipient"]["number"] for part in parts} == {number.removeprefix("+")}, "number"
    headers = [part["user_data"]["header"] for part in parts]
    if len(parts) > 1:
        places = [header["elements"][0]["data"] for header in headers]
        assert len({place["reference"] for place in places}) == 1, "reference"
        assert [place["part_number"] for place in places] == list(range(1, len(parts) + 1)), "part numbers"
        assert {place["parts_count"] for place in places} == {len(parts)}, "number of parts"
    else:
        assert headers == [None], "header"
    encodings = {part["dcs"]["encoding"] for part in parts}
    assert len(encodings) == 1, "alphabet"
    read = [part["user_data"]["data"] for part in parts]
    for at, (pdu, part) in enumerate(zip(pdus, read)):
        spare = not set(part).isdisjoint(ESCAPED) and int(pdu[LENGTH_AT[len(number.removeprefix("+"))]:][:2], 16) % 8 == 7
        if spare and part.endswith("@") and not text.startswith("".join(read[: at + 1])):
            read[at] = part[:-1]
    assert "".join(read) == text, f"text {read!r}"
    return encodings.pop()


def main():
    wrong, example, seen = 0, None, {}
    for line in sys.stdin:
        question = json.loads(line)
        try:
            kind = judge(question["number"], question["text"], question["pdus"]), len(question["pdus"]) > 1
            seen[kind] = seen.get(kind, 0) + 1
        except (AssertionError, UnicodeError, KeyError, TypeError, ValueError) as reason:
            wrong += 1
            example = example or f"{reason!r}: {question}"
    count = sum(seen.values()) + wrong
    kinds = {("gsm", False), ("gsm", True), ("ucs2", False), ("ucs2", True)}
    for what, good in ((f"{count} texts read back", count and not wrong), ("both alphabets, one part and several", kinds <= seen.keys())):
        print(json.dumps({"check": what, "ok": bool(good), "seen": "" if good else f"{wrong} differ, such as {example}; {seen}"}))


if __name__ == "__main__":
    main()
