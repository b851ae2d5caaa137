//! Long messages: which parts get receipts, parts that share an id, and refused parts.

use super::*;
use smpp_core::message::correlate::{DroppedReason, End, Ended, MAX_ID, MessageStatus, ReceiptsFor};
use smpp_core::profile::Profile;

const EACH: ReceiptsFor = ReceiptsFor::EachPart;
const FIRST: ReceiptsFor = ReceiptsFor::FirstPart;
const LAST: ReceiptsFor = ReceiptsFor::LastPart;
const ANY: ReceiptsFor = ReceiptsFor::AnyPart;
const REJECTED: MessageState = MessageState::REJECTED;
const REPEATED: Correlation<u32> = Correlation::Repeated { value: 1, two_ids: false };

fn orders<const N: usize>(receipts_for: ReceiptsFor) -> Orders<N> {
    Orders::new(CorrelatorConfig { receipts_for, ..config(IdRule::Exact) })
}

/// Message 1 in three parts, each with its own id.
fn three<const N: usize>(receipts_for: ReceiptsFor, ids: [&[u8]; 3]) -> Orders<N> {
    let mut orders = orders(receipts_for);
    for (number, id) in (1..).zip(ids) {
        assert_eq!(orders.accepted_part(id, 1, PartNumber::new(number, 3)), Correlation::Waiting);
        assert_eq!(orders.dropped, None, "no part drops another");
    }
    orders
}

fn sum(outcome: Correlation<u32>) -> MessageStatus {
    let Correlation::Updated(news) = outcome else { panic!("{outcome:?}") };
    news.message
}

fn counts(sum: MessageStatus) -> [u8; 5] {
    [sum.total, sum.answered, sum.delivered, sum.failed, sum.undetermined]
}

#[test]
fn parts_are_counted_together() {
    let mut orders = three::<8>(EACH, [b"a", b"b", b"c"]);
    orders.accepted(b"x", 2);
    assert_eq!(news(orders.report(b"c", DELIVERED)), (1, DELIVERED, Finality::Pending, None));
    assert_eq!(orders.report(b"c", DELIVERED), REPEATED);
    assert_eq!(news(orders.report(b"b", EXPIRED)), (1, EXPIRED, Finality::Pending, None));
    let sum = sum(orders.report(b"a", REJECTED));
    assert_eq!(counts(sum), [3, 3, 1, 2, 0]);
    // That of the first part that failed.
    assert_eq!((sum.is_complete(), sum.state()), (true, Some(REJECTED)));
    assert_eq!(orders.table.waiting(), 1);
    // The value may be used again now.
    orders.accepted_part(b"d", 1, PartNumber::new(1, 2));
    assert_eq!(news(orders.report(b"d", DELIVERED)), (1, DELIVERED, Finality::Pending, None));
}

/// The first part that failed gives the state. ACCEPTED outweighs DELIVERED, and a provisional part makes the message
/// provisional.
#[test]
fn the_state_of_a_message_is_that_of_its_worst_part() {
    for (states, finality, state) in [
        ([DELIVERED; 3], Finality::Final, DELIVERED),
        ([DELIVERED, ACCEPTED, DELIVERED], Finality::Provisional, ACCEPTED),
        ([UNKNOWN, ACCEPTED, DELIVERED], Finality::Provisional, UNKNOWN),
        ([ACCEPTED, DELIVERED, EXPIRED], Finality::Provisional, EXPIRED),
        ([DELIVERED, UNDELIVERABLE, EXPIRED], Finality::Final, UNDELIVERABLE),
    ] {
        let mut orders = three::<8>(EACH, [b"a", b"b", b"c"]);
        orders.report(b"a", states[0]);
        orders.report(b"b", states[1]);
        let sum = sum(orders.report(b"c", states[2]));
        assert_eq!((sum.finality(), sum.state()), (finality, Some(state)), "{states:?}");
        assert_eq!(orders.table.waiting(), if finality == Finality::Final { 0 } else { 3 });
    }
}

