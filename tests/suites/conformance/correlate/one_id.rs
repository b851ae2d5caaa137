//! One id and its receipts: early, repeated, contradicting, late, and when there is no room.

use super::*;
use smpp_core::message::correlate::{DroppedReason, MAX_ID};
use smpp_core::message::receipt::ReceiptKind;
use smpp_core::tlv::Tlv;

const UNKNOWN_ID: Correlation<u32> = Correlation::Early(EarlyReason::UnknownId);

#[test]
fn on_the_way_then_the_end_then_again() {
    let mut orders = Orders::<4>::exact();
    assert_eq!(orders.accepted(b"a", 1), Correlation::Waiting);
    assert_eq!(news(orders.report(b"a", ENROUTE)), (1, ENROUTE, Finality::Pending, None));
    assert_eq!(orders.report(b"a", ENROUTE), Correlation::Repeated { value: 1, two_ids: false });
    assert_eq!(orders.table.waiting(), 1);
    assert_eq!(news(orders.report(b"a", DELIVERED)), (1, DELIVERED, Finality::Final, Some(DELIVERED)));
    assert_eq!(orders.table.waiting(), 0);
    for state in [DELIVERED, ENROUTE, ACCEPTED, UNKNOWN] {
        assert_eq!(orders.report(b"a", state), Correlation::Repeated { value: 1, two_ids: false });
    }
    let other = Correlation::Contradicted { value: 1, before: DELIVERED, two_ids: false };
    assert_eq!(orders.report(b"a", EXPIRED), other);
}

#[test]
fn receipts_before_their_answer() {
    let mut orders = Orders::<4>::exact();
    for state in [ENROUTE, DELIVERED, ENROUTE, ACCEPTED, DELIVERED] {
        assert_eq!(orders.report(b"a", state), UNKNOWN_ID);
    }
    assert_eq!((orders.table.early(), orders.table.waiting()), (1, 0));
    assert_eq!(news(orders.accepted(b"a", 7)), (7, DELIVERED, Finality::Final, Some(DELIVERED)));
    assert_eq!((orders.table.early(), orders.table.waiting()), (0, 0));
    assert_eq!(orders.report(b"b", ENROUTE), UNKNOWN_ID);
    assert_eq!(news(orders.accepted(b"b", 8)), (8, ENROUTE, Finality::Pending, None));
    assert_eq!(news(orders.report(b"b", EXPIRED)), (8, EXPIRED, Finality::Final, Some(EXPIRED)));
}

/// The first end counts, as it does once the id is known, and the outcome says so.
#[test]
fn early_receipts_that_contradict_each_other() {
    let mut orders = Orders::<4>::exact();
    assert_eq!(orders.report(b"a", DELIVERED), UNKNOWN_ID);
    let contradicted = Correlation::Early(EarlyReason::Contradicted { before: DELIVERED });
    assert_eq!(orders.report(b"a", EXPIRED), contradicted);
    assert_eq!(news(orders.accepted(b"a", 7)).1, DELIVERED);
    assert_eq!(
        orders.report(b"a", EXPIRED),
        Correlation::Contradicted { value: 7, before: DELIVERED, two_ids: false }
    );
}

#[test]
fn accepted_and_unknown_are_an_end_that_a_later_one_supersedes() {
    for provisional in [ACCEPTED, UNKNOWN] {
        for end in [DELIVERED, UNDELIVERABLE] {
            let mut orders = Orders::<4>::exact();
            orders.accepted(b"a", 1);
            let first = (1, provisional, Finality::Provisional, Some(provisional));
            assert_eq!(news(orders.report(b"a", provisional)), first);
            assert_eq!(orders.report(b"a", provisional), Correlation::Repeated { value: 1, two_ids: false });
            // It was on the way before.
            assert_eq!(orders.report(b"a", ENROUTE), Correlation::Repeated { value: 1, two_ids: false });
            assert_eq!(orders.table.waiting(), 1);
            let Correlation::Updated(news) = orders.report(b"a", end) else { panic!() };
            assert_eq!((news.finality, news.superseded), (Finality::Final, Some(provisional)));
            assert_eq!((news.message.is_complete(), news.message.state()), (true, Some(end)));
            assert_eq!(orders.table.waiting(), 0);
        }
    }
}

/// Of ACCEPTED and UNKNOWN the later one is news, in either order.
#[test]
fn accepted_and_unknown_supersede_each_other() {
    let mut orders = Orders::<4>::exact();
    orders.accepted(b"a", 1);
    for (state, superseded) in [(ACCEPTED, None), (UNKNOWN, Some(ACCEPTED)), (ACCEPTED, Some(UNKNOWN))] {
        let Correlation::Updated(news) = orders.report(b"a", state) else { panic!() };
        assert_eq!((news.state, news.superseded, news.message.state()), (state, superseded, Some(state)));
    }
}

