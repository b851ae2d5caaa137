//! Handles responses to submit_sm.

use super::{Client, LONGEST_PAUSE, Submitted};
use crate::common::screen::shown;
use crate::common::warn;
use smpp_core::codes::RetryClass;
use smpp_core::message::correlate::MessageKey;
use smpp_core::pdu::SubmitSmResp;
use smpp_core::session::Pause;
use smpp_core::{CommandStatus, Instant, RawPdu};
use std::time::Duration;

impl Client<'_> {
    pub(super) fn answered(&mut self, now: Instant, part: Submitted, pdu: &RawPdu<'_>, pause: Option<Pause>) {
        if let Some(pause) = pause {
            self.pause(now, pause.duration);
        }
        if !pdu.command_status.is_ok() {
            return self.refused(now, part, pdu.command_status, pdu.command_status.to_string());
        }
        self.mark(now);
        self.accepted_at = now;
        self.summary.accepted = self.summary.accepted.saturating_add(1);
        if self.args.wants_receipts() || self.args.verbose {
            match pdu.decode::<SubmitSmResp<'_>>() {
                Ok(resp) => {
                    let (id, to) = (resp.message_id.as_bytes(), self.outbox.destination());
                    self.tell(|| {
                        format!("{}: id {}", part.part.name(), shown(resp.message_id.to_string().chars()))
                    });
                    let key = MessageKey { id, destination: to.as_bytes() };
                    if self.args.wants_receipts() {
                        self.summary.receipts.accepted(now, part.part, key);
                    }
                }
                Err(error) => warn(format_args!("submit_sm_resp: {error}")),
            }
        }
    }

    /// Handles a refused part. If it was refused temporarily, it is sent again until the server has accepted no
    /// part for too long.
    pub(super) fn refused(&mut self, now: Instant, part: Submitted, status: CommandStatus, why: String) {
        let refused = part.refused.unwrap_or(now);
        let hopeless = self.server_leaves || self.is_overdue(now, refused.max(self.accepted_at));
        if status.retry_class() != RetryClass::RetryLater || hopeless {
            return self.rejected(now, part, why);
        }
        self.mark(now);
        self.pause(now, LONGEST_PAUSE);
        self.again.push_back((Submitted { refused: Some(refused), ..part }, why));
    }

    pub(super) fn rejected(&mut self, now: Instant, part: Submitted, why: String) {
        self.mark(now);
        self.tell(|| format!("{}: {why}", part.part.name()));
        self.summary.receipts.refused(now, part.part);
        self.count_rejected(why);
    }

    pub(super) fn count_rejected(&mut self, why: String) {
        self.summary.rejected = self.summary.rejected.saturating_add(1);
        let count = self.refusals.entry(why).or_default();
        *count = count.saturating_add(1);
    }

    /// Pauses sending for a while that is short compared with the timeout.
    fn pause(&mut self, now: Instant, asked: smpp_core::Duration) {
        let most = LONGEST_PAUSE.min(self.args.timeout.mul_f64(0.25).into());
        self.paused_until = self.paused_until.max(now + asked.min(most));
    }

    /// Records that a response arrived.
    fn mark(&mut self, now: Instant) {
        self.progress = now;
        self.summary.span = self.began.map_or(Duration::ZERO, |began| began.elapsed());
    }
}
