//! How fast `Pacer` releases messages, and how long `Backoff` waits.

use smpp_core::session::{Backoff, Pacer};
use smpp_core::{Duration, Instant};

const RATES: [u32; 23] = [
    1,
    2,
    3,
    7,
    10,
    99,
    100,
    101,
    250,
    300,
    333,
    500,
    999,
    1000,
    1001,
    5000,
    9999,
    65_535,
    99_999,
    100_000,
    999_999,
    1_000_000,
    u32::MAX,
];

/// The rate that is used.
fn in_range(rate: u32) -> u64 {
    u64::from(rate.clamp(1, 1_000_000))
}

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

/// Takes all that may be sent at once.
fn take_all(pacer: &mut Pacer, now: Instant) -> u64 {
    let mut count = 0;
    while pacer.take(now) {
        count += 1;
    }
    count
}

/// The gaps between calls, in milliseconds.
fn patterns() -> Vec<(&'static str, Vec<u64>)> {
    vec![
        ("every 1 ms", vec![1]),
        ("every 10 ms", vec![10]),
        ("every 7 ms", vec![7]),
        ("twice each ms", vec![0, 1]),
        ("uneven", vec![1, 9, 10, 0, 3, 2, 10, 10, 5, 1, 1]),
    ]
}

/// Takes messages for `span` milliseconds from `start` on; never more at once than the burst or what is due.
fn run(pacer: &mut Pacer, rate: u32, burst: u32, gaps: &[u64], start: u64, span: u64) -> u64 {
    let (mut now, mut total) = (start, 0);
    for gap in gaps.iter().cycle() {
        if gap + (now - start) > span {
            break;
        }
        now += gap;
        let count = take_all(pacer, at(now));
        let due = (in_range(rate) * gap).div_ceil(1000);
        assert!(count <= due.max(u64::from(burst)), "{rate} a second, burst {burst}: {count} after {gap} ms");
        total += count;
    }
    total
}

#[test]
fn a_pacer_gives_its_rate_whatever_the_burst_and_the_calls() {
    for rate in RATES {
        // At least 200 messages, so that one more or less is half a percent.
        let span = (200_000 / in_range(rate)).max(1000);
        for (name, gaps) in patterns() {
            for burst in [1, 2, 5, rate.min(100_000)] {
                let mut pacer = Pacer::new(Instant::ZERO, rate, burst);
                assert_eq!(take_all(&mut pacer, Instant::ZERO), u64::from(burst), "the first burst");
                let total = run(&mut pacer, rate, burst, &gaps, 0, span);
                let wanted = in_range(rate) * span / 1000;
                let off = total.abs_diff(wanted);
                assert!(off <= wanted / 100, "{rate} a second, burst {burst}, {name}: {total} of {wanted}");
            }
        }
    }
}

/// A call at `ready_at` succeeds, and no earlier call does.
#[test]
fn ready_at_is_when_the_next_message_goes() {
    for rate in RATES {
        let mut pacer = Pacer::new(at(5), rate, 1);
        let mut now = 5;
        for _ in 0..300 {
            take_all(&mut pacer, at(now));
            let ready = pacer.ready_at().as_millis();
            assert!(
                ready > now && ready - now <= 1000_u64.div_ceil(in_range(rate)),
                "{rate}: {ready} at {now}"
            );
            assert!(ready == now + 1 || !pacer.clone().take(at(ready - 1)), "{rate} a second at {now}");
            assert!(pacer.clone().take(at(ready)), "{rate} a second at {now}");
            now = ready;
        }
        // 300 messages or milliseconds in a row: no fraction was lost.
        let wanted = (300_000 / in_range(rate)).max(300);
        assert!((now - 5).abs_diff(wanted) <= 1, "{rate} a second: {now}");
    }
}

/// An idle time saves up at most the burst, or ten milliseconds' worth.
#[test]
fn idle_time_saves_up_a_burst_or_ten_milliseconds() {
    for (rate, burst, most) in [
        (100, 5, 5),
        (100, 1, 1),
        (1000, 1, 10),
        (5000, 1, 50),
        (5000, 200, 200),
        (100_000, 7, 1000),
        (1, 0, 1),
    ] {
        for idle in [11, 1000, 3_600_000, u64::MAX / 2, u64::MAX - 1] {
            let mut pacer = Pacer::new(Instant::ZERO, rate, burst);
            take_all(&mut pacer, Instant::ZERO);
            // At one message a second, nothing is due before a second has passed.
            let wanted = if rate == 1 && idle < 1000 { 0 } else { most };
            let count = take_all(&mut pacer, at(idle));
            assert!(
                count <= wanted && (idle < 1000 || count == wanted),
                "{rate}, {burst}: {count} after {idle}"
            );
        }
    }
}

#[test]
fn an_earlier_now_gives_no_second_message() {
    let mut pacer = Pacer::new(at(500), 1, 1);
    assert!(pacer.take(at(500)));
    assert!(!pacer.take(Instant::ZERO) && !pacer.take(at(1499)));
    assert!(pacer.take(at(1500)));
    // Back by an hour and forward again: no more than without.
    let mut pacer = Pacer::new(at(3_600_000), 1000, 1);
    let total = run(&mut pacer, 1000, 1, &[1], 3_600_000, 100);
    assert_eq!((take_all(&mut pacer, Instant::ZERO), take_all(&mut pacer, at(3_600_100))), (0, 0));
    assert!((100..=101).contains(&total), "{total}");
}

