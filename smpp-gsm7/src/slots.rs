//! Fixed-memory tables in storage that the caller provides. The slots themselves contain the links of the lists and
//! hash chains they are in, so every operation takes the same time for ten slots and for ten thousand.
//!
//! All functions take the slots as a slice of at most [`MAX_SLOTS`]. An index out of range, [`NONE`] above all,
//! means "no slot" and changes nothing.

#[cfg(feature = "alloc")]
use alloc::{boxed::Box, vec::Vec};

/// The index of a slot.
pub type At = u16;

/// No slot.
pub const NONE: At = At::MAX;

/// How many slots a table can use: every index but [`NONE`].
pub const MAX_SLOTS: usize = NONE as usize;

mod sealed {
    pub trait Sealed {}
}

/// Storage for the slots of a table: `[S; N]`, `&mut [S]`, or with the feature `alloc` `Vec<S>` and `Box<[S]>`.
pub trait Slots: sealed::Sealed {
    /// The type of a slot.
    type Slot;

    /// The slots.
    fn slots(&self) -> &[Self::Slot];

    /// The slots, mutably.
    fn slots_mut(&mut self) -> &mut [Self::Slot];
}

macro_rules! storage {
    ($( $(#[$feature:meta])? [$($generics:tt)*] $Storage:ty; )*) => { $(
        $(#[$feature])?
        impl<$($generics)*> sealed::Sealed for $Storage {}

        $(#[$feature])?
        impl<$($generics)*> Slots for $Storage {
            type Slot = S;

            fn slots(&self) -> &[S] {
                self
            }

            fn slots_mut(&mut self) -> &mut [S] {
                self
            }
        }
    )* };
}

storage! {
    [S, const N: usize] [S; N];
    [S] &mut [S];
    #[cfg(feature = "alloc")] [S] Vec<S>;
    #[cfg(feature = "alloc")] [S] Box<[S]>;
}

/// The neighbours of a slot in a list.
#[derive(Clone, Copy, Debug)]
pub struct Links {
    /// The next older slot.
    pub before: At,
    /// The next newer slot.
    pub after: At,
}

impl Links {
    /// The links of a slot without neighbours.
    pub const NONE: Self = Self { before: NONE, after: NONE };
}

/// A slot that can be in a [`List`], or in several lists at once.
pub trait Linked {
    /// Selects one of the lists that a slot can be in at the same time; `()` if there is only one.
    type Order: Copy;

    /// The neighbours in a list.
    fn links(&self, order: Self::Order) -> Links;

    /// The same, mutably.
    fn links_mut(&mut self, order: Self::Order) -> &mut Links;
}

/// A list of slots, oldest first.
#[derive(Clone, Copy, Debug)]
pub struct List {
    oldest: At,
    newest: At,
    len: u16,
}

impl List {
    /// A list without slots.
    pub const EMPTY: Self = Self { oldest: NONE, newest: NONE, len: 0 };

    /// Number of slots.
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are no slots.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first slot, or [`NONE`].
    pub const fn oldest(&self) -> At {
        self.oldest
    }

    /// The last slot, or [`NONE`].
    pub const fn newest(&self) -> At {
        self.newest
    }

    /// Appends a slot that is in no other list of this order.
    pub fn push<S: Linked>(&mut self, slots: &mut [S], order: S::Order, at: At) {
        let Some(slot) = slots.get_mut(usize::from(at)) else { return };
        *slot.links_mut(order) = Links { before: self.newest, after: NONE };
        match slots.get_mut(usize::from(self.newest)) {
            Some(newest) => newest.links_mut(order).after = at,
            None => self.oldest = at,
        }
        self.newest = at;
        // At most MAX_SLOTS, which fits.
        self.len = self.len.wrapping_add(1);
    }

    /// Inserts a slot that is in no other list of this order behind another one; behind [`NONE`], as the first.
    pub fn insert_after<S: Linked>(&mut self, slots: &mut [S], order: S::Order, at: At, before: At) {
        let after = match slots.get(usize::from(before)) {
            Some(slot) => slot.links(order).after,
            None => self.oldest,
        };
        if after == NONE {
            return self.push(slots, order, at);
        }
        let Some(slot) = slots.get_mut(usize::from(at)) else { return };
        *slot.links_mut(order) = Links { before, after };
        match slots.get_mut(usize::from(before)) {
            Some(slot) => slot.links_mut(order).after = at,
            None => self.oldest = at,
        }
        if let Some(slot) = slots.get_mut(usize::from(after)) {
            slot.links_mut(order).before = at;
        }
        self.len = self.len.wrapping_add(1);
    }

    /// Removes a slot that is in this list.
    pub fn remove<S: Linked>(&mut self, slots: &mut [S], order: S::Order, at: At) {
        let Some(slot) = slots.get(usize::from(at)) else { return };
        let Links { before, after } = slot.links(order);
        match slots.get_mut(usize::from(before)) {
            Some(slot) => slot.links_mut(order).after = after,
            None => self.oldest = after,
        }
        match slots.get_mut(usize::from(after)) {
            Some(slot) => slot.links_mut(order).before = before,
            None => self.newest = before,
        }
        self.len = self.len.saturating_sub(1);
    }
}

/// The free slots, linked by [`Links::after`]. The slot freed last is taken first.
#[derive(Clone, Copy, Debug)]
pub struct Free {
    first: At,
}

impl Free {
    /// Links all slots, of which none is in a list.
    pub fn all<S: Linked>(slots: &mut [S], order: S::Order) -> Self {
        let mut free = Self { first: NONE };
        for (at, slot) in (0..NONE).zip(slots).rev() {
            slot.links_mut(order).after = core::mem::replace(&mut free.first, at);
        }
        free
    }

    /// Whether no slot is free.
    pub const fn is_empty(&self) -> bool {
        self.first == NONE
    }

    /// Takes a slot.
    pub fn take<S: Linked>(&mut self, slots: &[S], order: S::Order) -> Option<At> {
        let at = self.first;
        self.first = slots.get(usize::from(at))?.links(order).after;
        Some(at)
    }

    /// Gives a slot back that is in no list.
    pub fn give<S: Linked>(&mut self, slots: &mut [S], order: S::Order, at: At) {
        if let Some(slot) = slots.get_mut(usize::from(at)) {
            slot.links_mut(order).after = core::mem::replace(&mut self.first, at);
        }
    }
}

/// The place of a slot in a hash chain. It also contains the head of the bucket with this slot's index. That bucket
/// is unrelated to the slot, so code that reuses a slot must not reset its chains.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    /// The first slot in the bucket with this slot's index.
    head: At,
    /// The bucket that this slot is in.
    bucket: At,
    links: Links,
}

impl Chain {
    /// The chain of a slot that is in no bucket, before any slot is.
    pub const NONE: Self = Self { head: NONE, bucket: NONE, links: Links::NONE };
}

/// A slot that can be found by a hash, or by several.
pub trait Chained {
    /// Selects one of the hashes by which a slot can be found; `()` if there is only one.
    type Index: Copy;

    /// The place of the slot in a chain.
    fn chain(&self, index: Self::Index) -> &Chain;

    /// The same, mutably.
    fn chain_mut(&mut self, index: Self::Index) -> &mut Chain;
}

/// The bucket of a hash, each of whose bits should be as good as random: as many buckets as slots.
fn bucket<S>(slots: &[S], hash: u32) -> At {
    // Two factors of 32 bits.
    ((slots.len().min(MAX_SLOTS) as u64).wrapping_mul(hash.into()) >> 32) as At
}

/// The slots in the bucket of a hash, newest first. Some may have another hash.
pub fn chain<S: Chained>(
    slots: &[S],
    index: S::Index,
    hash: u32,
) -> impl Iterator<Item = (At, &S)> + Clone + use<'_, S> {
    let bucket = slots.get(usize::from(bucket(slots, hash)));
    follow(slots, index, bucket.map_or(NONE, |slot| slot.chain(index).head))
}

/// The slots that follow one in its bucket.
pub fn chain_after<S: Chained>(
    slots: &[S],
    index: S::Index,
    at: At,
) -> impl Iterator<Item = (At, &S)> + Clone + use<'_, S> {
    let slot = slots.get(usize::from(at));
    follow(slots, index, slot.map_or(NONE, |slot| slot.chain(index).links.after))
}

