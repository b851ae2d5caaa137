"""Kannel as an ESME: bearerbox speaks SMPP, smsbox has the HTTP interface. Texts go in and receipts come back by HTTP.

What it prints of SMPP is what bearerbox logs of its PDUs.
"""

import contextlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from common import FROM, TO, WAIT_SECONDS, fail, free_ports, say

SBIN = Path("/usr/sbin")
FOLDER = Path(os.environ["INTEROP_FOLDER"])
DELIVERED = "1"
# Kannel numbers its kinds of events: delivered is 1, failed 2, and accepted by the message centre 8.
DLR_MASK = 1 | 2

CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = admin
smsbox-port = {boxes}
log-file = {log}
log-level = 0
dlr-storage = internal
sms-resend-freq = 1
sms-combine-concatenated-mo = true

{connections}

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-port = {http}
log-file = {boxlog}
log-level = 0

group = sendsms-user
username = user
password = user
concatenation = true
max-messages = 5

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "{callback}/message?text=%b&charset=%C&coding=%c"
"""

# Both directions on one connection; a sender; a receiver.
BOTH, SENDER, RECEIVER = "port = {port}\ntransceiver-mode = true", "port = {port}", "receive-port = {port}"
CONNECTION = """
group = smsc
smsc = smpp
smsc-id = {name}
host = 127.0.0.1
smsc-username = {system_id}
smsc-password = {password}
system-type = ""
reconnect-delay = 1
enquire-link-interval = 1
"""

receipts, messages = [], []


class Callback(BaseHTTPRequestHandler):
    """What smsbox calls for messages and for receipts."""

    def do_GET(self):
        where = urllib.parse.urlsplit(self.path)
        fields = urllib.parse.parse_qs(where.query)
        if where.path == "/message":
            say("text", fields["text"][0])
            messages.append(fields)
        elif fields["kind"][0] == DELIVERED:
            # Its own kind of event, and the receipt as it came.
            say("receipt", fields["id"][0], re.search(r"stat:(\S+)", fields["receipt"][0])[1])
            receipts.append(fields)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def until(what, done):
    deadline = time.monotonic() + WAIT_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


class Relay:
    """A port that passes one connection on to another port, once `open` is called."""

    def __init__(self, port):
        self.port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(WAIT_SECONDS)

    def open(self):
        near = self.listener.accept()[0]
        far = socket.create_connection(("127.0.0.1", self.port))
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self.pass_on, args=(source, sink), daemon=True).start()

    @staticmethod
    def pass_on(source, sink):
        # Either side may close first.
        with contextlib.suppress(OSError):
            while octets := source.recv(4096):
                sink.sendall(octets)
            sink.shutdown(socket.SHUT_WR)


class Kannel:
    """bearerbox and smsbox with one configuration."""

    number = 0

    def __init__(self, callback, *modes, **values):
        Kannel.number += 1
        self.callback = callback
        self.log = FOLDER / f"bearerbox-{Kannel.number}.log"
        self.boxlog = FOLDER / f"smsbox-{Kannel.number}.log"
        self.file = FOLDER / f"kannel-{Kannel.number}.conf"
        admin, boxes, self.http = free_ports(3)
        connections = [(CONNECTION + mode).format(name=f"c{at}", **values) for at, mode in enumerate(modes)]
        self.file.write_text(
            CONFIGURATION.format(
                admin=admin, boxes=boxes, http=self.http, log=self.log, boxlog=self.boxlog, callback=callback,
                connections="\n".join(connections),
            )  # fmt: skip
        )
        self.processes = []

    def start(self, program):
        command = [SBIN / program, self.file]
        self.processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=FOLDER))

    def __enter__(self):
        self.start("bearerbox")
        until("bearerbox", lambda: "entering mainloop" in self.text() or self.processes[0].poll() is not None)
        if self.processes[0].poll() is not None:
            raise ChildProcessError(f"bearerbox ended with {self.processes[0].returncode}: {self.text()[-500:]}")
        return self

    def __exit__(self, *_):
        # The last to start is the first to go: bearerbox waits for its boxes.
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(WAIT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self.tell()

    def text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def boxes(self):
        self.start("smsbox")
        until("smsbox", lambda: self.boxlog.exists() and "Connected to bearerbox" in self.boxlog.read_text(errors="replace"))

    def pdus(self):
        """(command, status, message_id) of each PDU of the log."""
        # Connections write at the same time, each with a thread of its own, whose number is in every line.
        found, started = [], {}
        for line in self.text().splitlines():
            thread = re.match(r"\S+ \S+ \[\d+\] \[(\d+)\]", line)
            thread = thread and thread[1]
            if re.search(r"SMPP PDU 0x\S+ dump:", line):
                started[thread] = []
            elif "SMPP PDU dump ends" in line:
                found.append("\n".join(started.pop(thread, [])))
            elif thread in started:
                started[thread].append(line)
        dumps = [[self.value(one, name) for name in ("type_name", "command_status", "message_id")] for one in found]
        return [(command, int(status), message_id) for command, status, message_id in dumps]

    @staticmethod
    def value(dump, name):
        found = re.search(rf"{name}: (.*)", dump)
        return found[1].split(" = ")[0].strip('"') if found else ""

    def count(self, command, status=0):
        return sum(pdu[:2] == (command, status) for pdu in self.pdus())

    def tell(self):
        """Prints what the log has of the other side's responses."""
        for command, status, message_id in self.pdus():
            if command.startswith("bind_") and command.endswith("_resp"):
                kind = command.removeprefix("bind_").removesuffix("_resp")
                say("refused", status) if status else say("bound", kind)
            elif command == "submit_sm_resp":
                say("throttled") if status else say("accepted", message_id)
            elif command == "enquire_link_resp":
                say("alive")
            elif command == "unbind_resp":
                say("unbound")

    def send(self, text, mask):
        dlr = f"{self.callback}/receipt?kind=%d&id=%F&receipt=%A"
        fields = {
            "username": "user", "password": "user", "from": FROM, "to": TO, "text": text, "charset": "UTF-8", "coding": "0",
            **({"dlr-mask": mask, "dlr-url": dlr} if mask else {}),
        }  # fmt: skip
        url = f"http://127.0.0.1:{self.http}/cgi-bin/sendsms?{urllib.parse.urlencode(fields)}"
        with urllib.request.urlopen(url, timeout=WAIT_SECONDS) as answer:
            if answer.status != 202:
                raise ValueError(answer.read())


