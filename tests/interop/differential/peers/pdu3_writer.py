"""PDUs that the PyPI package smpp.pdu3 builds from seeded random values, with those values, as JSON lines.

    pdu3_writer.py SEED COUNT

Each object is the expected output of `inspect pdu`. The package takes names instead of numbers; the numbers beside
the names are the standard's (v3.4 section 5). It can write neither submit_multi, submit_multi_resp nor replace_sm, and
cannot write some TLVs either: it names encoders for them that it does not have.
"""

import json
import random
import sys
from datetime import datetime

from smpp.pdu import operations, pdu_types, smpp_time
from smpp.pdu.pdu_encoding import PDUEncoder

TON = dict(enumerate("UNKNOWN INTERNATIONAL NATIONAL NETWORK_SPECIFIC SUBSCRIBER_NUMBER ALPHANUMERIC ABBREVIATED".split()))
NPI = {
    0: "UNKNOWN", 1: "ISDN", 3: "DATA", 4: "TELEX", 6: "LAND_MOBILE", 8: "NATIONAL", 9: "PRIVATE", 10: "ERMES",
    14: "INTERNET", 18: "WAP_CLIENT_ID",
}
STATES = {
    1: "ENROUTE", 2: "DELIVERED", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIVERABLE", 6: "ACCEPTED", 7: "UNKNOWN",
    8: "REJECTED",
}
MODES = {0: "DEFAULT", 1: "DATAGRAM", 2: "FORWARD", 3: "STORE_AND_FORWARD"}
TYPES = {
    0x00: "DEFAULT", 0x04: "SMSC_DELIVERY_RECEIPT", 0x08: "DELIVERY_ACKNOWLEDGEMENT", 0x10: "MANUAL_ACKNOWLEDGMENT",
    0x18: "CONVERSATION_ABORT", 0x20: "INTERMEDIATE_DELIVERY_NOTIFICATION",
}
FEATURES = {0x40: "UDHI_INDICATOR_SET", 0x80: "SET_REPLY_PATH"}
RECEIPTS = {
    0: "NO_SMSC_DELIVERY_RECEIPT_REQUESTED", 1: "SMSC_DELIVERY_RECEIPT_REQUESTED",
    2: "SMSC_DELIVERY_RECEIPT_REQUESTED_FOR_FAILURE",
}
ACKS = {0x04: "SME_DELIVERY_ACK_REQUESTED", 0x08: "SME_MANUAL_ACK_REQUESTED"}
STATUSES = {
    0x00: "ESME_ROK", 0x01: "ESME_RINVMSGLEN", 0x08: "ESME_RSYSERR", 0x0A: "ESME_RINVSRCADR", 0x0D: "ESME_RBINDFAIL",
    0x14: "ESME_RMSGQFUL", 0x45: "ESME_RSUBMITFAIL", 0x58: "ESME_RTHROTTLED", 0xFF: "ESME_RUNKNOWNERR",
}
# Tag, and how its value is made. The values with names are numbered from 0 in the order of their names.
TLVS = {
    "dest_addr_subunit": (0x0005, "AddrSubunit UNKNOWN MS_DISPLAY MOBILE_EQUIPMENT SMART_CARD_1 EXTERNAL_UNIT_1"),
    "dest_network_type": (0x0006, "NetworkType UNKNOWN GSM TDMA CDMA PDC PHS IDEN AMPS PAGING_NETWORK"),
    "dest_bearer_type": (0x0007, "BearerType UNKNOWN SMS CSD PACKET_DATA USSD CDPD DATATAC FLEX_REFLEX CELL_BROADCAST"),
    "dest_telematics_id": (0x0008, 2),
    "source_addr_subunit": (0x000D, "AddrSubunit UNKNOWN MS_DISPLAY MOBILE_EQUIPMENT SMART_CARD_1 EXTERNAL_UNIT_1"),
    "source_network_type": (0x000E, "NetworkType UNKNOWN GSM TDMA CDMA PDC PHS IDEN AMPS PAGING_NETWORK"),
    "source_bearer_type": (0x000F, "BearerType UNKNOWN SMS CSD PACKET_DATA USSD CDPD DATATAC FLEX_REFLEX CELL_BROADCAST"),
    "source_telematics_id": (0x0010, 1),
    "qos_time_to_live": (0x0017, 4),
    "payload_type": (0x0019, "PayloadType DEFAULT WCMP"),
    "additional_status_info_text": (0x001D, "text 255"),
    "receipted_message_id": (0x001E, "text 64"),
    "privacy_indicator": (0x0201, "PrivacyIndicator NOT_RESTRICTED RESTRICTED CONFIDENTIAL SECRET"),
    "source_subaddress": (0x0202, "subaddress"),
    "dest_subaddress": (0x0203, "subaddress"),
    "user_message_reference": (0x0204, 2),
    "user_response_code": (0x0205, 1),
    "source_port": (0x020A, 2),
    "destination_port": (0x020B, 2),
    "sar_msg_ref_num": (0x020C, 2),
    "language_indicator": (0x020D, "LanguageIndicator UNSPECIFIED ENGLISH FRENCH SPANISH GERMAN PORTUGUESE"),
    "sar_total_segments": (0x020E, 1),
    "sar_segment_seqnum": (0x020F, 1),
    "sc_interface_version": (0x0210, 1),
    "number_of_messages": (0x0304, "count 99"),
    "callback_num": (0x0381, "callback"),
    "ms_availability_status": (0x0422, "MsAvailabilityStatus AVAILABLE DENIED UNAVAILABLE"),
    "network_error_code": (0x0423, "octets 3"),
    "message_payload": (0x0424, "payload"),
    "delivery_failure_reason": (0x0425, "DeliveryFailureReason DESTINATION_UNAVAILABLE DESTINATION_ADDRESS_INVALID"
        " PERMANENT_NETWORK_ERROR TEMPORARY_NETWORK_ERROR"),
    "more_messages_to_send": (0x0426, "MoreMessagesToSend NO_MORE_MESSAGES MORE_MESSAGES"),
    "display_time": (0x1201, "DisplayTime TEMPORARY DEFAULT INVOKE"),
    "sms_signal": (0x1203, "octets 2"),
}
NAMES = {"destination_port": "dest_port"}
LENGTHS = {
    "system_id": 15, "password": 8, "system_type": 12, "address_range": 40, "service_type": 5, "source_addr": 20,
    "destination_addr": 20, "esme_addr": 64, "message_id": 64,
}
# The same fields in PDUs for which the standard allows more.
LONG_ADDRESSES = ("data_sm", "alert_notification")


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.encoder = PDUEncoder()

    def octets(self, length):
        return self.random.randbytes(length)

    def size(self, most):
        return self.random.choice([0, min(most, 5), min(most, 11), self.random.randint(0, most), most])

    def text(self, most):
        of = b"0123456789abcdefXYZ+-. " if self.random.randrange(8) else bytes(range(1, 256))
        return bytes(self.random.choices(of, k=self.size(most)))

    def named(self, kind, names):
        number = self.random.choice(list(names))
        return getattr(getattr(pdu_types, kind), names[number]), number

    def some(self, kind, names):
        picked = [number for number in names if self.random.randrange(2)]
        return [getattr(getattr(pdu_types, kind), names[number]) for number in picked], sum(picked)

    def time(self):
        draw = self.random.randint
        form = draw(0, 2)
        if form == 0:
            return None, ""
        if form == 1:
            parts = draw(0, 9), draw(0, 12), draw(0, 28), draw(0, 23), draw(0, 59), draw(0, 59)
            return smpp_time.SMPPRelativeTime(*parts), "%02d%02d%02d%02d%02d%02d000R" % parts
        quarters, tenths = draw(-48, 48), draw(0, 9)
        zone = smpp_time.FixedOffset(15 * quarters)
        when = datetime(draw(2000, 2068), draw(1, 12), draw(1, 28), draw(0, 23), draw(0, 59), draw(0, 59))
        text = f"{when:%y%m%d%H%M%S}{tenths}{abs(quarters):02}{'-' if quarters < 0 else '+'}"
        return when.replace(microsecond=tenths * 100_000, tzinfo=zone), text

    def field(self, pdu, name):
        """The argument for the package, and the expected output of inspect."""
        draw = self.random.randint
        if name in LENGTHS:
            most = 64 if pdu in LONG_ADDRESSES and name in ("source_addr", "destination_addr") else LENGTHS[name]
            text = b"" if pdu == "deliver_sm_resp" else self.text(most)
            return (text or None), text.decode("latin-1")
        if name.endswith("_ton"):
            return self.named("AddrTon", TON)
        if name.endswith("_npi"):
            return self.named("AddrNpi", NPI)
        if name in ("schedule_delivery_time", "validity_period", "final_date"):
            return (None, "") if (pdu, name) == ("deliver_sm", "schedule_delivery_time") else self.time()
        if name == "esm_class":
            mode, mode_number = self.named("EsmClassMode", MODES)
            kind, type_number = self.named("EsmClassType", TYPES)
            features, bits = self.some("EsmClassGsmFeatures", FEATURES)
            return pdu_types.EsmClass(mode, kind, features), mode_number | type_number | bits
        if name == "registered_delivery":
            receipt, number = self.named("RegisteredDeliveryReceipt", RECEIPTS)
            acks, bits = self.some("RegisteredDeliverySmeOriginatedAcks", ACKS)
            notification = draw(0, 1)
            return pdu_types.RegisteredDelivery(receipt, acks, bool(notification)), number | bits | notification << 4
        if name == "priority_flag":
            return self.named("PriorityFlag", {level: f"LEVEL_{level}" for level in range(4)})
        if name == "replace_if_present_flag":
            return self.named("ReplaceIfPresentFlag", {0: "DO_NOT_REPLACE", 1: "REPLACE"})
        if name == "message_state":
            return self.named("MessageState", STATES)
        if name == "data_coding":
            number = draw(0, 255)
            return pdu_types.DataCoding(pdu_types.DataCodingScheme.RAW, number), number
        if name == "short_message":
            message = self.octets(self.size(254))
            return message, message.hex()
        number = draw(0, 254)
        return number, number

    def tlv(self, kind):
        """The argument for the package, and the octets that it must write."""
        if isinstance(kind, int):
            octets = self.octets(kind)
            return int.from_bytes(octets, "big"), octets
        what, *names = kind.split()
        if what == "text":
            text = self.text(int(names[0]))
            return text, text + b"\0"
        if what == "octets":
            octets = self.octets(int(names[0]))
            return octets, octets
        if what == "payload":
            octets = self.octets(self.size(1000))
            return octets, octets
        if what == "count":
            number = self.random.randint(0, int(names[0]))
            return number, bytes([number])
        if what == "subaddress":
            tag, number = self.named("SubaddressTypeTag", {0x80: "NSAP_EVEN", 0x88: "NSAP_ODD", 0xA0: "USER_SPECIFIED"})
            octets = self.octets(self.random.randint(1, 22))
            return pdu_types.Subaddress(tag, octets), bytes([number]) + octets
        if what == "callback":
            mode, number = self.named("CallbackNumDigitModeIndicator", {0: "TBCD", 1: "ASCII"})
            ton, ton_number = self.named("AddrTon", TON)
            npi, npi_number = self.named("AddrNpi", NPI)
            digits = self.octets(self.random.randint(1, 16))
            return pdu_types.CallbackNum(mode, ton, npi, digits), bytes([number, ton_number, npi_number]) + digits
        value, number = self.named(what, dict(enumerate(names)))
        return value, bytes([number])

    def pdu(self, kind):
        name = kind.commandId.name
        sequence_number = self.random.randint(1, 0x7FFFFFFF)
        status = 0
        # Only a response has the attribute noBodyOnError, and only a response has a status other than 0.
        if issubclass(kind, pdu_types.PDUResponse) and self.random.randrange(4) == 0:
            status = self.random.choice(list(STATUSES))
        given, fields, tlvs = {}, {}, []
        if not (status and kind.noBodyOnError):
            for field in kind.mandatoryParams:
                given[field], expected = self.field(name, field)
                if field == "short_message":
                    fields["sm_length"] = len(given[field])
                fields[field] = expected
            allowed = [tlv for tlv in kind.optionalParams if tlv in TLVS]
            chosen = [tlv for tlv in allowed if self.random.randrange(6) == 0]
            # The package writes them in the order of its own list.
            for tlv in chosen:
                given[tlv], octets = self.tlv(TLVS[tlv][1])
                tlvs.append({"tag": TLVS[tlv][0], "name": NAMES.get(tlv, tlv), "value": octets.hex()})
        pdu = kind(sequence_number, getattr(pdu_types.CommandStatus, STATUSES[status]), **given)
        said = {"command": name, "command_status": status, "sequence_number": sequence_number}
        return {"hex": self.encoder.encode(pdu).hex(), **said, "fields": fields, "tlvs": tlvs}


def kinds():
    unable = ("submit_multi", "submit_multi_resp", "replace_sm")
    every = (kind for kind in vars(operations).values() if isinstance(kind, type) and issubclass(kind, pdu_types.PDU))
    able = [kind for kind in every if kind.commandId is not None and kind.commandId.name not in unable]
    return sorted(able, key=lambda kind: kind.__name__)


def main():
    seed, count = map(int, sys.argv[1:])
    writer, of = Writer(seed), kinds()
    for number in range(count):
        print(json.dumps(writer.pdu(of[number % len(of)])))


if __name__ == "__main__":
    main()
