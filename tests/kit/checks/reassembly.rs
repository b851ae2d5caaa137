//! Reassembly against a naive model that keeps the parts of each message in a list, in order of arrival.

use smpp_core::message::reassemble::{
    Fragment, FragmentKey, Incomplete, IncompleteCause, InsertError, Inserted, MessageSlot, Reassembler,
    ReferenceIn, StoredAddress, TextCoding,
};
use smpp_core::message::udh::{Concatenation, Width};
use smpp_core::{Duration, Instant};

/// Makes parts from the octets, with few senders, references and texts, and inserts them.
pub fn check_reassembly(data: &[u8]) {
    let Some(([size, expiry, gap], rest)) = data.split_first_chunk::<3>() else { return };
    let expiry = u64::from(*expiry);
    let gap = if *gap < 0x80 { u64::MAX } else { u64::from(gap & 0x3F) };
    match size % 8 {
        0 => run::<1, 4, 12>(rest, expiry, gap),
        1 => run::<1, 3, 200>(rest, expiry, gap),
        2 => run::<0, 4, 16>(rest, expiry, gap),
        3 => run::<2, 0, 16>(rest, expiry, gap),
        4 => run::<2, 2, 0>(rest, expiry, gap),
        5 => run::<3, 255, 600>(rest, expiry, gap),
        _ => run::<2, 5, 40>(rest, expiry, gap),
    }
}

const TEXTS: [&[u8]; 8] = [b"", b"a", b"b", b"ab", b"\0\xD8", b"seven ..", b"thirteen ....", b"x"];

/// The result of a step, in terms that the model shares.
#[derive(Debug, PartialEq)]
enum Given {
    Waiting(usize),
    /// Number, text and time of each part, in order of arrival.
    Complete(Vec<(u8, Vec<u8>, u64)>),
    Repeated,
    Refused(InsertError),
}

/// Cause, reference, parts, start.
type Lost = (IncompleteCause, u16, usize, u64);

fn run<const MESSAGES: usize, const PARTS: usize, const OCTETS: usize>(data: &[u8], expiry: u64, gap: u64) {
    let slots = [const { MessageSlot::<PARTS, OCTETS>::EMPTY }; MESSAGES];
    let mut messages = Reassembler::new(slots, Duration::from_millis(expiry), 0x5EED)
        .with_longest_gap(Duration::from_millis(gap));
    let slots = (0..MESSAGES).map(|_| None).collect();
    let mut model = Model { slots, parts: PARTS, octets: OCTETS, expiry, gap, turn: 0 };
    let mut now = 0;
    for step in data.as_chunks::<4>().0 {
        let [who, which, what, later] = *step;
        now += u64::from(later & 0x1F);
        let at = Instant::from_millis(now);
        if later & 0x80 != 0 {
            let lost = messages.expire(at).as_ref().map(lost);
            assert_eq!(lost, model.expire(now));
        } else {
            let fragment = fragment(who, which, what);
            let before = format!("{messages:?}");
            let given = given(messages.insert(at, &fragment));
            if matches!(given.0, Given::Refused(_)) {
                assert_eq!(format!("{messages:?}"), before, "refused, and something changed");
            }
            assert_eq!(given, model.insert(now, &fragment), "{fragment:?}");
        }
        assert_eq!(messages.incomplete(), model.open().count());
        assert_eq!(messages.next_expiry().map(Instant::as_millis), model.next_expiry());
    }
}

fn fragment(who: u8, which: u8, what: u8) -> Fragment<'static> {
    let address = |octet: u8| {
        let address = if octet == 0 { "46700000001" } else { "46700000002" };
        StoredAddress::new(address.into()).unwrap()
    };
    let (reference_in, width) = match who >> 3 & 3 {
        0 => (ReferenceIn::Udh, Width::Bits16),
        1 => (ReferenceIn::Sar, Width::Bits16),
        _ => (ReferenceIn::Udh, Width::Bits8),
    };
    let concatenation = Concatenation {
        reference: u16::from(who >> 2 & 1),
        width,
        // Mostly three or four parts; also totals of 0, 1, 2, 5 and 255, and numbers that no part has.
        total: match which >> 4 {
            0 => 0,
            1 => 1,
            2 => 2,
            3 => 5,
            4 => 255,
            5..=7 => 4,
            _ => 3,
        },
        number: match which & 0x0F {
            15 => 255,
            number @ 0..=5 => number,
            number => number % 3 + 1,
        },
    };
    Fragment {
        key: FragmentKey { source: address(who & 1), destination: address(who >> 1 & 1), reference_in },
        concatenation,
        coding: TextCoding { data_coding: what >> 6 & 1, header: 6, ..TextCoding::default() },
        text: TEXTS[usize::from(what & 7)],
    }
}

fn lost(lost: &Incomplete) -> Lost {
    (lost.cause, lost.reference, usize::from(lost.fragments), lost.since.as_millis())
}

