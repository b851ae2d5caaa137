"""A message centre built with the PyPI package smpp34.

Facts of version 1.5.0 (https://github.com/Real-Time-Telecom-B-V/smpp34, src/python.rs and src/server/state.rs):
  It accepts a bind with any password before it hands the bind over.
  It takes deliver_sm_resp from transmitters and transceivers, and answers that of a receiver with generic_nack. So
  messages to a receiver must not wait for each other.
  After an unbind it stops its writer, mostly before that has written the response.
"""

import asyncio
import os
import sys
import time

import smpp34
from common import FROM, RECEIPT, RTHROTTLED, TO, free_ports, octets, parts, say

RECEIPT_SECONDS = 2.5
# Messages to a number with this ending are refused at first.
THROTTLED, REFUSALS = "429", 2


def receipt_text(id):
    date = time.strftime("%y%m%d%H%M")
    return f"id:{id} sub:001 dlvrd:001 submit date:{date} done date:{date} stat:DELIVRD err:000 text:".encode()


class Centre:
    def __init__(self, short, long):
        self.messages = [*parts(short), *parts(long)]
        self.sessions, self.tasks = {}, set()
        self.last, self.refused = 0, 0

    def later(self, work):
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def bound(self, esme):
        say("bound")
        self.sessions[esme.session_id] = esme
        if esme.can_receive:
            for message in self.messages:
                self.later(self.send_message(esme, *message))

    async def send_message(self, esme, esm_class, message):
        answer = await esme.deliver_sm(
            FROM, message, source_addr=TO, source_addr_ton=1, source_addr_npi=1, dest_addr_ton=5, dest_addr_npi=0,
            esm_class=esm_class,
        )  # fmt: skip
        if answer.is_success:
            say("delivered")

    def submitted(self, submit):
        if submit.destination_addr.endswith(THROTTLED) and self.refused < REFUSALS:
            self.refused += 1
            say("throttled")
            return submit.reject(RTHROTTLED)
        self.last += 1
        id = f"s{self.last:06}"
        octets(submit.esm_class, submit.short_message)
        say("accepted", id)
        submit.accept(id)
        if submit.registered_delivery & 1:
            self.later(self.send_receipt(submit, id))

    async def send_receipt(self, submit, id):
        await asyncio.sleep(RECEIPT_SECONDS)
        answer = await self.sessions[submit.session_id].deliver_sm(
            submit.source_addr, receipt_text(id), source_addr=submit.destination_addr, source_addr_ton=1,
            source_addr_npi=1, dest_addr_ton=submit.source_addr_ton, dest_addr_npi=submit.source_addr_npi,
            esm_class=RECEIPT, tlvs=[smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, id.encode() + b"\0")],
        )  # fmt: skip
        if answer.is_success:
            say("receipt", id, "DELIVRD")


async def serve(server, centre):
    while True:
        event = await server.next()
        if isinstance(event, smpp34.Esme):
            await centre.bound(event)
        elif isinstance(event, smpp34.SubmitSmEvent):
            centre.submitted(event)
        elif isinstance(event, smpp34.Unbound):
            say("unbound")


async def main(system_id, password, short, long):
    [port] = free_ports(1)
    server = smpp34.Server(host="127.0.0.1", port=port, system_id="smpp34")
    await server.start()
    say(f"listening on 127.0.0.1:{port}")
    centre = Centre(short, long)
    serving = asyncio.create_task(serve(server, centre))
    end = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    await asyncio.wait({serving, end}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        serving.result()
    for task in (serving, *centre.tasks):
        task.cancel()
    await server.stop()


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
