//! Slots in fixed memory: each in a list in order of age, and in a bucket by the hash of its id.

use super::outcome::{DropReason, Dropped};
use super::slot::{At, List, NONE, Slot};
use crate::message::receipt::id_hash;
use core::hash::Hash;

/// A list.
#[derive(Clone, Copy, Debug)]
struct Ends {
    oldest: At,
    newest: At,
    count: usize,
}

const EMPTY: Ends = Ends { oldest: NONE, newest: NONE, count: 0 };

#[derive(Clone, Debug)]
pub(super) struct Table<V, const N: usize> {
    slots: [Slot<V>; N],
    /// The first slot of each bucket of ids.
    buckets: [At; N],
    /// The first slot of each bucket of values: parts of messages that are not done, the newest first.
    pub(super) values: [At; N],
    /// Slots that were in use at any time.
    touched: usize,
    free: Ends,
    early: Ends,
    open: Ends,
    done: Ends,
}

impl<V: Copy + Eq + Hash, const N: usize> Table<V, N> {
    pub(super) const EMPTY: Self = Self {
        slots: [const { Slot::FREE }; N],
        buckets: [NONE; N],
        values: [NONE; N],
        touched: 0,
        free: EMPTY,
        early: EMPTY,
        open: EMPTY,
        done: EMPTY,
    };

    /// The first slot of a bucket that fits.
    pub(super) fn in_bucket(&self, hash: u32, fits: impl Fn(&Slot<V>) -> bool) -> Option<At> {
        let mut next = *self.buckets.get(bucket::<N>(hash)?)?;
        while let Some(slot) = self.slot(next) {
            if fits(slot) {
                return Some(next);
            }
            next = slot.chain;
        }
        None
    }

    /// Makes room when there is none: the oldest of the first list that has any goes.
    pub(super) fn vacate(&mut self, lists: &[List]) -> Option<Dropped<V>> {
        if self.free.oldest != NONE || self.touched < N.min(usize::from(NONE)) {
            return None;
        }
        let at = lists.iter().find_map(|list| self.oldest(*list))?;
        self.drop_for(at, DropReason::Evicted)
    }

    /// Removes a slot; what that means, unless its message was done.
    pub(super) fn drop_for(&mut self, at: At, reason: DropReason) -> Option<Dropped<V>> {
        let slot = *self.slot(at)?;
        self.remove(at);
        let Slot { value, state, since, id, .. } = slot;
        (slot.list != List::Done).then_some(Dropped { reason, value, state, since, id })
    }

    /// Puts a slot into its list and its bucket.
    pub(super) fn insert(&mut self, slot: Slot<V>) -> Option<At> {
        let bucket = bucket::<N>(id_hash(slot.id.as_bytes()))?;
        let at = if self.free.oldest != NONE {
            let at = self.free.oldest;
            self.unlink(at);
            at
        } else {
            let at = At::try_from(self.touched).ok().filter(|at| *at != NONE)?;
            self.slots.get(self.touched)?;
            self.touched = self.touched.wrapping_add(1);
            at
        };
        let head = self.buckets.get_mut(bucket)?;
        let chain = core::mem::replace(head, at);
        *self.slot_mut(at)? = Slot { chain, ..slot };
        self.link(at, slot.list);
        self.join_parts(at);
        Some(at)
    }

    /// Takes a slot out of its list and its bucket.
    pub(super) fn remove(&mut self, at: At) {
        self.leave_parts(at);
        self.unlink(at);
        let Some(slot) = self.slot(at) else { return };
        let (chain, bucket) = (slot.chain, bucket::<N>(id_hash(slot.id.as_bytes())));
        let Some(head) = bucket.and_then(|bucket| self.buckets.get_mut(bucket)) else { return };
        if *head == at {
            *head = chain;
        } else {
            let mut before = *head;
            while let Some(slot) = self.slot_mut(before) {
                if slot.chain == at {
                    slot.chain = chain;
                    break;
                }
                before = slot.chain;
            }
        }
        self.link(at, List::Free);
    }

    /// Appends a slot to a list.
    pub(super) fn link(&mut self, at: At, list: List) {
        let ends = self.ends(list);
        ends.count = ends.count.wrapping_add(1);
        let newest = core::mem::replace(&mut ends.newest, at);
        match self.slot_mut(newest) {
            Some(slot) => slot.newer = at,
            None => self.ends(list).oldest = at,
        }
        if let Some(slot) = self.slot_mut(at) {
            slot.list = list;
            slot.older = newest;
            slot.newer = NONE;
        }
    }

    pub(super) fn unlink(&mut self, at: At) {
        let Some(slot) = self.slot(at) else { return };
        let (list, older, newer) = (slot.list, slot.older, slot.newer);
        let ends = self.ends(list);
        ends.count = ends.count.wrapping_sub(1);
        match self.slot_mut(older) {
            Some(slot) => slot.newer = newer,
            None => self.ends(list).oldest = newer,
        }
        match self.slot_mut(newer) {
            Some(slot) => slot.older = older,
            None => self.ends(list).newest = older,
        }
    }

    const fn ends(&mut self, list: List) -> &mut Ends {
        match list {
            List::Free => &mut self.free,
            List::Early => &mut self.early,
            List::Open => &mut self.open,
            List::Done => &mut self.done,
        }
    }

    pub(super) const fn count(&self, list: List) -> usize {
        match list {
            List::Free => self.free.count,
            List::Early => self.early.count,
            List::Open => self.open.count,
            List::Done => self.done.count,
        }
    }

    pub(super) fn oldest(&self, list: List) -> Option<At> {
        let oldest = match list {
            List::Free => self.free.oldest,
            List::Early => self.early.oldest,
            List::Open => self.open.oldest,
            List::Done => self.done.oldest,
        };
        (oldest != NONE).then_some(oldest)
    }

    pub(super) fn slot(&self, at: At) -> Option<&Slot<V>> {
        self.slots.get(usize::from(at)).filter(|_| at != NONE)
    }

    pub(super) fn slot_mut(&mut self, at: At) -> Option<&mut Slot<V>> {
        self.slots.get_mut(usize::from(at)).filter(|_| at != NONE)
    }
}

/// The bucket of a hash.
pub(super) fn bucket<const N: usize>(hash: u32) -> Option<usize> {
    usize::try_from(hash).ok()?.checked_rem(N)
}