#[test]
fn accepted_counts_neither_as_delivered_nor_as_failed() {
    for state in [ACCEPTED, UNKNOWN] {
        for finality in [Finality::Provisional, Finality::Final] {
            let mut orders = Orders::<4>::exact();
            orders.accepted(b"a", 1);
            let Correlation::Updated(news) = orders.table.report(T0, b"a", state, finality).on_dropped(drop)
            else {
                panic!()
            };
            let sum = news.message;
            assert_eq!((sum.delivered, sum.failed, sum.undetermined), (0, 0, 1));
            assert_eq!((sum.finality(), sum.state()), (finality, Some(state)));
            assert_eq!(orders.table.waiting(), usize::from(finality == Finality::Provisional));
        }
    }
}

/// If a profile makes ACCEPTED final, a later DELIVERED contradicts it. If it makes it pending, it is never an end.
#[test]
fn a_profile_makes_accepted_plainly_final_or_pending() {
    let mut orders = Orders::<4>::exact();
    orders.accepted(b"a", 1);
    let step = orders.table.report(T0, b"a", ACCEPTED, Finality::Final);
    assert_eq!(news(step.on_dropped(drop)).2, Finality::Final);
    assert_eq!(
        orders.report(b"a", DELIVERED),
        Correlation::Contradicted { value: 1, before: ACCEPTED, two_ids: false }
    );
    orders.accepted(b"b", 2);
    let step = orders.table.report(T0, b"b", ACCEPTED, Finality::Pending);
    assert_eq!(news(step.on_dropped(drop)), (2, ACCEPTED, Finality::Pending, None));
    let Correlation::Updated(news) = orders.report(b"b", DELIVERED) else { panic!() };
    assert_eq!((news.superseded, news.message.state()), (None, Some(DELIVERED)));
}

#[test]
fn an_unmarked_text_never_completes_a_message() {
    let mut orders = Orders::<4>::exact();
    orders.accepted(b"77", 5);
    let text = b"id:77 stat:DELIVRD err:000";
    for (esm_class, kind) in [
        (0x00, ReceiptKind::Unmarked),
        (0x03, ReceiptKind::Unmarked),
        (0x08, ReceiptKind::DeliveryAcknowledgement),
        (0x10, ReceiptKind::UserAcknowledgement),
        (0x18, ReceiptKind::None),
    ] {
        assert_eq!(orders.text(esm_class, text), Correlation::Unmarked { value: 5, kind }, "{esm_class:#x}");
        assert_eq!((orders.table.waiting(), orders.table.early()), (1, 0));
    }
    // Nor does it give a state, or count as an early receipt.
    assert_eq!(
        orders.text(0x00, b"id:77 stat:ENROUTE"),
        Correlation::Unmarked { value: 5, kind: ReceiptKind::None }
    );
    assert_eq!(orders.text(0x00, b"id:78 stat:DELIVRD"), Correlation::Ignored(IgnoredReason::Unmarked));
    assert_eq!(orders.table.early(), 0);
    assert_eq!(orders.accepted(b"78", 6), Correlation::Waiting);
    // A marked receipt completes the message. An unmarked text that comes later is reported as before.
    assert_eq!(news(orders.text(0x04, text)), (5, DELIVERED, Finality::Final, Some(DELIVERED)));
    let unmarked = Correlation::Unmarked { value: 5, kind: ReceiptKind::Unmarked };
    assert_eq!(orders.text(0x00, b"id:77 stat:UNDELIV err:000"), unmarked);
}

#[test]
fn an_unmarked_text_counts_when_the_caller_says_so() {
    let mut orders = Orders::<4>::exact();
    orders.accepted(b"77", 5);
    let pdu = DeliverSm { short_message: b"id:77 stat:DELIVRD err:000", ..DeliverSm::default() };
    for esm_class in [0x08, 0x10, 0x18] {
        let pdu = DeliverSm { esm_class: EsmClass(esm_class), ..pdu };
        let mut receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
        receipt.dialect.rules.trust_unmarked = true;
        assert!(matches!(orders.receipt(&receipt), Correlation::Unmarked { value: 5, .. }));
    }
    let mut receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    receipt.dialect.rules.trust_unmarked = true;
    assert_eq!(news(orders.receipt(&receipt)).2, Finality::Final);
}

