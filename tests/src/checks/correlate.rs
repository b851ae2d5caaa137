//! Receipts find their messages, beside a model that forgets nothing.

use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{
    Config, Correlator, DropReason, Dropped, IdRule, Outcome, Part, RefusedReason,
};
use smpp_core::message::receipt::IdBase;
use smpp_core::{Duration, Instant};
use std::collections::BTreeMap;

const PLACES: usize = 6;
const EXPIRY: Duration = Duration::from_millis(400);
const MEMORY: Duration = Duration::from_millis(100);

/// An id that was accepted and whose message is not done.
#[derive(Clone, Copy)]
struct Open {
    value: u32,
    total: u8,
    state: Option<MessageState>,
    since: u64,
}

#[derive(Default)]
struct Model {
    open: BTreeMap<u8, Open>,
    early: BTreeMap<u8, MessageState>,
    /// Messages that were done, with the end of each id; the table may have forgotten them.
    done: BTreeMap<u8, (u32, MessageState)>,
}

/// Few ids, spelled as the base has them.
fn spell(id: u8, base: IdBase) -> String {
    match base {
        IdBase::Decimal => format!("{}", u64::from(id) + 4_000_000_000),
        _ => format!("{:x}", u64::from(id) + 4_000_000_000),
    }
}

impl Model {
    fn dropped(&mut self, dropped: Dropped<u32>, now: u64) {
        let number = |text: &str, radix| u64::from_str_radix(text, radix).ok()?.checked_sub(4_000_000_000);
        let text = std::str::from_utf8(dropped.id()).unwrap();
        let id = [16, 10].into_iter().find_map(|radix| number(text, radix).filter(|id| *id < 256));
        let id = u8::try_from(id.expect("an id that was never given")).unwrap();
        match dropped.value {
            Some(value) => {
                let open = self.open.remove(&id).expect("dropped what did not wait");
                assert_eq!(
                    (open.value, open.state, open.since),
                    (value, dropped.state, dropped.since.as_millis())
                );
                assert!(dropped.reason != DropReason::Expired || open.since + EXPIRY.as_millis() <= now);
            }
            None => assert_eq!(self.early.remove(&id), dropped.state),
        }
    }

    /// What was told of an id that waits.
    fn tell(&mut self, id: u8, state: MessageState, outcome: Outcome<u32>) {
        let open = self.open.get_mut(&id).expect("known");
        let value = open.value;
        match open.state {
            Some(before) if before.is_final() && state.is_final() && before != state => {
                return assert_eq!(outcome, Outcome::Contradicted { value, before });
            }
            Some(before) if before.is_final() || before == state => {
                return assert_eq!(outcome, Outcome::Repeated { value });
            }
            _ => open.state = Some(state),
        }
        let total = open.total;
        let Outcome::Told(news) = outcome else { panic!("{outcome:?}") };
        assert_eq!((news.value, news.state, news.sum.total), (value, state, total));
        let mine = |open: &&Open| total > 1 && open.value == value;
        let mut ends: Vec<MessageState> =
            self.open.values().filter(mine).filter_map(|open| open.state).collect();
        if total == 1 {
            ends = vec![state];
        }
        ends.retain(|state| state.is_final());
        let delivered = ends.iter().filter(|state| **state == MessageState::DELIVERED).count();
        assert_eq!(usize::from(news.sum.delivered), delivered);
        assert_eq!(usize::from(news.sum.delivered + news.sum.failed), ends.len());
        assert_eq!(news.sum.is_complete(), ends.len() >= usize::from(total));
        if news.sum.is_complete() {
            let expected =
                if delivered == ends.len() { Some(MessageState::DELIVERED) } else { news.sum.state() };
            assert_eq!(news.sum.state(), expected);
            assert!(news.sum.state().is_some_and(|state| ends.contains(&state)));
            let ids: Vec<u8> = self
                .open
                .iter()
                .filter(|(other, open)| **other == id || mine(open))
                .map(|(id, _)| *id)
                .collect();
            for id in ids {
                let open = self.open.remove(&id).unwrap();
                self.done.insert(id, (value, open.state.unwrap()));
            }
        } else {
            assert_eq!(news.sum.state(), None);
        }
    }
}

