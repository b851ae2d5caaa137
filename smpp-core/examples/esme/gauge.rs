//! Shows how far a long run has come.

use crate::args::{Args, Bind};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// A run that ends sooner shows nothing.
const AFTER: Duration = Duration::from_secs(2);
/// How often to redraw.
const EVERY: Duration = Duration::from_millis(200);

/// A line on standard error, if that is a terminal.
pub(crate) struct Gauge {
    bar: ProgressBar,
    start: Instant,
    /// When to draw next, counted from the start.
    due: Duration,
    is_shown: bool,
}

impl Gauge {
    /// Counts messages: those that are sent, or those that a receiver gets.
    pub(crate) fn of(args: &Args) -> Self {
        let bar = ProgressBar::with_draw_target(Some(args.count), ProgressDrawTarget::hidden());
        let verb = if args.bind == Bind::Rx { "received" } else { "sent" };
        let style =
            format!("{{wide_bar}} {{pos}} of {{len}} messages {verb}{{msg}}, {{elapsed}}, {{eta}} left");
        // The template is a constant.
        if let Ok(style) = ProgressStyle::with_template(&style) {
            bar.set_style(style);
        }
        Self { bar, start: Instant::now(), due: AFTER, is_shown: false }
    }

    /// Shows the state, unless it was shown just now.
    pub(crate) fn show(&mut self, done: u64, remark: impl FnOnce() -> String) {
        let now = self.start.elapsed();
        if now < self.due {
            return;
        }
        if !self.is_shown {
            self.is_shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.due = now.saturating_add(EVERY);
        self.bar.set_position(done);
        self.bar.set_message(remark());
    }

    /// Prints something without leaving half a line of the gauge behind.
    pub(crate) fn around<R>(&self, print: impl FnOnce() -> R) -> R {
        if self.is_shown { self.bar.suspend(print) } else { print() }
    }
}

impl Drop for Gauge {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
