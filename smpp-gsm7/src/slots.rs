//! Fixed-memory tables in storage that the caller provides. The slots themselves contain the links of the lists and
//! hash chains they are in, so every operation takes the same time for ten slots and for ten thousand.
//!
//! All functions take the slots as a slice of at most [`MAX_SLOTS`]. An index out of range, in particular
//! [`NONE`], means "no slot" and changes nothing.

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

/// Storage for slots, such as those of a [`Reassembler`](crate::reassemble::Reassembler): `[S; N]` or `&mut [S]`, and
/// with the feature `alloc` also `Vec<S>` and `Box<[S]>`.
pub trait Slots: sealed::Sealed {
    /// The type of a slot.
    type Slot;

    /// The whole storage.
    #[doc(hidden)]
    fn all(&self) -> &[Self::Slot];

    /// The same, mutably.
    #[doc(hidden)]
    fn all_mut(&mut self) -> &mut [Self::Slot];

    /// The slots. If there are more than 65,535, the first 65,535.
    fn slots(&self) -> &[Self::Slot] {
        let all = self.all();
        all.get(..MAX_SLOTS).unwrap_or(all)
    }

    /// The same, mutably.
    fn slots_mut(&mut self) -> &mut [Self::Slot] {
        let used = self.all().len().min(MAX_SLOTS);
        self.all_mut().get_mut(..used).unwrap_or_default()
    }
}

