//! An ESME and a message centre on a virtual clock, over a link that delays, splits, merges, corrupts, stalls, cuts
//! and drops. The seed determines everything.

mod actor;

use crate::pair::{bind_octets, pdu_octets};
use smpp_core::pdu::{AlertNotification, DataSm, DeliverSm, EnquireLink, Outbind, SubmitSm};
use smpp_core::session::{Config, Side, State, WhenPendingFull};
use smpp_core::{CommandId, Duration, Instant, RawPdu, Version};
use std::collections::{BTreeMap, VecDeque};

use actor::Actor;

const WINDOW: usize = 24;
/// The behaviour of a caller that does not flood.
const MODEST: usize = 6;
/// How many octets a direction of the link holds before its writer must wait. A small one is soon full.
const PIPES: [usize; 2] = [700, 100];
const MAX_PDU: u32 = 300;
/// The most input that a reader keeps: a PDU, and what the link delivers in one step.
const INBOX: usize = 2 * MAX_PDU as usize;
/// Milliseconds within which both ends close after one direction has gone dead: more than all timers that then run
/// one after the other, and the longest stall.
const DEAD_FOR: u64 = 60_000;
/// The same for a caller with a bad habit. One that does not answer lets the session wait for one token after the
/// other.
const DEAD_FOR_THE_ODD: u64 = 900_000;
/// The most milliseconds that a step takes while there is something to do.
const STEP: u64 = 100;

/// A small random generator (xorshift64*).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }
}

/// How a caller behaves for a while after binding: whether it sends enquire_link as fast as window and pipe allow,
/// and whether it writes its requests before its answers, for which there is then no room.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flood {
    No,
    BeforeAnswers,
    AfterAnswers,
}

impl Flood {
    fn draw(chance: &mut Chance) -> Self {
        if chance.one_in(2) { Self::BeforeAnswers } else { Self::AfterAnswers }
    }
}

/// A bad habit of a caller or its driver during the whole session.
#[derive(Default)]
struct Habits {
    /// It never answers the requests with these numbers, modulo 8.
    holds: Vec<u32>,
    /// It reads nothing from this time on.
    deaf_from: Option<u64>,
    /// It does not write the session's own PDUs from this time on.
    mute_from: Option<u64>,
    /// How late it calls `handle_timeout` each time.
    late: u64,
    /// It never calls it at all.
    timeless: bool,
    /// It closes the connection only when it must.
    lingers: bool,
    /// It sends alert_notification just before the peer's drain timer ends, again and again.
    postpones: bool,
    /// It sends requests after unbind_resp.
    babbles: bool,
}

impl Habits {
    fn draw(chance: &mut Chance, now: u64) -> Self {
        let mut habits = Self::default();
        if chance.one_in(3) {
            let which = u32::try_from(chance.below(256)).expect("an octet");
            habits.holds = (0..8).filter(|bit| which >> bit & 1 == 1).collect();
        }
        habits.deaf_from = chance.one_in(8).then(|| now + chance.below(120_000));
        habits.mute_from = chance.one_in(6).then(|| now + chance.below(120_000));
        if chance.one_in(4) {
            habits.late = chance.below(10_000);
        }
        // Without reading and without a clock, a caller would never notice anything.
        habits.timeless = habits.deaf_from.is_none() && chance.one_in(8);
        habits.lingers = chance.one_in(3);
        habits.postpones = chance.one_in(3);
        habits.babbles = chance.one_in(3);
        habits
    }
}

/// One direction of the link.
#[derive(Default)]
struct Pipe {
    octets: VecDeque<u8>,
    stalled_until: u64,
    /// It drops everything silently.
    dead: bool,
}

/// The results of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Steps taken.
    pub steps: u64,
    /// Requests that got their outcome.
    pub requests: u64,
    /// Sessions that ended.
    pub sessions: u64,
    /// Sessions whose callers flooded each other with enquire_link.
    pub floods: u64,
    /// How often a request had no slot and was held back.
    pub blocked: u64,
    /// Answers that were written twice.
    pub twice: u64,
    /// Sessions whose link had a dead direction.
    pub dead: u64,
    /// Sessions with a caller that has a bad habit.
    pub odd: u64,
    /// Ends of sessions that one side wanted to leave.
    pub left: u64,
    /// How often an expired token was used again.
    pub tried_again: u64,
    /// Why sessions closed, counted for each end.
    pub ends: BTreeMap<String, u64>,
}