/// Each receipt for a shared id counts for one part.
#[test]
fn one_id_for_all_parts_and_a_receipt_for_each() {
    let mut orders = three::<8>(EACH, [b"a"; 3]);
    assert_eq!(counts(sum(orders.report(b"a", ENROUTE))), [3, 3, 0, 0, 0]);
    for (delivered, part) in [(1, 1), (2, 2), (3, 3)] {
        let Correlation::Updated(news) = orders.report(b"a", DELIVERED) else { panic!() };
        assert_eq!((news.part, counts(news.message)), (part, [3, 3, delivered, 0, 0]));
        assert_eq!(news.message.is_complete(), delivered == 3);
    }
    assert_eq!(orders.report(b"a", DELIVERED), REPEATED);
    assert_eq!(
        orders.report(b"a", EXPIRED),
        Correlation::Contradicted { value: 1, before: DELIVERED, two_ids: false }
    );
    // One part failed.
    let mut orders = three::<8>(EACH, [b"a"; 3]);
    orders.report(b"a", DELIVERED);
    orders.report(b"a", EXPIRED);
    let sum = sum(orders.report(b"a", DELIVERED));
    assert_eq!((counts(sum), sum.state()), ([3, 3, 2, 1, 0], Some(EXPIRED)));
}

/// All receipts may arrive before the responses, or between them.
#[test]
fn receipts_for_parts_with_one_id_that_come_before_the_answers() {
    for before in 0..=3 {
        for between in 0..=3 - before {
            let mut orders = orders::<8>(EACH);
            for _ in 0..before {
                assert_eq!(orders.report(b"a", DELIVERED), Correlation::Early(EarlyReason::UnknownId));
            }
            let mut last = orders.accepted_part(b"a", 1, PartNumber::new(1, 3));
            for _ in 0..between {
                last = orders.report(b"a", DELIVERED);
            }
            for number in 2..=3 {
                last = orders.accepted_part(b"a", 1, PartNumber::new(number, 3));
            }
            for _ in before + between..3 {
                last = orders.report(b"a", DELIVERED);
            }
            assert_eq!(news(last).3, Some(DELIVERED), "{before} {between}");
            assert_eq!((orders.table.waiting(), orders.table.early()), (0, 0));
        }
    }
}

/// An end that differs from that of the part before is passed on to the next part, like an equal one.
#[test]
fn a_different_end_between_the_answers_is_that_of_the_next_part() {
    for early in [false, true] {
        for end in [DELIVERED, UNDELIVERABLE, ACCEPTED, UNKNOWN] {
            let mut orders = orders::<8>(EACH);
            let first = |orders: &mut Orders<8>| orders.accepted_part(b"5", 1, PartNumber::new(1, 2));
            if !early {
                first(&mut orders);
            }
            orders.report(b"5", DELIVERED);
            orders.report(b"5", end);
            if early {
                assert_eq!(news(first(&mut orders)).1, DELIVERED);
            }
            let (_, said, finality, state) = news(orders.accepted_part(b"5", 1, PartNumber::new(2, 2)));
            assert_eq!((said, finality, state), (end, end.finality(), Some(end)), "{early}");
        }
    }
}

#[test]
fn one_receipt_for_a_whole_message() {
    let ids = [&b"a"[..], b"b", b"c"];
    for (receipts_for, deciding) in [(FIRST, 0), (LAST, 2), (ANY, 1)] {
        let mut orders = three::<8>(receipts_for, ids);
        for (at, id) in ids.into_iter().enumerate() {
            if at != deciding && receipts_for != ANY {
                // It may arrive, but does not count for all.
                assert_eq!(news(orders.report(id, ENROUTE)).2, Finality::Pending);
            }
        }
        assert_eq!(orders.table.waiting(), 3);
        let told = news(orders.report(ids[deciding], DELIVERED));
        assert_eq!(told, (1, DELIVERED, Finality::Final, Some(DELIVERED)), "{receipts_for:?}");
        assert_eq!(orders.table.waiting(), 0, "nothing is waited for that will not come");
        for id in ids {
            assert_eq!(orders.report(id, DELIVERED), REPEATED);
            assert_eq!(
                orders.report(id, EXPIRED),
                Correlation::Contradicted { value: 1, before: DELIVERED, two_ids: false }
            );
        }
    }
}

