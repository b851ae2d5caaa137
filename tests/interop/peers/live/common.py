"""What the ESMEs and servers in Python have in common. The lines that they print are in ../../live.py."""

import random
import socket
import sys

from gsmcodecs import Codec

WAIT_SECONDS = 20
PAUSE_SECONDS = 1.1
FROM, TO = "Shop", "15555550100"
UDHI, RECEIPT, TYPE_BITS = 0x40, 0x04, 0x3C
RTHROTTLED = 0x58
PARTS = 3
# Below the ports that Linux gives to outgoing connections. Many peers run at once, and one of those could take a port
# between the check and its use.
LISTEN_PORTS = range(20_000, 32_000)


def free_ports(count):
    """Ports for a peer that cannot listen on port 0 and report what it got."""
    found = []
    for port in random.sample(LISTEN_PORTS, len(LISTEN_PORTS)):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        found.append(port)
        if len(found) == count:
            return found
    raise OSError("no free port")


def say(*fields):
    # In one piece: Kannel calls back from several threads.
    sys.stdout.write("\t".join(map(str, fields)) + "\n")
    sys.stdout.flush()


def octets(esm_class, message):
    """One part of a message as it came."""
    say("octets", esm_class, message.hex())


def receipt(text):
    """A receipt in the form of SMPP 3.4 Appendix B."""
    say("receipt", text.split("id:")[1].split(" ")[0], text.split("stat:")[1].split(" ")[0])


def septets(text):
    return Codec(0, 0).encode(text)[0]


def parts(text, reference=7):
    """(esm_class, octets) of each part, for peers that do not split: at most 153 septets, and no half character."""
    whole = septets(text)
    if len(whole) <= 160:
        return [(0, whole)]
    cut = []
    while whole:
        length = min(153, len(whole))
        length -= whole[length - 1] == 0x1B
        cut.append(whole[:length])
        whole = whole[length:]
    head = [5, 0, 3, reference, len(cut)]
    return [(UDHI, bytes([*head, number]) + one) for number, one in enumerate(cut, 1)]


def fail(error):
    say("error", f"{type(error).__name__}: {error}")
    sys.exit(1)
