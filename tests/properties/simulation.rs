//! Two sessions over a bad link. `SMPP_SIMULATION_STEPS` sets how many steps are taken, `SMPP_SIMULATION_SEED` takes one
//! seed only: the way to see a failing run again.
//!
//! A hundred million steps:
//! `SMPP_SIMULATION_STEPS=100000000 cargo test --release -p smpp-tests --test properties simulation -- --nocapture`.

use smpp_tests::simulation::simulate;

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn every_request_ends_once_and_every_session_ends_whatever_the_link_does() {
    let steps = variable("SMPP_SIMULATION_STEPS").unwrap_or(200_000);
    let one = variable("SMPP_SIMULATION_SEED");
    let seeds = one.map_or(1..17, |seed| seed..seed + 1);
    let each = steps / (seeds.end - seeds.start);
    let (mut sessions, mut requests) = (0, 0);
    for seed in seeds {
        println!("seed {seed}");
        let report = simulate(seed, each);
        sessions += report.sessions;
        requests += report.requests;
    }
    println!("{steps} steps, {sessions} sessions, {requests} requests");
    assert!(one.is_some() || (sessions > 16 && requests > steps / 100), "the link carried too little");
}
