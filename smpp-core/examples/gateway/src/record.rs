//! What the gateway knows about a message. All changes of its state are here, and none of them needs a store: a store
//! reads a record, changes it, and writes it back.

use serde::{Deserialize, Serialize};
use tokio_smpp::smpp_core::codes::{Finality, MessageState};

/// A message as its sender ordered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// The sender's own name for the message. An order with the same key is the same message.
    pub(crate) key: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) text: String,
}

/// Where a message is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "reason")]
pub(crate) enum State {
    /// It waits to be sent.
    Queued,
    /// It is about to be sent, or was sent and has no response yet.
    Sending,
    /// The message centre has accepted it. Its receipts are still to come.
    Accepted,
    /// The receipts say that it was delivered.
    Delivered,
    /// A receipt says that it was not delivered.
    Failed(String),
    /// The message centre has refused it, or it cannot be sent.
    Refused(String),
    /// Nobody knows whether it arrived: the response did not come, or the process that sent it died.
    Unknown,
}

/// A segment that the message centre has accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    pub(crate) id: String,
    /// The state in its last receipt.
    pub(crate) state: Option<String>,
    pub(crate) is_final: bool,
}

/// A message and what has become of it so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    #[serde(flatten)]
    pub(crate) order: Order,
    #[serde(flatten)]
    pub(crate) state: State,
    pub(crate) segments: Vec<Segment>,
    /// Number of receipts that said something new.
    #[serde(default)]
    pub(crate) reports: u32,
    /// It was sent again although it may have arrived before.
    pub(crate) possible_duplicate: bool,
}

/// What to do with a message whose fate is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OnUnknown {
    /// Report it as unknown and leave the decision to its sender
    Report,
    /// Send it again, marked as a possible duplicate
    Resend,
}

/// Whether a message may be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    /// Yes: the record says so now, and must be stored before the first octet is sent.
    Send,
    /// No: whoever sent it before did not survive, and its fate is unknown now.
    Unknown,
    /// No: its fate is known.
    Done,
}

/// How an attempt to send a message ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The message centre accepted all segments, with these ids.
    Accepted(Vec<String>),
    /// The message centre refused it, or it cannot be sent at all.
    Refused(String),
    /// It may have arrived. The segments with these ids did.
    Unknown(Vec<String>),
    /// Nothing was sent.
    NotSent,
}

/// A response that came so late that the outcome of its attempt was already unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Late {
    /// The message centre accepted a segment with this id.
    Accepted {
        id: String,
        /// It is the last one, so the message centre has all segments.
        is_last: bool,
    },
    /// The message centre refused the first segment, so it has none.
    Refused(String),
}

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) is_final: bool,
}

impl Report {
    pub(crate) fn new(id: String, state: MessageState, finality: Finality) -> Self {
        let state = state.name().map_or_else(|| state.0.to_string(), str::to_ascii_lowercase);
        Self { id, state, is_final: finality == Finality::Final }
    }
}

impl Record {
    pub(crate) const fn new(order: Order) -> Self {
        Self { order, state: State::Queued, segments: Vec::new(), reports: 0, possible_duplicate: false }
    }

    /// The `Idempotency-Key` of this news. It is the same each time the same news is posted, and only then.
    pub(crate) fn news_key(&self) -> String {
        let state = match self.state {
            State::Queued => "queued",
            State::Sending => "sending",
            State::Accepted => "accepted",
            State::Delivered => "delivered",
            State::Failed(_) => "failed",
            State::Refused(_) => "refused",
            State::Unknown => "unknown",
        };
        let finished = self.segments.iter().filter(|segment| segment.is_final).count();
        format!("{}.{state}.{}.{finished}", self.order.key, self.reports)
    }

    /// Whether the state is news for the sender of the message.
    pub(crate) const fn is_news(&self) -> bool {
        !matches!(self.state, State::Queued | State::Sending)
    }

    /// Takes the message from the queue.
    pub(crate) fn begin(&mut self, on_unknown: OnUnknown) -> Begin {
        match (&self.state, on_unknown) {
            (State::Queued, _) => {
                self.state = State::Sending;
                Begin::Send
            }
            (State::Sending, OnUnknown::Resend) => {
                self.possible_duplicate = true;
                Begin::Send
            }
            (State::Sending, OnUnknown::Report) => {
                self.state = State::Unknown;
                Begin::Unknown
            }
            _ => Begin::Done,
        }
    }

    /// Records how the attempt ended. Returns whether the message is to be queued again.
    pub(crate) fn settle(&mut self, outcome: Outcome, on_unknown: OnUnknown) -> bool {
        // A late response to an earlier attempt may have said so.
        let was_accepted = matches!(self.state, State::Accepted | State::Delivered | State::Failed(_));
        let ids = match outcome {
            Outcome::Accepted(ids) | Outcome::Unknown(ids) if was_accepted => ids,
            Outcome::Refused(_) | Outcome::NotSent if was_accepted => return false,
            Outcome::Accepted(ids) => {
                self.state = State::Accepted;
                ids
            }
            Outcome::Refused(reason) => {
                self.state = State::Refused(reason);
                Vec::new()
            }
            Outcome::Unknown(ids) => {
                self.state = State::Unknown;
                ids
            }
            Outcome::NotSent => {
                self.state = State::Queued;
                return true;
            }
        };
        for id in ids {
            self.segment(id);
        }
        self.conclude();
        if self.state == State::Unknown && on_unknown == OnUnknown::Resend {
            self.possible_duplicate = true;
            self.state = State::Queued;
            return true;
        }
        false
    }

    /// Applies a response that came late. Returns whether it says something new.
    pub(crate) fn late(&mut self, late: &Late) -> bool {
        match late {
            Late::Accepted { id, is_last } => {
                self.segment(id.clone());
                if *is_last && matches!(self.state, State::Queued | State::Sending | State::Unknown) {
                    self.state = State::Accepted;
                    self.conclude();
                }
                true
            }
            // If it is to be sent again, or was, that decides.
            Late::Refused(reason) if self.state == State::Unknown => {
                self.state = State::Refused(reason.clone());
                true
            }
            Late::Refused(_) => false,
        }
    }

    /// Applies a receipt for a segment of this message. Returns whether it says something new. It may come before the
    /// outcome of the attempt.
    pub(crate) fn report(&mut self, report: &Report) -> bool {
        let segment = self.segment(report.id.clone());
        // A notification may have named the final state before.
        let is_known = segment.state.as_ref() == Some(&report.state) && !report.is_final;
        if segment.is_final || is_known {
            return false;
        }
        (segment.state, segment.is_final) = (Some(report.state.clone()), report.is_final);
        self.reports = self.reports.saturating_add(1);
        self.conclude();
        true
    }

    /// The segment with an id, which is added if it is new.
    fn segment(&mut self, id: String) -> &mut Segment {
        let known = self.segments.iter().position(|segment| segment.id == id);
        let index = known.unwrap_or_else(|| {
            self.segments.push(Segment { id, state: None, is_final: false });
            self.segments.len().saturating_sub(1)
        });
        // It is there: found, or added just now.
        #[expect(clippy::indexing_slicing, reason = "see above")]
        &mut self.segments[index]
    }

    /// The message has ended once all its segments have.
    fn conclude(&mut self) {
        if self.state != State::Accepted || !self.segments.iter().all(|segment| segment.is_final) {
            return;
        }
        let mut states = self.segments.iter().filter_map(|segment| segment.state.as_ref());
        self.state = match states.find(|state| *state != "delivered") {
            Some(state) => State::Failed(state.clone()),
            None => State::Delivered,
        };
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
