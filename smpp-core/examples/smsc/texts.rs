//! Messages to clients, from `--mo` and from standard input.

use smpp_core::codes::{DataCoding, EsmClass, Npi, Ton};
use smpp_core::message::segment::{MAX_USER_DATA, Segmenter};
use smpp_core::pdu::{Address, DeliverSm};
use smpp_core::profile::Profile;
use smpp_core::{Duration, Instant, Version};
use std::collections::VecDeque;
use std::sync::Arc;

/// Maximum number of deliver_sm that wait for a receiver.
const MOST_WAITING: usize = 10_000;
/// How long to wait before sending a message again that an ESME could not accept.
const RETRY: Duration = Duration::from_secs(1);
/// Octets of short_message in 3.3.
const SHORT: usize = 140;

/// A part of a message to a client: everything needed to write its deliver_sm.
#[derive(Debug)]
pub(crate) struct Text {
    from: String,
    to: String,
    has_header: bool,
    data_coding: u8,
    user_data: Vec<u8>,
}

impl Text {
    pub(crate) fn deliver_sm(&self) -> DeliverSm<'_> {
        DeliverSm {
            esm_class: EsmClass::default().with_udhi(self.has_header),
            data_coding: DataCoding(self.data_coding),
            short_message: &self.user_data,
            ..DeliverSm::default()
        }
        .with_source(address(&self.from))
        .with_destination(address(&self.to))
    }
}

/// FROM TO TEXT, as the user wrote it.
#[derive(Clone)]
pub(crate) struct Line {
    from: String,
    to: String,
    text: String,
}

impl std::str::FromStr for Line {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let words = line.trim_start().split_once(' ').and_then(|(from, rest)| {
            let (to, text) = rest.trim_start_matches(' ').split_once(' ')?;
            Some((from, to, text))
        });
        let Some((from, to, text)) = words else {
            return Err("expected FROM TO TEXT, such as: 46700000002 1234 Hello".to_owned());
        };
        for address in [from, to] {
            crate::common::c_octets::<20>(address.strip_prefix('+').unwrap_or(address))?;
        }
        Ok(Self { from: from.to_owned(), to: to.to_owned(), text: text.to_owned() })
    }
}

/// The messages that wait for a client.
pub(crate) struct Texts {
    segmenter: Segmenter,
    waiting: VecDeque<Arc<Text>>,
    /// Those to send again, in the order of their times.
    later: VecDeque<(Instant, Arc<Text>)>,
    /// Number of deliver_sm that clients accepted, and that they refused for good.
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
}

impl Texts {
    /// The messages of the command line, in the alphabets of a provider.
    pub(crate) fn new(profile: Option<&Profile>, lines: &[Line]) -> Self {
        let segmenter = profile.map_or(Segmenter::DEFAULT, Profile::segmenter);
        let mut texts =
            Self { segmenter, waiting: VecDeque::new(), later: VecDeque::new(), accepted: 0, refused: 0 };
        for line in lines {
            if let Err(error) = texts.push(line) {
                crate::common::warn(format_args!("--mo: {error}"));
            }
        }
        texts
    }

    /// Queues a message for the next client that receives.
    ///
    /// # Errors
    /// Why it cannot be sent, for the user.
    pub(crate) fn push(&mut self, line: &Line) -> Result<(), String> {
        let plan = self.segmenter.plan(&line.text).map_err(|error| error.to_string())?;
        if self.waiting().saturating_add(plan.total().into()) > MOST_WAITING {
            return Err(format!("{} messages already wait for a client", self.waiting()));
        }
        let (mut segments, mut buffer) = (plan.segments(), [0; MAX_USER_DATA]);
        while let Some(segment) = segments.next_into(&mut buffer).map_err(|error| error.to_string())? {
            self.waiting.push_back(Arc::new(Text {
                from: line.from.clone(),
                to: line.to.clone(),
                has_header: segment.has_header(),
                data_coding: segment.data_coding(),
                user_data: segment.user_data.to_vec(),
            }));
        }
        // Phones join the parts with the same reference.
        self.segmenter.reference = self.segmenter.reference.wrapping_add(1);
        Ok(())
    }

    /// Number of deliver_sm that wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len().saturating_add(self.later.len())
    }

    /// The next one that fits into a session of this version.
    pub(crate) fn next(&mut self, now: Instant, version: Version) -> Option<Arc<Text>> {
        while self.later.front().is_some_and(|(at, _)| *at <= now) {
            self.waiting.extend(self.later.pop_front().map(|(_, text)| text));
        }
        let fits = |text: &Arc<Text>| version > Version::V33 || text.user_data.len() <= SHORT;
        let at = self.waiting.iter().position(fits)?;
        self.waiting.remove(at)
    }

    /// When the next one is to be sent again.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.later.front().map(|(at, _)| *at)
    }

    /// Puts back one that could not be sent, as the next one.
    pub(crate) fn put_back(&mut self, text: Arc<Text>) {
        self.waiting.push_front(text);
    }

    /// Called when it is to be sent again later.
    pub(crate) fn retry(&mut self, now: Instant, text: Arc<Text>) {
        self.later.push_back((now + RETRY, text));
    }
}

/// The address that a spelling shows. A number without a plus sign is not known to be international.
fn address(spelled: &str) -> Address<'_> {
    if !spelled.is_empty() && spelled.bytes().all(|octet| octet.is_ascii_digit()) {
        Address { ton: Ton::UNKNOWN, npi: Npi::ISDN, addr: spelled.into() }
    } else {
        spelled.into()
    }
}
