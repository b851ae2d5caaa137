"""An ESME built with the PyPI package smpp34."""

import asyncio
import os
import sys
import time

import smpp34
from common import FROM, PARTS, PAUSE_SECONDS, RECEIPT, TO, TYPE_BITS, WAIT_SECONDS, octets, parts, receipt, say

# It asks with enquire_link after 30 s, and has no setting for that:
# https://github.com/Real-Time-Telecom-B-V/smpp34/blob/main/src/client/mod.rs
LINK_SECONDS = 31
BIND_MS = 4000
SUBMITTED = {
    "source_addr": FROM, "source_addr_ton": 5, "source_addr_npi": 0, "dest_addr_ton": 1, "dest_addr_npi": 1,
}  # fmt: skip


class Session:
    def __init__(self, port, system_id, password, kind):
        self.kind = kind
        self.client = smpp34.Client(
            host="127.0.0.1", port=int(port), system_id=system_id, password=password, bind_type=kind,
            connect_timeout_ms=BIND_MS,
        )  # fmt: skip

    async def __aenter__(self):
        self.smsc = await self.client.connect()
        say("bound", {"TX": "transmitter", "RX": "receiver", "TRX": "transceiver"}[self.kind])
        return self

    async def __aexit__(self, *_):
        await self.smsc.unbind()
        say("unbound")
        await self.client.stop()

    async def receive(self, receipts, messages):
        """Waits for this many receipts, and parts of messages."""
        while receipts or messages:
            event = await asyncio.wait_for(self.smsc.next(), WAIT_SECONDS)
            if event.esm_class & TYPE_BITS == RECEIPT:
                receipt(event.short_message.decode())
                receipts -= 1
            else:
                octets(event.esm_class, event.short_message)
                messages -= 1

    async def submit(self, text, receipts):
        """Submits the parts of a text, each until it is accepted."""
        pieces = parts(text)
        for esm_class, message in pieces:
            while True:
                answer = await self.smsc.submit_sm(
                    TO, message, esm_class=esm_class, registered_delivery=receipts, **SUBMITTED
                )
                if answer.command_status != smpp34.ESME_RTHROTTLED:
                    break
                say("throttled")
                await asyncio.sleep(PAUSE_SECONDS)
            say("accepted", answer.message_id)
        return len(pieces)


async def main(port, throttling_port, system_id, password, short, long):
    client = Session(port, system_id, "wrong", "TRX").client
    try:
        await client.connect()
    except smpp34.SmppError as error:
        # It hides the refusal, and says only that the bind timed out:
        # https://github.com/Real-Time-Telecom-B-V/smpp34/blob/main/src/python.rs (Client.connect)
        if str(error) != "bind timed out":
            raise
        say("refused")
    await client.stop()

    async with Session(port, system_id, password, "TX"):
        pass

    async with Session(port, system_id, password, "RX") as session:
        await session.receive(0, 1)

    async with Session(port, system_id, password, "TRX") as session:
        start = time.monotonic()
        sent = await session.submit(short, 1) + await session.submit(long, 1)
        await session.receive(sent, PARTS)

        # The same session goes on until enquire_link has been asked.
        async with Session(throttling_port, system_id, password, "TRX") as throttled:
            for _ in range(3):
                await throttled.submit(short, 0)
        await asyncio.sleep(LINK_SECONDS - (time.monotonic() - start))


status = 0
try:
    asyncio.run(main(*sys.argv[1:]))
except Exception as error:  # whatever it was, the script that runs this must hear of it
    say("error", f"{type(error).__name__}: {error}")
    status = 1
# The threads of the package belong to a runtime that lives as long as the process
# (https://docs.rs/pyo3-async-runtimes/latest/pyo3_async_runtimes/tokio/). When the interpreter ends before them, one crashes
# now and then.
sys.stdout.flush()
os._exit(status)