#[test]
fn one_receipt_for_parts_that_share_an_id() {
    for receipts_for in [FIRST, LAST, ANY] {
        let mut orders = three::<8>(receipts_for, [b"a"; 3]);
        let told = news(orders.report(b"a", DELIVERED));
        assert_eq!(told, (1, DELIVERED, Finality::Final, Some(DELIVERED)), "{receipts_for:?}");
        assert_eq!(orders.table.waiting(), 0);
        assert_eq!(orders.report(b"a", DELIVERED), REPEATED);
        // It may overtake any of the responses.
        for before in 0..3 {
            let mut orders = Orders::<8>::new(CorrelatorConfig { receipts_for, ..config(IdRule::Exact) });
            let mut ends = 0;
            for number in 1..=3 {
                if before + 1 == number {
                    ends += u32::from(is_end(orders.report(b"a", DELIVERED)));
                }
                ends += u32::from(is_end(orders.accepted_part(b"a", 1, PartNumber::new(number, 3))));
            }
            assert_eq!(ends, 1, "{receipts_for:?}: the message ends once");
            assert_eq!((orders.table.waiting(), orders.table.early()), (0, 0));
        }
    }
}

fn is_end(outcome: Correlation<u32>) -> bool {
    matches!(outcome, Correlation::Updated(news) if news.message.is_complete())
}

/// A part whose response comes after the end of the message is done with it.
#[test]
fn a_part_that_is_answered_after_the_end() {
    for receipts_for in [FIRST, LAST, ANY] {
        let (number, others) = if receipts_for == LAST { (3, [1, 2]) } else { (1, [3, 2]) };
        let mut orders = orders::<8>(receipts_for);
        orders.accepted_part(b"a", 1, PartNumber::new(number, 3));
        assert!(is_end(orders.report(b"a", EXPIRED)));
        let over = Correlation::AlreadyEnded { value: 1 };
        assert_eq!(orders.accepted_part(b"b", 1, PartNumber::new(others[0], 3)), over);
        assert_eq!(orders.refused(1, PartNumber::new(others[1], 3)), over);
        assert_eq!(orders.table.waiting(), 0);
        assert_eq!(orders.report(b"b", EXPIRED), REPEATED);
        assert_eq!(
            orders.report(b"b", DELIVERED),
            Correlation::Contradicted { value: 1, before: EXPIRED, two_ids: false }
        );
        // The same value again is another message, once it begins.
        assert_eq!(orders.begin(1, 3), Correlation::Waiting);
        assert_eq!(orders.accepted_part(b"c", 1, PartNumber::new(number, 3)), Correlation::Waiting);
        assert_eq!(orders.accepted_part(b"d", 1, PartNumber::new(others[0], 3)), Correlation::Waiting);
    }
}

/// With a provisional end the message waits for a better one.
#[test]
fn a_provisional_end_of_a_whole_message() {
    let mut orders = three::<8>(ANY, [b"a", b"b", b"c"]);
    let provisional = sum(orders.report(b"b", ACCEPTED));
    assert_eq!((provisional.finality(), provisional.state()), (Finality::Provisional, Some(ACCEPTED)));
    assert_eq!(orders.table.waiting(), 3);
    let complete = sum(orders.report(b"c", DELIVERED));
    assert_eq!((complete.finality(), complete.state()), (Finality::Final, Some(DELIVERED)));
    assert_eq!(orders.table.waiting(), 0);
}