macro_rules! storage {
    ($( $(#[$feature:meta])? [$($generics:tt)*] $Storage:ty; )*) => { $(
        $(#[$feature])?
        impl<$($generics)*> sealed::Sealed for $Storage {}

        $(#[$feature])?
        impl<$($generics)*> Slots for $Storage {
            type Slot = S;

            fn all(&self) -> &[S] {
                self
            }

            fn all_mut(&mut self) -> &mut [S] {
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
    /// The neighbours of the slot in each list, by the `ORDER` of the list.
    fn links_mut(&mut self) -> &mut [Links];
}

fn links_mut<S: Linked>(slots: &mut [S], order: usize, at: At) -> Option<&mut Links> {
    slots.get_mut(usize::from(at))?.links_mut().get_mut(order)
}

/// A list of slots, oldest first. `ORDER` selects one of the [`Links`] of a slot.
#[derive(Clone, Copy, Debug)]
pub struct List<const ORDER: usize = 0> {
    oldest: At,
    newest: At,
    len: u16,
}

impl<const ORDER: usize> List<ORDER> {
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
    pub fn push<S: Linked>(&mut self, slots: &mut [S], at: At) {
        self.insert_after(slots, at, self.newest);
    }

    /// Inserts a slot that is in no other list of this order after another one, or as the first if that is
    /// [`NONE`].
    pub fn insert_after<S: Linked>(&mut self, slots: &mut [S], at: At, before: At) {
        if usize::from(at) >= slots.len() {
            return;
        }
        let place = links_mut(slots, ORDER, before).map_or(&mut self.oldest, |links| &mut links.after);
        let after = core::mem::replace(place, at);
        *links_mut(slots, ORDER, after).map_or(&mut self.newest, |links| &mut links.before) = at;
        if let Some(links) = links_mut(slots, ORDER, at) {
            *links = Links { before, after };
        }
        // At most MAX_SLOTS, which fits.
        self.len = self.len.wrapping_add(1);
    }

    /// Removes a slot that is in this list.
    pub fn remove<S: Linked>(&mut self, slots: &mut [S], at: At) {
        let Some(&mut Links { before, after }) = links_mut(slots, ORDER, at) else { return };
        *links_mut(slots, ORDER, before).map_or(&mut self.oldest, |links| &mut links.after) = after;
        *links_mut(slots, ORDER, after).map_or(&mut self.newest, |links| &mut links.before) = before;
        self.len = self.len.saturating_sub(1);
    }
}

/// The free slots, linked by the first [`Links::after`]. The slot freed last is taken first.
#[derive(Clone, Copy, Debug)]
pub struct Free {
    first: At,
}

impl Free {
    /// Links all slots, none of which may be in a list.
    pub fn all<S: Linked>(slots: &mut [S]) -> Self {
        let mut free = Self { first: NONE };
        for (at, slot) in (0..NONE).zip(slots).rev() {
            if let Some(links) = slot.links_mut().first_mut() {
                links.after = core::mem::replace(&mut free.first, at);
            }
        }
        free
    }

    /// Whether no slot is free.
    pub const fn is_empty(&self) -> bool {
        self.first == NONE
    }

    /// Takes a slot.
    pub fn take<S: Linked>(&mut self, slots: &mut [S]) -> Option<At> {
        let after = links_mut(slots, 0, self.first)?.after;
        Some(core::mem::replace(&mut self.first, after))
    }

    /// Gives back a slot that is in no list.
    pub fn give<S: Linked>(&mut self, slots: &mut [S], at: At) {
        if let Some(links) = links_mut(slots, 0, at) {
            links.after = core::mem::replace(&mut self.first, at);
        }
    }
}

/// The place of a slot in a hash chain. It also contains the head of the bucket with this slot's index. That bucket
/// is unrelated to the slot, so code that reuses a slot must not reset its chains.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    /// The first slot in the bucket with this slot's index.
    head: At,
    /// The short hash of this slot, from which its bucket follows. [`NONE`] if it is in no bucket.
    hash: u16,
    links: Links,
}

impl Chain {
    /// The chain of a slot at the start: the slot is in no bucket, and the bucket with its index is empty.
    pub const NONE: Self = Self { head: NONE, hash: NONE, links: Links::NONE };
}

/// A slot that can be found by a hash, or by several.
pub trait Chained {
    /// The place of the slot in a chain of each hash.
    fn chains(&self) -> &[Chain];

    /// The same, mutably.
    fn chains_mut(&mut self) -> &mut [Chain];
}

fn chain<S: Chained>(slots: &[S], index: usize, at: At) -> Option<&Chain> {
    slots.get(usize::from(at))?.chains().get(index)
}

fn chain_mut<S: Chained>(slots: &mut [S], index: usize, at: At) -> Option<&mut Chain> {
    slots.get_mut(usize::from(at))?.chains_mut().get_mut(index)
}

/// Shortens a hash, each of whose bits should be as good as random. There are usually far more short hashes than
/// buckets, so they also tell apart most of the slots in one bucket.
fn short(hash: u32) -> u16 {
    ((hash & 0xFFFF) as u16).min(NONE.saturating_sub(1))
}

fn bucket<S>(slots: &[S], hash: u16) -> At {
    // Two factors of 16 bits.
    let buckets = u32::from(At::try_from(slots.len()).unwrap_or(NONE));
    (buckets.wrapping_mul(hash.into()) >> 16) as At
}

/// The slots with a hash, newest first. A few of them may have another hash that is the same when shortened.
pub fn with_hash<S: Chained>(
    slots: &[S],
    index: usize,
    hash: u32,
) -> impl Iterator<Item = (At, &S)> + Clone + use<'_, S> {
    let hash = short(hash);
    // The slot with the index of a bucket has its head. There are as many buckets as slots.
    from(slots, index, hash, chain(slots, index, bucket(slots, hash)).map_or(NONE, |home| home.head))
}

/// The next slot after this one that [`with_hash`] returns.
pub fn after_with_hash<S: Chained>(slots: &[S], index: usize, at: At) -> Option<At> {
    let Chain { hash, links, .. } = *chain(slots, index, at)?;
    from(slots, index, hash, links.after).next().map(|(at, _)| at)
}

fn from<S: Chained>(
    slots: &[S],
    index: usize,
    hash: u16,
    mut next: At,
) -> impl Iterator<Item = (At, &S)> + Clone + use<'_, S> {
    core::iter::from_fn(move || {
        loop {
            let at = next;
            let slot = slots.get(usize::from(at))?;
            let chain = slot.chains().get(index)?;
            next = chain.links.after;
            if chain.hash == hash {
                return Some((at, slot));
            }
        }
    })
}

/// The hash with which a slot joined a bucket, shortened: [`with_hash`] finds the same slots by it. Meaningless for a
/// slot that is in no bucket.
pub fn hash_of<S: Chained>(slots: &[S], index: usize, at: At) -> u32 {
    chain(slots, index, at).map_or(0, |chain| chain.hash.into())
}

/// Puts a slot that is in no bucket of this index into the bucket of a hash.
pub fn join<S: Chained>(slots: &mut [S], index: usize, hash: u32, at: At) {
    let hash = short(hash);
    let Some(home) = chain_mut(slots, index, bucket(slots, hash)) else { return };
    let after = core::mem::replace(&mut home.head, at);
    if let Some(chain) = chain_mut(slots, index, after) {
        chain.links.before = at;
    }
    if let Some(chain) = chain_mut(slots, index, at) {
        *chain = Chain { hash, links: Links { before: NONE, after }, ..*chain };
    }
}

/// Takes a slot out of its bucket, if it is in one.
pub fn leave<S: Chained>(slots: &mut [S], index: usize, at: At) {
    let Some(chain) = chain_mut(slots, index, at).filter(|chain| chain.hash != NONE) else { return };
    let hash = core::mem::replace(&mut chain.hash, NONE);
    let Links { before, after } = chain.links;
    if let Some(chain) = chain_mut(slots, index, before) {
        chain.links.after = after;
    } else if let Some(home) = chain_mut(slots, index, bucket(slots, hash)) {
        home.head = after;
    }
    if let Some(chain) = chain_mut(slots, index, after) {
        chain.links.before = before;
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
        fn links_mut(&mut self) -> &mut [Links] {
            core::slice::from_mut(&mut self.links)
        }
    }

    impl Chained for Slot {
        fn chains(&self) -> &[Chain] {
            &self.chains
        }

        fn chains_mut(&mut self) -> &mut [Chain] {
            &mut self.chains
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
            let (mut free, mut list) = (Free::all(slots), List::<0>::EMPTY);
            let mut queue = VecDeque::new();
            let mut seed = 1_u32;
            for number in 0..2000 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if seed >> 30 == 0 || free.is_empty() {
                    let out = (seed as usize >> 8) % queue.len().max(1);
                    let Some((at, _)) = queue.remove(out) else { continue };
                    list.remove(slots, at);
                    leave(slots, 0, at);
                    leave(slots, 1, at);
                    // Leaving a second time does nothing.
                    leave(slots, 1, at);
                    free.give(slots, at);
                } else {
                    let at = free.take(slots).unwrap();
                    slots[usize::from(at)].number = number;
                    list.push(slots, at);
                    join(slots, 0, hash(number), at);
                    // All in one bucket.
                    join(slots, 1, 0, at);
                    queue.push_back((at, number));
                }
                assert_eq!((list.len(), list.is_empty()), (queue.len(), queue.is_empty()));
                assert_eq!(list.oldest(), queue.front().map_or(NONE, |(at, _)| *at));
                assert_eq!(list.newest(), queue.back().map_or(NONE, |(at, _)| *at));
                for (at, number) in &queue {
                    let found = with_hash(slots, 0, hash(*number)).find(|(_, slot)| slot.number == *number);
                    assert_eq!(found.map(|(at, _)| at), Some(*at));
                }
                for (at, number) in &queue {
                    let same = with_hash(slots, 0, hash_of(slots, 0, *at)).map(|(at, _)| at);
                    assert!(same.eq(with_hash(slots, 0, hash(*number)).map(|(at, _)| at)));
                    let next = with_hash(slots, 0, hash(*number)).skip_while(|(place, _)| place != at).nth(1);
                    assert_eq!(after_with_hash(slots, 0, *at), next.map(|(at, _)| at));
                }
                let newest_first: Vec<_> = queue.iter().rev().map(|(at, _)| *at).collect();
                assert_eq!(with_hash(slots, 1, 0).map(|(at, _)| at).collect::<Vec<_>>(), newest_first);
            }
        }
    }

    /// The index [`NONE`] finds nothing, however many slots the caller has.
    #[test]
    fn slots_beyond_the_last_index_are_not_used() {
        let mut slots = std::vec![0_u8; MAX_SLOTS + 2];
        let mut slots = &mut slots[..];
        assert_eq!((slots.slots().len(), slots.slots_mut().len()), (MAX_SLOTS, MAX_SLOTS));
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
