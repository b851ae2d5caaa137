//! How messages end, and that they do so once.

use super::*;
use smpp_core::RawPdu;
use smpp_core::message::correlate::{DroppedReason, End, Ended};
use smpp_core::message::receipt::ErrorValue;
use smpp_core::session::Outcome;
use smpp_core::tlv::Tlv;

const STATUS: CommandStatus = CommandStatus::ESME_RINVDSTADR;

fn receipt(state: MessageState) -> End {
    End::Receipt { state, error: None }
}

fn table(slots: usize) -> Correlator<Vec<IdSlot<u32>>> {
    Correlator::new(config(IdRule::Exact), vec![IdSlot::EMPTY; slots])
}

fn ends(recorded: Recorded<u32>) -> Vec<(u32, End)> {
    recorded.ended().map(|Ended { value, end }| (value, end)).collect()
}

fn drained(table: &mut Correlator<Vec<IdSlot<u32>>>) -> Vec<(u32, End)> {
    let all = std::iter::from_fn(|| table.drain());
    all.filter_map(|dropped| dropped.ended()).map(|Ended { value, end }| (value, end)).collect()
}

#[test]
fn each_way_to_end() {
    let mut table = table(20);
    for value in 1..=6 {
        assert_eq!(ends(table.begin(T0, value, 1)), []);
    }
    assert_eq!(ends(table.refused(T0, 1, PartNumber::ONLY, STATUS)), [(1, End::Refused(STATUS))]);
    assert_eq!(ends(table.unknown(T0, 2, PartNumber::ONLY)), [(2, End::Unknown)]);
    assert_eq!(ends(table.never_sent(T0, 3, PartNumber::ONLY)), [(3, End::NeverSent)]);
    assert_eq!(ends(table.accepted(T0, b"", 4, PartNumber::ONLY)), [(4, End::Unknown)]);
    assert_eq!(ends(table.accepted(T0, b"a", 5, PartNumber::ONLY)), []);
    let reported = table.report(T0, b"a", DELIVERED, Finality::Final);
    assert_eq!(ends(reported), [(5, receipt(DELIVERED))]);
    assert_eq!(table.waiting(), 1);
    assert_eq!(drained(&mut table), [(6, End::NeverSent)]);
    assert_eq!(drained(&mut table), []);
    assert_eq!((table.waiting(), table.early()), (0, 0));
}

/// What the outcome of a request says.
#[test]
fn outcomes_have_their_status() {
    let mut table = table(2);
    let _ = table.begin(T0, 1, 1);
    let pdu = RawPdu::parse(b"\0\0\0\x10\x80\0\0\x04\0\0\0\x0B\0\0\0\x01").unwrap();
    let outcome = Outcome::Refused { status: STATUS, pdu, pause: None };
    assert_eq!(ends(table.outcome(T0, &outcome, 1, PartNumber::ONLY)), [(1, End::Refused(STATUS))]);
    let _ = table.begin(T0, 1, 1);
    assert_eq!(ends(table.outcome(T0, &Outcome::Unknown, 1, PartNumber::ONLY)), [(1, End::Unknown)]);
}

/// A generic_nack can have the status 0, and a peer can choose any other.
#[test]
fn a_refused_message_was_sent() {
    for (status, shown) in [
        (CommandStatus::ESME_ROK, CommandStatus::ESME_RUNKNOWNERR),
        (CommandStatus(1), CommandStatus(1)),
        (CommandStatus(u32::MAX - 1), CommandStatus(u32::MAX - 1)),
        (CommandStatus(u32::MAX), CommandStatus(u32::MAX)),
    ] {
        let mut table = table(2);
        let _ = table.begin(T0, 1, 1);
        assert_eq!(ends(table.refused(T0, 1, PartNumber::ONLY, status)), [(1, End::Refused(shown))]);
    }
}

