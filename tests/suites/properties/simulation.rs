//! Two sessions over a bad link, and two links over a good one. `SMPP_SIMULATION_STEPS` sets the number of steps;
//! `SMPP_SIMULATION_SEED` runs a single seed, to repeat a failure. A seed that failed becomes a named test here once
//! it is fixed.
//!
//! A hundred million steps:
//! `SMPP_SIMULATION_STEPS=100000000 cargo test --release -p smpp-tests --test properties simulation -- --nocapture`.

use crate::link::run_of_links;
use smpp_tests::checks::Run;
use smpp_tests::simulation::{Report, simulate};

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn every_request_ends_once_and_every_session_ends_whatever_the_link_does() {
    let steps = variable("SMPP_SIMULATION_STEPS").unwrap_or(200_000);
    let one = variable("SMPP_SIMULATION_SEED");
    let seeds = one.map_or(1..17, |seed| seed..seed + 1);
    let each = steps / (seeds.end - seeds.start);
    let mut sum = Report::default();
    for seed in seeds {
        println!("seed {seed}");
        let report = simulate(seed, each);
        sum.steps += report.steps;
        sum.sessions += report.sessions;
        sum.requests += report.requests;
        sum.floods += report.floods;
        sum.blocked += report.blocked;
        sum.twice += report.twice;
        sum.dead += report.dead;
        sum.odd += report.odd;
        sum.left += report.left;
        sum.tried_again += report.tried_again;
        for (reason, count) in report.ends {
            *sum.ends.entry(reason).or_default() += count;
        }
    }
    println!("{sum:?}");
    assert!(
        one.is_some() || (sum.sessions > 16 && sum.requests > steps / 100),
        "the link carried too little"
    );
    assert!(one.is_some() || (sum.floods > 2 && sum.blocked > 100), "there was no flood");
    assert!(one.is_some() || (sum.twice > 100 && sum.dead > 2), "no answer came twice, or no link died");
    let odd = sum.odd > 16 && sum.left > 16 && sum.tried_again > 20;
    assert!(one.is_some() || odd, "no caller was odd, nobody left, or no token was dead");
}

/// Two links with tiny buffers, whose calls come in any order.
#[test]
fn links_lose_nothing_and_never_wait_for_ever() {
    let steps = variable("SMPP_SIMULATION_STEPS").unwrap_or(200_000) as usize;
    let mut sum = Run::default();
    let one = variable("SMPP_SIMULATION_SEED");
    for seed in one.unwrap_or(1)..=one.unwrap_or(u64::MAX) {
        println!("links, seed {seed}");
        let run = run_of_links(seed);
        sum.calls += run.calls;
        sum.answered += run.answered;
        if sum.calls >= steps {
            break;
        }
    }
    println!("{} calls, {} requests answered", sum.calls, sum.answered);
    assert!(one.is_some() || sum.answered > steps / 100, "the links carried too little");
}
