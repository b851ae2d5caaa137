//! Every order in which a response and receipts can arrive, for one part and for two.

use super::*;
use smpp_core::message::correlate::ReceiptsFor;

/// What arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comes {
    /// The submit_sm_resp of a part.
    Answer(u8),
    /// A receipt for a part.
    Receipt(u8, MessageState),
}

/// The state that counts in the end, given the receipts of one part in order: the first final one, otherwise the last
/// of ACCEPTED and UNKNOWN, otherwise the last intermediate state.
fn end(states: impl Iterator<Item = MessageState> + Clone) -> Option<(MessageState, Finality)> {
    let of = |finality| states.clone().filter(move |state| state.finality() == finality);
    let plain = of(Finality::Final).next().map(|state| (state, Finality::Final));
    let provisional = || of(Finality::Provisional).last().map(|state| (state, Finality::Provisional));
    let pending = || of(Finality::Pending).last().map(|state| (state, Finality::Pending));
    plain.or_else(provisional).or_else(pending)
}

/// Every permutation of the first `left` items.
fn permutations(all: &mut [Comes], left: usize, visit: &mut impl FnMut(&[Comes])) {
    if left <= 1 {
        return visit(all);
    }
    for at in 0..left {
        all.swap(at, left - 1);
        permutations(all, left - 1, visit);
        all.swap(at, left - 1);
    }
}

const IDS: [&[u8]; 2] = [b"first", b"second"];

/// Plays an order. Returns what was last reported for each part and for the message.
fn play(order: &[Comes], total: u8, receipts_for: ReceiptsFor) {
    let mut orders = Orders::<4>::new(CorrelatorConfig { receipts_for, ..config(IdRule::Exact) });
    let mut said: [Option<(MessageState, Finality)>; 2] = [None; 2];
    let mut message = (Finality::Pending, None);
    let mut completed = 0;
    for comes in order {
        let outcome = match *comes {
            Comes::Answer(part) => {
                orders.accepted_part(IDS[usize::from(part)], 1, PartNumber::new(part + 1, total))
            }
            Comes::Receipt(part, state) => orders.report(IDS[usize::from(part)], state),
        };
        assert_eq!(orders.dropped, None);
        match outcome {
            Correlation::Updated(news) => {
                let part = usize::from(news.part - 1);
                let before = said[part].filter(|(_, finality)| finality.is_end()).map(|(state, _)| state);
                assert_eq!(news.superseded, before, "{order:?}");
                said[part] = Some((news.state, news.finality));
                assert!(
                    news.message.finality() >= message.0,
                    "{order:?}: no message is less over than before"
                );
                message = (news.message.finality(), news.message.state());
                completed += u32::from(news.message.is_complete());
            }
            Correlation::Contradicted { before, .. } => {
                if let Comes::Receipt(_, state) = *comes {
                    assert!(before != state && state.finality() == Finality::Final, "{order:?}");
                } else {
                    // The early receipt of a part whose message another part ended.
                    assert_ne!(receipts_for, ReceiptsFor::EachPart, "{order:?}");
                }
            }
            Correlation::Repeated { .. }
            | Correlation::Early(_)
            | Correlation::Waiting
            | Correlation::AlreadyEnded { .. } => {}
            other => panic!("{other:?} in {order:?}"),
        }
    }
    let receipts = |part: u8| {
        order.iter().filter_map(move |comes| match comes {
            Comes::Receipt(of, state) if *of == part => Some(*state),
            _ => None,
        })
    };
    let ends = [end(receipts(0)), end(receipts(1))];
    let is_final = |end: Option<(MessageState, Finality)>| end.is_some_and(|end| end.1 == Finality::Final);
    let ends = &ends[..usize::from(total)];
    if receipts_for == ReceiptsFor::EachPart {
        assert_eq!(&said[..usize::from(total)], ends, "{order:?}");
        let complete = ends.iter().all(|end| is_final(*end));
        assert_eq!(completed, u32::from(complete), "{order:?}: a message ends once");
        assert_eq!(orders.table.waiting(), if complete { 0 } else { usize::from(total) }, "{order:?}");
        if ends.iter().all(|end| end.is_some_and(|(_, finality)| finality.is_end())) {
            let rank = |state: MessageState| match state {
                DELIVERED => 2,
                ACCEPTED | UNKNOWN => 1,
                _ => 0,
            };
            let worst = ends.iter().flatten().map(|(state, _)| *state).min_by_key(|state| rank(*state));
            assert_eq!(message.1, worst, "{order:?}");
        } else {
            assert_eq!(message, (Finality::Pending, None), "{order:?}");
        }
    } else {
        let decides = match receipts_for {
            ReceiptsFor::FirstPart => is_final(ends[0]),
            ReceiptsFor::LastPart => is_final(ends[ends.len() - 1]),
            _ => ends.iter().any(|end| is_final(*end)),
        } || ends.iter().all(|end| is_final(*end));
        assert_eq!(completed, u32::from(decides), "{order:?} {receipts_for:?}");
        let waiting = if decides { 0 } else { usize::from(total) };
        assert_eq!(orders.table.waiting(), waiting, "{order:?} {receipts_for:?}");
    }
    assert_eq!(orders.table.early(), 0, "{order:?}");
}

const POLICIES: [ReceiptsFor; 4] =
    [ReceiptsFor::EachPart, ReceiptsFor::FirstPart, ReceiptsFor::LastPart, ReceiptsFor::AnyPart];

/// The response, and every selection of receipts in every order, two of them repeated.
#[test]
fn every_order_for_one_part() {
    let all = [ENROUTE, ACCEPTED, UNKNOWN, DELIVERED, UNDELIVERABLE, DELIVERED, ACCEPTED];
    for chosen in 0_u32..1 << all.len() {
        let receipts = (0..all.len()).filter(|at| chosen & 1 << at != 0).map(|at| Comes::Receipt(0, all[at]));
        let mut comes: Vec<Comes> = std::iter::once(Comes::Answer(0)).chain(receipts).collect();
        // With one part all policies are the same, so one is enough.
        let policies = if comes.len() > 6 { &POLICIES[..1] } else { &POLICIES };
        let left = comes.len();
        permutations(&mut comes, left, &mut |order| {
            policies.iter().for_each(|receipts_for| play(order, 1, *receipts_for));
        });
    }
}

/// Two parts, each with its response and up to two receipts of every state, in every order and under every policy.
#[test]
fn every_order_for_two_parts() {
    let states = [ENROUTE, ACCEPTED, UNKNOWN, DELIVERED, UNDELIVERABLE];
    // The other order of two is among the permutations.
    for (a, b) in (0..states.len()).flat_map(|b| (0..=b).map(move |a| (states[a], states[b]))) {
        for c in states {
            let mut comes = vec![
                Comes::Answer(0),
                Comes::Answer(1),
                Comes::Receipt(0, a),
                Comes::Receipt(0, b),
                Comes::Receipt(1, c),
            ];
            for last in [None, Some(DELIVERED)] {
                comes.extend(last.map(|state| Comes::Receipt(1, state)));
                let left = comes.len();
                permutations(&mut comes, left, &mut |order| {
                    POLICIES.into_iter().for_each(|receipts_for| play(order, 2, receipts_for));
                });
            }
        }
    }
}