/// From the text, from `network_error_code`, words, and numbers that are too large; before and after the response.
#[test]
fn receipts_have_their_error() {
    let network = [Tlv::network_error_code(smpp_core::codes::NetworkErrorCode {
        network: smpp_core::codes::ErrorNetwork(3),
        code: 513,
    })];
    let cases: [(&[u8], &[Tlv<'_>], Option<u32>); 7] = [
        (b"id:a stat:UNDELIV err:034", &[], Some(34)),
        (b"id:a stat:UNDELIV err:000", &[], Some(0)),
        (b"id:a stat:UNDELIV", &[], None),
        (b"id:a stat:UNDELIV", &network, Some(513)),
        (b"id:a stat:UNDELIV err:E01", &[], None),
        (b"id:a stat:UNDELIV err:4294967294", &[], Some(u32::MAX - 1)),
        (b"id:a stat:UNDELIV err:4294967296", &[], None),
    ];
    for (short_message, tlvs, error) in cases {
        let pdu =
            DeliverSm { esm_class: EsmClass(4), short_message, tlvs: tlvs.into(), ..DeliverSm::default() };
        let read = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
        if let Some(error) = error {
            assert_eq!(read.error().and_then(|error| ErrorValue::number(&error.value)), Some(error.into()));
        }
        let end = End::Receipt { state: UNDELIVERABLE, error };
        for early in [false, true] {
            let mut table = table(4);
            let _ = table.begin(T0, 1, 1);
            let mut all = Vec::new();
            if early {
                all.extend(ends(table.receipt(T0, &read)));
            }
            all.extend(ends(table.accepted(T0, b"a", 1, PartNumber::ONLY)));
            if !early {
                all.extend(ends(table.receipt(T0, &read)));
            }
            // After the end.
            all.extend(ends(table.receipt(T0, &read)));
            assert_eq!(all, [(1, end)], "{}", short_message.escape_ascii());
        }
    }
}

/// The first part that failed says why, whichever was first to fail.
#[test]
fn a_long_message_ends_as_its_first_failed_part() {
    let part = |number| PartNumber::new(number, 3);
    let mut table = table(8);
    let _ = table.begin(T0, 1, 3);
    let _ = table.accepted(T0, b"c", 1, part(3));
    assert!(table.is_wanted(1, part(2)));
    let _ = table.report(T0, b"c", UNDELIVERABLE, Finality::Final);
    assert!(!table.is_wanted(1, part(2)));
    assert_eq!(ends(table.never_sent(T0, 1, part(1))), []);
    assert_eq!(ends(table.refused(T0, 1, part(2), STATUS)), [(1, End::NeverSent)]);
    // Nothing is left of it.
    assert!(!table.is_wanted(1, part(1)));
    let repeated = table.refused(T0, 1, part(2), STATUS).on_dropped(drop);
    assert_eq!(repeated, Correlation::Ignored(IgnoredReason::NotBegun));
    // If it is given up before all have ended, it ends as the part that failed.
    for give_up in [false, true] {
        let _ = table.begin(T0, 2, 3);
        let _ = table.accepted(T0, b"x", 2, part(1));
        let _ = table.refused(T0, 2, part(2), STATUS);
        let end = if give_up {
            drained(&mut table)
        } else {
            let all = std::iter::from_fn(|| table.expire(at(3_600_000)));
            all.filter_map(|dropped| dropped.ended()).map(|ended| (ended.value, ended.end)).collect()
        };
        assert_eq!(end, [(2, End::Refused(STATUS))]);
    }
}

/// A total of 0 means 1. A message of 255 parts ends once, whether they come in order or in reverse.
#[test]
fn messages_of_0_1_and_255_parts() {
    for total in [0, 1] {
        let mut table = table(1);
        let _ = table.begin(T0, 1, total);
        assert!(table.is_wanted(1, PartNumber::ONLY) && table.is_wanted(1, PartNumber::new(7, 0)));
        assert_eq!(ends(table.never_sent(T0, 1, PartNumber::new(0, total))), [(1, End::NeverSent)]);
    }
    for reversed in [false, true] {
        let mut table = table(255);
        let _ = table.begin(T0, 1, 255);
        for invalid in [PartNumber::new(0, 255), PartNumber::new(3, 2), PartNumber::new(1, 254)] {
            assert!(!table.is_wanted(1, invalid));
        }
        let number = |at: u8| if reversed { 255 - at } else { at + 1 };
        for at in 0..255 {
            let (id, part) = ([number(at), 0], PartNumber::new(number(at), 255));
            assert_eq!(ends(table.accepted(T0, &id, 1, part)), []);
        }
        let all: Vec<_> = (0..255)
            .flat_map(|at| ends(table.report(T0, &[number(at), 0], DELIVERED, Finality::Final)))
            .collect();
        assert_eq!(all, [(1, receipt(DELIVERED))]);
        assert_eq!(table.waiting(), 0);
    }
}

/// A part that is recorded when all others were dropped does not begin another message.
#[test]
fn parts_that_come_after_all_others_were_dropped() {
    let part = |number| PartNumber::new(number, 2);
    // Evicted by another message, with one slot.
    let mut table = table(1);
    let _ = table.begin(T0, 1, 2);
    let _ = table.accepted(T0, b"a", 1, part(1));
    assert_eq!(ends(table.begin(T0, 2, 1)), [(1, End::Dropped(DroppedReason::Evicted))]);
    let ignored = table.accepted(T0, b"b", 1, part(2));
    assert_eq!(ignored.correlation(), &Correlation::Ignored(IgnoredReason::NotBegun));
    assert_eq!(ends(ignored), []);
    assert_eq!(drained(&mut table), [(2, End::NeverSent)]);
    // Expired.
    let _ = table.begin(T0, 1, 2);
    let _ = table.accepted(T0, b"a", 1, part(1));
    let expired = table.expire(at(3_600_000)).unwrap();
    assert_eq!(expired.ended(), Some(Ended { value: 1, end: End::Dropped(DroppedReason::Expired) }));
    assert_eq!(ends(table.refused(at(3_600_000), 1, part(2), STATUS)), []);
    assert_eq!(drained(&mut table), []);
    // The value can be used again.
    let _ = table.begin(T0, 1, 2);
    assert!(table.is_wanted(1, part(2)));
}

#[test]
fn a_message_begins_once() {
    let mut table = table(4);
    for _ in 0..3 {
        assert_eq!(table.begin(T0, 1, 2).on_dropped(drop), Correlation::Waiting);
        assert_eq!(table.waiting(), 1);
    }
    let _ = table.accepted(T0, b"a", 1, PartNumber::new(1, 2));
    let _ = table.begin(T0, 1, 2);
    assert_eq!(table.waiting(), 1);
    // With another number of parts it is another message.
    let _ = table.begin(T0, 1, 3);
    assert_eq!(table.waiting(), 2);
    assert_eq!(drained(&mut table), [(1, End::Dropped(DroppedReason::Drained)), (1, End::NeverSent)]);
    // Nothing begins without slots.
    let mut none = self::table(0);
    assert_eq!(none.begin(T0, 1, 1).on_dropped(drop), Correlation::Ignored(IgnoredReason::Full));
    assert_eq!((drained(&mut none), none.waiting()), (vec![], 0));
}

/// An early receipt that nobody claims is reported, but ends no message.
#[test]
fn early_receipts_are_drained_too() {
    let mut table = table(4);
    let _ = table.report(T0, b"7\x01", DELIVERED, Finality::Final);
    let dropped = table.drain().unwrap();
    assert_eq!((dropped.value, dropped.reason, dropped.ended()), (None, DroppedReason::Drained, None));
    assert_eq!(dropped.to_string(), "a receipt for id 7\\x01, which no message has");
    assert_eq!(table.drain(), None);
}

/// The lines of a log.
#[test]
fn ends_and_correlations_in_words() {
    let failed = |error| End::Receipt { state: UNDELIVERABLE, error };
    let ends = [
        (receipt(DELIVERED), "message 1: DELIVERED"),
        (End::Receipt { state: DELIVERED, error: Some(5) }, "message 1: DELIVERED"),
        (failed(Some(34)), "message 1: UNDELIVERABLE with error 34"),
        (failed(Some(0)), "message 1: UNDELIVERABLE"),
        (failed(None), "message 1: UNDELIVERABLE"),
        (End::Refused(STATUS), "message 1: refused with ESME_RINVDSTADR"),
        (End::Unknown, "message 1: unknown"),
        (End::NeverSent, "message 1: never sent"),
        (End::Dropped(DroppedReason::Expired), "message 1: no result: too much time has passed"),
    ];
    for (end, line) in ends {
        assert_eq!(Ended { value: 1, end }.to_string(), line);
    }
    assert_eq!(PartNumber::new(2, 3).to_string(), "2 of 3");
    let mut orders = Orders::<8>::exact();
    let mut said = vec![orders.begin(1, 2).to_string()];
    said.push(orders.report(b"a", DELIVERED).to_string());
    said.push(orders.accepted_part(b"a", 1, PartNumber::new(2, 2)).to_string());
    said.push(orders.report(b"a", DELIVERED).to_string());
    said.push(orders.report(b"a", EXPIRED).to_string());
    said.push(orders.text(0, b"id:a stat:DELIVRD").to_string());
    said.push(orders.text(4, b"id:a stat:WHAT").to_string());
    assert_eq!(
        said,
        [
            "waits for a receipt",
            "no message has this id yet",
            "message 1, part 2 of 2: DELIVERED",
            "message 1: a repeated receipt",
            "message 1: a receipt that contradicts DELIVERED",
            "message 1: a text that looks like a receipt",
            "no known state",
        ]
    );
}
