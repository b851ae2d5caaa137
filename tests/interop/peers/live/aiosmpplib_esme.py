"""An ESME built with the PyPI package aiosmpplib."""

import asyncio
import sys

from aiosmpplib import ESME, PhoneNumber, SubmitSm
from aiosmpplib.correlator import SimpleCorrelator
from aiosmpplib.hook import AbstractHook
from aiosmpplib.log import CRITICAL
from aiosmpplib.protocol import DeliverSm, EnquireLinkResp, SubmitSmResp, UnbindResp
from aiosmpplib.state import NPI, TON, BindMode, SmppCommandStatus, SmppError
from common import FROM, PAUSE_SECONDS, TO, UDHI, WAIT_SECONDS, fail, say

LINK_SECONDS = 0.4


class Hook(AbstractHook):
    def __init__(self):
        self.texts = self.accepted = self.receipts = self.links = 0
        self.throttled = []
        self.unreadable = b""

    async def sending(self, smpp_message, pdu, client_id):
        pass

    async def received(self, smpp_message, pdu, client_id):
        if smpp_message is None:
            self.unreadable = pdu
        elif isinstance(smpp_message, EnquireLinkResp):
            self.links += 1
            say("alive")
        elif isinstance(smpp_message, UnbindResp):
            say("unbound")
        elif isinstance(smpp_message, SubmitSmResp):
            if smpp_message.command_status == SmppCommandStatus.ESME_RTHROTTLED:
                say("throttled")
                self.throttled.append(smpp_message.log_id)
        elif isinstance(smpp_message, DeliverSm) and not smpp_message.is_receipt():
            say("text", smpp_message.short_message)
            self.texts += 1

    async def send_error(self, smpp_message, error, client_id):
        say("error", repr(error))


class Correlator(SimpleCorrelator):
    """Reports each part. The hook is only called for the whole message."""

    def __init__(self, name, hook):
        super().__init__(name)
        self.told = hook

    async def put_delivery(self, smsc_message_id, smpp_message):
        say("accepted", smsc_message_id)
        self.told.accepted += 1
        return await super().put_delivery(smsc_message_id, smpp_message)

    async def get_delivery(self, smpp_message):
        found = smpp_message.parse_receipt()
        say("receipt", found["id"], found["stat"])
        self.told.receipts += 1
        return await super().get_delivery(smpp_message)


async def until(what, done):
    for _ in range(int(WAIT_SECONDS / 0.02)):
        if done():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError(what)


def submit_sm(text, number, receipts):
    # Without message_payload it splits a text only with UDHI set. Otherwise it fails at any text, as it reads a variable
    # that it has not set: https://github.com/niksabaldun/aiosmpplib/blob/master/src/aiosmpplib/esme.py (_dequeue_messages)
    long = len(text) > 160
    return SubmitSm(
        short_message=text, source=PhoneNumber(FROM, TON.ALPHANUMERIC, NPI.UNKNOWN),
        destination=PhoneNumber(TO, TON.INTERNATIONAL, NPI.ISDN), log_id=str(number), registered_delivery=receipts,
        esm_class=UDHI if long else 0, auto_message_payload=not long,
    )  # fmt: skip


class Session:
    def __init__(self, port, account, mode):
        self.hook = Hook()
        self.esme = ESME(
            "127.0.0.1", int(port), *account, bind_mode=mode, hook=self.hook, log_level=CRITICAL,
            correlator=Correlator(account[0], self.hook), enquire_link_interval=LINK_SECONDS,
        )  # fmt: skip
        self.mode = mode

    async def __aenter__(self):
        await self.esme.connect()
        say("bound", self.mode.name.lower())
        self.running = asyncio.create_task(self.esme.start())
        return self

    async def __aexit__(self, *_):
        await until("enquire_link", lambda: self.hook.links)
        await self.esme.stop()
        await self.running


async def main(port, throttling_port, system_id, password, short, long):
    session = Session(port, (system_id, "wrong"), BindMode.TRANSCEIVER)
    try:
        await session.esme.connect()
    except SmppError as error:
        say("refused", int(error.command_status))
    except ValueError:
        # It treats a bind_transceiver_resp without a body as malformed, but that is the form of a refusal (SMPP 3.4,
        # 4.1.2): https://github.com/niksabaldun/aiosmpplib/blob/master/src/aiosmpplib/protocol.py
        say("refused", int.from_bytes(session.hook.unreadable[8:12], "big"))

    account = system_id, password
    async with Session(port, account, BindMode.TRANSMITTER):
        pass

    async with Session(port, account, BindMode.RECEIVER) as session:
        await until("a message", lambda: session.hook.texts)

    async with Session(port, account, BindMode.TRANSCEIVER) as session:
        for number, text in enumerate((short, long)):
            await session.esme.broker.enqueue(submit_sm(text, number, 1))
        hook = session.hook
        await until("receipts and a long message", lambda: hook.accepted == hook.receipts == 4 and hook.texts)

    async with Session(throttling_port, account, BindMode.TRANSCEIVER) as session:
        hook = session.hook
        for number in range(3):
            await session.esme.broker.enqueue(submit_sm(short, number, 0))
        while hook.accepted < 3:
            await asyncio.sleep(PAUSE_SECONDS)
            for number in hook.throttled[:]:
                hook.throttled.remove(number)
                await session.esme.broker.enqueue(submit_sm(short, number, 0))


try:
    asyncio.run(main(*sys.argv[1:]))
except Exception as error:  # whatever it was, the script that runs this must hear of it
    fail(error)
