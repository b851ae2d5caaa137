"""Compares the output of tshark's SMPP dissector with the PDUs, field by field and octet by octet."""

import csv
import json
import re
import struct
from datetime import datetime, timedelta
from pathlib import Path

HEADER = ("command_length", "command_id", "command_status", "sequence_number")
PORT = 2775
# Where the octets of the TCP payload start: a raw IPv4 header and a TCP header without options.
PAYLOAD = 40
# Types of Wireshark's fields, as it numbers them: unsigned integers, times, strings, octets.
UNSIGNED, ABSOLUTE, RELATIVE, STRING, BYTES = (4, 5, 6, 7), 24, 25, 26, 30
# What the dissector adds to the fields: trees, and its interpretation of data_coding and of the text.
ADDED = ("smpp.opt_params", "smpp.opt_param", "smpp.dlist", "smpp.dlist_resp", "smpp.dcs.", "smpp.message_text")


def capture(pdus, path):
    """Writes a capture file: one PDU per packet, all in one TCP stream without gaps."""
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 101))
        sequence = 1
        for number, pdu in enumerate(pdus):
            tcp = struct.pack("!HHIIBBHHH", 40000, PORT, sequence, 1, 0x50, 0x18, 65535, 0, 0)
            size = PAYLOAD + len(pdu)
            addresses = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])
            ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, size, number & 0xFFFF, 0x4000, 64, 6, 0, *addresses)
            out.write(struct.pack("<IIII", number // 1000, number % 1000 * 1000, size, size) + ip + tcp + pdu)
            sequence += len(pdu)


def command(tshark, path):
    """The command to run; its output goes to `read`."""
    options = ["-d", f"tcp.port=={PORT},smpp", "-o", "smpp.decode_sms_over_smpp:None"]
    return [tshark, "-n", "-r", path, *options, "-T", "json", "-x", "-J", "smpp"]


class Item:
    """An item of the dissector's output: its name, its text, and its octets."""

    def __init__(self, name, shown, raw):
        self.name, self.shown = name, shown
        self.hex, self.position, self.length, self.mask, self.type = raw
        self.position -= PAYLOAD

    def agrees(self, octets):
        """Whether it shows these octets correctly."""
        if self.type in UNSIGNED:
            value = int.from_bytes(octets, "big")
            if self.mask:
                value = (value & self.mask) // (self.mask & -self.mask)
            return int(self.shown, 0) == value
        if self.mask or bytes.fromhex(self.hex) != octets:
            return False
        if self.type == STRING:
            text = octets.rstrip(b"\0")
            # Unprintable text is shown with replacements, and empty text as a word: only the octets can be compared
            # there.
            return not re.fullmatch(rb"[ -~]+", text) or self.shown.encode() == text
        if self.type == BYTES:
            return bytes.fromhex(self.shown.replace(":", "")) == octets
        if self.type in (ABSOLUTE, RELATIVE):
            text = octets.rstrip(b"\0").decode("latin-1")
            return not re.fullmatch(r"\d{15}[-+]|\d{12}000R", text) or same_time(self.type, self.shown, text)
        return True


def same_time(kind, shown, text):
    """Whether the dissector reads a time as the standard does (v3.4 section 7.1.1)."""
    if kind == RELATIVE:
        # The years and months before them are not counted: see tshark-relative-time in the table of exceptions.
        days, hours, minutes, seconds = (int(text[at : at + 2]) for at in range(4, 12, 2))
        return float(shown) == ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    words = shown.removesuffix(" UTC").split(".")
    read = datetime.strptime(" ".join(words[0].split()), "%b %d, %Y %H:%M:%S")
    local = datetime.strptime(f"{read.year // 100:02}{text[:12]}", "%Y%m%d%H%M%S")
    ahead = timedelta(minutes=15 * int(text[13:15])) * (1 if text[15] == "+" else -1)
    meant = local - ahead
    # The reader guesses the century, and the turn of a year may fall between the two.
    centuries = [meant.replace(year=meant.year + century) for century in (-100, 0, 100)]
    return read in centuries and words[1].rstrip("0") == text[12].rstrip("0")


def load_names(path):
    """{(kind, standard's name): [(dissector's name, start, length or None), ...]}"""
    names = {}
    with open(path, encoding="ascii") as table:
        for row in csv.DictReader(table):
            length = None if row["length"] == "-" else int(row["length"])
            entry = (row["tshark"], int(row["start"]), length)
            names.setdefault((row["kind"], row["standard"]), []).append(entry)
    return names


def read(output):
    """A list of (items of the SMPP layer in order, protocols seen) for each packet."""
    # Names repeat within an object, and strings come with their wire octets.
    packets = json.loads(output.decode("utf-8", "replace"), strict=False, object_pairs_hook=list)
    for packet in packets:
        layers = dict(dict(packet)["_source"])["layers"]
        items = []
        for name, value in layers:
            if name == "smpp":
                flatten(value, items)
        yield items, {name for name, _ in layers if not name.endswith("_raw")}


def flatten(pairs, items):
    raw = None
    for name, value in pairs:
        if name.endswith("_raw"):
            raw = value
            continue
        nested = isinstance(value, list) and value and isinstance(value[0], tuple)
        if raw is not None:
            items.append(Item(name, "" if nested else value, raw))
            raw = None
        if nested:
            flatten(value, items)


def layout(pdu):
    """The position of every value in an object of inspect: (kind, name, position, octets), in wire order."""
    at = 0

    def put(kind, name, octets):
        nonlocal at
        leaves.append((kind, name, at, octets))
        at += len(octets)

    def value(name, value):
        if isinstance(value, list):
            for entry in value:
                for key, part in entry.items() if isinstance(entry, dict) else [(name, entry)]:
                    put_one(key, part)
        else:
            put_one(name, value)

    def put_one(name, value):
        if isinstance(value, int):
            put("field", name, value.to_bytes(4 if name == "error_status_code" else 1, "big"))
        elif name == "short_message":
            put("field", name, bytes.fromhex(value))
        else:
            put("field", name, value.encode("latin-1") + b"\0")

    leaves = []
    for name in HEADER:
        put("field", name, pdu[name].to_bytes(4, "big"))
    for name, field in pdu["fields"].items():
        value(name, field)
    for tlv in pdu["tlvs"]:
        octets = bytes.fromhex(tlv["value"])
        put("tag", "", tlv["tag"].to_bytes(2, "big"))
        put("length", "", len(octets).to_bytes(2, "big"))
        put("tlv", tlv["name"], octets)
    return leaves


class Comparer:
    """Compares packet by packet. `excuse(name)` records that a known difference occurred."""

    def __init__(self, names, excuse):
        self.names, self.excuse = names, excuse

    def differences(self, octets, pdu, items, protocols):
        """The differences, in words. Empty if there are none."""
        leaves = layout(pdu)
        if b"".join(leaf[3] for leaf in leaves) != octets:
            return ["inspect does not show every octet"]
        if pdu["command"] in ONLY_33 and "smpp" not in protocols:
            self.excuse("tshark-3.3")
            return []
        found, wrong = {}, []
        for item in items:
            found.setdefault((item.name, item.position), []).append(item)
        end, malformed = len(octets), "_ws.malformed" in protocols
        for leaf in leaves:
            if excuse := unread(pdu, *leaf):
                self.excuse(excuse)
                end = leaf[2]
                # Values that are read as tags may end anywhere.
                malformed = malformed and excuse not in LOSES_ITS_WAY.values()
                break
            for names, position, value in self.expected(pdu, *leaf):
                seen = next((found[key].pop(0) for key in ((n, position) for n in names) if found.get(key)), None)
                if seen is not None and (seen.length != len(value) or not seen.agrees(value)):
                    wrong.append(f"{seen.name} at {position} is {seen.shown!r} of {seen.hex}, not {value.hex()}")
                elif seen is None and value not in (b"", b"\0"):
                    wrong.append(f"{names[0]} at {position} is not shown")
        for item in (item for list in found.values() for item in list):
            if not (item.name.startswith(ADDED) and item.name not in HEADS) and item.position < end:
                wrong.append(f"{item.name} at {item.position} is {item.shown!r}: we have no such field")
        if malformed:
            wrong.append("malformed")
        return wrong

    def expected(self, pdu, kind, name, position, octets):
        """What the dissector must show for one value: [(names, position, octets)]. It may omit an empty value."""
        if kind in ("tag", "length"):
            return [([f"smpp.opt_param_{kind[:3]}"], position, octets)]
        if kind == "field" and name == "command_status" and not is_response(pdu):
            self.excuse("tshark-request-status")
            return []
        if re.fullmatch(rb"\d{12}000R\0", octets) and not octets.startswith(b"0000"):
            self.excuse("tshark-relative-time")
        if name == "validity_period" and pdu["command"] == "submit_multi" and octets == b"\0":
            self.excuse("tshark-submit_multi-validity")
            name = "schedule_delivery_time"
        forms = {}
        for shown, start, length in self.names.get((kind, name), []):
            end = None if length is None else start + length
            # Forms of one value (an absolute or relative time) exclude each other; parts of a value appear side by
            # side.
            form = re.sub("_(r|null|type)$", "", shown)
            forms.setdefault((form, start, end), []).append(shown)
        return [(names, position + start, octets[start:end]) for (_, start, end), names in forms.items()]


def is_response(pdu):
    return pdu["command_id"] >= 0x80000000


def unread(pdu, kind, name, position, octets):
    """The name of the difference that keeps the dissector from reading this value and all after it."""
    if position >= 16 and is_response(pdu) and pdu["command_status"] != 0:
        return "error-body"
    if kind == "tag" and pdu["command"] in TLVS_UNREAD:
        return "tshark-unread-tlvs"
    return LOSES_ITS_WAY.get((name, len(octets))) if kind == "tlv" else None


HEADS = ("smpp.opt_param_tag", "smpp.opt_param_len")
ONLY_33 = (
    "param_retrieve", "param_retrieve_resp", "query_last_msgs", "query_last_msgs_resp", "query_msg_details",
    "query_msg_details_resp",
)
TLVS_UNREAD = (
    "unbind_resp", "enquire_link_resp", "replace_sm", "replace_sm_resp", "query_sm_resp", "cancel_sm_resp",
    "cancel_broadcast_sm_resp",
)
LOSES_ITS_WAY = {("ms_validity", 4): "tshark-ms_validity", ("broadcast_rep_num", 2): "tshark-broadcast_rep_num"}
