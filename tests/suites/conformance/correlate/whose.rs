//! Which message a receipt is for: ids in other spellings and bases, and one id for many destinations.

use super::*;
use smpp_core::message::correlate::MessageKey;
use smpp_core::pdu::DataSm;
use smpp_core::profile::Profile;
use smpp_core::tlv::Tlv;

const TO_HEXADECIMAL: IdRule = IdRule::Bases { submitted: IdBase::Decimal, in_receipt: IdBase::Hexadecimal };

const fn other_base(value: u32) -> Correlation<u32> {
    Correlation::Early(EarlyReason::OtherBase { value })
}

fn resolved<const N: usize>(orders: &mut Orders<N>) -> Vec<u32> {
    let now = orders.now;
    let all = std::iter::from_fn(|| orders.table.resolve(now)).map(|outcome| news(outcome).0).collect();
    assert!(!orders.table.has_resolved());
    all
}

#[test]
fn ids_in_other_spellings() {
    let mut orders = Orders::<4>::new(config(TO_DECIMAL));
    orders.accepted(b"70BA8A69", 1);
    assert_eq!(news(orders.report(b"1891273321", DELIVERED)).0, 1);
    assert_eq!(orders.report(b"16", DELIVERED), UNKNOWN_ID);
    assert_eq!(news(orders.accepted(b"10", 2)).0, 2);
    // Letter case and leading zeros, in one base.
    let mut orders = Orders::<4>::new(config(EITHER));
    orders.accepted(b"70BA8A69", 1);
    assert_eq!(news(orders.report(b"0070ba8a69", DELIVERED)).0, 1);
    let mut orders = Orders::<4>::exact();
    orders.accepted(b"70BA8A69", 1);
    assert_eq!(orders.report(b"70ba8a69", DELIVERED), UNKNOWN_ID);
    assert!(Profile::MENSATEK.id_rule().same(b"007", b"7"));
}

/// Every pair of bases finds exactly the ids that the rule makes equal.
#[test]
fn what_is_found_is_what_the_rule_calls_the_same() {
    let ids: [&[u8]; 17] = [
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
        b"100000000000000000000000000000000",
    ];
    let bases = [IdBase::Decimal, IdBase::Hexadecimal, IdBase::Either];
    for (submitted, in_receipt) in bases.into_iter().flat_map(|a| bases.map(|b| (a, b))) {
        let rule = IdRule::Bases { submitted, in_receipt };
        for (a, b) in ids.into_iter().flat_map(|a| ids.map(|b| (a, b))) {
            let same = rule.same(a, b);
            let mut orders = Orders::<8>::new(config(rule));
            orders.accepted(b"other", 0);
            orders.accepted(a, 1);
            let found = !matches!(orders.report(b, DELIVERED), Correlation::Early(_));
            assert_eq!(found, same, "{a:?} {b:?} {rule:?}");
            let mut orders = Orders::<8>::new(config(rule));
            assert_eq!(orders.report(b, DELIVERED), UNKNOWN_ID);
            let found = orders.accepted(a, 1) != Correlation::Waiting;
            assert_eq!(found, same, "{a:?} {b:?} {rule:?}, early");
        }
    }
}

#[test]
fn a_receipt_for_1000_never_completes_4096() {
    for profile in [&Profile::GENERIC, &Profile::KANNEL] {
        for (open, other) in
            [(&b"4096"[..], &b"1000"[..]), (b"1000", b"4096"), (b"A", b"10"), (b"FF", b"255")]
        {
            let mut orders = Orders::<8>::new(profile.correlator_config(1));
            orders.accepted(open, 1);
            // Unknown, and repeated.
            for _ in 0..3 {
                assert_eq!(orders.report(other, DELIVERED), other_base(1));
            }
            assert_eq!((orders.table.waiting(), orders.table.early()), (1, 1));
            // Its own is not a contradiction.
            assert_eq!(news(orders.report(open, UNDELIVERABLE)).3, Some(UNDELIVERABLE));
            // It was for another message.
            assert_eq!(news(orders.accepted(other, 2)), (2, DELIVERED, Finality::Final, Some(DELIVERED)));
            // Early, the other way round.
            let mut orders = Orders::<8>::new(profile.correlator_config(1));
            assert_eq!(orders.report(other, DELIVERED), UNKNOWN_ID);
            assert_eq!(orders.accepted(open, 1), Correlation::Waiting);
        }
    }
}

