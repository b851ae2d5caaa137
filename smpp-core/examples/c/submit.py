#!/usr/bin/env python3
"""Submits a text and prints the id of each segment. Usage: submit.py LIBRARY HOST PORT SYSTEM_ID PASSWORD TO TEXT"""
import socket, sys, time
from ctypes import CDLL, Structure, byref, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p, create_string_buffer, string_at

def struct(*fields):
    """A struct of include/smpp.h: types, and names of fields of this type."""
    return type("Struct", (Structure,), {"_fields_": [(name, kind) for kind, names in fields for name in names.split()]})

Bytes = struct((c_void_p, "data"), (c_size_t, "len"))
Config = struct((c_uint32, "side version window max_pending input output response bind enquire_link inactivity pending"))
Bind = struct((Bytes, "system_id password system_type address_range"), (c_uint32, "command_id"), (c_uint8, "ton npi version"))
Message = struct((Bytes, "service_type source to schedule validity short_message tlvs"), (c_uint8, "s_ton s_npi to_ton to_npi esm_class"
                 " protocol_id priority registered replace data_coding default_msg_id"))
Event = struct((c_uint32, "kind command_id status number"), (c_uint64, "token value"), (Bytes, "body"),
               (c_uint32, "pause_ms round_trip_ms count close_reason"))
Io = struct((c_void_p, "read"), (c_size_t, "read_size"), (c_void_p, "write"), (c_size_t, "write_len"), (c_uint64, "wake_ms"))
BOUND, RESPONSE = 2, 8  # of smpp_event_kind

path, host, port, system_id, password, to, text = [argument.encode() for argument in sys.argv[1:]]
smpp, link, event, io, total, message_id = CDLL(path.decode()), c_void_p(), Event(), Io(), c_uint8(), Bytes()
smpp.smpp_config_default.restype, smpp.smpp_string.restype, smpp.smpp_link_size.restype = Config, Bytes, c_size_t
now = lambda: c_uint64(time.monotonic_ns() // 1_000_000)
config = smpp.smpp_config_default(0)
memory, octets = create_string_buffer(smpp.smpp_link_size(byref(config))), create_string_buffer(160)
assert smpp.smpp_link_init(memory, c_size_t(len(memory)), byref(config), now(), byref(link)) == 0
assert smpp.smpp_link_bind(link, now(), byref(Bind(smpp.smpp_string(system_id), smpp.smpp_string(password), command_id=9))) == 0
assert smpp.smpp_text_segments(text, c_size_t(len(text)), byref(total)) == 0
connection = socket.create_connection((host, int(port)), timeout=30)
while not smpp.smpp_link_is_done(link):
    while smpp.smpp_link_next(link, now(), byref(event)) == 0 and event.kind:
        if event.kind == BOUND:
            for number in range(1, total.value + 1):  # at most the window, 16; more would have to wait
                message = Message(to=smpp.smpp_string(to), to_ton=1, to_npi=1)
                assert smpp.smpp_text_segment(text, c_size_t(len(text)), 7, number, octets, c_size_t(160), byref(message)) == 0
                assert smpp.smpp_link_submit_sm(link, now(), byref(message), c_uint64(number), None) == 0
            smpp.smpp_link_unbind(link, now())  # sent once the responses are there
        elif event.kind == RESPONSE and smpp.smpp_event_message_id(byref(event), byref(message_id)) == 0:
            print(f"segment {event.value}: status {event.status}, id {string_at(message_id.data, message_id.len).decode()}")
    smpp.smpp_link_io(link, now(), byref(io))
    if io.write_len:
        smpp.smpp_link_wrote(link, c_size_t(connection.send(string_at(io.write, io.write_len))))
    elif io.read and io.wake_ms > now().value:
        received = connection.recv_into((c_uint8 * io.read_size).from_address(io.read))
        smpp.smpp_link_filled(link, c_size_t(received))
