//! Slots in fixed memory. Each is in a list ordered by age, and in buckets by hashes of its id and value.

use super::outcome::{DropReason, Dropped};
use super::slot::{At, Chain, Links, List, NONE, Slot};

/// The ends of a list.
#[derive(Clone, Copy, Debug)]
struct Ends {
    oldest: At,
    newest: At,
    count: usize,
}

const EMPTY: Ends = Ends { oldest: NONE, newest: NONE, count: 0 };

/// What slots are indexed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Index {
    /// The octets of the id.
    Exact,
    /// The digits of the id, in any spelling.
    Digits,
    /// The value, for parts of long messages.
    Value,
}

#[derive(Clone, Debug)]
pub(super) struct Table<V, const N: usize> {
    slots: [Slot<V>; N],
    /// The first slot of each bucket, for each index.
    heads: [[At; N]; 3],
    /// Number of slots that were ever used.
    touched: usize,
    /// Indexed by [`List`].
    lists: [Ends; 4],
}

impl<V: Copy, const N: usize> Table<V, N> {
    pub(super) const EMPTY: Self =
        Self { slots: [const { Slot::FREE }; N], heads: [[NONE; N]; 3], touched: 0, lists: [EMPTY; 4] };

    /// Number of slots. One 16-bit number is needed for "none".
    pub(super) const CAPACITY: usize = if N < NONE as usize { N } else { NONE as usize };

    /// The slots in the bucket of a hash, newest first.
    pub(super) fn bucket(&self, index: Index, hash: u32) -> impl Iterator<Item = (At, &Slot<V>)> + Clone {
        let head = bucket::<N>(hash).and_then(|at| self.heads(index).get(usize::from(at)).copied());
        self.chain(index, head.unwrap_or(NONE))
    }

    /// The slots after another one in its bucket.
    pub(super) fn behind(&self, index: Index, at: At) -> impl Iterator<Item = (At, &Slot<V>)> + Clone {
        self.chain(index, self.slot(at).map_or(NONE, |slot| slot.chain(index).links.after))
    }

    fn chain(&self, index: Index, mut next: At) -> impl Iterator<Item = (At, &Slot<V>)> + Clone {
        core::iter::from_fn(move || {
            let at = next;
            let slot = self.slot(at)?;
            next = slot.chain(index).links.after;
            Some((at, slot))
        })
    }

    /// Makes room if there is none, by removing the oldest slot of the first list that has any.
    pub(super) fn vacate(&mut self, lists: &[List]) -> Option<Dropped<V>> {
        if self.oldest(List::Free).is_some() || self.touched < Self::CAPACITY {
            return None;
        }
        let at = lists.iter().find_map(|list| self.oldest(*list))?;
        self.drop_for(at, DropReason::Evicted)
    }

    /// Removes a slot. Returns what was dropped, unless its message had ended.
    pub(super) fn drop_for(&mut self, at: At, reason: DropReason) -> Option<Dropped<V>> {
        let slot = *self.slot(at)?;
        self.remove(at);
        let Slot { message, state, finality, since, id, .. } = slot;
        let value = message.map(|message| message.value);
        (slot.list != List::Done).then_some(Dropped { reason, value, state, finality, since, id })
    }

    /// Inserts a slot into its list. It is in no bucket yet.
    pub(super) fn insert(&mut self, slot: Slot<V>) -> Option<At> {
        let at = if let Some(at) = self.oldest(List::Free) {
            self.unlink(at);
            at
        } else {
            let at = At::try_from(self.touched).ok().filter(|_| self.touched < Self::CAPACITY)?;
            self.touched = self.touched.wrapping_add(1);
            at
        };
        *self.slot_mut(at)? = slot;
        self.link(at, slot.list);
        Some(at)
    }

    /// Removes a slot from its list and its buckets.
    pub(super) fn remove(&mut self, at: At) {
        [Index::Exact, Index::Digits, Index::Value].into_iter().for_each(|index| self.leave(index, at));
        self.shift(at, List::Free);
    }

    /// Inserts a slot into a bucket.
    pub(super) fn join(&mut self, index: Index, hash: u32, at: At) {
        let Some(bucket) = bucket::<N>(hash) else { return };
        let Some(head) = self.heads_mut(index).get_mut(usize::from(bucket)) else { return };
        let after = core::mem::replace(head, at);
        if let Some(slot) = self.slot_mut(after) {
            slot.chain_mut(index).links.before = at;
        }
        if let Some(slot) = self.slot_mut(at) {
            *slot.chain_mut(index) = Chain { links: Links { before: NONE, after }, bucket };
        }
    }