/// Two ids that can only be hexadecimal on one side show how the bases differ. Earlier receipts count then.
#[test]
fn ids_that_cannot_be_read_two_ways_show_the_bases() {
    for (in_hexadecimal_first, shown) in [(true, TO_DECIMAL), (false, TO_HEXADECIMAL)] {
        // Submitted and in receipts.
        let order = |hexadecimal, decimal| {
            if in_hexadecimal_first { (hexadecimal, decimal) } else { (decimal, hexadecimal) }
        };
        let small = order(&b"1000"[..], &b"4096"[..]);
        let first = order(b"70BA8A69", b"1891273321");
        let second = order(b"812FC7470000001B", b"9308878062554710043");
        let third = order(b"12345", b"74565");
        let mut orders = Orders::<8>::new(config(EITHER));
        for (value, (submitted, _)) in [small, first, second].into_iter().enumerate() {
            orders.accepted(submitted, value as u32);
        }
        assert_eq!(orders.report(small.1, DELIVERED), other_base(0));
        // However often it comes, it counts as one.
        for _ in 0..5 {
            assert_eq!(orders.report(first.1, DELIVERED), other_base(1));
        }
        assert_eq!(orders.table.id_rule(), EITHER);
        assert!(!orders.table.has_resolved());
        // The second one shows it, and counts at once; the others are resolved.
        assert_eq!(news(orders.report(second.1, DELIVERED)).0, 2);
        assert_eq!(orders.table.id_rule(), shown);
        assert_eq!(resolved(&mut orders), [0, 1]);
        assert_eq!((orders.table.waiting(), orders.table.early()), (0, 0));
        for (value, (_, in_receipt)) in [small, first, second].into_iter().enumerate() {
            assert_eq!(
                orders.report(in_receipt, DELIVERED),
                Correlation::Repeated { value: value as u32, two_ids: false }
            );
        }
        // From now on as if the bases were configured.
        orders.accepted(third.0, 3);
        assert_eq!(news(orders.report(third.1, DELIVERED)).0, 3);
    }
}

/// The same if the receipts arrive first.
#[test]
fn early_receipts_show_the_bases_too() {
    let mut orders = Orders::<8>::new(config(EITHER));
    for receipt in [&b"4096"[..], b"1891273321", b"9308878062554710043"] {
        assert_eq!(orders.report(receipt, DELIVERED), UNKNOWN_ID);
    }
    assert_eq!(orders.accepted(b"1000", 0), Correlation::Waiting);
    assert_eq!(orders.accepted(b"70BA8A69", 1), Correlation::Waiting);
    assert_eq!(news(orders.accepted(b"812FC7470000001B", 2)).0, 2);
    assert_eq!(orders.table.id_rule(), TO_DECIMAL);
    assert_eq!(resolved(&mut orders), [0, 1]);
}

/// Each receipt for an id that parts share counts for one of them, even if the bases are known only later.
#[test]
fn receipts_in_another_base_for_parts_with_one_id() {
    let mut orders = Orders::<8>::new(config(EITHER));
    for number in 1..=3 {
        orders.accepted_part(b"70BA8A69", 1, PartNumber::new(number, 3));
    }
    orders.accepted(b"812FC7470000001B", 2);
    for state in [DELIVERED, UNDELIVERABLE, DELIVERED] {
        assert!(matches!(orders.report(b"1891273321", state), Correlation::Early(_)));
    }
    assert_eq!(news(orders.report(b"9308878062554710043", DELIVERED)).0, 2);
    let parts: Vec<_> = std::iter::from_fn(|| orders.table.resolve(T0)).map(news).collect();
    assert_eq!(
        parts,
        [
            (1, DELIVERED, Finality::Pending, None),
            (1, UNDELIVERABLE, Finality::Pending, None),
            (1, DELIVERED, Finality::Final, Some(UNDELIVERABLE)),
        ]
    );
    assert_eq!((orders.table.waiting(), orders.table.early()), (0, 0));
    // A message of one part has no use for the others.
    let mut orders = Orders::<8>::new(config(EITHER));
    orders.accepted(b"70BA8A69", 1);
    orders.accepted(b"812FC7470000001B", 2);
    for state in [DELIVERED, DELIVERED, UNDELIVERABLE] {
        orders.report(b"1891273321", state);
    }
    orders.report(b"9308878062554710043", DELIVERED);
    assert_eq!(resolved(&mut orders), [1]);
    assert_eq!((orders.table.waiting(), orders.table.early()), (0, 0));
}

