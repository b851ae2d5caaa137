"""Runs third-party ESMEs against our smsc, and our esme against third-party servers.

Called by run. Each peer is a program in peers/live that prints what it saw, a fact per line, its fields separated by tabs:

  refused STATUS        a bind was refused with this command_status, in decimal
  bound KIND            transmitter, receiver or transceiver
  accepted ID           the other side accepted a submit_sm under this id
  throttled             a submit_sm was refused with ESME_RTHROTTLED
  receipt ID STAT       a receipt came, or (a server) was accepted
  octets CLASS HEX      a part of a message came, with this esm_class, header and text in hexadecimal
  text TEXT             a message came, put together and decoded by the peer
  delivered             a message to an ESME was accepted
  alive                 an enquire_link was answered
  asked                 an enquire_link came
  unbound               an unbind was answered
  error WHAT            something else went wrong

smsc and esme write captures, and `inspect pcap` reads them: that is what our side saw. Both sides must agree on every id,
text and count. An ESME gets the arguments PORT THROTTLING_PORT SYSTEM_ID PASSWORD SHORT LONG and
  tries a wrong password;
  binds as a transmitter, asks with enquire_link and unbinds;
  binds as a receiver, waits for a message and unbinds;
  binds as a transceiver, sends SHORT in one part and LONG in three, waits for their receipts and for a message in three
  parts, and unbinds;
  binds at THROTTLING_PORT, where one message per second is accepted, and sends three.
A server gets SYSTEM_ID PASSWORD SHORT LONG and prints `listening on HOST:PORT` first. It sends SHORT and LONG to each
session that receives, a receipt after 2.5 s to each submit_sm that asks for one, and refuses the first two messages to a
number that ends in 429. It stops at the end of its input.
"""

import json
import re
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass

from harness import END_SECONDS, PEERS, Process

LIVE = PEERS / "live"
ACCOUNT = ["interop", "secret7"]
FROM, TO = "Shop", "15555550100"
SHORT = "€ @ {"
# Of 401 septets, with an escape as the 153rd: a part of 153 would end in the middle of a character.
LONG = "Part: " + " ".join(f"{number:02} € @ {{" for number in range(36))
PARTS = 3
SENT = {"submit": [SHORT, LONG], "throttled": [SHORT] * 3}
RINVPASWD, RTHROTTLED = 0x0E, 0x58
UDHI = 0x40
RESP = "_resp"
KINDS = ["transmitter", "receiver", "transceiver"]
RUN_SECONDS = 100


@dataclass(frozen=True)
class Peer:
    """A program of peers/live, and what is known about it."""

    name: str
    version: str
    source: str
    language: str
    command: tuple
    role: str = "ESME"
    # Prints nothing about its enquire_link: its library asks by itself, or keeps the answer for itself.
    quiet_links: bool = False
    # Reports that a bind was refused, but not with which status.
    quiet_status: bool = False
    # Reads nothing once it has sent unbind.
    quiet_unbind: bool = False
    # May end a session before it has read the last answers.
    hasty: bool = False
    # Splits an escape sequence between two parts, so that only the octets can be put together.
    splits_escapes: bool = False
    # Does not report with which kind of bind a session began.
    quiet_kinds: bool = False
    # Answers the deliver_sm_resp of a receiver with generic_nack.
    nacks_receivers: bool = False
    # Answers an unbind only sometimes: usually it closes the connection first.
    forgets_unbind: bool = False
    # Cannot refuse a bind.
    takes_any_password: bool = False
    # What its own code does when a message is throttled; otherwise the peer's program sends it again.
    throttling: str = "reported"
    # What the table says about it.
    note: str = ""


def decoded(octets):
    """The text of septets, one in each octet, read by a third party."""
    from gsmcodecs import Codec  # installed and on the path by the time it is needed

    return Codec(0, 0).decode(octets)[0]


def without_header(esm_class, octets):
    """(number of the part, or 0 if it is alone; text)."""
    if not esm_class & UDHI:
        return 0, octets
    length = octets[0]
    return octets[length], octets[length + 1 :]


def joined(parts):
    """The texts of messages, given (esm_class, octets) of their parts in any order: at most one has several parts."""
    parts = [without_header(*part) for part in parts]
    long = b"".join(octets for _, octets in sorted(part for part in parts if part[0]))
    alone = [octets for number, octets in parts if not number]
    return [decoded(octets) for octets in [*alone, *([long] if long else [])]]