/// Type 0 with both TLVs is marked just like type 0x04.
#[test]
fn an_id_and_a_state_in_tlvs_complete_a_message() {
    let mut orders = Orders::<4>::exact();
    orders.accepted(b"77", 5);
    let tlvs = [Tlv::receipted_message_id("77".into()), Tlv::message_state(DELIVERED)];
    for (tlvs, completes) in [(&tlvs[..1], false), (&tlvs[1..], false), (&tlvs[..], true)] {
        let pdu = DeliverSm {
            short_message: b"id:77 stat:DELIVRD err:000",
            tlvs: tlvs.into(),
            ..DeliverSm::default()
        };
        let outcome = orders.receipt(&Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []));
        assert_eq!(matches!(outcome, Correlation::Updated(_)), completes, "{tlvs:?}");
        assert_eq!(matches!(outcome, Correlation::Unmarked { value: 5, .. }), !completes, "{tlvs:?}");
    }
}

#[test]
fn notifications_on_the_way_are_no_end() {
    let mut orders = Orders::<4>::exact();
    orders.accepted(b"1", 9);
    for (esm_class, text, state, end) in [
        (0x20, &b"id:1 stat:DELIVRD"[..], DELIVERED, None),
        (0x20, b"id:1 stat:ACCEPTD", ACCEPTED, None),
        (0x20, b"id:1 stat:BUFFRED", ENROUTE, None),
        (0x04, b"id:1 stat:DELIVRD", DELIVERED, Some(DELIVERED)),
    ] {
        let told = news(orders.text(esm_class, text));
        assert_eq!((told.1, told.3), (state, end));
    }
    // Early ones, too; and the same state again, once as an end.
    assert_eq!(orders.text(0x20, b"id:2 stat:ACCEPTD"), UNKNOWN_ID);
    assert_eq!(news(orders.accepted(b"2", 10)), (10, ACCEPTED, Finality::Pending, None));
    assert_eq!(orders.text(0x20, b"id:2 stat:ACCEPTD"), Correlation::Repeated { value: 10, two_ids: false });
    let accepted = (10, ACCEPTED, Finality::Provisional, Some(ACCEPTED));
    assert_eq!(news(orders.text(0x04, b"id:2 stat:ACCEPTD")), accepted);
    assert_eq!(news(orders.text(0x04, b"id:2 stat:DELIVRD")).3, Some(DELIVERED));
    assert_eq!(orders.text(0x20, b"id:2 stat:ENROUTE"), Correlation::Repeated { value: 10, two_ids: false });
}

#[test]
fn a_receipt_whose_tlv_and_text_have_other_ids() {
    let mut orders = Orders::<4>::exact();
    orders.accepted(b"1891273321", 5);
    let tlvs = [Tlv::receipted_message_id("70BA8A69".into())];
    let pdu = DeliverSm {
        esm_class: EsmClass(4),
        short_message: b"id:1891273321 stat:DELIVRD",
        tlvs: (&tlvs).into(),
        ..DeliverSm::default()
    };
    assert_eq!(news(orders.receipt(&Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []))).0, 5);
    for (text, reason) in
        [(&b"stat:DELIVRD"[..], IgnoredReason::Id), (b"id:1 stat:WHAT", IgnoredReason::State)]
    {
        assert_eq!(orders.text(0x04, text), Correlation::Ignored(reason));
    }
}

#[test]
fn what_goes_when_there_is_no_room() {
    let mut orders = Orders::<3>::exact();
    orders.now = at(1);
    orders.accepted(b"a", 1);
    orders.now = at(2);
    orders.accepted(b"b", 2);
    orders.now = at(3);
    assert_eq!(orders.report(b"early", DELIVERED), UNKNOWN_ID);
    // An early receipt is dropped before any id that waits, and reported.
    orders.now = at(4);
    orders.accepted(b"c", 3);
    let dropped = orders.dropped.unwrap();
    assert_eq!((dropped.reason, dropped.value, dropped.id()), (DroppedReason::Evicted, None, &b"early"[..]));
    // It never displaces one that waits.
    assert_eq!(orders.report(b"early", DELIVERED), Correlation::Ignored(IgnoredReason::Full));
    // An id that is done goes first, silently.
    orders.report(b"b", DELIVERED);
    orders.accepted(b"d", 4);
    assert_eq!(orders.dropped, None);
    // Then the oldest.
    orders.accepted(b"e", 5);
    let dropped = orders.dropped.unwrap();
    assert_eq!((dropped.value, dropped.since, dropped.id()), (Some(1), at(1), &b"a"[..]));
    // The same id again, for another message.
    orders.accepted(b"e", 6);
    let dropped = orders.dropped.unwrap();
    assert_eq!((dropped.reason, dropped.value), (DroppedReason::Reused, Some(5)));
}