/// A refused part gets no receipt, but the message still ends.
#[test]
fn a_part_that_was_refused() {
    let mut orders = orders::<8>(EACH);
    assert_eq!(orders.accepted_part(b"a", 1, PartNumber::new(1, 2)), Correlation::Waiting);
    assert_eq!(news(orders.report(b"a", DELIVERED)).2, Finality::Pending);
    let refused = sum(orders.refused(1, PartNumber::new(2, 2)));
    assert_eq!((counts(refused), refused.state()), ([2, 2, 1, 1, 0], Some(REJECTED)));
    assert_eq!(orders.table.waiting(), 0);
    // The first of all.
    assert_eq!(counts(sum(orders.refused(2, PartNumber::new(1, 2)))), [2, 1, 0, 1, 0]);
    assert_eq!(orders.accepted_part(b"b", 2, PartNumber::new(2, 2)), Correlation::Waiting);
    assert_eq!(news(orders.report(b"b", DELIVERED)), (2, DELIVERED, Finality::Final, Some(REJECTED)));
    // The only one.
    let only = sum(orders.refused(3, PartNumber::ONLY));
    assert_eq!((counts(only), only.state()), ([1, 1, 0, 1, 0], Some(REJECTED)));
    assert_eq!(orders.table.waiting(), 0);
    // The part whose receipt would count.
    for (receipts_for, number, ends) in
        [(FIRST, 1, true), (FIRST, 2, false), (LAST, 3, true), (ANY, 1, false)]
    {
        let mut orders = Orders::<8>::new(CorrelatorConfig { receipts_for, ..config(IdRule::Exact) });
        for other in (1..=3).filter(|other| *other != number) {
            orders.accepted_part(&[other], 1, PartNumber::new(other, 3));
        }
        assert_eq!(is_end(orders.refused(1, PartNumber::new(number, 3))), ends, "{receipts_for:?} {number}");
        assert_eq!(orders.table.waiting(), if ends { 0 } else { 3 });
    }
    // All of them.
    let mut orders = Orders::<8>::new(CorrelatorConfig { receipts_for: ANY, ..config(IdRule::Exact) });
    assert!(!is_end(orders.refused(1, PartNumber::new(1, 2))));
    assert!(is_end(orders.refused(1, PartNumber::new(2, 2))));
    assert_eq!(orders.table.waiting(), 0);
}

/// A part whose response did not come gets no receipt, but the message still ends.
#[test]
fn a_part_that_is_unknown() {
    let part = |number| PartNumber::new(number, 3);
    let mut orders = orders::<8>(EACH);
    orders.accepted_part(b"a", 1, part(1));
    assert_eq!(counts(sum(orders.unknown(1, part(2)))), [3, 2, 0, 0, 1]);
    orders.accepted_part(b"c", 1, part(3));
    assert_eq!(news(orders.report(b"a", DELIVERED)).2, Finality::Pending);
    assert_eq!(news(orders.report(b"c", DELIVERED)), (1, DELIVERED, Finality::Final, Some(UNKNOWN)));
    assert_eq!(orders.table.waiting(), 0);
    // A part that failed says more.
    orders.unknown(2, part(1));
    orders.refused(2, part(2));
    let all = sum(orders.unknown(2, part(3)));
    assert_eq!((counts(all), all.state()), ([3, 3, 0, 1, 2], Some(REJECTED)));
    // The only one.
    let only = sum(orders.unknown(3, PartNumber::ONLY));
    assert_eq!((only.finality(), only.state()), (Finality::Final, Some(UNKNOWN)));
    assert_eq!(orders.table.waiting(), 0);
    assert_eq!(orders.unknown(3, PartNumber::new(4, 3)), Correlation::Ignored(IgnoredReason::Part));
    // The part whose receipt would count.
    for (receipts_for, number, ends) in
        [(FIRST, 1, true), (FIRST, 2, false), (LAST, 3, true), (ANY, 1, false)]
    {
        let mut orders = Orders::<8>::new(CorrelatorConfig { receipts_for, ..config(IdRule::Exact) });
        for other in (1..=3).filter(|other| *other != number) {
            orders.accepted_part(&[other], 1, part(other));
        }
        assert_eq!(is_end(orders.unknown(1, part(number))), ends, "{receipts_for:?} {number}");
    }
}