class Said:
    """The lines of a peer."""

    def __init__(self, lines):
        self.lines = [line.split("\t") for line in lines]

    def fields(self, word):
        """What follows that word, in each line that begins with it."""
        return [line[1] if len(line) == 2 else tuple(line[1:]) for line in self.lines if line[0] == word]

    def count(self, word):
        return sum(line[0] == word for line in self.lines)

    def texts(self):
        """The messages that came, whole."""
        return self.fields("text") + joined([(int(one), bytes.fromhex(hex)) for one, hex in self.fields("octets")])


class Seen:
    """A capture of our side, as `inspect pcap` reads it."""

    def __init__(self, inspect, capture):
        command = [str(inspect), "pcap", "--json", "--fields", str(capture)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        objects = [json.loads(line) for line in done.stdout.splitlines()]
        self.pdus = [one for one in objects if "command_id" in one]
        self.summary = objects[-1]["summary"]["total"]

    def every(self, side, command, status=None):
        """The PDUs from that side of this command: a name, or a pattern for several."""
        found = [one for one in self.pdus if one["from"] == side and re.fullmatch(command, one["command"])]
        return [one for one in found if status is None or one["command_status"] == status]

    def answered(self, side, command):
        """The requests from that side that were answered with ESME_ROK."""
        other = "smsc" if side == "esme" else "esme"
        good = {self.key(one["connection"], other, one) for one in self.every(other, command + RESP, 0)}
        return [one for one in self.every(side, command) if self.key(one["connection"], other, one) in good]

    @staticmethod
    def key(connection, side, pdu):
        return connection, side, pdu["sequence_number"]

    def bound(self, side):
        return [one["command"].removeprefix("bind_").removesuffix(RESP) for one in self.every(side, "bind_.*_resp", 0)]

    def refused(self, side):
        statuses = [one["command_status"] for one in self.every(side, "bind_.*_resp")]
        return [status for status in statuses if status]

    def messages(self, side, command):
        """(esm_class, octets) of each message, receipts excluded, that the other side accepted."""
        found = [one["fields"] for one in self.answered(side, command) if "receipt" not in one]
        return [(one["esm_class"], bytes.fromhex(one["short_message"])) for one in found]

    def receipts(self):
        """(id, state) of each receipt that the ESME accepted."""
        found = [one["receipt"] for one in self.answered("smsc", "deliver_sm") if "receipt" in one]
        return sorted((one["id"], one["state"]) for one in found)

    def complaints(self, side):
        """What `inspect` finds wrong with the PDUs of a side."""
        found = [one for one in self.pdus if one["from"] == side]
        return [f"{one['command']}: {finding}" for one in found for finding in one["findings"]]


def same(tally, what, theirs, ours):
    """Both sides must have seen the same."""
    tally.check(what, theirs == ours, f"the peer saw {theirs!r}\nour side saw {ours!r}")


def nearly(tally, what, theirs, ours, sessions):
    """The peer may have missed what was on its way when it stopped reading: at most one PDU in each session."""
    tally.check(what, 0 < theirs <= ours <= theirs + sessions, f"the peer saw {theirs}, our side saw {ours}")


STATES = {"DELIVRD": "delivered"}


def receipts_said(said):
    return sorted((id, STATES.get(state, state)) for id, state in said.fields("receipt"))


class Smsc:
    """Our smsc with its capture."""

    def __init__(self, examples, folder, name, *options):
        self.inspect = examples / "inspect"
        self.capture = folder / f"{name}.pcap"
        account = ["--system-id", ACCOUNT[0], "--password", ACCOUNT[1]]
        command = [examples / "smsc", "--listen", "127.0.0.1:0", *account, "--json", "--capture", self.capture, *options]
        self.process = Process(command)

    def __enter__(self):
        self.process.__enter__()
        self.port = str(self.process.port())
        return self

    def __exit__(self, *_):
        self.process.__exit__()

    def sends(self, text):
        """A message to the next client that receives."""
        self.process.process.stdin.write(f"{TO} 15555550101 {text}\n")
        self.process.process.stdin.flush()

    def stop(self):
        """Its exit status, the messages it accepted, the lines of its totals, and its capture."""
        self.process.process.stdin.close()
        status = self.process.ended(END_SECONDS)
        accepted = [one for one in self.process.objects() if "message_id" in one]
        return status, accepted, "\n".join(self.process.errors), Seen(self.inspect, self.capture)


def esme_tries(tally, peer, examples, environment, folder):
    """Runs an ESME against our smsc. Returns what was shown, by the column of the table."""
    with ExitStack() as stack:
        smsc = stack.enter_context(Smsc(examples, folder, "smsc", "--receipt-delay", "50"))
        slow = stack.enter_context(Smsc(examples, folder, "slow", "--throttle", "1"))
        command = [*peer.command, smsc.port, slow.port, *ACCOUNT, SHORT, LONG]
        client = stack.enter_context(Process(command, dict(environment, INTEROP_FOLDER=str(folder))))
        # Messages for it: a short one once it is a receiver, a long one once it is a transceiver.
        for kind, text in (("receiver", SHORT), ("transceiver", LONG)):
            if wait_for(client, ["ready", kind], ["bound", kind]):
                smsc.sends(text)
        status = client.ended(RUN_SECONDS)
        said = Said(client.lines)
        tally.check("came to its end", status == 0 and not said.count("error"), f"exit status {status}\n{client.said()}")
        smsc_status, stored, totals, seen = smsc.stop()
        slow_status, slow_stored, _, slow_seen = slow.stop()
    tally.check("our side ends well", [smsc_status, slow_status] == [0, 0], [smsc_status, slow_status])
    shown = {}

    refused = seen.refused("smsc")
    tally.check("a wrong password gets ESME_RINVPASWD", set(refused) == {RINVPASWD}, refused)
    if peer.quiet_status:
        same(tally, "and the peer knows that", said.count("refused"), len(refused))
    else:
        same(tally, "and the peer knows that", said.fields("refused"), [str(status) for status in refused])
    shown["wrong password"] = "refused" if refused else ""

    bound = seen.bound("smsc")
    same(tally, "binds", sorted(said.fields("bound")), sorted(bound + slow_seen.bound("smsc")))
    shown["binds"] = ", ".join(kind for kind in KINDS if kind in bound)

    ids = [one["message_id"] for one in stored]
    slow_ids = [one["message_id"] for one in slow_stored]
    same(tally, "ids in submit_sm_resp", sorted(said.fields("accepted")), sorted(ids + slow_ids))
    sent = joined([(one["esm_class"], bytes.fromhex(one["body"])) for one in stored])
    tally.check("the short text that it sent, and the long one, to the letter", sent == [SHORT, LONG], sent)
    texts = [one["text"] for one in sorted(stored, key=lambda one: number_of(one))]
    texts = [texts[0], "".join(texts[1:])] if texts else []
    tally.check("as smsc decodes it", (texts == [SHORT, LONG]) != peer.splits_escapes, texts)
    parts = len(stored)
    tally.check(f"in {1 + PARTS} parts", parts == 1 + PARTS, parts)
    incoming = joined(seen.messages("smsc", "deliver_sm"))
    same(tally, "messages that came, to the letter", said.texts(), incoming)
    tally.check("which are a short and a long one", incoming == [SHORT, LONG], incoming)
    shown["long messages"] = "both ways" if said.texts() == incoming == sent == [SHORT, LONG] else ""

    receipts = seen.receipts()
    same(tally, "receipts", receipts_said(said), receipts)
    wanted = [one["message_id"] for one in stored if one["registered_delivery"] & 1]
    tally.check("one for each message that asked", [id for id, _ in receipts] == sorted(wanted) != [], receipts)
    shown["receipts"] = str(len(receipts))
    counts = f"receipts: {len(receipts)} accepted, 0 refused; messages to clients: {1 + PARTS} accepted, 0 refused, 0 waiting"
    tally.check("totals of smsc", counts in totals and f"{parts} messages accepted, 0 refused" in totals, totals)

    links = len(seen.answered("esme", "enquire_link")) + len(slow_seen.answered("esme", "enquire_link"))
    alive = said.count("alive")
    if peer.quiet_links:
        tally.check("enquire_link is answered", links, links)
    elif peer.hasty or peer.quiet_unbind:
        nearly(tally, "enquire_link is answered", alive, links, said.count("bound"))
    else:
        same(tally, "enquire_link is answered", alive, links)
    shown["enquire_link"] = "answered" if links else ""

    gone = len(seen.answered("esme", "unbind")) + len(slow_seen.answered("esme", "unbind"))
    if peer.hasty:
        nearly(tally, "unbind is answered", said.count("unbound"), gone, said.count("bound"))
    elif not peer.quiet_unbind:
        same(tally, "unbind is answered", said.count("unbound"), gone)
    tally.check("every session ends with unbind", gone == len(said.fields("bound")), gone)
    shown["unbind"] = "answered" if gone else ""

    throttled = slow_seen.every("smsc", "submit_sm_resp", RTHROTTLED)
    same(tally, "ESME_RTHROTTLED", said.count("throttled"), len(throttled))
    tally.check("some messages were throttled", throttled, slow_seen.summary)
    texts = [one["text"] for one in slow_stored]
    tally.check("all were accepted in the end", texts == SENT["throttled"], texts)
    shown["throttling"] = peer.throttling if throttled else ""

    for which in (seen, slow_seen):
        tally.check("our side breaks no rule", not which.complaints("smsc"), which.complaints("smsc"))
        nacks = [one for one in which.pdus if one["command"] == "generic_nack"]
        tally.check("no generic_nack", not nacks, nacks)
    return shown


def esme_is_served(tally, peer, examples, environment, folder):
    """Runs our esme against a server. Returns what was shown, by the column of the table."""
    sessions = {
        "wrong": ["--bind", "trx", "--text", SHORT],
        "transmitter": ["--bind", "tx", "--text", SHORT],
        "receiver": ["--bind", "rx", "--count", str(1 + PARTS)],
        # The server sends nothing for longer than a second, so esme asks whether the link is alive.
        "transceiver": ["--bind", "trx", "--text", LONG, "--require-delivered", "--enquire-link", "1", "--window", "4"],
        "throttled": ["--bind", "trx", "--text", SHORT, "--count", "3", "--to", "15555550429"],
    }
    seen, ended, outputs = {}, {}, {}
    with Process([*peer.command, *ACCOUNT, SHORT, LONG], environment) as server:
        port = server.port()
        for name, options in sessions.items():
            capture = folder / f"{name}.pcap"
            password = "wrong" if name == "wrong" else ACCOUNT[1]
            command = [examples / "esme", "--connect", f"127.0.0.1:{port}", "--system-id", ACCOUNT[0], "--password", password]
            command += ["--from", FROM, *([] if "--to" in options else ["--to", TO]), "--timeout", "10", "--capture", capture]
            # Only without --json does it print what came.
            command += options if name == "receiver" else [*options, "--json"]
            if name == "wrong" and peer.takes_any_password:
                continue
            with Process(command) as client:
                ended[name] = client.ended(RUN_SECONDS)
                outputs[name] = client.lines if name == "receiver" else client.objects()
                good = ended[name] == (1 if name == "wrong" else 0)
                tally.check(f"esme as {name}: ends as it must", good, f"exit status {ended[name]}\n{client.said()}")
            seen[name] = Seen(examples / "inspect", capture)
        server.process.stdin.close()
        status = server.ended(END_SECONDS)
        said = Said(server.lines[1:])
        tally.check("came to its end", status == 0 and not said.count("error"), f"exit status {status}\n{server.said()}")
    every = list(seen.values())
    shown = {}

    def total(find):
        return sum((list(find(one)) for one in every), [])

    refused = total(lambda one: one.refused("smsc"))
    if peer.takes_any_password:
        shown["wrong password"] = "accepted"
    else:
        same(tally, "a wrong password gets ESME_RINVPASWD", said.fields("refused"), [str(status) for status in refused])
        tally.check("which esme hears", refused == [RINVPASWD], refused)
        shown["wrong password"] = "refused"

    bound = total(lambda one: one.bound("smsc"))
    if peer.quiet_kinds:
        same(tally, "binds", said.count("bound"), len(bound))
    else:
        same(tally, "binds", said.fields("bound"), bound)
    tally.check("of all kinds", bound == [*KINDS, "transceiver"], bound)
    shown["binds"] = ", ".join(kind for kind in KINDS if kind in bound)

    texts = sorted(text for one in every for text in joined(one.messages("esme", "submit_sm")))
    same(tally, "texts that it got, to the letter", sorted(said.texts()), texts)
    tally.check("which are four short and a long one", texts == sorted([SHORT] * 4 + [LONG]), texts)
    ids = total(lambda one: [pdu["fields"]["message_id"] for pdu in one.every("smsc", "submit_sm_resp", 0)])
    same(tally, "ids in submit_sm_resp", sorted(said.fields("accepted")), sorted(ids))
    came = [line.split(": ", 1)[1] for line in outputs["receiver"] if line.startswith(f"from {TO}: ")]
    parts = [decoded(without_header(*part)[1]) for part in seen["receiver"].messages("smsc", "deliver_sm")]
    same(tally, "parts that came, as esme shows them", parts, came)
    delivered = total(lambda one: one.messages("smsc", "deliver_sm"))
    unheard = len(seen["receiver"].messages("smsc", "deliver_sm")) if peer.nacks_receivers else 0
    same(tally, "messages that came", said.count("delivered"), len(delivered) - unheard)
    octets = [joined(one.messages("smsc", "deliver_sm")) for name, one in seen.items() if name in ("receiver", "transceiver")]
    tally.check("a short and a long one in each session", octets == [[SHORT, LONG]] * 2, octets)
    shown["long messages"] = "both ways" if LONG in said.texts() and octets == [[SHORT, LONG]] * 2 else ""

    receipts = total(lambda one: one.receipts())
    same(tally, "receipts", receipts_said(said), receipts)
    tally.check("one for each part", len(receipts) == PARTS, receipts)
    shown["receipts"] = str(len(receipts))
    summary = {"sent": 1, "parts": PARTS, "accepted": PARTS, "rejected": 0, "receipts": PARTS}
    counted = {key: outputs["transceiver"][-1].get(key) for key in summary} if outputs["transceiver"] else {}
    same(tally, "summary of esme", summary, counted)

    asked = total(lambda one: one.answered("esme", "enquire_link"))
    if peer.quiet_links:
        tally.check("enquire_link from esme is answered", asked, asked)
        shown["enquire_link"] = "answered" if asked else ""
    else:
        same(tally, "enquire_link from esme is answered", said.count("asked"), len(asked))
        alive = total(lambda one: one.answered("smsc", "enquire_link"))
        same(tally, "enquire_link to esme is answered", said.count("alive"), len(alive))
        shown["enquire_link"] = "both ways" if asked and alive else ""

    gone = total(lambda one: one.every("esme", "unbind") if peer.forgets_unbind else one.answered("esme", "unbind"))
    same(tally, "unbind is taken" if peer.forgets_unbind else "unbind is answered", said.count("unbound"), len(gone))
    tally.check("every session ends with unbind", len(gone) == len(bound), len(gone))
    shown["unbind"] = ("taken" if peer.forgets_unbind else "answered") if gone else ""

    throttled = total(lambda one: one.every("smsc", "submit_sm_resp", RTHROTTLED))
    same(tally, "ESME_RTHROTTLED", said.count("throttled"), len(throttled))
    summary = {"sent": 3, "parts": 3, "accepted": 3, "rejected": 0}
    counted = {key: outputs["throttled"][-1].get(key) for key in summary} if outputs["throttled"] else {}
    same(tally, "esme sends those again", summary, counted)
    shown["throttling"] = peer.throttling if len(throttled) == 2 else ""

    complaints = total(lambda one: one.complaints("esme"))
    tally.check("our side breaks no rule", not complaints, complaints)
    nacks = [pdu for one in every for pdu in one.pdus if pdu["command"] == "generic_nack"]
    # esme may have ended the session before they come.
    tally.check("no generic_nack, other than to a receiver", len(nacks) <= unheard, nacks)
    return shown


def number_of(stored):
    return without_header(stored["esm_class"], bytes.fromhex(stored["body"]))[0]


def wait_for(client, *starts):
    """Waits until a peer prints a line that begins with one of these."""
    deadline = time.monotonic() + RUN_SECONDS
    while not any(line.split("\t") in starts for line in list(client.lines)):
        if client.process.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