/// A receipt that takes the place of one that is to be resolved next does not hide those after it.
#[test]
fn a_full_correlator_resolves_what_it_has_kept() {
    let mut orders = Orders::<6>::new(config(EITHER));
    for (id, value) in [(&b"70BA8A69"[..], 1), (b"812FC7470000001B", 2), (b"70BA8A6D", 3)] {
        orders.accepted(id, value);
    }
    assert_eq!(orders.report(b"77", DELIVERED), UNKNOWN_ID);
    assert_eq!(orders.report(b"1891273321", DELIVERED), other_base(1));
    assert_eq!(news(orders.report(b"9308878062554710043", DELIVERED)).0, 2);
    // The last of these takes the place of 77.
    for id in [b"990", b"991", b"992"] {
        assert_eq!(orders.report(id, DELIVERED), UNKNOWN_ID);
    }
    assert_eq!(orders.dropped.map(|dropped| dropped.id().to_vec()), Some(b"77".to_vec()));
    assert_eq!(resolved(&mut orders), [1]);
}

#[test]
fn what_does_not_show_a_base() {
    type Pair = (&'static [u8], &'static [u8]);
    // Numbers that are ambiguous on both sides, and small ones.
    let two_ways: [Pair; 3] = [(b"100000", b"1048576"), (b"200000", b"2097152"), (b"300000", b"3145728")];
    let small: [Pair; 3] = [(b"FFFF", b"65535"), (b"FFFE", b"65534"), (b"AAAA", b"43690")];
    for pairs in [two_ways, small] {
        let mut orders = Orders::<16>::new(config(EITHER));
        for (value, (submitted, in_receipt)) in (0..).zip(pairs) {
            orders.accepted(submitted, value);
            assert_eq!(orders.report(in_receipt, DELIVERED), other_base(value));
        }
        assert_eq!(orders.table.id_rule(), EITHER);
    }
    let pairs: [Pair; 2] = [(b"70BA8A69", b"1891273321"), (b"70BA8A6A", b"1891273322")];
    // There are more ids that both sides spell alike.
    let mut orders = Orders::<16>::new(config(EITHER));
    for id in [b"12345678", b"12345679"] {
        orders.accepted(id, 9);
        assert_eq!(news(orders.report(id, DELIVERED)).0, 9);
    }
    for (value, (submitted, in_receipt)) in (0..).zip(pairs) {
        orders.accepted(submitted, value);
        assert_eq!(orders.report(in_receipt, DELIVERED), other_base(value));
    }
    // Receipts have letters, too: both sides are hexadecimal.
    let mut orders = Orders::<16>::new(config(EITHER));
    assert_eq!(orders.report(b"ABCDEF", DELIVERED), UNKNOWN_ID);
    for (value, (submitted, in_receipt)) in (0..).zip(pairs) {
        orders.accepted(submitted, value);
        assert_eq!(orders.report(in_receipt, DELIVERED), other_base(value));
    }
    // The rule names the same base for both sides.
    for base in [IdBase::Decimal, IdBase::Hexadecimal] {
        let mut orders = Orders::<16>::new(config(IdRule::Bases { submitted: base, in_receipt: base }));
        for (value, (submitted, in_receipt)) in (0..).zip(pairs) {
            orders.accepted(submitted, value);
            assert_eq!(orders.report(in_receipt, DELIVERED), UNKNOWN_ID);
        }
    }
    // Exact ids have no base.
    let mut orders = Orders::<16>::exact();
    for (value, (submitted, in_receipt)) in (0..).zip(pairs) {
        orders.accepted(submitted, value);
        assert_eq!(orders.report(in_receipt, DELIVERED), UNKNOWN_ID);
    }
}

/// It has letters on both sides, so both are hexadecimal, and no later id shows otherwise.
#[test]
fn one_id_with_letters_on_both_sides_stops_the_learning() {
    for in_hexadecimal_first in [true, false] {
        let mut orders = Orders::<16>::new(config(EITHER));
        orders.accepted(b"A000000001", 99);
        assert_eq!(news(orders.report(b"A000000001", DELIVERED)).0, 99);
        for value in 0..5 {
            let number = 0x70BA_8A69 + value;
            let (hexadecimal, decimal) = (format!("{number:X}"), format!("{number}"));
            let (submitted, in_receipt) =
                if in_hexadecimal_first { (hexadecimal, decimal) } else { (decimal, hexadecimal) };
            orders.accepted(submitted.as_bytes(), value);
            assert_eq!(orders.report(in_receipt.as_bytes(), DELIVERED), other_base(value));
        }
        assert_eq!(orders.table.id_rule(), EITHER);
    }
}