struct World {
    chance: Chance,
    now: u64,
    esme: Actor,
    smsc: Actor,
    there: Pipe,
    back: Pipe,
    /// Whether this connection may be corrupted or cut at all.
    rough: bool,
    /// Since when one direction is dead.
    dead_since: Option<u64>,
    /// How long the flood lasts, if there is one.
    flood_until: u64,
    /// Since when only one end has closed.
    half_closed_since: Option<u64>,
    started: u64,
}

impl World {
    fn new(seed: u64, now: u64) -> Self {
        let mut chance = Chance(seed | 1);
        chance.next();
        let mut config = || Config {
            version: [Version::V33, Version::V34, Version::V34, Version::V50][chance.below(4) as usize],
            max_pdu: MAX_PDU,
            max_command_length: 4000,
            max_pending: 1 + u32::try_from(chance.below(8)).expect("below 8"),
            first_sequence_number: if chance.one_in(2) { 1 } else { 0x7FFF_FFF0 },
            response_timeout: Duration::from_millis(500 + chance.below(5000)),
            session_init_timeout: Some(Duration::from_secs(5)),
            enquire_link_interval: Some(Duration::from_millis(300 + chance.below(3000))),
            inactivity_timeout: chance.one_in(3).then(|| Duration::from_secs(20)),
            pdu_timeout: Some(Duration::from_secs(3)),
            drain_timeout: Duration::from_secs(2),
            pending_timeout: Some(Duration::from_secs(4)),
            when_pending_full: if chance.one_in(6) {
                WhenPendingFull::Block
            } else {
                WhenPendingFull::Refuse
            },
            ..Config::default()
        };
        let (mut esme, smsc) = (config(), config());
        let odd = chance.one_in(2);
        let mut habits = [Habits::default(), Habits::default()];
        if odd {
            habits = [Habits::draw(&mut chance, now), Habits::draw(&mut chance, now)];
        }
        let [esme_habits, smsc_habits] = &mut habits;
        // Without a clock on either side nobody would notice a dead link.
        esme_habits.timeless &= !smsc_habits.timeless;
        if smsc_habits.postpones && chance.one_in(2) {
            // Only the drain timer can end this one: nothing is answered, and no token expires.
            esme_habits.holds = (0..8).collect();
            esme = Config { pending_timeout: None, when_pending_full: WhenPendingFull::Refuse, ..esme };
        }
        let blocks = [&esme, &smsc].iter().any(|config| config.when_pending_full == WhenPendingFull::Block);
        // No answer says that a message centre speaks 3.3, so this must be configured.
        let esme = Config { assumed_version: smsc.version, ..esme };
        let at = Instant::from_millis(now);
        let mut esme = Actor::new(at, Side::Esme, 1, &esme);
        let mut smsc = Actor::new(at, Side::Smsc, 2, &smsc);
        let floods = chance.one_in(4);
        if floods {
            (esme.flood, smsc.flood) = (Flood::draw(&mut chance), Flood::draw(&mut chance));
        }
        if chance.one_in(if floods { 2 } else { 8 }) {
            (esme.pipe, smsc.pipe) = (PIPES[1], PIPES[1]);
        }
        (esme.lazy, smsc.lazy) = (chance.one_in(8), chance.one_in(8));
        (esme.asks, smsc.asks) = (chance.one_in(2), chance.one_in(2));
        let rough = chance.one_in(2);
        [esme.habits, smsc.habits] = habits;
        (esme.odd, smsc.odd) = (odd || blocks, odd || blocks);
        (esme.smooth, smsc.smooth) = (!rough && !odd, !rough && !odd);
        if chance.one_in(8) && smsc.version >= Version::V34 {
            smsc.writing(|end| end.control(at, &Outbind::default())).expect("nothing was said before");
        }
        Self {
            now,
            esme,
            smsc,
            flood_until: if floods { now + 1000 + chance.below(60_000) } else { now },
            there: Pipe::default(),
            back: Pipe::default(),
            rough,
            dead_since: None,
            half_closed_since: None,
            started: now,
            chance,
        }
    }