fn follow<S: Chained>(
    slots: &[S],
    index: S::Index,
    mut next: At,
) -> impl Iterator<Item = (At, &S)> + Clone + use<'_, S> {
    core::iter::from_fn(move || {
        let at = next;
        let slot = slots.get(usize::from(at))?;
        next = slot.chain(index).links.after;
        Some((at, slot))
    })
}

/// Puts a slot that is in no bucket of this index into the bucket of a hash.
pub fn join<S: Chained>(slots: &mut [S], index: S::Index, hash: u32, at: At) {
    let bucket = bucket(slots, hash);
    let Some(home) = slots.get_mut(usize::from(bucket)) else { return };
    let first = core::mem::replace(&mut home.chain_mut(index).head, at);
    if let Some(slot) = slots.get_mut(usize::from(first)) {
        slot.chain_mut(index).links.before = at;
    }
    if let Some(slot) = slots.get_mut(usize::from(at)) {
        let chain = slot.chain_mut(index);
        chain.bucket = bucket;
        chain.links = Links { before: NONE, after: first };
    }
}

/// Takes a slot out of its bucket, if it is in one.
pub fn leave<S: Chained>(slots: &mut [S], index: S::Index, at: At) {
    let Some(slot) = slots.get_mut(usize::from(at)) else { return };
    let chain = slot.chain_mut(index);
    let bucket = core::mem::replace(&mut chain.bucket, NONE);
    let Links { before, after } = chain.links;
    let Some(home) = slots.get_mut(usize::from(bucket)) else { return };
    if before == NONE {
        home.chain_mut(index).head = after;
    } else if let Some(slot) = slots.get_mut(usize::from(before)) {
        slot.chain_mut(index).links.after = after;
    }
    if let Some(slot) = slots.get_mut(usize::from(after)) {
        slot.chain_mut(index).links.before = before;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;
    use std::vec::Vec;

    #[derive(Clone, Copy)]
    struct Slot {
        number: u32,
        links: Links,
        chains: [Chain; 2],
    }

    const EMPTY: Slot = Slot { number: 0, links: Links::NONE, chains: [Chain::NONE; 2] };

    impl Linked for Slot {
        type Order = ();

        fn links(&self, (): ()) -> Links {
            self.links
        }

        fn links_mut(&mut self, (): ()) -> &mut Links {
            &mut self.links
        }
    }

    impl Chained for Slot {
        type Index = usize;

        fn chain(&self, index: usize) -> &Chain {
            &self.chains[index]
        }

        fn chain_mut(&mut self, index: usize) -> &mut Chain {
            &mut self.chains[index]
        }
    }

    const fn hash(number: u32) -> u32 {
        number.wrapping_mul(0x9E37_79B9)
    }

    #[test]
    fn lists_and_chains_agree_with_a_queue_and_a_search_whatever_is_taken_out() {
        for capacity in [0_usize, 1, 2, 7, 64] {
            let mut storage = std::vec![EMPTY; capacity];
            let slots = storage.as_mut_slice();
            let (mut free, mut list) = (Free::all(slots, ()), List::EMPTY);
            let mut queue = VecDeque::new();
            let mut seed = 1_u32;
            for number in 0..2000 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if seed >> 30 == 0 || free.is_empty() {
                    let out = (seed as usize >> 8) % queue.len().max(1);
                    let Some((at, _)) = queue.remove(out) else { continue };
                    list.remove(slots, (), at);
                    leave(slots, 0, at);
                    leave(slots, 1, at);
                    // A second time does nothing.
                    leave(slots, 1, at);
                    free.give(slots, (), at);
                } else {
                    let at = free.take(slots, ()).unwrap();
                    slots[usize::from(at)].number = number;
                    list.push(slots, (), at);
                    join(slots, 0, hash(number), at);
                    // All in one bucket.
                    join(slots, 1, 0, at);
                    queue.push_back((at, number));
                }
                assert_eq!((list.len(), list.is_empty()), (queue.len(), queue.is_empty()));
                assert_eq!(list.oldest(), queue.front().map_or(NONE, |(at, _)| *at));
                assert_eq!(list.newest(), queue.back().map_or(NONE, |(at, _)| *at));
                for (at, number) in &queue {
                    let found = chain(slots, 0, hash(*number)).find(|(_, slot)| slot.number == *number);
                    assert_eq!(found.map(|(at, _)| at), Some(*at));
                }
                let newest_first: Vec<_> = queue.iter().rev().map(|(at, _)| *at).collect();
                assert_eq!(chain(slots, 1, 0).map(|(at, _)| at).collect::<Vec<_>>(), newest_first);
                if let Some(at) = newest_first.first() {
                    let rest: Vec<_> = chain_after(slots, 1, *at).map(|(at, _)| at).collect();
                    assert_eq!(rest, newest_first[1..]);
                }
            }
        }
    }

    #[test]
    fn every_kind_of_storage_has_the_same_slots() {
        fn first(mut storage: impl Slots<Slot = u8>) -> u8 {
            storage.slots_mut()[0] += 1;
            storage.slots()[0]
        }
        let mut slots = [1; 3];
        assert_eq!([first([1; 3]), first(&mut slots[..])], [2, 2]);
        #[cfg(feature = "alloc")]
        assert_eq!([first(std::vec![1; 3]), first(std::vec![1; 3].into_boxed_slice())], [2, 2]);
    }
}