/// A side with a configured base is not ambiguous.
#[test]
fn one_named_base_helps_to_show_the_other() {
    let pairs = [(&b"100000"[..], &b"1048576"[..]), (b"200000", b"2097152")];
    for (named, shown) in [
        (IdRule::Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Either }, TO_DECIMAL),
        (IdRule::Bases { submitted: IdBase::Either, in_receipt: IdBase::Decimal }, TO_DECIMAL),
        (IdRule::Bases { submitted: IdBase::Decimal, in_receipt: IdBase::Either }, TO_HEXADECIMAL),
        (IdRule::Bases { submitted: IdBase::Either, in_receipt: IdBase::Hexadecimal }, TO_HEXADECIMAL),
    ] {
        let mut orders = Orders::<8>::new(config(named));
        for (value, (hexadecimal, decimal)) in (0..).zip(pairs) {
            let (submitted, in_receipt) =
                if shown == TO_DECIMAL { (hexadecimal, decimal) } else { (decimal, hexadecimal) };
            orders.accepted(submitted, value);
            let outcome = orders.report(in_receipt, DELIVERED);
            assert_eq!(matches!(outcome, Correlation::Updated(_)), value == 1, "{outcome:?} {named:?}");
        }
        assert_eq!(orders.table.id_rule(), shown);
        assert_eq!(resolved(&mut orders), [0]);
    }
}

/// If the bases differ, the same number is preferred to the same octets, which are another number.
#[test]
fn the_number_beats_the_same_octets_where_the_bases_differ() {
    for rule in [TO_DECIMAL, TO_HEXADECIMAL] {
        // Hexadecimal and decimal, as submitted and in receipts.
        let order = |hexadecimal, decimal| {
            if rule == TO_DECIMAL { (hexadecimal, decimal) } else { (decimal, hexadecimal) }
        };
        let (small, large) = (order(&b"3E8"[..], &b"1000"[..]), order(b"1000", b"4096"));
        for early in [false, true] {
            let mut orders = Orders::<8>::new(config(rule));
            if early {
                orders.report(small.1, DELIVERED);
                orders.report(large.1, UNDELIVERABLE);
            }
            for (value, (submitted, _)) in [(1000, small), (4096, large)] {
                let told = orders.accepted(submitted, value);
                assert_eq!(matches!(told, Correlation::Updated(news) if news.value == value), early);
            }
            if !early {
                assert_eq!(news(orders.report(small.1, DELIVERED)).0, 1000);
                assert_eq!(news(orders.report(large.1, UNDELIVERABLE)).0, 4096);
            }
            assert_eq!((orders.table.waiting(), orders.table.early()), (0, 0));
            for (value, (_, in_receipt), other) in [(1000, small, UNDELIVERABLE), (4096, large, DELIVERED)] {
                let before = if value == 1000 { DELIVERED } else { UNDELIVERABLE };
                assert_eq!(
                    orders.report(in_receipt, other),
                    Correlation::Contradicted { value, before, two_ids: false }
                );
            }
        }
    }
}

/// 1000 in both is 4096 here and 1000 there: such a receipt waits for its own id, and says which message it is not
/// for.
#[test]
fn the_same_octets_are_not_the_same_number_in_two_bases() {
    for (rule, own) in [(TO_DECIMAL, &b"3E8"[..]), (TO_HEXADECIMAL, b"4096")] {
        let mut orders = Orders::<8>::new(config(rule));
        orders.accepted(b"1000", 1);
        for _ in 0..2 {
            assert_eq!(orders.report(b"1000", DELIVERED), other_base(1));
        }
        assert_eq!((orders.table.waiting(), orders.table.early()), (1, 1));
        assert_eq!(news(orders.accepted(own, 2)), (2, DELIVERED, Finality::Final, Some(DELIVERED)));
        // The same the other way round: the early receipt is for another id.
        let mut orders = Orders::<8>::new(config(rule));
        assert_eq!(orders.report(b"1000", DELIVERED), UNKNOWN_ID);
        assert_eq!(orders.accepted(b"1000", 1), Correlation::Waiting);
        assert_eq!(news(orders.accepted(own, 2)).0, 2);
        assert_eq!((orders.table.waiting(), orders.table.early()), (1, 0));
    }
    // One digit is the same number in any base. Text that is not a number in its base must be equal.
    for id in [&b"7"[..], b"0", b"msg-7", b"0x7"] {
        for rule in [TO_DECIMAL, TO_HEXADECIMAL] {
            let mut orders = Orders::<8>::new(config(rule));
            orders.accepted(id, 1);
            assert_eq!(news(orders.report(id, DELIVERED)).0, 1, "{} {rule:?}", id.escape_ascii());
        }
    }
}

