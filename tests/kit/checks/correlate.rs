//! The correlator against a naive one that searches a list.

use crate::naive_correlator::{Gone, NaiveCorrelator, Said};
use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, DroppedId, IdRule, IdSlot, MessageKey, PartNumber,
    ReceiptsFor, Recorded,
};
use smpp_core::message::receipt::IdBase;
use smpp_core::{Duration, Instant};

/// A few numbers in many spellings, large and small, and some ids that are not numbers.
const IDS: [&str; 24] = [
    "4096",
    "1000",
    "10000",
    "0x1000",
    "A",
    "10",
    "16",
    "010",
    "70BA8A69",
    "70ba8a69",
    "1891273321",
    "70BA8A6A",
    "1891273322",
    "001891273322",
    "12345",
    "74565",
    "1234",
    "FEDCBA9876543210",
    "18364758544493064720",
    "100000",
    "1048576",
    "xyz",
    "XYZ",
    "",
];
const DESTINATIONS: [&str; 4] = ["46701", "+46701", "0046701", "46702"];

/// The configuration that the octets choose.
fn config(rule: u8, policy: u8) -> CorrelatorConfig {
    let bases = [IdBase::Decimal, IdBase::Hexadecimal, IdBase::Either];
    let ids = match usize::from(rule % 12) {
        0 => IdRule::Exact,
        rule @ 1..=9 => IdRule::Bases { submitted: bases[rule % 3], in_receipt: bases[(rule - 1) / 3] },
        _ => IdRule::Bases { submitted: IdBase::Either, in_receipt: IdBase::Either },
    };
    let policies =
        [ReceiptsFor::EachPart, ReceiptsFor::FirstPart, ReceiptsFor::LastPart, ReceiptsFor::AnyPart];
    CorrelatorConfig {
        ids,
        receipts_for: policies[usize::from(policy % 4)],
        by_destination: policy & 4 != 0,
        expiry: Duration::from_millis(400),
        retention: Duration::from_millis(100),
        seed: u64::from(policy) << 8 | u64::from(rule),
    }
}

/// Responses, receipts and time in any order. The result of each call is that of the naive correlator.
pub fn check_correlate(data: &[u8]) {
    let [places, rule, policy, data @ ..] = data else { return };
    let config = config(*rule, *policy);
    match places % 6 {
        0 => run::<0>(config, data),
        1 => run::<1>(config, data),
        2 => run::<2>(config, data),
        3 => run::<4>(config, data),
        4 => run::<7>(config, data),
        _ => run::<40>(config, data),
    }
}

fn run<const N: usize>(config: CorrelatorConfig, data: &[u8]) {
    let mut table = Correlator::new(config, vec![IdSlot::EMPTY; N]);
    let mut naive = NaiveCorrelator::new(config, N);
    let mut now = 0_u64;
    for [action, id, a, b] in data.as_chunks::<4>().0 {
        let id = IDS[usize::from(*id) % IDS.len()].as_bytes();
        let destination = DESTINATIONS[usize::from(*b >> 6)].as_bytes();
        let key = MessageKey { id, destination };
        let (value, part) = (u32::from(a % 4), PartNumber::new(b % 4, (a / 4) % 4));
        let (recorded, expected): (Recorded<u32>, _) = match action % 8 {
            0..3 => (
                table.accepted(Instant::from_millis(now), key, value, part),
                naive.accepted(now, (id, destination), value, part),
            ),
            3..6 => {
                let state = MessageState(a % 10);
                let finality = match b % 8 {
                    0 => Finality::Pending,
                    1 => Finality::Final,
                    _ => state.finality(),
                };
                (
                    table.report(Instant::from_millis(now), key, state, finality),
                    naive.report(now, (id, destination), state, finality),
                )
            }
            6 => (table.refused(Instant::from_millis(now), value, part), naive.refused(now, value, part)),
            _ => {
                now += u64::from(*a);
                loop {
                    let dropped = table.expire(Instant::from_millis(now));
                    let ended: Vec<_> = dropped.as_ref().and_then(DroppedId::ended).into_iter().collect();
                    let gone = dropped.map(Gone::from);
                    assert_eq!(gone, naive.expire(now));
                    assert_eq!(ended, naive.ended());
                    if gone.is_none() {
                        break;
                    }
                }
                let due = table.next_expiry().map(Instant::as_millis);
                assert_eq!(due, naive.next_expiry());
                assert!(due.is_none_or(|due| due > now));
                continue;
            }
        };
        let ended: Vec<_> = recorded.ended().collect();
        let mut gone = None;
        let correlation = recorded.on_dropped(|dropped| gone = Some(Gone::from(dropped)));
        let said = (Said::from(correlation), gone);
        assert_eq!(said, expected, "{action} {} {a} {b} {config:?}", id.escape_ascii());
        assert_eq!(ended, naive.ended(), "{action} {} {a} {b} {config:?}", id.escape_ascii());
        while table.has_resolved() {
            let resolved = table.resolve(Instant::from_millis(now));
            let ended: Vec<_> = resolved.as_ref().and_then(Correlation::ended).into_iter().collect();
            assert_eq!(resolved.map(Said::from), naive.resolve(now));
            assert_eq!(ended, naive.ended());
        }
        assert_eq!((table.waiting(), table.early()), naive.counts());
        assert_eq!(table.id_rule(), naive.id_rule());
    }
}
