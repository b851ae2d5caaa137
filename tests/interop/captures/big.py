"""Writes a large capture: a pcap of Ethernet packets, with PDUs of some 100 octets in many connections."""

import struct

TEXT = b"Your code is 123456. Do not share it, and do not answer."


def pdu(command_id, sequence, body):
    return struct.pack("!IIII", 16 + len(body), command_id, 0, sequence) + body


def submit(sequence):
    body = b"\0\x05\0Shop\0\x01\x0115555550100\0\0\0\0\0\0\x01\0\0\0" + bytes([len(TEXT)]) + TEXT
    return pdu(0x00000004, sequence, body)


def bind():
    return pdu(0x00000009, 1, b"big\0secret\0\0\x34\0\0\0")


class Connection:
    """One connection, with the headers of its packets prepared for both directions."""

    def __init__(self, number):
        self.next = [number * 7919, number * 104729]
        addresses = bytes([10, 1, number >> 8, number & 255]), bytes([10, 0, 0, 1])
        ports = 20000 + number, 2775
        self.front = [self.headers(addresses, ports, side) for side in (0, 1)]

    def headers(self, addresses, ports, side):
        frame = bytes(12) + b"\x08\0"
        ip = struct.pack("!HHBBH", 0, 0x4000, 64, 6, 0) + addresses[side] + addresses[1 - side]
        return frame + b"\x45\0", ip, struct.pack("!HH", ports[side], ports[1 - side])

    def packet(self, side, flags, payload):
        frame, ip, ports = self.front[side]
        tcp = ports + struct.pack("!IIBBHHH", self.next[side], self.next[1 - side], 0x50, flags, 0xFFFF, 0, 0)
        step = len(payload) + (1 if flags & 2 else 0)
        self.next[side] = (self.next[side] + step) & 0xFFFFFFFF
        return b"".join((frame, struct.pack("!H", 40 + len(payload)), ip, tcp, payload))


def write(path, size, connections=1000):
    """Writes about `size` octets. Returns how many PDUs they hold."""
    everyone = [Connection(number) for number in range(connections)]
    clock, pdus, message, total = 1_795_832_640_000_000, 0, 0, 24
    with open(path, "wb", buffering=1 << 22) as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 1))

        def put(packet):
            nonlocal clock, total
            clock += 3
            out.write(struct.pack("<IIII", clock // 1_000_000, clock % 1_000_000, len(packet), len(packet)) + packet)
            total += 16 + len(packet)

        for one in everyone:
            put(one.packet(0, 2, b""))
            put(one.packet(1, 18, b""))
            put(one.packet(0, 16, bind()))
            put(one.packet(1, 16, pdu(0x80000009, 1, b"centre\0")))
            pdus += 2
        # Each connection sends four messages at once, gets four responses, and a receipt for each in the next round.
        round_number, ids = 0, [[] for _ in everyone]
        while total < size:
            first = 2 + round_number * 4
            messages = b"".join(submit(first + place) for place in range(4))
            for number, one in enumerate(everyone):
                if total >= size:
                    break
                put(one.packet(0, 24, messages))
                answers = []
                receipts = []
                for old in ids[number]:
                    text = b"id:%010d sub:001 dlvrd:001 submit date:2611280224 done date:2611280225 stat:DELIVRD err:000" % old
                    body = b"\0\x01\x0115555550100\0\x05\0Shop\0\x04\0\0\0\0\0\0\0\0" + bytes([len(text)]) + text
                    receipts.append(pdu(5, (round_number * 4 + len(receipts)) % 0x7FFFFFFF + 1, body))
                ids[number] = []
                for place in range(4):
                    message += 1
                    ids[number].append(message)
                    answers.append(pdu(0x80000004, first + place, b"%010d\0" % message))
                put(one.packet(1, 24, b"".join(answers + receipts)))
                pdus += 8 + len(receipts)
                if receipts:
                    start = round_number * 4
                    put(one.packet(0, 24, b"".join(pdu(0x80000005, start + place + 1, b"\0") for place in range(4))))
                    pdus += 4
            round_number += 1
    return pdus, total