fn given(inserted: Result<(Inserted<'_>, Option<Incomplete>), InsertError>) -> (Given, Option<Lost>) {
    let (inserted, dropped) = match inserted {
        Ok(both) => both,
        Err(error) => return (Given::Refused(error), None),
    };
    let given = match inserted {
        Inserted::Waiting { missing } => Given::Waiting(usize::from(missing)),
        Inserted::Repeated => Given::Repeated,
        Inserted::Complete(whole) => {
            let parts: Vec<_> = whole.fragments().collect();
            let text = |number: u8| parts[usize::from(number) - 1].1.to_vec();
            let came = whole.arrivals().map(|(number, at)| (number, text(number), at.as_millis()));
            let came: Vec<_> = came.collect();
            assert_eq!(came.len(), parts.len());
            let times: Vec<u64> = came.iter().map(|(_, _, at)| *at).collect();
            assert!(times.is_sorted());
            let gaps = times.windows(2).map(|pair| pair[1] - pair[0]);
            assert_eq!(whole.longest_gap().as_millis(), gaps.max().unwrap_or(0));
            assert_eq!(whole.text(), parts.iter().flat_map(|(_, text)| *text).copied().collect::<Vec<_>>());
            Given::Complete(came)
        }
    };
    (given, dropped.as_ref().map(lost))
}

struct Model {
    slots: Vec<Option<Message>>,
    parts: usize,
    octets: usize,
    expiry: u64,
    gap: u64,
    /// Counts the calls of insert.
    turn: u64,
}

struct Message {
    /// Any part: text and number do not matter.
    key: Fragment<'static>,
    since: u64,
    last: u64,
    /// The turn in which it began, or in which it was completed.
    since_turn: u64,
    /// The turn in which its last part came.
    last_turn: u64,
    is_done: bool,
    /// In order of arrival. A repeated part moves to the end.
    came: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    fragment: Fragment<'static>,
    at: u64,
    in_doubt: bool,
    again: bool,
}

impl Message {
    fn certain(&self) -> impl Iterator<Item = &Part> {
        self.came.iter().filter(|part| !part.in_doubt)
    }

    fn octets(&self) -> usize {
        self.came.iter().map(|part| part.fragment.text.len()).sum()
    }

    fn lost(&self, reason: IncompleteCause) -> Option<Lost> {
        (!self.is_done)
            .then(|| (reason, self.key.concatenation.reference, self.certain().count(), self.since))
    }
}

impl Model {
    fn open(&self) -> impl Iterator<Item = &Message> {
        self.slots.iter().flatten().filter(|message| !message.is_done)
    }

    fn next_expiry(&self) -> Option<u64> {
        let gap = self.gap;
        let over = |message: &Message| {
            (message.since + self.expiry).min(message.last.saturating_add(gap).saturating_add(1))
        };
        self.open().map(over).min()
    }

    fn over(&self, message: &Message, now: u64) -> Option<IncompleteCause> {
        if now - message.since >= self.expiry {
            Some(IncompleteCause::Expired)
        } else {
            (!message.is_done && now - message.last > self.gap).then_some(IncompleteCause::Gap)
        }
    }

    /// The oldest message, or else the one whose last part is the oldest, if it is over.
    fn expire(&mut self, now: u64) -> Option<Lost> {
        let open = |at: &usize| self.slots[*at].as_ref().filter(|message| !message.is_done);
        let oldest = (0..self.slots.len())
            .filter(|at| open(at).is_some())
            .min_by_key(|at| open(at).map(|message| (message.since, message.since_turn)))?;
        let stalest = (0..self.slots.len())
            .filter(|at| open(at).is_some())
            .min_by_key(|at| open(at).map(|message| (message.last, message.last_turn)))?;
        let over = |at: usize| Some((at, self.over(open(&at)?, now)?));
        let (at, reason) = [oldest, stalest].into_iter().find_map(over)?;
        self.slots[at].take()?.lost(reason)
    }

    fn insert(&mut self, now: u64, fragment: &Fragment<'static>) -> (Given, Option<Lost>) {
        let refused = |reason| (Given::Refused(reason), None);
        self.turn += 1;
        let turn = self.turn;
        let Concatenation { number, total, .. } = fragment.concatenation;
        if number == 0 || number > total {
            return refused(InsertError::FragmentNumber);
        }
        if total == 1 {
            // Complete at once, whatever is stored.
            return (Given::Complete(vec![(1, fragment.text.to_vec(), now)]), None);
        }
        if usize::from(total) > self.parts {
            return refused(InsertError::TooManyFragments);
        }
        if fragment.text.len() > self.octets {
            return refused(InsertError::TooLong);
        }
        let is_key = |message: &Message| {
            let concatenation = Concatenation { number, ..message.key.concatenation };
            (message.key.key, concatenation) == (fragment.key, fragment.concatenation)
        };
        let known = self.slots.iter().position(|slot| slot.as_ref().is_some_and(is_key));
        // A free slot, otherwise that of the message completed first, otherwise that of the oldest message.
        let rank = |slot: &Option<Message>| match slot {
            None => (0, 0, 0),
            Some(message) if message.is_done => (1, message.since_turn, 0),
            Some(message) => (2, message.since, message.since_turn),
        };
        let best = (0..self.slots.len()).min_by_key(|at| rank(&self.slots[*at]));
        let Some(at) = known.or(best) else { return refused(InsertError::NoSlots) };
        let part = Part { fragment: *fragment, at: now, in_doubt: false, again: false };

        let over = self.slots[at].as_ref().and_then(|message| self.over(message, now));
        if known.is_none() || over.is_some() {
            let reason = over.unwrap_or(IncompleteCause::Evicted);
            let lost = self.slots[at].take().and_then(|message| message.lost(reason));
            let (since_turn, last_turn) = (turn, turn);
            let (since, last) = (now, now);
            let came = vec![part];
            let message =
                Message { key: *fragment, since, last, since_turn, last_turn, is_done: false, came };
            return (self.judge(at, message), lost);
        }

        let mut message = self.slots[at].take().unwrap();
        let same =
            |part: &Part| (part.fragment.text, part.fragment.coding) == (fragment.text, fragment.coding);
        let Some(place) = message.came.iter().position(|part| part.fragment.concatenation.number == number)
        else {
            return match self.with(&message, message.came.clone(), part) {
                Some(message) => (self.judge(at, message), None),
                None => {
                    self.slots[at] = Some(message);
                    refused(InsertError::TooLong)
                }
            };
        };
        if same(&message.came[place]) {
            if now - message.last > self.gap {
                message.came.iter_mut().for_each(|part| part.again = false);
            }
            (message.last, message.last_turn) = (now, turn);
            let old = message.came.remove(place);
            message.came.push(Part { again: true, ..part });
            if old.in_doubt {
                return (self.judge(at, message), None);
            }
            self.slots[at] = Some(message);
            return (Given::Repeated, None);
        }

        // Another message begins. The parts after the replaced one may belong to it.
        let in_time = now - message.last <= self.gap;
        let behind = &message.came[place + 1..];
        // The last parts that lead up to this one in order.
        let mut next = number;
        let is_next = |part: &&Part| {
            in_time
                && part.fragment.concatenation.number
                    < std::mem::replace(&mut next, part.fragment.concatenation.number)
        };
        let leading = behind.iter().rev().take_while(is_next).count();
        let mut leading = behind.len() - leading;
        // Unless this part took longer to arrive than the first of those.
        let break_at = place + 1 + leading;
        if let (Some(begins), Some(last)) = (message.came.get(break_at), message.came.last())
            && now - last.at > begins.at - message.came[break_at - 1].at
        {
            leading = behind.len();
        }
        let stays = |at: usize, part: &Part| !message.is_done || (in_time && (part.again || at >= leading));
        let stay = behind.iter().enumerate().filter(|(at, part)| stays(*at, part));
        let mut stay: Vec<Part> = stay.map(|(_, part)| part.clone()).collect();
        let numbers: Vec<u8> = stay.iter().map(|part| part.fragment.concatenation.number).collect();
        let above: Vec<u8> = numbers.iter().copied().take_while(|other| *other > number).collect();
        let below = &numbers[above.len()..];
        let in_order = above.is_sorted() && below.is_sorted() && below.iter().all(|other| *other < number);
        for part in &mut stay {
            part.in_doubt |= in_order && part.fragment.concatenation.number > number;
        }
        let had = message.certain().count();
        let stayed = stay.iter().filter(|part| !part.in_doubt).count();
        let lost = (!message.is_done && had > stayed).then_some((
            IncompleteCause::Replaced,
            fragment.concatenation.reference,
            had - stayed,
            message.since,
        ));
        match self.with(&message, stay, part) {
            Some(mut new) => {
                new.is_done = false;
                new.since_turn = turn;
                new.since = new.certain().map(|part| part.at).min().unwrap();
                (self.judge(at, new), lost)
            }
            None => {
                self.slots[at] = Some(message);
                refused(InsertError::TooLong)
            }
        }
    }

    /// The message with these parts and one more. Doubtful ones are dropped if there is no other room.
    fn with(&self, message: &Message, came: Vec<Part>, part: Part) -> Option<Message> {
        let mut new = Message { last: part.at, last_turn: self.turn, came, ..*message };
        new.came.push(part);
        if new.octets() > self.octets {
            new.came.retain(|part| !part.in_doubt);
        }
        (new.octets() <= self.octets).then_some(new)
    }

    /// Puts a message into its slot, and returns what it lacks.
    fn judge(&mut self, at: usize, mut message: Message) -> Given {
        let total = usize::from(message.key.concatenation.total);
        let certain: Vec<u8> = message.certain().map(|part| part.fragment.concatenation.number).collect();
        let trusted = message.came.len() == total && !certain.is_sorted();
        let given = if certain.len() == total || trusted {
            message.is_done = true;
            message.since_turn = self.turn;
            for part in &mut message.came {
                (part.in_doubt, part.again) = (false, false);
            }
            let came = message.came.iter();
            Given::Complete(
                came.map(|part| (part.fragment.concatenation.number, part.fragment.text.to_vec(), part.at))
                    .collect(),
            )
        } else {
            Given::Waiting(total - certain.len())
        };
        self.slots[at] = Some(message);
        given
    }
}
