//! Windows up to the limit of usable slots.

use super::{Draw, Run};
use crate::pair::pdu_octets;
use smpp_core::session::{Config, SessionError, Side, Slot};
use smpp_core::{CommandId as Id, Instant};

/// Settings for the largest window: no timer except that of responses.
fn patient() -> Config {
    Config {
        session_init_timeout: None,
        enquire_link_interval: None,
        inactivity_timeout: None,
        pdu_timeout: None,
        pending_timeout: None,
        ..Config::default()
    }
}

impl Run<'_, '_> {
    fn track(&mut self) -> Result<(), SessionError> {
        let now = self.at();
        let sent = self.session.track(now, Id::SUBMIT_SM);
        assert_eq!(sent.as_ref().map(drop).map_err(|error| *error), self.model.may_request(Id::SUBMIT_SM));
        let number = sent?.keep(self.next_value).sequence_number;
        self.sent(Id::SUBMIT_SM, number);
        Ok(())
    }

    /// Sends until no slot is free.
    fn fill(&mut self) {
        while self.model.window_free() > 0 {
            self.track().expect("a slot is free");
        }
        self.compare();
        assert_eq!(self.track(), Err(SessionError::WindowFull));
        self.compare();
    }

    /// The peer answers the request sent at this position, counted from when the window was last filled.
    fn answered(&mut self, at: usize) {
        if let Some(number) = self.numbers.get(at) {
            self.inbox.extend(pdu_octets(Id::SUBMIT_SM_RESP, 0, *number, b"\0"));
            self.read(2);
        }
    }
}

/// Fills a window of this many slots and empties it by responses, by time and by the end of the session. After each
/// step session and model agree, and no value is lost at the limit of usable slots.
pub fn check_wide_session(slots: usize, data: &[u8]) {
    let now = 1000;
    let mut slots: Vec<_> = (0..slots).map(|_| Slot::EMPTY).collect();
    let mut run = Run::new(Draw(data), now, Side::Esme, &patient(), &mut slots);
    run.bind(Side::Esme);
    run.compare();
    run.numbers.clear();
    run.fill();
    let last = run.numbers.len().saturating_sub(1);
    for at in [last, 0, 1, last.saturating_sub(1), last / 2] {
        run.answered(at);
        run.compare();
    }
    while !run.draw.0.is_empty() {
        let at = usize::from(run.draw.octet()) << 8 | usize::from(run.draw.octet());
        run.answered(at);
        run.compare();
    }
    // Fill it again, in the order in which slots became free; then all time out at once.
    run.fill();
    run.now = run.session.poll_timeout().map_or(run.now, Instant::as_millis);
    run.wait();
    run.events();
    run.compare();
    // And once more, to return everything at the end.
    run.numbers.clear();
    run.fill();
    run.finish();
}
