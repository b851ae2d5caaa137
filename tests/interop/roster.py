"""Which third-party clients and servers there are, where they come from, and the table of what was shown.

Called by run. What each must do is in live.py.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import CACHE, HERE, NotListening, finish
from live import LIVE, Peer, esme_is_served, esme_tries

TABLE = HERE / "README.md"
# What follows it in the README is generated.
MARK = "<!-- Written by `run --write-table`. -->\n\n"
DEBIAN = ["kannel", "libnet-smpp-perl", "libsmpp34-dev"]
RUSMPPC = LIVE / "rusmppc"
INSTALL_SECONDS, BUILD_SECONDS = 300, 900
# Most of a run is waiting.
AT_ONCE = 6


class Held:
    """Checks to be reported later, so that those of one peer stay together."""

    def __init__(self):
        self.checks = []

    def check(self, what, good, seen=""):
        self.checks.append((what, good, str(seen)))


def installed(package):
    """The version of a Debian package, or None."""
    command = ["dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Version}", package]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    status, _, version = done.stdout.partition(" ")
    return version if done.returncode == 0 and status == "installed" else None


def install_debian():
    """Installs the packages of Debian unless they are there."""
    missing = [package for package in DEBIAN if not installed(package)]
    if missing:
        print(f"installing {' '.join(missing)}", flush=True)
        sudo = [] if os.geteuid() == 0 else ["sudo"]
        finish([*sudo, "apt-get", "update", "-qq"], INSTALL_SECONDS, "apt-get update")
        install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-qq", "--no-install-recommends"]
        finish([*sudo, *install, *missing], INSTALL_SECONDS, f"installing {missing}")


def build_c():
    """Compiles the peer in C. Returns its path."""
    program = CACHE / "libsmpp34_esme"
    flags = ["-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror"]
    finish(["cc", *flags, LIVE / "libsmpp34_esme.c", "-o", program, "-lsmpp34"], BUILD_SECONDS, "compiling libsmpp34_esme")
    return program


def build_rust():
    """Builds the peer in Rust, which is a workspace of its own. Returns its path."""
    print("building the peer in Rust", flush=True)
    target = CACHE / "rusmppc"
    manifest = ["--manifest-path", RUSMPPC / "Cargo.toml", "--target-dir", target]
    finish(["cargo", "build", "--locked", *manifest], BUILD_SECONDS, "building the peer in Rust")
    return target / "debug" / "rusmppc-esme"


def upstream(package):
    """The version of a Debian package without the part that is Debian's."""
    return (installed(package) or "").rsplit("-", 1)[0]


def all_peers(pypi, npm, c_program, rust_program):
    """The peers, given the pinned packages and the two programs."""
    pinned = dict(one.split("==") for one in pypi) | {"npm smpp": dict(one.rsplit("@", 1) for one in npm)["smpp"]}
    lock = (RUSMPPC / "Cargo.lock").read_text()
    rusmppc = re.search(r'name = "rusmppc"\nversion = "(.*)"', lock)[1]

    def python(name):
        return sys.executable, LIVE / name

    return [
        Peer("smpp", pinned["npm smpp"], "npm", "JavaScript", ("node", LIVE / "npm_esme.js")),
        Peer(
            "smpplib", pinned["smpplib"], "PyPI", "Python", python("smpplib_esme.py"), splits_escapes=True,
            note="splits an escape sequence between two parts: a part can end with half a `€`, and only the joined text "
            "is right",
        ),
        Peer(
            "aiosmpplib", pinned["aiosmpplib"], "PyPI", "Python", python("aiosmpplib_esme.py"), quiet_unbind=True,
            note="treats a `bind_transceiver_resp` without a body as malformed, does not read `unbind_resp`, and fails on a "
            "text without `message_payload` unless UDHI is set",
        ),
        Peer(
            "smpp34", pinned["smpp34"], "PyPI", "Python, Rust", python("smpp34_esme.py"), quiet_links=True,
            quiet_status=True,
            note="reports a refused bind as `bind timed out`, always sends `enquire_link` after 30 s, and sometimes "
            "crashes when Python exits",
        ),
        Peer(
            "smpp.twisted3", pinned["smpp.twisted3"], "PyPI", "Python", python("twisted_esme.py"),
            note="needs pyOpenSSL, and its metadata does not say so",
        ),
        Peer(
            "Net::SMPP", upstream("libnet-smpp-perl"), "Debian", "Perl", ("perl", LIVE / "net_smpp_esme.pl"),
            note="drops PDUs that arrive while it waits for a response, so its program reads them one by one",
        ),
        Peer(
            "Kannel", upstream("kannel"), "Debian", "C", python("kannel_esme.py"), hasty=True,
            throttling="sent again by itself",
            note="may end before it has read `unbind_resp`, and asks for a receipt of the first part only; texts go in and receipts come back through the HTTP interface "
            "of smsbox",
        ),
        Peer(
            "libsmpp34", upstream("libsmpp34-dev"), "Debian", "C", (c_program,),
            note="cannot unpack the response to a refused bind, as it has no body",
        ),
        Peer(
            "rusmppc", rusmppc, "crates.io", "Rust", (rust_program,),
            note="binds with version 5.0, and its default `esm_class` is 8, a delivery acknowledgement",
        ),
        Peer(
            "smpp", pinned["npm smpp"], "npm", "JavaScript", ("node", LIVE / "npm_server.js"), role="server",
            throttling="sent again by esme",
        ),
        Peer(
            "smpp34", pinned["smpp34"], "PyPI", "Python, Rust", python("smpp34_server.py"), role="server", quiet_links=True,
            quiet_kinds=True, nacks_receivers=True, forgets_unbind=True, takes_any_password=True,
            throttling="sent again by esme",
            note="accepts any password, answers the `deliver_sm_resp` of a receiver with `generic_nack`, and mostly closes "
            "the connection before it has written `unbind_resp`",
        ),
    ]  # fmt: skip


