"""Reads TPDUs with tshark's gsm_sms dissector, from a capture file in which each packet is a TPDU with its direction."""

import struct

# Fields of the dissector, in the order of the columns.
FIELDS = [
    "tp-mti", "tp-oa", "tp-da", "tp-ra", "tp-pid", "tp-dcs", "tp-mr", "tp-udhi", "tp-vpf", "tp-fcs", "sms_text",
    "tp.user_data_length", "scts.year", "scts.month", "scts.day", "scts.hour", "scts.minutes", "scts.seconds",
    "tp.message_number", "tp.command_data_length",
]
# The dissector reads outgoing packets as sent by the service centre.
FLAGS = {"sc": 2, "ms": 1}
# A link type without a meaning of its own.
USER_0 = 147


def block(kind, body):
    body += bytes(-len(body) % 4)
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def capture(tpdus, path):
    """Writes a capture file of (source, octets)."""
    with open(path, "wb") as out:
        out.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        out.write(block(1, struct.pack("<HHI", USER_0, 0, 0)))
        for number, (source, octets) in enumerate(tpdus):
            head = struct.pack("<IIIII", 0, 0, number, len(octets), len(octets))
            flags = struct.pack("<HHIHH", 2, 4, FLAGS[source], 0, 0)
            out.write(block(6, head + octets + bytes(-len(octets) % 4) + flags))


def command(tshark, path):
    """The command to run; each line of its output goes to `read`."""
    dissector = 'uat:user_dlts:"User 0 (DLT=147)","gsm_sms","0","","0",""'
    fields = [word for name in FIELDS for word in ("-e", f"gsm_sms.{name}")]
    options = ["-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=|", "-e", "_ws.malformed"]
    return [tshark, "-n", "-r", path, "-o", dissector, "-o", "gsm_sms.reassemble:FALSE", *options, *fields]


def read(line):
    """The fields of a line, each a list of values."""
    malformed, *values = line.rstrip("\n").split("\t")
    found = {name: value.split("|") if value else [] for name, value in zip(FIELDS, values)}
    return found | {"malformed": bool(malformed)}