/// Once ids have shown their bases, equal octets no longer count.
#[test]
fn learned_bases_decide_as_named_ones_do() {
    let mut orders = Orders::<8>::new(config(EITHER));
    for (value, submitted, in_receipt) in
        [(1, &b"70BA8A69"[..], &b"1891273321"[..]), (2, b"70BA8A6B", b"1891273323")]
    {
        orders.accepted(submitted, value);
        orders.report(in_receipt, DELIVERED);
    }
    assert_eq!(orders.table.id_rule(), TO_DECIMAL);
    assert_eq!(resolved(&mut orders), [1]);
    orders.accepted(b"1000", 4096);
    orders.accepted(b"3E8", 1000);
    assert_eq!(news(orders.report(b"1000", DELIVERED)).0, 1000);
    assert_eq!(news(orders.report(b"4096", UNDELIVERABLE)).0, 4096);
}

fn by_destination() -> CorrelatorConfig {
    CorrelatorConfig { by_destination: true, ..config(IdRule::Exact) }
}

/// submit_multi: one id for three destinations, and a receipt for each.
#[test]
fn one_id_for_the_destinations_of_a_submit_multi() {
    let destinations = [&b"46701"[..], b"46702", b"46703"];
    let mut orders = Orders::<8>::new(by_destination());
    orders.begin(1, 3);
    for (number, destination) in (1..).zip(destinations) {
        let key = MessageKey { id: b"5", destination };
        let step = orders.table.accepted(T0, key, 1, PartNumber::new(number, 3));
        let correlation = step.on_dropped(|dropped| panic!("{dropped:?}"));
        assert_eq!(correlation, Correlation::Waiting);
    }
    let mut report = |destination: &[u8], state: MessageState| {
        let key = MessageKey { id: b"5", destination };
        orders.table.report(T0, key, state, state.finality()).on_dropped(drop)
    };
    assert_eq!(news(report(b"+46702", EXPIRED)), (1, EXPIRED, Finality::Pending, None));
    assert_eq!(report(b"46702", EXPIRED), Correlation::Repeated { value: 1, two_ids: false });
    assert_eq!(report(b"46704", DELIVERED), UNKNOWN_ID);
    assert_eq!(report(b"", DELIVERED), UNKNOWN_ID);
    assert_eq!(news(report(b"0046701", DELIVERED)).2, Finality::Pending);
    assert_eq!(news(report(b"46703", DELIVERED)), (1, DELIVERED, Finality::Final, Some(EXPIRED)));
}

/// The source address of the receipt is the destination. Addresses of data_sm have up to 64 octets, and all of them
/// count.
#[test]
fn receipts_name_the_destination_in_their_source_address() {
    let (long, mut other) = ([b'7'; 64], [b'7'; 64]);
    other[63] = b'8';
    let mut orders = Orders::<8>::new(by_destination());
    for (value, destination) in [(1, &long), (2, &other)] {
        orders.begin(value, 1);
        let _ = orders.table.accepted(T0, MessageKey { id: b"5", destination }, value, PartNumber::ONLY);
    }
    let tlvs = [Tlv::message_payload(b"id:5 stat:DELIVRD err:000")];
    for (value, address) in [(2, other), (1, long)] {
        let address = std::str::from_utf8(&address).unwrap();
        let data_sm = DataSm {
            esm_class: EsmClass(0x04),
            source_addr: address.into(),
            tlvs: (&tlvs).into(),
            ..DataSm::default()
        };
        assert_eq!(
            news(orders.receipt(&Receipt::from_data_sm(&data_sm, ReceiptDialect::DEFAULT, &mut []))).0,
            value
        );
        let deliver_sm = DeliverSm {
            esm_class: EsmClass(0x04),
            source_addr: address.into(),
            short_message: b"id:5 stat:DELIVRD err:000",
            ..DeliverSm::default()
        };
        assert_eq!(
            orders.receipt(&Receipt::from_deliver_sm(&deliver_sm, ReceiptDialect::DEFAULT, &mut [])),
            Correlation::Repeated { value, two_ids: false }
        );
    }
}

/// If destinations do not count, they have no effect.
#[test]
fn destinations_count_only_when_they_are_asked_for() {
    let mut orders = Orders::<8>::exact();
    orders.begin(1, 1);
    let _ = orders.table.accepted(T0, MessageKey { id: b"5", destination: b"46701" }, 1, PartNumber::ONLY);
    let step =
        orders.table.report(T0, MessageKey { id: b"5", destination: b"46702" }, DELIVERED, Finality::Final);
    assert_eq!(news(step.on_dropped(drop)).0, 1);
}