COLUMNS = ["binds", "wrong password", "long messages", "receipts", "enquire_link", "unbind", "throttling"]


def table(rows):
    """The table of what was shown, and the notes."""
    code = {"enquire_link": "`enquire_link`", "unbind": "`unbind`"}
    head = ["Peer", "Version", "From", "Language", "Role", *(code.get(one, one.capitalize()) for one in COLUMNS)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for peer, shown in rows:
        cells = [peer.name, peer.version, peer.source, peer.language, peer.role, *(shown.get(one) or "-" for one in COLUMNS)]
        lines.append("| " + " | ".join(cells) + " |")
    notes = [f"- {peer.name} {peer.version} as {peer.role}: {peer.note}." for peer, _ in rows if peer.note]
    return "\n".join([*lines, "", *notes]) + "\n"


class Live:
    """All peers, each in the background. The checks are reported at the end."""

    def __init__(self, peers, examples, environment):
        self.peers, self.examples, self.environment = peers, examples, environment
        sys.path.append(environment["PYTHONPATH"])  # for gsmcodecs
        self.pool = ThreadPoolExecutor(AT_ONCE)
        # The one that waits longest begins first.
        first = sorted(peers, key=lambda peer: (peer.name, peer.role) != ("smpp34", "ESME"))
        self.running = {peer: self.pool.submit(self.run, peer) for peer in first}

    def run(self, peer):
        """The checks of one peer, and what was shown."""
        tally, start = Held(), time.monotonic()
        scenario = esme_tries if peer.role == "ESME" else esme_is_served
        shown = {}
        with tempfile.TemporaryDirectory(prefix="interop-") as folder:
            try:
                shown = scenario(tally, peer, self.examples, self.environment, Path(folder))
            except NotListening as reason:
                tally.check("the server says where it listens", False, reason)
            except Exception as reason:  # whatever it was, the other peers go on
                tally.check("the comparison comes to its end", False, f"{type(reason).__name__}: {reason}")
        return tally.checks, shown, time.monotonic() - start

    def finish(self, tally, write):
        """Reports all checks, prints the table and compares it with the committed one, or writes that."""
        rows = []
        for peer in self.peers:
            checks, shown, took = self.running[peer].result()
            print(f"\n{peer.name} {peer.version} as {peer.role}, {took:.0f} s", flush=True)
            for what, good, seen in checks:
                tally.check(f"{peer.name}, {peer.role}: {what}", good, seen)
            rows.append((peer, shown))
        made = table(rows)
        print(f"\n{made}", flush=True)
        before, _, committed = TABLE.read_text(encoding="utf-8").partition(MARK)
        if write:
            TABLE.write_text(before + MARK + made, encoding="utf-8")
        else:
            tally.check(f"the table is that of {TABLE.name}; --write-table writes it", committed == made, committed)
