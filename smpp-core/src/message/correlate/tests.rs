use super::*;
use crate::codes::EsmClass;
use crate::message::receipt::{IdBase, ids_match};
use crate::pdu::DeliverSm;
use crate::profile::Profile;
use crate::tlv::Tlv;
use std::format;

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
const T0: Instant = Instant::ZERO;
const ENROUTE: MessageState = MessageState::ENROUTE;
const DELIVERED: MessageState = MessageState::DELIVERED;
const EXPIRED: MessageState = MessageState::EXPIRED;

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn exact<const N: usize>() -> Correlator<u32, N> {
    Correlator::new(IdRule::Exact, HOUR, MINUTE)
}

fn state_of(step: Step<u32>) -> (u32, MessageState, Option<MessageState>) {
    match step.outcome {
        Outcome::Told(news) => (news.value, news.state, news.sum.state()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn on_the_way_then_the_end_then_again() {
    let mut table = exact::<4>();
    assert_eq!(table.accepted(T0, b"a", 1, 1).outcome, Outcome::Waiting);
    assert_eq!(state_of(table.report(T0, b"a", ENROUTE)), (1, ENROUTE, None));
    assert_eq!(table.report(T0, b"a", ENROUTE).outcome, Outcome::Repeated { value: 1 });
    assert_eq!(table.waiting(), 1);
    assert_eq!(state_of(table.report(T0, b"a", DELIVERED)), (1, DELIVERED, Some(DELIVERED)));
    assert_eq!(table.waiting(), 0);
    for state in [DELIVERED, ENROUTE] {
        assert_eq!(table.report(T0, b"a", state).outcome, Outcome::Repeated { value: 1 });
    }
    let other = Outcome::Contradicted { value: 1, before: DELIVERED };
    assert_eq!(table.report(T0, b"a", EXPIRED).outcome, other);
}

#[test]
fn receipts_before_their_answer() {
    let mut table = exact::<4>();
    for state in [ENROUTE, DELIVERED, ENROUTE] {
        assert_eq!(table.report(T0, b"a", state).outcome, Outcome::Early);
    }
    assert_eq!((table.early(), table.waiting()), (1, 0));
    assert_eq!(state_of(table.accepted(T0, b"a", 7, 1)), (7, DELIVERED, Some(DELIVERED)));
    assert_eq!((table.early(), table.waiting()), (0, 0));
    assert_eq!(table.report(T0, b"b", ENROUTE).outcome, Outcome::Early);
    assert_eq!(state_of(table.accepted(T0, b"b", 8, 1)), (8, ENROUTE, None));
    assert_eq!(state_of(table.report(T0, b"b", EXPIRED)), (8, EXPIRED, Some(EXPIRED)));
}

#[test]
fn parts_are_counted_together() {
    let mut table = exact::<8>();
    table.accepted(T0, b"x", 2, 1);
    for id in [b"a", b"b", b"c"] {
        assert_eq!(table.accepted(T0, id, 1, 3).outcome, Outcome::Waiting);
    }
    assert_eq!(state_of(table.report(T0, b"c", DELIVERED)), (1, DELIVERED, None));
    assert_eq!(table.report(T0, b"c", DELIVERED).outcome, Outcome::Repeated { value: 1 });
    assert_eq!(state_of(table.report(T0, b"b", EXPIRED)), (1, EXPIRED, None));
    let Outcome::Told(news) = table.report(T0, b"a", MessageState::REJECTED).outcome else { panic!() };
    assert_eq!((news.sum.total, news.sum.accepted, news.sum.delivered, news.sum.failed), (3, 3, 1, 2));
    // That of the part that was submitted first.
    assert_eq!(news.sum.state(), Some(MessageState::REJECTED));
    assert_eq!(table.waiting(), 1);
    // The value may be used again now.
    table.accepted(T0, b"d", 1, 2);
    assert_eq!(state_of(table.report(T0, b"d", DELIVERED)), (1, DELIVERED, None));
}

#[test]
fn ids_in_other_spellings() {
    let rule = IdRule::Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal };
    let mut table = Correlator::<u32, 4>::new(rule, HOUR, MINUTE);
    table.accepted(T0, b"70BA8A69", 1, 1);
    assert_eq!(state_of(table.report(T0, b"1891273321", DELIVERED)).0, 1);
    assert_eq!(table.report(T0, b"16", DELIVERED).outcome, Outcome::Early);
    assert_eq!(state_of(table.accepted(T0, b"10", 2, 1)).0, 2);
    let mut table = exact::<4>();
    table.accepted(T0, b"70BA8A69", 1, 1);
    assert_eq!(table.report(T0, b"70ba8a69", DELIVERED).outcome, Outcome::Early);
    assert!(IdRule::of(&Profile::MENSATEK).same(b"007", b"7"));
}

#[test]
fn a_receipt_whose_tlv_and_text_have_other_ids() {
    let mut table = exact::<4>();
    table.accepted(T0, b"1891273321", 5, 1);
    let tlvs = [Tlv::receipted_message_id("70BA8A69".into())];
    let pdu = DeliverSm {
        esm_class: EsmClass(4),
        short_message: b"id:1891273321 stat:DELIVRD",
        tlvs: (&tlvs).into(),
        ..DeliverSm::default()
    };
    let mut scratch = [];
    let receipt = Receipt::from_deliver_sm(&pdu, &mut scratch);
    assert_eq!(state_of(table.receipt(T0, &receipt)).0, 5);
    for (text, reason) in
        [(&b"stat:DELIVRD"[..], RefusedReason::Id), (b"id:1 stat:WHAT", RefusedReason::State)]
    {
        let pdu = DeliverSm { esm_class: EsmClass(4), short_message: text, ..DeliverSm::default() };
        let mut scratch = [];
        let receipt = Receipt::from_deliver_sm(&pdu, &mut scratch);
        assert_eq!(table.receipt(T0, &receipt).outcome, Outcome::Refused(reason));
    }
}

#[test]
fn notifications_on_the_way_are_no_end() {
    let told = |table: &mut Correlator<u32, 4>, esm_class, text: &[u8]| {
        let pdu = DeliverSm { esm_class: EsmClass(esm_class), short_message: text, ..DeliverSm::default() };
        table.receipt(T0, &Receipt::from_deliver_sm(&pdu, &mut [])).outcome
    };
    let mut table = exact::<4>();
    table.accepted(T0, b"1", 9, 1);
    for (esm_class, text, state, end) in [
        (0x20, &b"id:1 stat:ACCEPTD"[..], MessageState::ACCEPTED, None),
        (0x20, b"id:1 stat:BUFFRED", ENROUTE, None),
        (0x04, b"id:1 stat:DELIVRD", DELIVERED, Some(DELIVERED)),
    ] {
        let Outcome::Told(news) = told(&mut table, esm_class, text) else { panic!() };
        assert_eq!((news.state, news.sum.state()), (state, end));
    }
    // Early ones as well; and the same state again, once as the end.
    assert_eq!(told(&mut table, 0x20, b"id:2 stat:ACCEPTD"), Outcome::Early);
    let Outcome::Told(news) = table.accepted(T0, b"2", 10, 1).outcome else { panic!() };
    assert_eq!((news.state, news.sum.state()), (MessageState::ACCEPTED, None));
    assert_eq!(told(&mut table, 0x20, b"id:2 stat:ACCEPTD"), Outcome::Repeated { value: 10 });
    let Outcome::Told(news) = told(&mut table, 0x04, b"id:2 stat:ACCEPTD") else { panic!() };
    assert_eq!(news.sum.state(), Some(MessageState::ACCEPTED));
    let before = MessageState::ACCEPTED;
    assert_eq!(told(&mut table, 0x04, b"id:2 stat:DELIVRD"), Outcome::Contradicted { value: 10, before });
    assert_eq!(told(&mut table, 0x20, b"id:2 stat:ENROUTE"), Outcome::Repeated { value: 10 });
}

/// Every pair of bases finds what `ids_match` calls the same, and nothing else.
#[test]
fn the_hash_finds_whatever_matches() {
    let ids: [&[u8]; 16] = [
        b"10",
        b"16",
        b"0a",
        b"A",
        b"010",
        b"0x10",
        b"0x0A",
        b"xyz",
        b"XYZ",
        b"0xyz",
        b"0",
        b"00",
        b"0x",
        b"18446744073709551616",
        b"10000000000000000",
        b"340282366920938463463374607431768211456",
    ];
    let bases = [IdBase::Decimal, IdBase::Hexadecimal, IdBase::Either];
    for (submitted, in_receipt) in bases.into_iter().flat_map(|a| bases.map(|b| (a, b))) {
        let rule = IdRule::Bases { submitted, in_receipt };
        for (a, b) in ids.into_iter().flat_map(|a| ids.map(|b| (a, b))) {
            let same = ids_match(a, submitted, b, in_receipt);
            let mut table = Correlator::<u32, 8>::new(rule, HOUR, MINUTE);
            table.accepted(T0, b"other", 0, 1);
            table.accepted(T0, a, 1, 1);
            let found = table.report(T0, b, DELIVERED).outcome != Outcome::Early;
            assert_eq!(found, same, "{a:?} {b:?} {rule:?}");
            let mut table = Correlator::<u32, 8>::new(rule, HOUR, MINUTE);
            assert_eq!(table.report(T0, b, DELIVERED).outcome, Outcome::Early);
            let found = table.accepted(T0, a, 1, 1).outcome != Outcome::Waiting;
            assert_eq!(found, same, "{a:?} {b:?} {rule:?}, early");
        }
    }
}

#[test]
fn what_goes_when_there_is_no_room() {
    let mut table = exact::<3>();
    table.accepted(at(1), b"a", 1, 1);
    table.accepted(at(2), b"b", 2, 1);
    assert_eq!(table.report(at(3), b"early", DELIVERED).outcome, Outcome::Early);
    // An early one goes before any that waits, and says so.
    let dropped = table.accepted(at(4), b"c", 3, 1).dropped.unwrap();
    assert_eq!((dropped.reason, dropped.value, dropped.id()), (DropReason::Evicted, None, &b"early"[..]));
    // It never pushes out one that waits.
    let step = table.report(at(5), b"early", DELIVERED);
    assert_eq!(step.outcome, Outcome::Refused(RefusedReason::NoRoom));
    // One that is done goes first, silently.
    table.report(at(6), b"b", DELIVERED);
    assert_eq!(table.accepted(at(7), b"d", 4, 1).dropped, None);
    // Then the oldest.
    let dropped = table.accepted(at(8), b"e", 5, 1).dropped.unwrap();
    assert_eq!((dropped.value, dropped.since, dropped.id()), (Some(1), at(1), &b"a"[..]));
    // The same id again, for another message.
    let dropped = table.accepted(at(9), b"e", 6, 1).dropped.unwrap();
    assert_eq!((dropped.reason, dropped.value), (DropReason::Reused, Some(5)));
}

#[test]
fn time_runs_out() {
    let mut table = exact::<8>();
    assert_eq!(table.next_expiry(), None);
    table.accepted(at(0), b"a", 1, 1);
    table.accepted(at(10), b"b", 2, 1);
    table.report(at(20), b"b", DELIVERED);
    table.report(at(30), b"c", DELIVERED);
    assert_eq!(table.next_expiry(), Some(at(60_020)));
    assert_eq!(table.expire(at(60_019)), None);
    // "b" is done and goes silently.
    assert_eq!(table.expire(at(60_020)), None);
    assert_eq!(table.report(at(60_020), b"b", DELIVERED).outcome, Outcome::Early);
    let early = table.expire(at(60_030)).unwrap();
    assert_eq!((early.reason, early.id(), early.state), (DropReason::Expired, &b"c"[..], Some(DELIVERED)));
    assert_eq!(table.next_expiry(), Some(at(120_020)));
    let all: std::vec::Vec<_> =
        core::iter::from_fn(|| table.expire(at(3_600_000))).map(|dropped| dropped.value).collect();
    assert_eq!(all, [None, Some(1)]);
    assert_eq!((table.next_expiry(), table.waiting(), table.early()), (None, 0, 0));
}

#[test]
fn ids_without_end_and_without_octets() {
    let mut table = exact::<2>();
    for id in [&b""[..], &[b'1'; MAX_ID + 1]] {
        assert_eq!(table.accepted(T0, id, 1, 1).outcome, Outcome::Refused(RefusedReason::Id));
        assert_eq!(table.report(T0, id, DELIVERED).outcome, Outcome::Refused(RefusedReason::Id));
    }
    assert_eq!(table.accepted(T0, &[b'1'; MAX_ID], 1, 1).outcome, Outcome::Waiting);
    let mut none = exact::<0>();
    assert_eq!(none.accepted(T0, b"a", 1, 1).outcome, Outcome::Refused(RefusedReason::NoRoom));
    assert_eq!(none.report(T0, b"a", DELIVERED).outcome, Outcome::Refused(RefusedReason::NoRoom));
}

#[test]
fn many_ids_come_and_go() {
    let mut table = std::boxed::Box::new(exact::<1000>());
    for number in 0..5000_u32 {
        let now = at(u64::from(number));
        let id = format!("{number:08X}");
        assert_eq!(table.accepted(now, id.as_bytes(), number, 1).dropped, None);
        if let Some(old) = number.checked_sub(900) {
            let id = format!("{old:08X}");
            assert_eq!(state_of(table.report(now, id.as_bytes(), DELIVERED)).0, old);
        }
    }
    assert_eq!(table.waiting(), 900);
}
