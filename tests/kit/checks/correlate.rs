//! The correlator against a naive one that searches a list.

use crate::naive_correlator::{Gone, NaiveCorrelator, Said};
use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, DroppedId, Ended, IdRule, IdSlot, MessageKey, PartNumber,
    ReceiptsFor, Recorded,
};
use smpp_core::message::receipt::IdBase;
use smpp_core::{CommandStatus, Duration, Instant};

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
        let moment = Instant::from_millis(now);
        assert_eq!(table.is_wanted(value, part), naive.is_wanted(value, part));
        let (recorded, expected): (Recorded<u32>, _) = match action % 16 {
            0..3 => (table.begin(moment, value, part.total), naive.begin(now, value, part.total)),
            3..7 => (
                table.accepted(moment, key, value, part),
                naive.accepted(now, (id, destination), value, part),
            ),
            7..11 => {
                let state = MessageState(a % 10);
                let finality = match b % 8 {
                    0 => Finality::Pending,
                    1 => Finality::Final,
                    _ => state.finality(),
                };
                (
                    table.report(moment, key, state, finality),
                    naive.report(now, (id, destination), state, finality),
                )
            }
            11 => {
                let status = CommandStatus(u32::from(*b) + 1);
                (table.refused(moment, value, part, status), naive.refused(now, value, part, status))
            }
            12 => (table.unknown(moment, value, part), naive.unknown(now, value, part)),
            13 => (table.never_sent(moment, value, part), naive.never_sent(now, value, part)),
            14 if *b < 32 => {
                while let Some(gone) = naive.drain() {
                    let dropped = table.drain().unwrap();
                    assert_eq!(dropped.ended().into_iter().collect::<Vec<_>>(), naive.ended());
                    assert_eq!(Gone::from(dropped), gone);
                }
                assert_eq!(table.drain(), None);
                continue;
            }
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

/// The number of parts of the message with each value.
const TOTALS: [u8; 8] = [0, 1, 1, 2, 2, 3, 4, 255];

/// Everything that can happen to a message, in any order and several times: it begins, its parts are accepted, refused,
/// unknown or never sent, receipts come, time passes, and there is room for few ids. The model of a message is one
/// flag: whether it has begun and not ended.
pub fn check_ends(data: &[u8]) {
    let [places, rule, policy, data @ ..] = data else { return };
    let mut table = Correlator::new(config(*rule, *policy), vec![IdSlot::EMPTY; usize::from(places % 9)]);
    let mut is_open = [false; TOTALS.len()];
    let mut now = Instant::ZERO;
    for [action, which, number, id] in data.as_chunks::<4>().0 {
        let which = usize::from(*which) % TOTALS.len();
        let (value, part) = (which as u32, PartNumber::new(number % 5, TOTALS[which]));
        let id = MessageKey { id: IDS[usize::from(*id) % IDS.len()].as_bytes(), destination: b"" };
        assert!(is_open[which] || !table.is_wanted(value, part));
        let mut ended: Vec<Ended<u32>> = Vec::new();
        match action % 10 {
            // Messages of one part must differ in their values until they have ended.
            0 | 1 if TOTALS[which] > 1 || !is_open[which] => {
                let begun = table.begin(now, value, TOTALS[which]);
                ended.extend(begun.ended());
                ended.drain(..).for_each(|ended| close(&mut is_open, ended));
                is_open[which] = *places % 9 > 0;
                assert_eq!(matches!(begun.correlation(), Correlation::Waiting), is_open[which]);
            }
            2 | 3 => ended.extend(table.accepted(now, id, value, part).ended()),
            4 => ended.extend(table.refused(now, value, part, CommandStatus::ESME_RSYSERR).ended()),
            5 => ended.extend(table.unknown(now, value, part).ended()),
            6 => ended.extend(table.never_sent(now, value, part).ended()),
            7 => {
                let state = MessageState(number % 10);
                ended.extend(table.report(now, id, state, state.finality()).ended());
                while let Some(resolved) = table.resolve(now) {
                    ended.extend(resolved.ended());
                }
            }
            8 => {
                now = now + Duration::from_millis(u64::from(*number));
                ended.extend(std::iter::from_fn(|| table.expire(now)).filter_map(|gone| gone.ended()));
            }
            _ if *number < 16 => {
                ended.extend(std::iter::from_fn(|| table.drain()).filter_map(|gone| gone.ended()));
                assert_eq!((table.drain(), table.waiting(), table.early()), (None, 0, 0));
                ended.drain(..).for_each(|ended| close(&mut is_open, ended));
                assert_eq!(is_open, [false; TOTALS.len()], "all have ended");
            }
            _ => {}
        }
        ended.drain(..).for_each(|ended| close(&mut is_open, ended));
        assert!(table.waiting() >= is_open.iter().filter(|is_open| **is_open).count());
    }
    std::iter::from_fn(|| table.drain())
        .filter_map(|gone| gone.ended())
        .for_each(|ended| close(&mut is_open, ended));
    assert_eq!(is_open, [false; TOTALS.len()], "all have ended");
}

/// A message that has begun ends.
fn close(is_open: &mut [bool], Ended { value, end }: Ended<u32>) {
    assert!(std::mem::take(&mut is_open[value as usize]), "{value} has ended twice: {end}");
}