#[test]
fn time_runs_out() {
    let mut orders = Orders::<8>::exact();
    assert_eq!(orders.table.next_expiry(), None);
    orders.accepted(b"a", 1);
    orders.now = at(10);
    orders.accepted(b"b", 2);
    orders.now = at(20);
    orders.report(b"b", DELIVERED);
    orders.now = at(30);
    orders.report(b"c", DELIVERED);
    assert_eq!(orders.table.next_expiry(), Some(at(60_020)));
    assert_eq!(orders.table.expire(at(60_019)), None);
    // "b" is done and is dropped silently.
    assert_eq!(orders.table.expire(at(60_020)), None);
    orders.now = at(60_020);
    assert_eq!(orders.report(b"b", DELIVERED), UNKNOWN_ID);
    let early = orders.table.expire(at(60_030)).unwrap();
    assert_eq!((early.reason, early.id(), early.state), (DroppedReason::Expired, &b"c"[..], Some(DELIVERED)));
    assert_eq!(orders.table.next_expiry(), Some(at(120_020)));
    let all: Vec<_> =
        std::iter::from_fn(|| orders.table.expire(at(3_600_000))).map(|dropped| dropped.value).collect();
    assert_eq!(all, [None, Some(1)]);
    assert_eq!((orders.table.next_expiry(), orders.table.waiting(), orders.table.early()), (None, 0, 0));
}

/// What was recorded while the clock was wrong does not keep the rest from expiring.
#[test]
fn time_that_runs_backwards() {
    let mut orders = Orders::<8>::exact();
    for (now, id, value) in [(9_000_000, b"a", 1), (1_000, b"b", 2), (3_000, b"c", 3), (2_000, b"d", 4)] {
        orders.now = at(now);
        orders.accepted(id, value);
    }
    for (due, value) in [(3_601_000, 2), (3_602_000, 4), (3_603_000, 3), (12_600_000, 1)] {
        assert_eq!(orders.table.next_expiry(), Some(at(due)));
        assert_eq!(orders.table.expire(at(due - 1)), None);
        assert_eq!(orders.table.expire(at(due)).and_then(|dropped| dropped.value), Some(value));
    }
    // Those that have ended, and early receipts.
    orders.now = at(9_000_000);
    orders.accepted(b"e", 5);
    orders.report(b"e", DELIVERED);
    orders.report(b"early", DELIVERED);
    orders.now = at(1_000);
    orders.accepted(b"f", 6);
    orders.report(b"f", DELIVERED);
    orders.report(b"earlier", DELIVERED);
    assert_eq!(orders.table.next_expiry(), Some(at(61_000)));
    let dropped = orders.table.expire(at(61_000)).map(|dropped| dropped.id().to_vec());
    assert_eq!((dropped, orders.table.expire(at(61_000))), (Some(b"earlier".to_vec()), None));
    assert_eq!(orders.table.next_expiry(), Some(at(9_060_000)));
}

/// Nothing better came, so it is dropped with its provisional end.
#[test]
fn a_provisional_end_expires_as_what_it_is() {
    let mut orders = Orders::<8>::exact();
    for (id, state) in [(b"a", ACCEPTED), (b"b", UNKNOWN), (b"c", ENROUTE)] {
        orders.accepted(id, 1);
        orders.report(id, state);
    }
    let gone: Vec<_> = std::iter::from_fn(|| orders.table.expire(at(3_600_000)))
        .map(|dropped| (dropped.state, dropped.finality))
        .collect();
    let (provisional, pending) = (Finality::Provisional, Finality::Pending);
    assert_eq!(gone, [(Some(ACCEPTED), provisional), (Some(UNKNOWN), provisional), (Some(ENROUTE), pending)]);
}

#[test]
fn ids_of_0_1_64_and_65_octets() {
    let mut orders = Orders::<2>::exact();
    for id in [&b""[..], &[b'1'; MAX_ID + 1]] {
        assert_eq!(news(orders.accepted(id, 1)), (1, UNKNOWN, Finality::Final, Some(UNKNOWN)));
        assert_eq!(orders.report(id, DELIVERED), Correlation::Ignored(IgnoredReason::Id));
    }
    for (value, id) in [(1, &b"1"[..]), (64, &[b'1'; MAX_ID])] {
        assert_eq!(orders.accepted(id, value), Correlation::Waiting);
        assert_eq!(news(orders.report(id, DELIVERED)).0, value);
    }
}

#[test]
fn many_ids_come_and_go() {
    let mut orders = Orders::<1000>::exact();
    for number in 0..5000_u32 {
        orders.now = at(u64::from(number));
        orders.accepted(format!("{number:08X}").as_bytes(), number);
        assert_eq!(orders.dropped, None);
        if let Some(old) = number.checked_sub(900) {
            assert_eq!(news(orders.report(format!("{old:08X}").as_bytes(), DELIVERED)).0, old);
        }
    }
    assert_eq!(orders.table.waiting(), 900);
}
