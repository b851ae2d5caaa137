//! The last line.

use crate::receipts::Receipts;
use serde_json::json;
use std::time::Duration;

#[derive(Default)]
pub(crate) struct Summary {
    /// Messages all of whose parts were submitted.
    pub(crate) sent: u64,
    /// submit_sm.
    pub(crate) parts: u64,
    /// submit_sm answered with ESME_ROK.
    pub(crate) accepted: u64,
    /// submit_sm answered otherwise.
    pub(crate) rejected: u64,
    pub(crate) receipts: Receipts,
    /// From the first submit_sm to the last answer.
    pub(crate) span: Duration,
}

impl Summary {
    pub(crate) fn line(&self, as_json: bool) -> String {
        let seconds = self.span.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "nobody sends 2^53 messages")]
        let per_second = if seconds > 0.0 { self.sent as f64 / seconds } else { 0.0 };
        if as_json {
            return json!({
                "sent": self.sent,
                "parts": self.parts,
                "accepted": self.accepted,
                "rejected": self.rejected,
                "receipts": self.receipts.total(),
                "by_state": self.receipts.by_state(),
                "seconds": round(seconds, 1e6),
                "per_second": round(per_second, 10.0),
            })
            .to_string();
        }
        let Self { sent, parts, accepted, rejected, .. } = self;
        let states: Vec<_> =
            self.receipts.by_state().iter().map(|(state, count)| format!(", {count} {state}")).collect();
        format!(
            "{sent} messages in {parts} parts: {accepted} accepted, {rejected} rejected, {} receipts{}; \
             {seconds:.3} s, {per_second:.1} messages/s",
            self.receipts.total(),
            states.concat(),
        )
    }
}

fn round(number: f64, steps: f64) -> f64 {
    (number * steps).round() / steps
}
