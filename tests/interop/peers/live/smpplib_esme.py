"""An ESME built with the PyPI package smpplib.

Its split may cut an escape sequence in two: https://github.com/python-smpplib/python-smpplib/pull/59 says so.
"""

import sys
import time

from common import FROM, PARTS, PAUSE_SECONDS, RECEIPT, RTHROTTLED, TO, TYPE_BITS, WAIT_SECONDS, fail, octets, receipt, say
from smpplib import client as smpp_client
from smpplib import exceptions, gsm, smpp

ADDRESSES = {
    "source_addr_ton": 5, "source_addr_npi": 0, "source_addr": FROM,
    "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": TO,
}  # fmt: skip


class Client(smpp_client.Client):
    """smpplib's client, which counts what came."""

    def __init__(self, port):
        super().__init__("127.0.0.1", int(port), timeout=WAIT_SECONDS, allow_unknown_opt_params=True)
        self.answers, self.receipts, self.parts, self.links = {}, 0, 0, 0
        self.set_message_received_handler(self.received)
        self.connect()

    def read_pdu(self):
        pdu = super().read_pdu()
        self.links += pdu.command == "enquire_link_resp"
        if pdu.command == "submit_sm_resp":
            self.answers[pdu.sequence] = pdu
        return pdu

    def received(self, pdu):
        if pdu.esm_class & TYPE_BITS == RECEIPT:
            receipt(pdu.short_message.decode())
            self.receipts += 1
        else:
            octets(pdu.esm_class, pdu.short_message)
            self.parts += 1

    def until(self, what, done):
        deadline = time.monotonic() + WAIT_SECONDS
        while not done():
            if time.monotonic() > deadline:
                raise TimeoutError(what)
            self.read_once(auto_send_enquire_link=False)

    def submit(self, text, receipts):
        """Splits a text and submits it, each part until it is accepted."""
        pieces, data_coding, esm_class = gsm.make_parts(text)
        for piece in pieces:
            self.submit_part(
                short_message=piece, data_coding=data_coding, esm_class=esm_class, registered_delivery=receipts, **ADDRESSES
            )
        return len(pieces)

    def submit_part(self, **fields):
        while True:
            sent = self.send_message(**fields)
            try:
                self.until("submit_sm_resp", lambda: sent.sequence in self.answers)
            except exceptions.PDUError as error:
                if error.args[1] != RTHROTTLED:
                    raise
                say("throttled")
                time.sleep(PAUSE_SECONDS)
                continue
            return say("accepted", self.answers[sent.sequence].message_id.decode())

    def leave(self):
        self.send_pdu(smpp.make_pdu("enquire_link", client=self))
        self.until("enquire_link_resp", lambda: self.links)
        say("alive")
        # Handles what else comes, and returns the response.
        if not self.unbind().is_error():
            say("unbound")
        self.disconnect()


def main(port, throttling_port, system_id, password, short, long):
    client = Client(port)
    try:
        client.bind_transceiver(system_id=system_id, password="wrong")
    except exceptions.PDUError as error:
        say("refused", error.args[1])
    client.disconnect()

    client = Client(port)
    client.bind_transmitter(system_id=system_id, password=password)
    say("bound", "transmitter")
    client.leave()

    client = Client(port)
    client.bind_receiver(system_id=system_id, password=password)
    say("bound", "receiver")
    client.until("a message", lambda: client.parts)
    client.leave()

    client = Client(port)
    client.bind_transceiver(system_id=system_id, password=password)
    say("bound", "transceiver")
    sent = client.submit(short, 1) + client.submit(long, 1)
    client.until("receipts and a long message", lambda: client.receipts == sent and client.parts == PARTS)
    client.leave()

    client = Client(throttling_port)
    client.bind_transceiver(system_id=system_id, password=password)
    say("bound", "transceiver")
    for _ in range(3):
        client.submit(short, 0)
    client.leave()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception as error:  # whatever it was, the script that runs this must hear of it
        fail(error)
