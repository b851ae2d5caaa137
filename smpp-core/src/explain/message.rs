//! The rows of a message: its header, its text, and the fields of a receipt in the text.

use super::part::{Name, Part, charset_name};
use super::problem::{Hint, Problem, Trouble};
use super::walk::{Walk, take};
use crate::count::sum;
use crate::message::receipt::{ReceiptDialect, ReceiptText};
use crate::message::text::Charset;
use crate::message::udh::{Information, Udh, UdhError, UdhErrorKind};

/// `short_message`, or the value of `message_payload`.
pub(super) struct Message<'m> {
    pub(super) name: Name<'m>,
    pub(super) octets: &'m [u8],
    /// 1 if a row before it is its title.
    pub(super) level: u8,
}

impl<'w> Walk<'w> {
    pub(super) fn message(&mut self, message: Message<'w>) {
        let Message { name, octets, level } = message;
        let context = self.explain.context;
        let charset = match self.data_coding {
            Some(coding) => context.codings.charset_in(context.version, coding),
            None => Some(context.codings.default),
        };
        if !self.esm_class.udhi() || octets.is_empty() {
            return self.text(message, charset, 0);
        }
        if level == 0 {
            self.row(&[], 0, name, Part::Octets(charset_name(charset)), None);
        }
        match Udh::split(octets) {
            Ok((udh, text)) => {
                self.header_rows(&udh, octets, text.first().copied());
                let (locking, single) = udh.languages();
                let charset = charset.map(|charset| charset.with_languages(locking, single));
                let text = Message { name: Name::Standard("text"), octets: text, level: 1 };
                self.text(text, charset, udh.len());
            }
            Err(error) => {
                let problem = self.problem(&error, Hint::announced(octets));
                self.row(octets, 1, Name::Standard("UDHL"), Part::Octets(""), Some(problem));
            }
        }
    }

    /// A problem in a header that starts at the next row.
    fn problem(&self, error: &UdhError, hint: Option<Hint>) -> Problem {
        Problem { offset: sum(self.at, error.offset()), trouble: Trouble::Udh(error.kind()), hint }
    }

    /// The length of a header and its elements.
    fn header_rows(&mut self, udh: &Udh<'w>, octets: &'w [u8], text: Option<u8>) {
        let mut error = udh.check().err().map(|error| {
            let hint = match (error.kind(), text) {
                (UdhErrorKind::LengthCountsItself, _) => Some(Hint::CountsItself),
                (UdhErrorKind::SegmentNumber, _) => {
                    let number = udh.elements().find_map(|element| match element.information() {
                        Information::Concatenation(place) if place.number > place.total => Some(place.number),
                        _ => None,
                    });
                    number.map(Hint::NumberMissing)
                }
                _ => None,
            };
            self.problem(&error, hint)
        });
        let mut rest = octets.get(..udh.len()).unwrap_or(octets);
        // Takes the error for the first row that ends after its octet.
        let mut of_row = |end: usize| error.take_if(|problem| problem.offset < end);
        let first = take(&mut rest, 1);
        if let [length] = first {
            let problem = of_row(sum(self.at, 1));
            self.row(first, 1, Name::Standard("UDHL"), Part::HeaderLength(*length), problem);
        }
        for element in udh.elements() {
            let own = take(&mut rest, sum(element.data.len(), 2));
            let problem = of_row(sum(self.at, own.len()));
            self.row(own, 1, Name::Standard("information element"), Part::Element(element), problem);
        }
        if !rest.is_empty() {
            let problem = of_row(usize::MAX);
            self.row(rest, 1, Name::Standard("information element"), Part::Octets(""), problem);
        }
    }

    /// The text after a header of `header` octets.
    fn text(&mut self, message: Message<'w>, charset: Option<Charset>, header: usize) {
        let Message { name, octets, level } = message;
        let is_plain = !matches!(charset, Some(Charset::Gsm7Packed(_)));
        if let Some(receipt) = self.receipt
            && is_plain
            && !receipt.text.was_utf16()
        {
            let text = ReceiptText::parse(octets);
            if text.id.or(text.stat).is_some() && text == receipt.text {
                if level == 0 {
                    self.row(&[], 0, name, Part::Octets("a delivery receipt, taken apart"), None);
                }
                return self.receipt_rows(&text, octets);
            }
        }
        self.row(octets, level, name, Part::Text { charset, header, octets }, None);
    }

    /// The fields of a receipt's text, each with the octets up to the end of its value.
    fn receipt_rows(&mut self, text: &ReceiptText<'w>, octets: &'w [u8]) {
        let mut rest = octets;
        let (mut extra, mut unread) = (text.extra(), text.unread());
        let known = known_fields(text, &self.explain.dialect);
        // The next vendor field and the next unread words that end in the rest.
        let (mut vendor, mut words) = (extra.next(), unread.next());
        loop {
            // The number of octets of the rest up to the end of a value, if the value ends in it.
            let up_to = |value: &[u8]| {
                let end = value.as_ptr().addr().checked_sub(rest.as_ptr().addr())?;
                Some(sum(end, value.len())).filter(|end| *end <= rest.len() && *end > 0)
            };
            while vendor.is_some_and(|(name, value)| up_to(value).or_else(|| up_to(name)).is_none()) {
                vendor = extra.next();
            }
            while words.is_some_and(|words| up_to(words).is_none()) {
                words = unread.next();
            }
            let known = known.into_iter().filter_map(|(name, value, meaning)| {
                let value = value?;
                Some((up_to(value)?, Name::Standard(name), value, meaning))
            });
            let vendor = vendor.and_then(|(name, value)| {
                let len = up_to(value).or_else(|| up_to(name))?;
                Some((len, Name::Received(name), value, Some("not in Appendix B")))
            });
            let words = words.and_then(|words| {
                Some((up_to(words)?, Name::Standard("unread"), words, Some("not understood")))
            });
            let next = known.chain(vendor).chain(words).min_by_key(|(len, ..)| *len);
            let Some((len, name, value, meaning)) = next else { break };
            let own = take(&mut rest, len);
            self.row(own, 1, name, Part::Received(value, meaning), None);
        }
        if !rest.is_empty() {
            self.row(rest, 1, Name::Standard("padding"), Part::Octets("after the last field"), None);
        }
    }
}

/// Name and value of a field, and what the value means; `None` for a date.
type Known<'a> = (&'static str, Option<&'a [u8]>, Option<&'static str>);

/// The fields of Appendix B.
fn known_fields<'a>(text: &ReceiptText<'a>, dialect: &ReceiptDialect) -> [Known<'a>; 8] {
    let state = text.stat.and_then(|word| dialect.state(word));
    let error = text.err.and_then(|code| dialect.error(None, code));
    [
        ("id", text.id, Some("id of the message")),
        ("sub", text.sub, Some("messages submitted")),
        ("dlvrd", text.dlvrd, Some("messages delivered")),
        ("submit date", text.submit_date.map(|date| date.0), None),
        ("done date", text.done_date.map(|date| date.0), None),
        (
            "stat",
            text.stat,
            Some(state.map_or("an unknown word", |state| state.meaning().unwrap_or_default())),
        ),
        ("err", text.err, Some(error.map_or("error of the message centre", |error| error.meaning))),
        ("text", text.text, Some("start of the message")),
    ]
}