def main(port, throttling_port, system_id, password, short, long):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Callback)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    callback = f"http://127.0.0.1:{server.server_port}"
    account = {"system_id": system_id, "password": password}

    # A bind that is refused while Kannel still starts ends it: an assertion of its own fails (gwlist_remove_producer).
    relay = Relay(port)
    late = relay.listener.getsockname()[1]
    with Kannel(callback, BOTH, port=late, system_id=system_id, password="wrong") as kannel:
        relay.open()
        until("a refusal", lambda: kannel.count("bind_transceiver_resp", 14))

    with Kannel(callback, SENDER, RECEIVER, port=port, **account) as kannel:
        kannel.boxes()
        until("binds", lambda: kannel.count("bind_transmitter_resp") and kannel.count("bind_receiver_resp"))
        say("ready", "receiver")
        until("a message", lambda: messages)
        until("enquire_link", lambda: kannel.count("enquire_link_resp") >= 2)

    with Kannel(callback, BOTH, port=port, **account) as kannel:
        kannel.boxes()
        until("bind", lambda: kannel.count("bind_transceiver_resp"))
        say("ready", "transceiver")
        kannel.send(short, DLR_MASK)
        kannel.send(long, DLR_MASK)
        until("answers", lambda: kannel.count("submit_sm_resp") == 4)
        until("a long message", lambda: len(messages) == 2)
        # Of a long message, only the first part asks for a receipt.
        until("receipts", lambda: len(receipts) == 2)
        until("enquire_link", lambda: kannel.count("enquire_link_resp"))

    with Kannel(callback, BOTH, port=throttling_port, **account) as kannel:
        kannel.boxes()
        until("bind", lambda: kannel.count("bind_transceiver_resp"))
        for _ in range(3):
            kannel.send(short, 0)
        until("answers", lambda: kannel.count("submit_sm_resp") == 3)


try:
    main(*sys.argv[1:])
except Exception as error:  # whatever it was, the script that runs this must hear of it
    fail(error)