/// Answers, receipts and time in any order; every id that waits is told of as it should be, or dropped in the open.
pub fn check_correlate(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let (submitted, in_receipt) = match choice % 5 {
        0 | 3 => (IdBase::Decimal, IdBase::Decimal),
        1 => (IdBase::Hexadecimal, IdBase::Decimal),
        2 => (IdBase::Decimal, IdBase::Hexadecimal),
        _ => (IdBase::Hexadecimal, IdBase::Hexadecimal),
    };
    let rule = match choice % 5 {
        0 => IdRule::Exact,
        _ => IdRule::Bases { submitted, in_receipt },
    };
    let mut table = Correlator::<u32, PLACES>::new(Config {
        ids: rule,
        expiry: EXPIRY,
        memory: MEMORY,
        ..Config::new(1)
    });
    let mut model = Model::default();
    let (mut now, mut next_value) = (0_u64, 0_u32);
    // Parts of one message: its value, and how many are still to be accepted.
    let mut long: Option<(u32, u8, u8)> = None;
    for [action, id, extra] in data.as_chunks::<3>().0 {
        let id = id % 16;
        match action % 4 {
            0 => {
                let (value, number, total) = match long.take() {
                    Some((value, total, left)) => {
                        long = (left > 1).then_some((value, total, left - 1));
                        (value, total - left + 1, total)
                    }
                    None => {
                        next_value += 1;
                        let total = extra % 4;
                        long = (total > 1).then_some((next_value, total, total.saturating_sub(1)));
                        (next_value, 1, total.max(1))
                    }
                };
                let step = table.accepted(
                    Instant::from_millis(now),
                    spell(id, submitted).as_bytes(),
                    value,
                    Part::new(number, total),
                );
                let early = model.early.remove(&id);
                if let Some(dropped) = step.dropped {
                    model.dropped(dropped, now);
                }
                model.done.remove(&id);
                model.open.insert(id, Open { value, total, state: None, since: now });
                match early {
                    Some(state) => model.tell(id, state, step.outcome),
                    None => assert_eq!(step.outcome, Outcome::Waiting),
                }
            }
            1 | 2 => {
                let state = MessageState(extra % 10);
                let step = table.report(
                    Instant::from_millis(now),
                    spell(id, in_receipt).as_bytes(),
                    state,
                    if state.is_final() { Finality::Final } else { Finality::Pending },
                );
                if let Some(dropped) = step.dropped {
                    model.dropped(dropped, now);
                }
                if model.open.contains_key(&id) {
                    model.tell(id, state, step.outcome);
                    continue;
                }
                match step.outcome {
                    Outcome::Early(_) => {
                        model.done.remove(&id);
                        let kept = model.early.entry(id).or_insert(state);
                        if !kept.is_final() || state.is_final() {
                            *kept = state;
                        }
                    }
                    Outcome::Refused(RefusedReason::NoRoom) => assert_eq!(table.waiting(), PLACES),
                    Outcome::Repeated { value } => assert_eq!(model.done[&id].0, value),
                    Outcome::Contradicted { value, before } => assert_eq!(model.done[&id], (value, before)),
                    other => panic!("{other:?}"),
                }
            }
            _ => {
                now += u64::from(*extra);
                while let Some(dropped) = table.expire(Instant::from_millis(now)) {
                    assert_eq!(dropped.reason, DropReason::Expired);
                    model.dropped(dropped, now);
                }
                assert!(table.next_expiry().is_none_or(|due| due > Instant::from_millis(now)));
                assert!(model.open.values().all(|open| open.since + EXPIRY.as_millis() > now));
            }
        }
        assert_eq!((table.waiting(), table.early()), (model.open.len(), model.early.len()));
        assert!(model.open.len() + model.early.len() <= PLACES);
    }
}
