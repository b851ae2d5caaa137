"""An ESME built with the PyPI package smpp.twisted3.

The package needs pyOpenSSL and does not name it in its metadata: https://pypi.org/pypi/smpp.twisted3/0.8/json lists
Twisted and smpp.pdu3, and smpp/twisted/client.py imports OpenSSL.
"""

import sys

from common import FROM, PARTS, PAUSE_SECONDS, RTHROTTLED, TO, UDHI, WAIT_SECONDS, octets, parts, receipt, say
from smpp.pdu.error import SMPPTransactionError
from smpp.pdu.operations import EnquireLink, SubmitSM
from smpp.pdu.pdu_encoding import EsmClassEncoder
from smpp.pdu.pdu_types import (
    AddrNpi, AddrTon, DataCoding, EsmClass, EsmClassGsmFeatures, EsmClassMode, EsmClassType, RegisteredDelivery,
    RegisteredDeliveryReceipt,
)  # fmt: skip
from smpp.twisted.client import SMPPClientReceiver, SMPPClientTransceiver, SMPPClientTransmitter
from smpp.twisted.config import SMPPClientConfig
from twisted.internet import defer, reactor, task


class Incoming:
    """What came."""

    def __init__(self):
        self.receipts = self.parts = 0

    def __call__(self, _, pdu):
        esm_class, message = pdu.params["esm_class"], pdu.params["short_message"]
        if esm_class.type is EsmClassType.SMSC_DELIVERY_RECEIPT:
            receipt(message.decode())
            self.receipts += 1
        else:
            octets(int.from_bytes(EsmClassEncoder().encode(esm_class), "big"), message)
            self.parts += 1


@defer.inlineCallbacks
def until(what, done):
    deadline = reactor.seconds() + WAIT_SECONDS
    while not done():
        if reactor.seconds() > deadline:
            raise TimeoutError(what)
        yield task.deferLater(reactor, 0.02, lambda: None)


def submit_sm(esm_class, message, receipts):
    features = [EsmClassGsmFeatures.UDHI_INDICATOR_SET] if esm_class & UDHI else []
    wanted = RegisteredDeliveryReceipt.SMSC_DELIVERY_RECEIPT_REQUESTED
    return SubmitSM(
        source_addr_ton=AddrTon.ALPHANUMERIC, source_addr_npi=AddrNpi.UNKNOWN, source_addr=FROM.encode(),
        dest_addr_ton=AddrTon.INTERNATIONAL, dest_addr_npi=AddrNpi.ISDN, destination_addr=TO.encode(),
        esm_class=EsmClass(EsmClassMode.DEFAULT, EsmClassType.DEFAULT, features),
        registered_delivery=RegisteredDelivery(
            wanted if receipts else RegisteredDeliveryReceipt.NO_SMSC_DELIVERY_RECEIPT_REQUESTED
        ),
        data_coding=DataCoding(), short_message=message,
    )  # fmt: skip


@defer.inlineCallbacks
def submit(session, text, receipts):
    """Submits the parts of a text, each until it is accepted."""
    pieces = parts(text)
    for esm_class, message in pieces:
        while True:
            try:
                done = yield session.sendDataRequest(submit_sm(esm_class, message, receipts))
                break
            except SMPPTransactionError as error:
                if error.response.status.name != "ESME_RTHROTTLED":
                    raise
                say("throttled")
                yield task.deferLater(reactor, PAUSE_SECONDS, lambda: None)
        say("accepted", done.response.params["message_id"].decode())
    return len(pieces)


@defer.inlineCallbacks
def leave(session):
    # Its timer sends one, too, and keeps the answer for itself.
    yield session.sendRequest(EnquireLink(), WAIT_SECONDS)
    say("alive")
    yield session.unbind()
    say("unbound")
    yield session.disconnect()


@defer.inlineCallbacks
def main(_, port, throttling_port, system_id, password, short, long):
    def config(port, password):
        return SMPPClientConfig(
            host="127.0.0.1", port=int(port), username=system_id.encode(), password=password.encode(), systemType=b"",
            enquireLinkTimerSecs=WAIT_SECONDS,
        )  # fmt: skip

    came = Incoming()
    try:
        yield SMPPClientTransceiver(config(port, "wrong"), came).connectAndBind()
    except SMPPTransactionError as error:
        say("refused", {"ESME_RINVPASWD": 14}.get(error.response.status.name, error.response.status.name))

    session = yield SMPPClientTransmitter(config(port, password)).connectAndBind()
    say("bound", "transmitter")
    yield leave(session)

    session = yield SMPPClientReceiver(config(port, password), came).connectAndBind()
    say("bound", "receiver")
    yield until("a message", lambda: came.parts)
    yield leave(session)

    session = yield SMPPClientTransceiver(config(port, password), came).connectAndBind()
    say("bound", "transceiver")
    sent = 0
    for text in (short, long):
        sent += yield submit(session, text, 1)
    yield until("receipts and a long message", lambda: came.receipts == sent and came.parts == 1 + PARTS)
    yield leave(session)

    session = yield SMPPClientTransceiver(config(throttling_port, password), came).connectAndBind()
    say("bound", "transceiver")
    for _ in range(3):
        yield submit(session, short, 0)
    yield leave(session)


def failed(failure):
    say("error", failure.getErrorMessage())
    return failure


task.react(lambda *arguments: main(*arguments).addErrback(failed), sys.argv[1:])
