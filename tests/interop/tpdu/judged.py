"""Compares what other implementations find in a TPDU with what `inspect tpdu` shows."""

import datetime
import re

GSM7, OCTETS, UCS2 = "GSM 7-bit", "8-bit data", "UCS2"


class Differs(Exception):
    """A judge says something else, and no known mistake of it explains that."""


def same(what, ours, theirs):
    if ours != theirs:
        raise Differs(f"{what}: {ours!r}, and the judge has {theirs!r}")


def digits(shown):
    """The address without its sign."""
    return shown["address"]["text"].removeprefix("+")


def is_plain_number(shown):
    return shown["address"]["ton"] != 5 and shown["address"]["well_formed"] and re.fullmatch("[0-9]*", digits(shown))


def name_ends_early(shown):
    """Judges read names to the end of the last octet, so to them a name of seven septets may have an eighth."""
    return shown["address"]["ton"] == 5


def unix(time):
    """Seconds since 1970 of a time as shown; `None` if it does not exist or has no time zone."""
    if time is None or len(time) < 25:
        return None
    return int(datetime.datetime.fromisoformat(time).timestamp())


def place(shown):
    found = shown["concatenation"]
    return found and [found["reference"], found["total"], found["number"]]


def coding(shown):
    """The coding that judges know: they read bits 3 and 2 of every scheme, or only those of the first group."""
    scheme = shown["fields"].get("TP-DCS", 0)
    return (GSM7, OCTETS, UCS2, GSM7)[scheme >> 2 & 3]


def has_text(shown, groups=0x40):
    """Whether the judge reads the scheme as the standard does."""
    return shown["fields"].get("TP-DCS", 0) < groups and shown["text"] is not None


def escapes(shown):
    """Whether a character of the text takes two septets."""
    return any(c in "€[]{}~^|\\" for c in shown["text"])


def fill_bits(shown):
    """The fill bits after the header."""
    header = int(shown["fields"]["TP-UD"][:2], 16) + 1
    return -header % 7


def smspdudecoder(shown, found, note):
    toa = int(shown["fields"]["TP-OA" if shown["tpdu"] == "SMS-DELIVER" else "TP-DA"][2:4], 16)
    stamps = [shown["time"]] if shown["tpdu"] == "SMS-DELIVER" else [shown["validity"] and shown["validity"]["until"]]
    if "error" in found:
        if toa < 0x80 or toa & 15 in (2, 7, 11, 12, 13, 14):
            return note("refuses a type of address that the standard reserves")
        if unix(stamps[0]) is None and shown["fields"].get("TP-VPF", 3) == 3:
            return note("refuses a time that does not exist")
        if not has_text(shown, 0x80):
            return note("reads bits 3 and 2 of every scheme")
        raise Differs(found["error"])
    if is_plain_number(shown):
        same("address", digits(shown), found["address"])
    elif name_ends_early(shown):
        if not found["address"].startswith(digits(shown)):
            note("reads other characters of a name")
    if shown["tpdu"] == "SMS-DELIVER" and unix(shown["time"]) is not None:
        same("time", unix(shown["time"]), found["time"])
    if shown["header"] is not None:
        same("place", place(shown), found["place"])
    if shown["text"] is not None and shown["coding"].startswith(coding(shown)):
        if coding(shown) == GSM7 and shown["text"] != found["text"]:
            # It reads all octets as text, the header too, and then cuts by the number of characters.
            if shown["header"] is None:
                same("is longer", escapes(shown), True)
                same("text", shown["text"], found["text"][: len(shown["text"])])
            else:
                same("end of the text", shown["text"][2:] in found["text"], True)
            return note("counts a character of two septets as one")
        same("text", shown["text"], found["text"])
    elif coding(shown) == OCTETS and shown["coding"].startswith(OCTETS):
        same("octets", shown["fields"]["TP-UD"].endswith(found["octets"]), True)
    else:
        note("reads bits 3 and 2 of every scheme")


def lacks_times(shown):
    """Whether a time of the TPDU does not exist."""
    times = [shown["time"], shown["discharge_time"], (shown["validity"] or {}).get("until")]
    count = {"SMS-DELIVER": 1, "SMS-STATUS-REPORT": 2}.get(shown["tpdu"], int(shown["fields"].get("TP-VPF") == 3))
    return sum(unix(time) is not None for time in times) < count


