"""An ESME built with the PyPI package smpplib, to test an SMSC.

    python3 smpplib_client.py --port N --system-id S --password P
"""

import argparse
import json
import re
import sys
import time
from pathlib import Path

from smpplib import client as smpp_client
from smpplib import consts, exceptions, gsm, smpp

WAIT_SECONDS = 10
FROM = {"source_addr_ton": 5, "source_addr_npi": 0, "source_addr": "Shop"}
TO = {"dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": "15555550100"}
APPENDIX_B = re.compile(
    rb"id:(\S+) sub:001 dlvrd:001 submit date:\d{10} done date:\d{10} stat:DELIVRD err:\d{3} text:", re.IGNORECASE
)
DELIVERED = 2


def say(**fields):
    print(json.dumps(fields), flush=True)


def check(what, good, seen=""):
    say(check=what, ok=bool(good), seen="" if good else repr(seen))


class Client(smpp_client.Client):
    """smpplib's client, which also records the commands that it received."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.came = []

    def read_pdu(self):
        pdu = super().read_pdu()
        self.came.append(pdu.command)
        return pdu


def bind_status(client, system_id, password):
    """The command_status of a bind_transceiver."""
    try:
        return client.bind_transceiver(system_id=system_id, password=password).status
    except exceptions.PDUError as error:
        return error.args[1]


def submissions():
    """(data_coding, esm_class, octets) of each part: one message in one part, one in three, one in UCS2."""
    messages = json.loads((Path(__file__).resolve().parent.parent / "messages.json").read_text(encoding="utf-8"))
    for name in ("plain", "spanish", "emoji"):
        parts, data_coding, esm_class = gsm.make_parts(messages[name]["text"])
        for part in parts:
            yield data_coding, esm_class, part


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--system-id", required=True)
    parser.add_argument("--password", required=True)
    options = parser.parse_args()

    client = Client("127.0.0.1", options.port, timeout=WAIT_SECONDS, allow_unknown_opt_params=True)
    client.connect()
    status = bind_status(client, options.system_id, "wrong")
    check("a wrong password gets ESME_RINVPASWD", status == consts.SMPP_ESME_RINVPASWD, status)
    status = bind_status(client, options.system_id, options.password)
    check("bind_transceiver on the same connection", status == consts.SMPP_ESME_ROK, status)

    ids, receipts, states, early = {}, [], [], []

    def received(pdu):
        found = APPENDIX_B.match(pdu.short_message)
        receipts.append((found and found[1].decode(), pdu))
        if not found or found[1].decode() not in ids.values():
            early.append(pdu.short_message)

    def answered(pdu):
        ids[pdu.sequence] = pdu.message_id.decode() if isinstance(pdu.message_id, bytes) else pdu.message_id

    client.set_message_sent_handler(answered)
    client.set_message_received_handler(received)
    client.set_query_resp_handler(states.append)

    def read_until(what, done):
        deadline = time.monotonic() + WAIT_SECONDS
        while not done():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: nothing after {WAIT_SECONDS} s")
            client.read_once(auto_send_enquire_link=False)

    client.send_pdu(smpp.make_pdu("enquire_link", client=client))
    read_until("enquire_link_resp", lambda: "enquire_link_resp" in client.came)
    check("enquire_link is answered", True)

    sent = []
    for data_coding, esm_class, octets in submissions():
        pdu = client.send_message(
            short_message=octets, data_coding=data_coding, esm_class=esm_class, registered_delivery=1, **FROM, **TO
        )
        sent.append(pdu.sequence)
    read_until("submit_sm_resp", lambda: len(ids) == len(sent))
    good = sorted(ids) == sorted(sent) and len(set(ids.values())) == len(sent)
    check(f"{len(sent)} submit_sm, each answered with an id of its own", good, ids)

    read_until("receipts", lambda: len(receipts) == len(sent))
    found = [id for id, _ in receipts]
    check("a receipt of Appendix B for each id", sorted(map(str, found)) == sorted(ids.values()), receipts)
    check("no receipt before its submit_sm_resp", not early, early)
    classes = [pdu.esm_class & 0x3C for _, pdu in receipts]
    check("receipts have esm_class 4", classes == [4] * len(sent), classes)

    client.query_message(message_id=found[0], **FROM)
    read_until("query_sm_resp", lambda: states)
    check("query_sm says DELIVERED", states[0].message_state == DELIVERED, states[0].message_state)

    answer = client.unbind()
    check("unbind is answered", answer.command == "unbind_resp" and not answer.is_error(), answer.command)
    client.disconnect()
    say(submitted=len(sent))


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # whatever it was, the script beside this folder must hear of it
        check("the smpplib client gets to its end", False, error)
        sys.exit(1)