    /// Removes a slot from its bucket, if it is in one.
    pub(super) fn leave(&mut self, index: Index, at: At) {
        let Some(slot) = self.slot_mut(at) else { return };
        let Chain { links: Links { before, after }, bucket } = *slot.chain(index);
        slot.chain_mut(index).links = Links::NONE;
        match self.slot_mut(before) {
            Some(slot) => slot.chain_mut(index).links.after = after,
            None => match self.heads_mut(index).get_mut(usize::from(bucket)) {
                Some(head) if *head == at => *head = after,
                // Not in a bucket.
                _ => return,
            },
        }
        if let Some(slot) = self.slot_mut(after) {
            slot.chain_mut(index).links.before = before;
        }
    }

    /// Moves a slot to the end of another list.
    pub(super) fn shift(&mut self, at: At, list: List) {
        self.unlink(at);
        self.link(at, list);
    }

    fn link(&mut self, at: At, list: List) {
        let ends = self.ends_mut(list);
        ends.count = ends.count.wrapping_add(1);
        let newest = core::mem::replace(&mut ends.newest, at);
        match self.slot_mut(newest) {
            Some(slot) => slot.links.after = at,
            None => self.ends_mut(list).oldest = at,
        }
        if let Some(slot) = self.slot_mut(at) {
            slot.list = list;
            slot.links = Links { before: newest, after: NONE };
        }
    }

    fn unlink(&mut self, at: At) {
        let Some(slot) = self.slot(at) else { return };
        let (list, Links { before, after }) = (slot.list, slot.links);
        let ends = self.ends_mut(list);
        ends.count = ends.count.wrapping_sub(1);
        match self.slot_mut(before) {
            Some(slot) => slot.links.after = after,
            None => self.ends_mut(list).oldest = after,
        }
        match self.slot_mut(after) {
            Some(slot) => slot.links.before = before,
            None => self.ends_mut(list).newest = before,
        }
    }

    const fn ends(&self, list: List) -> &Ends {
        let [free, early, open, done] = &self.lists;
        match list {
            List::Free => free,
            List::Early => early,
            List::Open => open,
            List::Done => done,
        }
    }

    const fn ends_mut(&mut self, list: List) -> &mut Ends {
        let [free, early, open, done] = &mut self.lists;
        match list {
            List::Free => free,
            List::Early => early,
            List::Open => open,
            List::Done => done,
        }
    }

    const fn heads(&self, index: Index) -> &[At; N] {
        let [exact, digits, value] = &self.heads;
        match index {
            Index::Exact => exact,
            Index::Digits => digits,
            Index::Value => value,
        }
    }

    const fn heads_mut(&mut self, index: Index) -> &mut [At; N] {
        let [exact, digits, value] = &mut self.heads;
        match index {
            Index::Exact => exact,
            Index::Digits => digits,
            Index::Value => value,
        }
    }

    pub(super) const fn count(&self, list: List) -> usize {
        self.ends(list).count
    }

    pub(super) fn oldest(&self, list: List) -> Option<At> {
        Some(self.ends(list).oldest).filter(|at| *at != NONE)
    }

    pub(super) fn slot(&self, at: At) -> Option<&Slot<V>> {
        self.slots.get(usize::from(at)).filter(|_| at != NONE)
    }

    pub(super) fn slot_mut(&mut self, at: At) -> Option<&mut Slot<V>> {
        self.slots.get_mut(usize::from(at)).filter(|_| at != NONE)
    }
}

impl<V> Slot<V> {
    const fn chain(&self, index: Index) -> &Chain {
        let [exact, digits, value] = &self.chains;
        match index {
            Index::Exact => exact,
            Index::Digits => digits,
            Index::Value => value,
        }
    }

    const fn chain_mut(&mut self, index: Index) -> &mut Chain {
        let [exact, digits, value] = &mut self.chains;
        match index {
            Index::Exact => exact,
            Index::Digits => digits,
            Index::Value => value,
        }
    }
}

/// The bucket of a hash. An `N` above the number of slots does no harm.
fn bucket<const N: usize>(hash: u32) -> Option<u16> {
    let buckets = u32::try_from(N.min(usize::from(NONE))).ok()?;
    u16::try_from(hash.checked_rem(buckets)?).ok()
}
