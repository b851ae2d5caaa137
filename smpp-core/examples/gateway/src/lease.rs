//! Which process has which bind. Each process renews its leases; one that dies loses them, and others take them.
//!
//! The share of a process is the number of binds divided by that of processes, rounded up. When a process starts, the
//! others give up what they have beyond their share.

use crate::args::Args;
use crate::bind::Bind;
use crate::store::{JetStream, Result, StoreError, bucket};
use async_nats::jetstream::Context;
use async_nats::jetstream::kv;
use futures_util::TryStreamExt;
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// The leases of a process, and the binds that go with them.
struct Leases<'a> {
    args: &'a Args,
    store: JetStream,
    bucket: kv::Store,
    /// The name of this process.
    process: String,
    /// By the key of the lease, with its revision.
    held: BTreeMap<String, (u64, Bind)>,
    /// When the leases were last renewed.
    renewed: Instant,
}

/// Keeps the process's share of the binds open, until `stop`.
pub(crate) async fn keep_binds(
    args: &Args,
    context: &Context,
    store: JetStream,
    mut stop: watch::Receiver<bool>,
) -> Result<()> {
    let mut leases = Leases {
        args,
        store,
        bucket: bucket(context, "gateway_leases", args.take_over).await?,
        process: format!("{:016x}", RandomState::new().hash_one(std::process::id())),
        held: BTreeMap::new(),
        renewed: Instant::now(),
    };
    let mut ticks = interval(args.take_over.mul_f64(0.2));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
        if let Err(error) = leases.balance().await {
            tracing::warn!(%error, "leases could not be renewed");
        }
        // They expire soon, and others then take them.
        if leases.renewed.elapsed() > args.take_over.mul_f64(0.7) {
            leases.give_up_all().await;
        }
    }
    leases.give_up_all().await;
    let _ = leases.bucket.delete(leases.member()).await;
    Ok(())
}

impl Leases<'_> {
    fn member(&self) -> String {
        format!("member.{}", self.process)
    }

    /// Renews the leases, and takes or gives up some if the share has changed.
    async fn balance(&mut self) -> Result<()> {
        let start = Instant::now();
        self.bucket.put(self.member(), "".into()).await.map_err(failed)?;
        let mut lost = Vec::new();
        for (key, (revision, _)) in &mut self.held {
            match self.bucket.update(key, self.process.clone().into(), *revision).await {
                Ok(renewed) => *revision = renewed,
                Err(_) => lost.push(key.clone()),
            }
        }
        self.renewed = start;
        for key in &lost {
            tracing::warn!(key, "a lease was lost");
        }
        self.give_up(lost).await;
        let keys: Vec<String> =
            self.bucket.keys().await.map_err(failed)?.try_collect().await.map_err(failed)?;
        let members = keys.iter().filter(|key| key.starts_with("member.")).count().max(1);
        let share = usize::from(self.args.binds).div_ceil(members);
        for key in (0..self.args.binds).map(|number| format!("bind.{number}")) {
            if self.held.len() >= share {
                break;
            }
            if keys.contains(&key) {
                continue;
            }
            if let Ok(revision) = self.bucket.create(&key, self.process.clone().into()).await {
                tracing::info!(key, "takes a bind");
                self.held.insert(key, (revision, Bind::start(self.args, &self.store)));
            }
        }
        while self.held.len() > share
            && let Some(key) = self.held.keys().next_back().cloned()
        {
            tracing::info!(key, "gives up a bind");
            self.give_up(vec![key]).await;
        }
        Ok(())
    }

    /// Ends binds, all at the same time, and then deletes their leases.
    async fn give_up(&mut self, keys: Vec<String>) {
        let bucket = &self.bucket;
        let ends = keys.into_iter().filter_map(|key| {
            let (revision, bind) = self.held.remove(&key)?;
            Some(async move {
                bind.end().await;
                // An error means that it has expired, and may belong to another process.
                let _ = bucket.delete_expect_revision(&key, Some(revision)).await;
            })
        });
        join_all(ends).await;
    }

    async fn give_up_all(&mut self) {
        let keys = self.held.keys().cloned().collect();
        self.give_up(keys).await;
    }
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::new("leases", error)
}