    /// Moves some octets of one direction.
    fn carry(&mut self, there: bool) {
        let (from, to, pipe) = if there {
            (&mut self.esme, &mut self.smsc, &mut self.there)
        } else {
            (&mut self.smsc, &mut self.esme, &mut self.back)
        };
        let room = from.pipe.saturating_sub(pipe.octets.len()).min(from.end.outbox.len());
        let leaving = from.end.outbox.drain(..room);
        if pipe.dead {
            drop(leaving);
        } else {
            pipe.octets.extend(leaving);
        }
        if self.rough && from.end.outbox.is_empty() && self.chance.one_in(4_000) {
            // From here on everything arrives and nothing else goes wrong, so the timers must end it.
            pipe.dead = true;
            self.dead_since = Some(self.now);
            self.rough = false;
        }
        if pipe.stalled_until > self.now {
            return;
        }
        if self.dead_since.is_none() && self.chance.one_in(if self.rough { 200 } else { 1500 }) {
            pipe.stalled_until = self.now + self.chance.below(9000);
        }
        let most = [1, 7, 40, MAX_PDU.into()][self.chance.below(4) as usize];
        let count = (1 + self.chance.below(most)).min(pipe.octets.len() as u64);
        // A caller that does not take its input does not read on.
        let count = count.min(INBOX.saturating_sub(to.end.inbox.len()) as u64);
        for _ in 0..count {
            let mut octet = pipe.octets.pop_front().expect("counted");
            if self.rough && self.chance.one_in(20_000) {
                octet ^= 1 << self.chance.below(8);
            }
            if !to.hung_up {
                to.end.inbox.push(octet);
            }
        }
    }

    /// One side's driver and caller do one round.
    fn act(&mut self, esme: bool) {
        let now = Instant::from_millis(self.now);
        let chance = &mut self.chance;
        let actor = if esme { &mut self.esme } else { &mut self.smsc };
        if actor.hung_up {
            return;
        }
        let is_from = |from: Option<u64>| from.is_some_and(|from| self.now >= from);
        if !is_from(actor.habits.deaf_from) {
            actor.end.read(now);
        }
        actor.blocked += u64::from(actor.end.blocked);
        if self.now >= actor.looks_at && !actor.habits.timeless {
            actor.end.wait(now);
            actor.looks_at = self.now + actor.habits.late;
        }
        actor.end.poll();
        actor.look(self.now);
        actor.check_ages(self.now);
        actor.check_end(self.now);
        if chance.one_in(4) {
            actor.try_dead(now, chance);
        }
        let flood = if self.now < self.flood_until { actor.flood } else { Flood::No };
        if flood == Flood::BeforeAnswers {
            actor.ask(now);
        }
        // Answers: some at once, some late, some never, in any order.
        while actor.has_room() && !actor.tokens.is_empty() && !chance.one_in(3) {
            let at = usize::try_from(chance.below(actor.tokens.len() as u64)).expect("an index");
            let token = actor.tokens.swap_remove(at);
            actor.answer(now, token, chance);
        }
        if actor.has_room() && actor.end.session.in_flight() < MODEST {
            match (actor.end.session.state(), esme) {
                (State::Open | State::Outbound, true) => {
                    let bind =
                        [CommandId::BIND_TRANSCEIVER, CommandId::BIND_TRANSMITTER, CommandId::BIND_RECEIVER]
                            [chance.below(3) as usize];
                    let octets = bind_octets(bind, actor.version.interface_version().0);
                    let bind = RawPdu::parse(&octets).expect("made just before");
                    let _ = actor.writing(|end| end.control(now, &bind));
                }
                (State::BoundTx | State::BoundRx | State::BoundTrx, _) => match chance.below(40) {
                    0..=16 if esme => actor.send(now, &SubmitSm::default()),
                    0..=16 => actor.send(now, &DeliverSm::default()),
                    17..=19 => actor.send(now, &DataSm::default()),
                    20 if !esme => {
                        // Not to a transmitter, and not in 3.3.
                        let _ = actor.writing(|end| end.control(now, &AlertNotification::default()));
                    }
                    21 if actor.asks => actor.send(now, &EnquireLink::default()),
                    22 if chance.one_in(40) => actor.leave(now),
                    _ => {}
                },
                _ => {}
            }
        }
        if actor.habits.postpones && self.now >= actor.alerted + 1900 && actor.has_room() {
            actor.alerted = self.now;
            let _ = actor.writing(|end| end.control(now, &AlertNotification::default()));
        }
        if actor.habits.babbles && actor.end.session.state() == State::Unbound && chance.one_in(10) {
            let id = if esme { CommandId::SUBMIT_SM } else { CommandId::DELIVER_SM };
            actor.end.outbox.extend(pdu_octets(id, 0, 0x7000_0000, &[0; 17]));
        }
        let drains = !actor.lazy
            || actor.end.blocked
            || actor.end.session.close_reason().is_some()
            || chance.one_in(30);
        let drains = drains && !is_from(actor.habits.mute_from);
        while drains && actor.has_room() {
            let before = actor.end.outbox.len();
            let written = actor.writing(|end| {
                let mut out = [0; 16];
                let len = end.session.poll_transmit(now, &mut out)?;
                end.outbox.extend_from_slice(&out[..len]);
                Some(len)
            });
            if written.is_none() {
                break;
            }
            assert!(actor.end.outbox.len() > before);
        }
        if flood == Flood::AfterAnswers {
            actor.ask(now);
        }
        actor.end.poll();
        actor.look(self.now);
        let closes = actor.end.session.wants_close() && actor.end.outbox.is_empty() && !actor.habits.lingers;
        if closes || actor.end.session.must_close() {
            actor.hang_up(now);
        }
    }