/// A part that is sent again and again without a response takes one slot.
#[test]
fn a_part_that_is_unknown_many_times() {
    let part = |number| PartNumber::new(number, 2);
    let mut orders = orders::<4>(EACH);
    orders.accepted(b"other", 2);
    orders.accepted_part(b"a", 1, part(1));
    assert_eq!(counts(sum(orders.unknown(1, part(2)))), [2, 2, 0, 0, 1]);
    for _ in 0..10 {
        assert_eq!(orders.unknown(1, part(2)), Correlation::Waiting);
        assert_eq!((orders.table.waiting(), orders.dropped.is_none()), (3, true));
    }
    // What is known of it changes, and stays.
    assert_eq!(counts(sum(orders.refused(1, part(2)))), [2, 2, 0, 1, 0]);
    assert_eq!(orders.unknown(1, part(2)), Correlation::Waiting);
    // The last status counts.
    orders.table.refused(T0, 1, part(2), CommandStatus::ESME_RTHROTTLED);
    let last = orders.table.report(T0, b"a", DELIVERED, Finality::Final);
    let end = End::Refused(CommandStatus::ESME_RTHROTTLED);
    assert!(last.ended().eq([Ended { value: 1, end }]));
    assert_eq!(orders.table.waiting(), 1);
}

/// No receipt can be matched to a part that was accepted without an id, or with one that is too long, so nothing
/// waits for one.
#[test]
fn a_part_accepted_without_an_id_ends_as_unknown() {
    for id in [&b""[..], &[b'1'; MAX_ID + 1]] {
        let mut orders = orders::<8>(EACH);
        orders.accepted_part(b"a", 1, PartNumber::new(1, 2));
        assert!(!is_end(orders.accepted_part(id, 1, PartNumber::new(2, 2))));
        assert_eq!(news(orders.report(b"a", DELIVERED)), (1, DELIVERED, Finality::Final, Some(UNKNOWN)));
        // The only one.
        assert_eq!(news(orders.accepted(id, 2)), (2, UNKNOWN, Finality::Final, Some(UNKNOWN)));
        assert_eq!(orders.table.waiting(), 0);
        let invalid = PartNumber::new(4, 3);
        assert_eq!(orders.accepted_part(id, 3, invalid), Correlation::Ignored(IgnoredReason::Part));
    }
}

/// A late response, or one to the part sent again, counts instead.
#[test]
fn an_unknown_part_that_is_answered_after_all() {
    let part = |number| PartNumber::new(number, 2);
    let mut orders = orders::<8>(EACH);
    orders.accepted_part(b"a", 1, part(1));
    orders.unknown(1, part(2));
    assert_eq!(orders.accepted_part(b"b", 1, part(2)), Correlation::Waiting);
    assert_eq!(news(orders.report(b"a", DELIVERED)).2, Finality::Pending);
    // Sent twice: one response came, the other did not.
    assert!(!is_end(orders.unknown(1, part(2))));
    assert_eq!(news(orders.report(b"b", DELIVERED)), (1, DELIVERED, Finality::Final, Some(DELIVERED)));
    assert_eq!(orders.table.waiting(), 0);

    orders.unknown(2, part(1));
    orders.refused(2, part(1));
    orders.accepted_part(b"c", 2, part(2));
    assert_eq!(news(orders.report(b"c", DELIVERED)).3, Some(REJECTED));
    assert_eq!(orders.table.waiting(), 0);

    // It expires like an id.
    orders.unknown(3, part(1));
    orders.now = orders.now + HOUR;
    let dropped = orders.table.expire(orders.now).unwrap();
    assert_eq!((dropped.value, dropped.state, dropped.id()), (Some(3), Some(UNKNOWN), &b""[..]));
}

