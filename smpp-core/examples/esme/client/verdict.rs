//! Decides whether the run was successful.

use super::Client;
use crate::args::Bind;
use crate::summary::Summary;
use smpp_core::RawPdu;

impl Client<'_> {
    /// How the session ended.
    pub(super) fn end(&mut self) -> String {
        match self.closed {
            Some(_) => std::mem::take(&mut self.ended),
            None if self.server_leaves => "the server has sent unbind".to_owned(),
            None => "the session ended".to_owned(),
        }
    }

    /// Whether the run was successful, and if not, what went wrong first.
    pub(super) fn verdict(&mut self) -> Result<(), String> {
        self.summary.sent = self.outbox.sent;
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        for (_, why) in std::mem::take(&mut self.again) {
            self.count_rejected(why);
        }
        let ended = self.end();
        if !self.bound {
            return Err(format!("{ended} (before the bind was accepted)"));
        }
        let seconds = self.args.timeout.as_secs_f64();
        if self.args.bind == Bind::Rx {
            return match self.received {
                got if got >= self.args.count => Ok(()),
                got if self.closed.is_some() => {
                    Err(format!("{ended}, with {got} of {} messages", self.args.count))
                }
                got => Err(format!("{got} of {} messages, and no more within {seconds} s", self.args.count)),
            };
        }
        let all = self.outbox.parts_in_all();
        let Summary { accepted, rejected, .. } = self.summary;
        if rejected > 0 {
            let list: Vec<_> = self.refusals.iter().map(|(why, count)| format!("{why} ({count})")).collect();
            return Err(format!("{rejected} of {all} submit_sm were not accepted: {}", list.join(", ")));
        }
        if self.unanswered > 0 && self.closed.is_none() {
            let count = self.unanswered;
            return Err(format!(
                "{count} of {all} submit_sm may have arrived: the connection ended before the response"
            ));
        }
        if accepted < all {
            return Err(format!("{ended}, with {accepted} of {all} submit_sm answered"));
        }
        let receipts = &self.summary.receipts;
        if self.args.wants_receipts() && receipts.ended() < self.outbox.messages() {
            let (got, all, why) = (
                receipts.total(),
                if receipts.is_for_each_part() { all } else { self.outbox.messages() },
                match self.closed {
                    _ if self.server_leaves => "the server has sent unbind".to_owned(),
                    Some(_) => ended,
                    None => format!("no more came within {seconds} s"),
                },
            );
            return Err(format!("{got} of {all} receipts: {why}"));
        }
        if self.args.require_delivered && receipts.delivered() < receipts.total() {
            let (delivered, total, unit) = (receipts.delivered(), receipts.total(), receipts.unit());
            return Err(format!("{delivered} of {total} {unit} were delivered"));
        }
        Ok(())
    }
}

/// The status of a response for the user: name and meaning.
pub(super) fn explain(pdu: &RawPdu<'_>) -> String {
    let status = pdu.command_status;
    match status.meaning() {
        Some(meaning) => format!("{status} ({meaning})"),
        None => status.to_string(),
    }
}