def gsmmodem(shown, found, note):
    if "error" in found:
        if shown["fields"].get("TP-VPF") == 1:
            return note("does not know enhanced validity periods")
        if digits(shown) == "":
            return note("cannot read an empty address")
        if not shown["address"]["well_formed"]:
            return note("loses its place after a fill inside an address")
        if lacks_times(shown):
            return note("refuses a time that does not exist")
        if shown["header"] is not None and not shown["text"]:
            return note("refuses a header without text")
        raise Differs(found["error"])
    if digits(shown) == "":
        return note("cannot read an empty address")
    if not shown["address"]["well_formed"]:
        return note("loses its place after a fill inside an address")
    if shown["fields"].get("TP-VPF") == 1:
        return note("does not know enhanced validity periods")
    if lacks_times(shown):
        return note("refuses a time that does not exist")
    if is_plain_number(shown):
        same("address", shown["address"]["text"], found["address"])
    if shown["tpdu"] in ("SMS-DELIVER", "SMS-STATUS-REPORT") and unix(shown["time"]) is not None:
        same("time", unix(shown["time"]), found["time"])
    if shown["tpdu"] == "SMS-STATUS-REPORT":
        if unix(shown["discharge_time"]) is not None:
            same("discharge time", unix(shown["discharge_time"]), found["discharge_time"])
        same("status", shown["fields"]["TP-ST"], found["status"])
        return same("reference", shown["fields"]["TP-MR"], found["reference"])
    if shown["header"] is not None:
        same("place", place(shown), found["place"])
    if shown["fields"].get("TP-VPF") == 2:
        same("validity", shown["validity"]["seconds"], found["seconds"])
    if not has_text(shown):
        return note("knows the first group of schemes only")
    if shown["trailing"]:
        return note("reads what follows the text too")
    text = found["text"]
    if shown["header"] is not None and shown["coding"].startswith(GSM7):
        if fill_bits(shown) == 0:
            return note("loses a septet after a header without fill bits")
        # It counts the septets of the header as text, and reads to the end of the octets.
        same("text", shown["text"], text[: len(shown["text"])])
    else:
        same("text", shown["text"], text)


def node_pdu(shown, found, note):
    if digits(shown) == "":
        return note("cannot read an empty address")
    if "error" in found:
        if unix(shown["time"]) is None or unix(shown["discharge_time"] or shown["time"]) is None:
            return note("cannot read a time that does not exist")
        raise Differs(found["error"])
    if is_plain_number(shown):
        same("address", digits(shown), found["address"])
    if shown["tpdu"] == "SMS-STATUS-REPORT":
        same("status", shown["fields"]["TP-ST"], found["status"])
        return same("reference", shown["fields"]["TP-MR"], found["reference"])
    if not has_text(shown):
        return note("knows the first group of schemes only")
    if shown["header"] is not None and not shown["text"]:
        return note("reads the fill bits of an empty text")
    same("text", shown["text"], found["text"])


def tshark(shown, found, note):
    fields = shown["fields"]
    if fields.get("TP-VPF") == 1:
        return note("reads fewer than seven octets of an enhanced validity period")
    same("TP-MTI", str(fields["TP-MTI"]), (found["tp-mti"] or ["3"])[0])
    for name, column in [("TP-PID", "tp-pid"), ("TP-DCS", "tp-dcs"), ("TP-MR", "tp-mr"), ("TP-MN", "tp.message_number")]:
        if name in fields and found[column]:
            same(name, str(fields[name]), found[column][0])
    if "TP-UDL" in fields and found["tp.user_data_length"]:
        same("TP-UDL", str(fields["TP-UDL"]), found["tp.user_data_length"][0])
    for name, column in [("TP-OA", "tp-oa"), ("TP-DA", "tp-da"), ("TP-RA", "tp-ra")]:
        if name in fields and found[column] and is_plain_number(shown):
            same(name, digits(shown), found[column][0])
    if shown["trailing"]:
        return note("reads what follows the text too")
    if found["sms_text"] and has_text(shown, 0x100):
        same("text", shown["text"].replace("\n", "\\n"), "|".join(found["sms_text"]))


JUDGES = {"smspdudecoder": smspdudecoder, "gsmmodem": gsmmodem, "node-pdu": node_pdu, "tshark": tshark}