/// A part that was submitted again has two ids. It counts once, with the best report for it.
#[test]
fn a_part_with_two_ids_counts_once() {
    let mut orders = orders::<8>(EACH);
    for (id, number) in [(b"a", 1), (b"b", 2), (b"c", 2)] {
        orders.accepted_part(id, 1, PartNumber::new(number, 2));
        assert_eq!(orders.dropped, None);
    }
    assert_eq!(counts(sum(orders.report(b"b", DELIVERED))), [2, 2, 1, 0, 0]);
    assert_eq!(counts(sum(orders.report(b"c", EXPIRED))), [2, 2, 1, 0, 0]);
    assert_eq!(news(orders.report(b"a", DELIVERED)).3, Some(DELIVERED));
    assert_eq!(orders.table.waiting(), 0);
}

#[test]
fn parts_0_1_and_255() {
    let mut orders = Orders::<300>::exact();
    // A total of 0 means 1, whatever the number.
    for (value, part) in [
        (1, PartNumber::new(0, 0)),
        (2, PartNumber::new(7, 0)),
        (3, PartNumber::new(0, 1)),
        (4, PartNumber::new(9, 1)),
    ] {
        assert_eq!(orders.accepted_part(b"a", value, part), Correlation::Waiting);
        assert_eq!(news(orders.report(b"a", DELIVERED)).3, Some(DELIVERED));
    }
    for part in [PartNumber::new(0, 2), PartNumber::new(3, 2), PartNumber::new(0, 255)] {
        assert_eq!(orders.accepted_part(b"b", 5, part), Correlation::Ignored(IgnoredReason::Part));
        assert_eq!(orders.refused(5, part), Correlation::Ignored(IgnoredReason::Part));
    }
    // 255 parts, with separate ids or one shared id.
    for shared in [false, true] {
        let id = |number: u8| if shared { vec![0xFF, 0] } else { vec![number] };
        for number in 1..=255 {
            orders.accepted_part(&id(number), 6, PartNumber::new(number, 255));
        }
        for number in (1..=255).rev() {
            let sum = sum(orders.report(&id(number), DELIVERED));
            assert_eq!(
                (sum.total, sum.answered, sum.delivered),
                (255, 255, 256_u16.wrapping_sub(number.into()) as u8)
            );
            assert_eq!(sum.is_complete(), number == 1);
        }
        assert_eq!(orders.table.waiting(), 0);
    }
}

/// 255 parts, of which a third is refused; in some runs the response to one comes only after the end.
#[test]
fn the_longest_message_ends_under_each_policy() {
    for (receipts_for, late) in [
        (EACH, None),
        (FIRST, None),
        (FIRST, Some(128)),
        (LAST, None),
        (LAST, Some(1)),
        (ANY, None),
        (ANY, Some(255)),
    ] {
        let mut orders = orders::<800>(receipts_for);
        // A value may be used again at once if all parts were answered before the end.
        let values = if late.is_none() { [1, 2, 1] } else { [1, 2, 3] };
        for value in values {
            let (id, part) = (|number: u8| [value as u8, number], |number| PartNumber::new(number, 255));
            for number in (1..=255).filter(|number| Some(*number) != late) {
                let answered = match number % 3 {
                    2 => sum(orders.refused(value, part(number))).is_complete(),
                    _ => orders.accepted_part(&id(number), value, part(number)) != Correlation::Waiting,
                };
                assert!(!answered, "{receipts_for:?} {number}");
            }
            let accepted = (1..=255).filter(|number| number % 3 != 2 && Some(*number) != late);
            let ends = accepted.filter(|number| is_end(orders.report(&id(*number), DELIVERED))).count();
            assert_eq!((ends, orders.table.waiting()), (1, 0), "{receipts_for:?}");
            if let Some(number) = late {
                let ended = orders.accepted_part(&id(number), value, part(number));
                assert_eq!(ended, Correlation::AlreadyEnded { value }, "{receipts_for:?}");
            }
        }
    }
}

