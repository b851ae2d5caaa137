//! Finds messages for requests without an id, by sender, destination and service_type. The cost of a search does not
//! depend on the number of other messages.

use crate::delivery::Id;
use crate::message::Message;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

/// A hash with a secret key. Collisions are practically impossible, but lookups compare the fields anyway.
type RouteHash = u64;

#[derive(Default)]
pub(crate) struct Index {
    hasher: RandomState,
    /// By account and sender.
    by_sender: BTreeSet<(RouteHash, Id)>,
    /// Messages that are not final, by account, sender and each destination, with and without service_type.
    pending: BTreeSet<(RouteHash, Id)>,
}

/// The messages that a cancel_sm without an id refers to, or the one that a submit_sm replaces.
#[derive(Clone, Copy)]
pub(crate) struct Route<'r> {
    pub(crate) account: &'r [u8],
    pub(crate) source: &'r [u8],
    pub(crate) destination: &'r [u8],
    /// Empty for any.
    pub(crate) service_type: &'r [u8],
}

impl Route<'_> {
    /// Whether the message matches.
    pub(crate) fn has(&self, message: &Message) -> bool {
        *message.account == *self.account
            && message.source.text().as_bytes() == self.source
            && message.destinations.iter().any(|to| to.text().as_bytes() == self.destination)
            && (self.service_type.is_empty() || *message.service_type == *self.service_type)
    }
}

impl Index {
    pub(crate) fn insert(&mut self, id: Id, message: &Message) {
        self.by_sender.insert((self.sender(&message.account, message.source.text().as_bytes()), id));
        for key in self.routes(message) {
            self.pending.insert((key, id));
        }
    }

    /// Removes a message that reached its final state from those that are pending.
    pub(crate) fn ended(&mut self, id: Id, message: &Message) {
        for key in self.routes(message) {
            self.pending.remove(&(key, id));
        }
    }

    /// Removes a message that was dropped.
    pub(crate) fn remove(&mut self, id: Id, message: &Message) {
        self.ended(id, message);
        self.by_sender.remove(&(self.sender(&message.account, message.source.text().as_bytes()), id));
    }

    /// Messages from a sender, newest first.
    pub(crate) fn of_sender(&self, account: &[u8], source: &[u8]) -> impl Iterator<Item = Id> {
        let key = self.sender(account, source);
        self.by_sender.range((key, Id::MIN)..=(key, Id::MAX)).rev().map(|(_, id)| *id)
    }

    /// Messages on a route that are not final, oldest first.
    pub(crate) fn pending(&self, route: &Route<'_>) -> impl DoubleEndedIterator<Item = Id> {
        let key = self.route(route);
        self.pending.range((key, Id::MIN)..=(key, Id::MAX)).map(|(_, id)| *id)
    }

    fn sender(&self, account: &[u8], source: &[u8]) -> RouteHash {
        self.hasher.hash_one((account, source))
    }

    fn route(&self, route: &Route<'_>) -> RouteHash {
        self.hasher.hash_one((route.account, route.source, route.destination, route.service_type))
    }

    fn routes(&self, message: &Message) -> Vec<RouteHash> {
        let (account, source) = (&*message.account, message.source.text());
        let keys = |service_type| {
            message.destinations.iter().map(move |to| {
                let destination = to.text();
                let (source, destination) = (source.as_bytes(), destination.as_bytes());
                self.route(&Route { account, source, destination, service_type })
            })
        };
        let own = Some(&*message.service_type).filter(|own| !own.is_empty());
        keys(&[]).chain(own.into_iter().flat_map(keys)).collect()
    }
}