#[test]
fn the_end_of_the_clock_is_not_passed() {
    for rate in RATES {
        let start = u64::MAX - 2000;
        let mut pacer = Pacer::new(at(start), rate, 1);
        take_all(&mut pacer, at(start));
        let total = run(&mut pacer, rate, 1, &[1], start, 2000);
        assert!(total.abs_diff(2 * in_range(rate)) <= 1, "{rate}: {total}");
        assert_eq!(take_all(&mut pacer, at(u64::MAX)), 0);
        assert_eq!(pacer.ready_at(), at(u64::MAX));
        pacer.pause(at(u64::MAX), Duration::from_secs(1));
        assert_eq!(pacer.ready_at(), at(u64::MAX));
    }
}

#[test]
fn another_rate_counts_from_when_it_is_set() {
    for (before, after) in [(1000, 10), (10, 1000), (1, 100_000), (999, 333), (100, 0)] {
        let mut pacer = Pacer::new(Instant::ZERO, before, 1);
        take_all(&mut pacer, Instant::ZERO);
        let total = run(&mut pacer, before, 1, &[10], 0, 10_000);
        assert!(total.abs_diff(10 * in_range(before)) <= 1, "{before}: {total}");
        pacer.set_rate(at(10_000), after);
        let total = run(&mut pacer, after, 1, &[1], 10_000, 10_000);
        assert!(total.abs_diff(10 * in_range(after)) <= 1, "{before} to {after}: {total}");
    }
}

#[test]
fn a_pause_gives_nothing_until_it_ends_and_no_burst_then() {
    for (rate, burst) in [(1000, 10), (1, 1), (100_000, 1)] {
        let mut pacer = Pacer::new(Instant::ZERO, rate, burst);
        pacer.pause(Instant::ZERO, Duration::from_secs(1));
        assert!(!pacer.take(Instant::ZERO) && !pacer.take(at(999)), "{rate}");
        assert_eq!(pacer.ready_at(), at(1000));
        // A shorter pause does not end the longer one.
        pacer.pause(at(500), Duration::from_millis(1));
        assert_eq!((pacer.ready_at(), take_all(&mut pacer, at(1000))), (at(1000), 1));
        assert_eq!(take_all(&mut pacer, at(1001)), u64::from(rate) / 1000);
    }
    // Nothing becomes due during the pause.
    let mut pacer = Pacer::new(Instant::ZERO, 1, 1);
    assert!(pacer.take(Instant::ZERO));
    pacer.pause(Instant::ZERO, Duration::from_millis(100));
    assert_eq!(pacer.ready_at(), at(1000));
    // A pause in the middle costs its length and nothing else.
    let mut pacer = Pacer::new(Instant::ZERO, 999, 1);
    take_all(&mut pacer, Instant::ZERO);
    let before = run(&mut pacer, 999, 1, &[1], 0, 5000);
    pacer.pause(at(5000), Duration::from_secs(2));
    let after = run(&mut pacer, 999, 1, &[1], 5000, 5000);
    assert!((before + after).abs_diff(999 * 8) <= 2, "{before} {after}");
}

fn waits(first: u64, limit: u64, chance: u8, count: usize) -> Vec<u64> {
    let mut backoff = Backoff::new(Duration::from_millis(first), Duration::from_millis(limit));
    (0..count).map(|_| backoff.next(chance).as_millis()).collect()
}

#[test]
fn waits_double_up_to_the_limit() {
    assert_eq!(waits(1000, 3000, 0, 5), [1000, 2000, 3000, 3000, 3000]);
    assert_eq!(waits(1000, 9000, 255, 3), [1250, 2500, 5000]);
    let mut backoff = Backoff::new(Duration::from_secs(5), Duration::from_secs(60));
    assert_eq!([0, 0].map(|chance| backoff.next(chance)), [5, 10].map(Duration::from_secs));
    backoff.reset();
    assert_eq!(backoff.next(0), Duration::from_secs(5));
}

/// At any length, clients with different random numbers wait differently, and never longer than the limit.
#[test]
fn every_wait_has_its_chance_and_none_passes_the_limit() {
    let lengths = [1, 2, 3, 4, 5, 10, 100, 250, 999, 1023, 1024, 1025, 5000, 60_000, u64::MAX / 2, u64::MAX];
    for first in lengths {
        for limit in lengths {
            for round in 0..4 {
                let drawn: Vec<_> =
                    (0..=255).map(|chance| waits(first, limit, chance, round + 1)[round]).collect();
                let base = (0..round).fold(first.min(limit), |base, _| base.saturating_mul(2).min(limit));
                let quarter = base.div_ceil(4);
                let shown = format!("{first} up to {limit}, wait {round}");
                assert!(drawn.iter().all(|wait| (1..=limit).contains(wait)), "{shown}: {drawn:?}");
                assert!(drawn.iter().all(|wait| wait.abs_diff(base) <= quarter), "{shown}: {drawn:?}");
                assert_eq!(drawn[0], base, "{shown}");
                let (least, most) = (drawn.iter().min().unwrap(), drawn.iter().max().unwrap());
                // Between 1 ms and a limit of 1 ms there is nothing.
                assert!(limit == 1 || most - least >= (quarter / 2).max(1), "{shown}: {least} to {most}");
            }
        }
    }
}

#[test]
fn a_wait_is_zero_only_when_it_was_asked_for() {
    for chance in [0, 1, 128, 255] {
        assert_eq!(waits(0, 0, chance, 3), [0, 0, 0]);
        assert_eq!(waits(1000, 0, chance, 3), [0, 0, 0]);
        let first_at_once = waits(0, 1000, chance, 4);
        assert_eq!(first_at_once[0], 0);
        assert!(first_at_once[1..].iter().all(|wait| *wait > 0), "{first_at_once:?}");
    }
}