/// The response to a part that was sent again names the same message of the message centre.
#[test]
fn a_part_that_is_accepted_twice_with_the_same_id() {
    for receipts_for in [EACH, FIRST, LAST, ANY] {
        for number in 1..=3 {
            let mut orders = three::<8>(receipts_for, [b"a", b"b", b"c"]);
            let (id, part) = ([b"abc"[usize::from(number) - 1]], PartNumber::new(number, 3));
            // A second response to the first request, or one to a second request whose outcome was unknown at first.
            for lost in [false, true] {
                if lost {
                    orders.unknown(1, part);
                }
                let before = orders.table.waiting();
                assert_eq!(orders.accepted_part(&id, 1, part), Correlation::Waiting);
                assert_eq!((orders.dropped, orders.table.waiting()), (None, before));
            }
            let ends = [b"a", b"b", b"c"].map(|id| is_end(orders.report(id, DELIVERED)));
            assert_eq!(ends.into_iter().filter(|is_end| *is_end).count(), 1, "{receipts_for:?}");
            assert_eq!(orders.table.waiting(), 0, "{receipts_for:?}");
        }
    }
}

/// What its receipt said still counts.
#[test]
fn a_part_that_is_accepted_again_after_its_receipt() {
    let mut orders = three::<8>(EACH, [b"a", b"b", b"c"]);
    orders.report(b"b", DELIVERED);
    assert_eq!(orders.accepted_part(b"b", 1, PartNumber::new(2, 3)), Correlation::Waiting);
    assert_eq!(orders.dropped, None);
    orders.report(b"a", DELIVERED);
    assert!(is_end(orders.report(b"c", DELIVERED)));
}

/// Another message has the id now, whether or not the message that had it got a response twice.
#[test]
fn an_id_of_a_part_that_is_given_to_another_message() {
    let mut orders = three::<8>(EACH, [b"a", b"b", b"c"]);
    orders.accepted_part(b"b", 1, PartNumber::new(2, 3));
    // The same part number of another message with as many parts.
    orders.accepted_part(b"b", 2, PartNumber::new(2, 3));
    let dropped = orders.dropped.unwrap();
    assert_eq!((dropped.reason, dropped.value), (DroppedReason::Reused, Some(1)));
}

/// If an id is given again to another message, it starts anew.
#[test]
fn an_id_that_is_given_again() {
    let mut orders = three::<8>(EACH, [b"a"; 3]);
    // Another message: the three are dropped as one id.
    orders.accepted(b"a", 2);
    let dropped = orders.dropped.unwrap();
    assert_eq!((dropped.reason, dropped.value), (DroppedReason::Reused, Some(1)));
    assert_eq!(orders.table.waiting(), 1);
    // A message that has begun again with the same value is another one.
    orders.accepted(b"a", 2);
    assert_eq!(orders.dropped.map(|dropped| dropped.value), Some(Some(2)));
    assert_eq!(news(orders.report(b"a", DELIVERED)).0, 2);
}

/// Ids without a receipt expire.
#[test]
fn parts_expire() {
    for receipts_for in [EACH, FIRST, LAST, ANY] {
        let mut orders = three::<8>(receipts_for, [b"a", b"b", b"b"]);
        let gone: Vec<_> = std::iter::from_fn(|| orders.table.expire(at(3_600_000)))
            .map(|dropped| (dropped.value, dropped.reason))
            .collect();
        // The message has expired, and its other ids are dropped with it.
        assert_eq!(gone, [(Some(1), DroppedReason::Expired)]);
        assert_eq!((orders.table.waiting(), orders.table.next_expiry()), (0, None));
    }
}

#[test]
fn a_profile_chooses_the_policy() {
    let profile = Profile { receipts_for: LAST, receipts_by_destination: true, ..Profile::GENERIC };
    let config = profile.correlator_config(1);
    assert_eq!((config.receipts_for, config.by_destination), (LAST, true));
    for profile in Profile::ALL {
        let config = profile.correlator_config(1);
        assert_eq!((config.receipts_for, config.by_destination), (EACH, false), "{}", profile.name);
    }
}