    /// One step. Returns whether both ends are closed.
    fn step(&mut self) -> bool {
        self.carry(true);
        self.carry(false);
        self.act(true);
        self.act(false);
        // The other side sees a closed end once everything has arrived, and at once if the link was cut.
        let half = self.esme.hung_up != self.smsc.hung_up;
        self.half_closed_since = self.half_closed_since.filter(|_| half).or(half.then_some(self.now));
        // Writing to a closed end eventually fails.
        let reset = self.half_closed_since.is_some_and(|since| self.now - since > 30_000);
        let cut = reset || (self.rough && self.chance.one_in(5000));
        let now = Instant::from_millis(self.now);
        // The other side then sees a PDU that ends in the middle.
        let whole = !(reset || self.esme.cut_short || self.smsc.cut_short);
        (self.esme.smooth, self.smsc.smooth) = (self.esme.smooth && whole, self.smsc.smooth && whole);
        if !self.smsc.hung_up && (cut || (self.esme.hung_up && self.there.octets.is_empty())) {
            self.smsc.hang_up(now);
        }
        if !self.esme.hung_up && (cut || (self.smsc.hung_up && self.back.octets.is_empty())) {
            self.esme.hang_up(now);
        }
        if self.esme.hung_up && self.smsc.hung_up {
            return true;
        }
        let odd = self.esme.odd || self.smsc.odd;
        let dead_for = if odd { DEAD_FOR_THE_ODD } else { DEAD_FOR };
        assert!(
            self.dead_since.is_none_or(|since| self.now - since < dead_for),
            "a dead link holds a session up"
        );
        // Time advances a little, or to the next deadline if nothing is on its way.
        let ends = [&self.esme, &self.smsc];
        let idle = self.there.octets.is_empty() && self.back.octets.is_empty();
        let next = ends.iter().filter_map(|actor| actor.end.session.poll_timeout()).min();
        match next {
            Some(next) if idle && self.chance.one_in(20) => self.now = self.now.max(next.as_millis()),
            _ => self.now += self.chance.below(30),
        }
        false
    }
}

/// Runs sessions one after the other for at least `steps` steps. The seed determines everything. Panics when a
/// promise is broken: a value that comes back twice, never or late, a number in flight twice, a PDU that the standard
/// does not allow or that answers nothing, input that piles up, or a session that cannot end.
pub fn simulate(seed: u64, steps: u64) -> Report {
    let mut report = Report::default();
    let mut now = 1000;
    let mut world = World::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), now);
    loop {
        report.steps += 1;
        // After a while both want to leave. An hour of virtual time is more than any timer needs.
        let age = world.now - world.started;
        if age > 600_000 {
            let at = Instant::from_millis(world.now);
            world.esme.leave(at);
            world.smsc.leave(at);
            assert!(age < 4_200_000, "seed {seed}: no end after an hour of unbinding");
        }
        if world.step() {
            report.sessions += 1;
            report.requests += u64::from(world.esme.next_value) + u64::from(world.smsc.next_value);
            report.floods += u64::from(world.flood_until > world.started);
            report.blocked += world.esme.blocked + world.smsc.blocked;
            report.twice += world.esme.twice + world.smsc.twice;
            report.dead += u64::from(world.dead_since.is_some());
            report.odd += u64::from(world.esme.odd || world.smsc.odd);
            report.left +=
                [&world.esme, &world.smsc].iter().filter(|actor| actor.leaves_since.is_some()).count() as u64;
            report.tried_again += world.esme.tried_again + world.smsc.tried_again;
            for reason in [&world.esme, &world.smsc].map(|actor| actor.end.session.close_reason()) {
                let name = format!("{:?}", reason.expect("both are closed"));
                let kind = name.split(' ').next().unwrap_or_default().to_owned();
                *report.ends.entry(kind).or_default() += 1;
            }
            if report.steps >= steps {
                return report;
            }
            now = world.now;
            let next = world.chance.next();
            world = World::new(next, now);
        }
    }
}
