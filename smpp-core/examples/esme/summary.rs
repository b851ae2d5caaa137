//! The summary in the last line.

use crate::args::Args;
use crate::common::screen::ascii_safe;
use crate::receipts::{Errors, Receipts};
use serde_json::json;
use smpp_core::profile::Profile;
use std::time::Duration;

pub(crate) struct Summary {
    /// Number of messages whose parts were all submitted.
    pub(crate) sent: u64,
    /// Number of submit_sm.
    pub(crate) parts: u64,
    /// Number of submit_sm answered with ESME_ROK.
    pub(crate) accepted: u64,
    /// Number of submit_sm answered with another status.
    pub(crate) rejected: u64,
    pub(crate) receipts: Receipts,
    pub(crate) errors: Errors,
    /// The profile that explains error codes.
    profile: Option<&'static Profile>,
    /// Time from the first submit_sm to the last response.
    pub(crate) span: Duration,
}

impl Summary {
    pub(crate) fn new(args: &Args) -> Self {
        Self {
            sent: 0,
            parts: 0,
            accepted: 0,
            rejected: 0,
            receipts: Receipts::new(args),
            errors: Errors::default(),
            profile: args.profile,
            span: Duration::ZERO,
        }
    }

    /// The last line. With a profile and without JSON, the meaning of each `err` comes before it.
    pub(crate) fn line(&self, as_json: bool) -> String {
        let seconds = self.span.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "nobody sends 2^53 messages")]
        let per_second = if seconds > 0.0 { self.sent as f64 / seconds } else { 0.0 };
        if as_json {
            let mut object = json!({
                "sent": self.sent,
                "parts": self.parts,
                "accepted": self.accepted,
                "rejected": self.rejected,
                "receipts": self.receipts.total(),
                "by_state": self.receipts.by_state(),
                "seconds": round(seconds, 1e6),
                "per_second": round(per_second, 10.0),
            });
            if let (Some(profile), Some(fields)) = (self.profile, object.as_object_mut()) {
                fields.insert("by_err".to_owned(), self.errors.list(profile).into());
            }
            return ascii_safe(&object.to_string());
        }
        let Self { sent, parts, accepted, rejected, .. } = self;
        let errors = self.profile.map_or_else(String::new, |profile| self.errors.lines(profile));
        let states: Vec<_> =
            self.receipts.by_state().iter().map(|(state, count)| format!(", {count} {state}")).collect();
        format!(
            "{errors}{} in {}: {accepted} accepted, {rejected} rejected, {}{}; {seconds:.3} s, {per_second:.1} messages/s",
            counted(*sent, "message"),
            counted(*parts, "part"),
            counted(self.receipts.total(), "receipt"),
            states.concat(),
        )
    }
}

/// A number and its unit, as in "1 part" and "2 parts".
fn counted(number: u64, unit: &str) -> String {
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

fn round(number: f64, steps: f64) -> f64 {
    (number * steps).round() / steps
}
