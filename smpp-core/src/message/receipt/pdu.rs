//! Receipts in PDUs: decodes the text and combines it with the TLVs.

use super::body::ReceiptBody;
use super::date::ReceiptDate;
use super::dialect::{
    ErrorCode, ErrorValue, Fact, FactSource, ReceiptDialect, StateWords, VendorFormat, VendorMeaning,
    VendorTlv, VendorValue, is_network_error, network_error, state_of,
};
use super::id::{IdBase, ids_match};
use super::lexer::unquoted;
use super::parser::ReceiptText;
use crate::codes::{EsmClass, Finality, MessageState, MessageType, NetworkErrorCode};
use crate::debug::debug_fields;
use crate::pdu::{DataSm, DeliverSm, IssuedBy};
use crate::timestamp::DateTime;
use crate::tlv::{Tag, TlvText, Tlvs};
use crate::wire::{c_octet_string, same};

/// Whether a message is a receipt, and of which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ReceiptKind {
    /// A delivery receipt from the message centre: `esm_class` type 0x04, or type 0 with an id and a known
    /// state in TLVs. The state is not necessarily final, because some message centres report ENROUTE this way;
    /// see [`Receipt::finality`](Receipt::finality).
    Receipt,
    /// An intermediate notification (0x20).
    Intermediate,
    /// A delivery acknowledgement from an SME (0x08).
    DeliveryAcknowledgement,
    /// A manual or user acknowledgement from an SME (0x10).
    UserAcknowledgement,
    /// `esm_class` type 0 with a text that looks like a receipt. Any subscriber can send such a text, so it
    /// does not end a message unless [`ReceiptRules::trust_unmarked`](super::ReceiptRules::trust_unmarked) is
    /// set.
    Unmarked,
    /// Not a receipt.
    None,
}

impl ReceiptKind {
    /// The kind that `esm_class` marks (v3.4 section 5.2.12). Only the message centre sends receipts and
    /// notifications; either side sends acknowledgements. [`ReceiptKind::None`] if nothing is marked.
    pub fn marked(esm_class: EsmClass, sender: IssuedBy) -> Self {
        let from_centre = sender != IssuedBy::Esme;
        match esm_class.message_type() {
            MessageType::SMSC_DELIVERY_RECEIPT if from_centre => Self::Receipt,
            MessageType::DELIVERY_ACKNOWLEDGEMENT => Self::DeliveryAcknowledgement,
            MessageType::USER_ACKNOWLEDGEMENT => Self::UserAcknowledgement,
            // If the receipt bit is also set (0x24), it is still a notification and does not end the message.
            MessageType::INTERMEDIATE_NOTIFICATION | MessageType(0x24) if from_centre => Self::Intermediate,
            _ => Self::None,
        }
    }
}

/// The contents of a PDU, read as a receipt.
///
/// Facts have up to three sources: TLVs of the standard, vendor TLVs declared in a [`ReceiptDialect`], and the
/// text. They have priority in this order, except that the source named by
/// [`ReceiptRules::first`](super::ReceiptRules::first) or [`Receipt::with_first`] comes first. [`Fact::other`] has the
/// value of another source; [`Receipt::message_ids`], [`Receipt::states`] and [`Receipt::errors`] list the values of
/// all sources.
///
/// If only TLVs mark a receipt (`esm_class` type 0), a subscriber may have written the text. The text then comes
/// after the TLVs, whichever source is put first, unless
/// [`ReceiptRules::trust_unmarked`](super::ReceiptRules::trust_unmarked) is set.
///
/// ```
/// use smpp_core::codes::{EsmClass, MessageState};
/// use smpp_core::message::receipt::{
///     FactSource, Receipt, ReceiptDialect, VendorFormat, VendorMeaning, VendorTlv, VendorValue,
/// };
/// use smpp_core::pdu::DeliverSm;
/// use smpp_core::tlv::{Tag, Tlv};
///
/// const STATE: Tag = Tag(0x1401);
/// const OPERATOR: Tag = Tag(0x1402);
/// const ACME: ReceiptDialect = ReceiptDialect {
///     vendor_tlvs: &[
///         VendorTlv {
///             tag: STATE,
///             name: "status",
///             meaning: VendorMeaning::MessageState,
///             format: VendorFormat::Text,
///         },
///         VendorTlv {
///             tag: OPERATOR,
///             name: "mccmnc",
///             meaning: VendorMeaning::Operator,
///             format: VendorFormat::Text,
///         },
///     ],
///     ..ReceiptDialect::DEFAULT
/// };
///
/// let tlvs = [Tlv::raw(STATE, b"UNDELIV\0"), Tlv::raw(OPERATOR, b"99901\0")];
/// let pdu = DeliverSm {
///     esm_class: EsmClass(0x04),
///     short_message: b"id:7 stat:DELIVRD err:000",
///     tlvs: (&tlvs).into(),
///     ..DeliverSm::default()
/// };
/// let receipt = Receipt::from_deliver_sm(&pdu, ACME, &mut []);
/// let state = receipt.state().unwrap();
/// assert_eq!((state.value, state.source), (MessageState::UNDELIVERABLE, FactSource::VendorTlv(STATE)));
/// assert_eq!(state.other, Some(MessageState::DELIVERED)); // the text says otherwise
/// assert_eq!(receipt.with_first(FactSource::Text).state().unwrap().value, MessageState::DELIVERED);
/// assert_eq!(receipt.vendor(VendorMeaning::Operator), Some(VendorValue::Text(b"99901")));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Receipt<'a> {
    /// The kind of message.
    pub kind: ReceiptKind,
    /// The source address of the PDU, which is the destination of the original message.
    pub source_addr: &'a [u8],
    /// The conventions of the provider. You can change them, for example the rules for trust and finality.
    pub dialect: ReceiptDialect,
    /// The contents of the text.
    pub text: ReceiptText<'a>,
    /// The TLV `receipted_message_id`, up to the first NUL.
    pub receipted_message_id: Option<&'a [u8]>,
    /// The TLV `message_state`.
    pub message_state: Option<MessageState>,
    /// The TLV `network_error_code`, if it is in the standard's format. Other contents, such as `104` in
    /// digits, `E01` in characters or four octets, are in [`Receipt::errors`].
    pub network_error_code: Option<NetworkErrorCode>,
    /// Only TLVs mark it as a receipt, so a subscriber may have written its text.
    by_tlvs: bool,
    tlvs: Tlvs<'a>,
}
// Without the dialect, which is the same for all receipts of a provider.
debug_fields!(Receipt<'_> { kind source_addr text receipted_message_id message_state network_error_code tlvs });

impl<'a> Receipt<'a> {
    /// Reads a deliver_sm from the message centre, with a provider's alphabets, state words and TLVs. The text is
    /// taken from `short_message`, or from `message_payload` if `short_message` is empty. `scratch` is needed for
    /// UTF-16 and packed texts: see [`ReceiptText::parse_any`].
    // Inlined where the stack is small, so that the receipt is built directly in the caller's stack frame.
    #[cfg_attr(target_os = "none", inline(always))]
    pub fn from_deliver_sm(
        pdu: &DeliverSm<'a>,
        dialect: impl Into<ReceiptDialect>,
        scratch: &'a mut [u8],
    ) -> Self {
        let dialect = dialect.into();
        let body = ReceiptBody::of(pdu, &dialect.data_codings, scratch);
        let mut receipt = Self::without_text(pdu, &dialect);
        receipt.text.fill_from(&body, scratch);
        if pdu.esm_class.message_type() == MessageType::NORMAL {
            receipt.kind = receipt.kind_by_content();
            receipt.by_tlvs = receipt.kind == ReceiptKind::Receipt;
        }
        receipt
    }

    /// Reads a data_sm from the message centre, like [`Receipt::from_deliver_sm`].
    pub fn from_data_sm(pdu: &DataSm<'a>, dialect: impl Into<ReceiptDialect>, scratch: &'a mut [u8]) -> Self {
        let DataSm { source_addr, esm_class, data_coding, tlvs, .. } = *pdu;
        let pdu = DeliverSm { source_addr, esm_class, data_coding, tlvs, ..DeliverSm::default() };
        Self::from_deliver_sm(&pdu, dialect, scratch)
    }

    /// What a PDU says besides its text.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline)]
    fn without_text(pdu: &DeliverSm<'a>, dialect: &ReceiptDialect) -> Self {
        let tlvs = pdu.tlvs;
        let id = tlvs.read::<TlvText<'_>>(Tag::RECEIPTED_MESSAGE_ID);
        Self {
            kind: ReceiptKind::marked(pdu.esm_class, IssuedBy::Smsc),
            source_addr: pdu.source_addr.as_bytes(),
            dialect: *dialect,
            text: ReceiptText::default(),
            receipted_message_id: id.map(|id| up_to_nul(id.as_bytes())),
            message_state: tlvs.read(Tag::MESSAGE_STATE),
            network_error_code: tlvs.read(Tag::NETWORK_ERROR_CODE).filter(is_network_error),
            by_tlvs: false,
            tlvs,
        }
    }

    /// The kind of a message that `esm_class` does not mark. Subscribers write texts but not TLVs. An id and a
    /// meaningful state in TLVs, of the standard or of the provider, therefore mark a receipt as well as
    /// `esm_class` does.
    #[cfg_attr(target_os = "none", inline(never))]
    fn kind_by_content(&self) -> ReceiptKind {
        let state_in_tlv = self.has_in_tlv(&mut self.state_facts());
        let has_state = state_in_tlv || self.text.stat.is_some_and(|word| self.dialect.is_receipt_word(word));
        if state_in_tlv && self.has_in_tlv(&mut self.id_facts()) {
            ReceiptKind::Receipt
        } else if has_state && self.id_facts().next().is_some() {
            ReceiptKind::Unmarked
        } else {
            ReceiptKind::None
        }
    }

    /// Whether a TLV has a meaningful value.
    #[cfg_attr(target_os = "none", inline(never))]
    fn has_in_tlv(&self, facts: &mut Facts<'a>) -> bool {
        facts.any(|(source, value)| source != FactSource::Text && self.is_meaningful(source, value.state()))
    }

    /// Whether a state is meaningful: it comes from a known word, or the version defines the number. States that
    /// a subscriber may have written are not.
    #[cfg_attr(target_os = "none", inline(never))]
    fn is_meaningful(&self, source: FactSource, state: MessageState) -> bool {
        let is_word = |known: &VendorTlv| {
            source == FactSource::VendorTlv(known.tag)
                && known.meaning == VendorMeaning::MessageState
                && known.format == VendorFormat::Text
        };
        let is_known = source == FactSource::Text
            || !state.is_reserved_in(self.dialect.version)
            || self.dialect.vendor_tlvs.iter().any(is_word);
        is_known && self.counts(source)
    }

    /// Returns the same receipt, with another source first.
    #[must_use]
    pub const fn with_first(mut self, first: FactSource) -> Self {
        self.dialect.rules.first = first;
        self
    }

    /// The id of the message. If several sources have one, [`ReceiptRules::first`](super::ReceiptRules::first) decides.
    pub fn message_id(&self) -> Option<Fact<&'a [u8]>> {
        self.fact(VendorMeaning::MessageId).map(|fact| fact.read(|value| value.id))
    }

    /// Whether a source comes from the message centre, as far as can be determined.
    pub(crate) fn counts(&self, source: FactSource) -> bool {
        source != FactSource::Text || !self.by_tlvs || self.dialect.rules.trust_unmarked
    }

    /// All ids with their sources. Quotes around the id in the text are removed, unless `receipted_message_id` has them
    /// too. Empty ids are left out.
    pub fn message_ids(&self) -> impl Iterator<Item = (FactSource, &'a [u8])> + Clone + use<'a> {
        self.id_facts().map(|(source, value)| (source, value.id))
    }

    /// The ids.
    #[cfg_attr(target_os = "none", inline(never))]
    fn id_facts(&self) -> Facts<'a> {
        // Quotes that the TLV also has are part of the id.
        let text = self.text.id.map(|id| {
            if self.receipted_message_id.is_some_and(|tlv| same(tlv, id)) { id } else { unquoted(id) }
        });
        let tlv = self.receipted_message_id.map(VendorValue::Text);
        self.facts(tlv, VendorMeaning::MessageId, text, |_, value| match value {
            VendorValue::Text([]) | VendorValue::Octets([]) | VendorValue::Integer(_) => None,
            VendorValue::Text(id) | VendorValue::Octets(id) => Some(Value::of_id(id)),
        })
    }

    /// Whether all ids are the same, regardless of base, case and padding; `None` unless there are at least two.
    pub fn ids_agree(&self) -> Option<bool> {
        all_agree(self.message_ids(), |a, b| ids_match(a, IdBase::Either, b, IdBase::Either))
    }

    /// The state of the message. If several sources have one, [`ReceiptRules::first`](super::ReceiptRules::first)
    /// decides. If that source has an undefined number, a meaningful state in another source wins. No version
    /// defines numbers from 10 on; 0 (SCHEDULED) and 9 (SKIPPED) were added in 5.0, and
    /// [`ReceiptDialect::version`] decides which version applies.
    ///
    /// ```
    /// use smpp_core::codes::{EsmClass, MessageState};
    /// use smpp_core::message::receipt::{Receipt, ReceiptDialect, FactSource};
    /// use smpp_core::pdu::DeliverSm;
    /// use smpp_core::tlv::Tlv;
    ///
    /// let tlvs = [Tlv::message_state(MessageState(0))];
    /// let pdu = DeliverSm {
    ///     esm_class: EsmClass(0x04),
    ///     short_message: b"id:7 stat:UNDELIV err:034",
    ///     tlvs: (&tlvs).into(),
    ///     ..DeliverSm::default()
    /// };
    /// let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    /// let state = receipt.state().unwrap();
    /// assert_eq!((state.value, state.source), (MessageState::UNDELIVERABLE, FactSource::Text));
    /// assert_eq!(state.other, Some(MessageState(0)));
    /// ```
    pub fn state(&self) -> Option<Fact<MessageState>> {
        self.fact(VendorMeaning::MessageState).map(|fact| fact.read(|value| value.state()))
    }

    /// The state of the message, unless it is an undefined number or a subscriber may have written it.
    fn meaningful_state(&self) -> Option<MessageState> {
        let Fact { value, source, .. } = self.state()?;
        self.is_meaningful(source, value).then_some(value)
    }

    /// All states with their sources, including undefined numbers. Unknown words are left out.
    pub fn states(&self) -> impl Iterator<Item = (FactSource, MessageState)> + Clone + use<'a> {
        self.state_facts().map(|(source, value)| (source, value.state()))
    }

    /// The states.
    #[cfg_attr(target_os = "none", inline(never))]
    fn state_facts(&self) -> Facts<'a> {
        let tlv = self.message_state.map(|state| VendorValue::Integer(state.0.into()));
        self.facts(tlv, VendorMeaning::MessageState, self.text.stat, |facts, value| {
            let state = match value {
                VendorValue::Text(word) => state_of(facts.state_words, word)?,
                VendorValue::Integer(number) => MessageState(u8::try_from(number).ok()?),
                VendorValue::Octets(_) => return None,
            };
            Some(Value::of_state(state))
        })
    }

    /// The fact that comes first, and another one.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline)]
    fn fact(&self, meaning: VendorMeaning) -> Option<Fact<Value<'a>>> {
        let facts = || if meaning == VendorMeaning::MessageId { self.id_facts() } else { self.state_facts() };
        let first = self.dialect.rules.first;
        Fact::of(facts, first, |source, value| self.is_meaningful(source, value.state()))
    }

    /// Whether all [states](Self::states) are the same; `None` unless there are at least two.
    pub fn states_agree(&self) -> Option<bool> {
        all_agree(self.states(), |a, b| a == b)
    }

    /// The error of the message. If several sources have one, [`ReceiptRules::first`](super::ReceiptRules::first)
    /// decides. Receipts for delivered messages have one as well, usually 000.
    pub fn error(&self) -> Option<Fact<ErrorValue<'a>>> {
        Fact::of(|| self.errors(), self.dialect.rules.first, |source, _| self.counts(source))
    }

    /// All errors with their sources. Quotes around the error in the text are removed. Empty errors are left
    /// out.
    pub fn errors(&self) -> impl Iterator<Item = (FactSource, ErrorValue<'a>)> + Clone + use<'a> {
        let tlv = self.tlvs.get(Tag::NETWORK_ERROR_CODE);
        let placeholder = tlv.map(|_| VendorValue::Octets(&[]));
        let mut facts = self.facts(placeholder, VendorMeaning::Error, self.text.err, |_, _| None);
        core::iter::from_fn(move || facts.next_value()).filter_map(move |(source, value)| {
            let error = match (source, value) {
                (FactSource::Tlv, _) => network_error(tlv.as_ref()?),
                (FactSource::Text, VendorValue::Text(text)) => ErrorValue::Text(unquoted(text)),
                (_, VendorValue::Text(text) | VendorValue::Octets(text)) => ErrorValue::Text(text),
                (_, VendorValue::Integer(number)) => ErrorValue::Integer(number),
            };
            let is_empty = matches!(error, ErrorValue::Text([]) | ErrorValue::Octets([]));
            (!is_empty).then_some((source, error))
        })
    }

    /// Whether all errors are the same, as a number in either base or as a word; `None` unless there are at
    /// least two.
    pub fn errors_agree(&self) -> Option<bool> {
        all_agree(self.errors(), |a, b| a.agrees(&b))
    }

    /// The provider's entry for the first error that it knows; `None` if that is 0 and the message has ended. The
    /// TLV `network_error_code` is not used, because it is not the provider's error.
    pub fn known_error(&self) -> Option<&'static ErrorCode> {
        let of_provider = self.errors().filter(|(source, _)| *source != FactSource::Tlv);
        let numbers = of_provider.filter_map(|(_, error)| error.number());
        self.dialect.first_error(self.meaningful_state(), numbers)
    }

    /// The value of the first vendor TLV with this meaning.
    pub fn vendor(&self, meaning: VendorMeaning) -> Option<VendorValue<'a>> {
        self.vendor_tlvs().find(|(known, _)| known.meaning == meaning).map(|(_, value)| value)
    }

    /// The vendor TLVs in the PDU, in the order of the dialect.
    pub fn vendor_tlvs(&self) -> impl Iterator<Item = (&'a VendorTlv, VendorValue<'a>)> + Clone + use<'a> {
        let tlvs = self.tlvs;
        let known = self.dialect.vendor_tlvs.iter();
        known.filter_map(move |known| Some((known, known.read(&tlvs.get(known.tag)?))))
    }

    /// The values of one fact in the TLV of the standard, the vendor TLVs with this meaning and the text.
    fn facts(
        &self,
        tlv: Option<VendorValue<'a>>,
        meaning: VendorMeaning,
        text: Option<&'a [u8]>,
        read: fn(&Facts<'a>, VendorValue<'a>) -> Option<Value<'a>>,
    ) -> Facts<'a> {
        let ReceiptDialect { vendor_tlvs: vendor, state_words, .. } = self.dialect;
        Facts { tlv, vendor, tlvs: self.tlvs, meaning, text, state_words, read }
    }

    /// When the message was submitted, if the date is certain. A date without an offset gets the provider's
    /// time zone.
    pub fn submit_date(&self) -> Option<DateTime> {
        self.date(self.text.submit_date)
    }

    /// When the message reached its state, like [`Receipt::submit_date`].
    pub fn done_date(&self) -> Option<DateTime> {
        self.date(self.text.done_date)
    }

    fn date(&self, date: Option<ReceiptDate<'_>>) -> Option<DateTime> {
        let at = date?.date_time()?;
        Some(if at.utc_offset_quarters().is_none() {
            at.with_utc_offset_quarters(self.dialect.utc_offset_quarters)
        } else {
            at
        })
    }

    /// Whether the message can be relied on: it is a receipt or an intermediate notification, or an unmarked text
    /// that [`ReceiptRules::trust_unmarked`](super::ReceiptRules::trust_unmarked) allows. Acknowledgements from an
    /// SME are not trusted.
    pub const fn is_trusted(&self) -> bool {
        matches!(self.kind, ReceiptKind::Receipt | ReceiptKind::Intermediate)
            || (matches!(self.kind, ReceiptKind::Unmarked) && self.dialect.rules.trust_unmarked)
    }

    /// Whether this receipt ends its message, according to its state and the [rules](ReceiptDialect::rules). It is
    /// [`Finality::Pending`] for anything that is not trusted, for intermediate notifications, for a receipt
    /// without a state, and for a number that the version does not define, such as 9 before 5.0.
    ///
    /// ```
    /// use smpp_core::codes::{EsmClass, Finality};
    /// use smpp_core::message::receipt::{Receipt, ReceiptDialect};
    /// use smpp_core::pdu::DeliverSm;
    ///
    /// let short_message: &[u8] = b"id:77 stat:DELIVRD";
    /// let marked = DeliverSm { esm_class: EsmClass(0x04), short_message, ..DeliverSm::default() };
    /// assert_eq!(Receipt::from_deliver_sm(&marked, ReceiptDialect::DEFAULT, &mut []).finality(), Finality::Final);
    ///
    /// // Anybody can send this text.
    /// let forged = DeliverSm { esm_class: EsmClass(0x00), ..marked };
    /// let mut receipt = Receipt::from_deliver_sm(&forged, ReceiptDialect::DEFAULT, &mut []);
    /// assert_eq!(receipt.finality(), Finality::Pending);
    /// // Unless the caller knows better:
    /// receipt.dialect.rules.trust_unmarked = true;
    /// assert_eq!(receipt.finality(), Finality::Final);
    /// ```
    pub fn finality(&self) -> Finality {
        self.state().map_or(Finality::Pending, |state| self.finality_of(&state))
    }

    /// The same, if the state is known.
    pub(crate) fn finality_of(&self, state: &Fact<MessageState>) -> Finality {
        let is_meaningful = self.is_meaningful(state.source, state.value);
        if is_meaningful && self.is_trusted() && self.kind != ReceiptKind::Intermediate {
            self.dialect.rules.finality(state.value)
        } else {
            Finality::Pending
        }
    }

    /// Whether no further receipt is expected: [`finality`](Self::finality) is [`Finality::Final`].
    pub fn is_final(&self) -> bool {
        self.finality() == Finality::Final
    }
}

/// An id or a state; the other one is empty.
#[derive(Clone, Copy)]
struct Value<'a> {
    id: &'a [u8],
    /// The number of the state. A machine word, because the copy of a value with padding takes more code.
    number: u32,
}

impl<'a> Value<'a> {
    const fn of_id(id: &'a [u8]) -> Self {
        // Like an id, this state always means something.
        Self { id, number: MessageState::DELIVERED.0 as u32 }
    }

    const fn of_state(state: MessageState) -> Self {
        Self { id: &[], number: state.0 as u32 }
    }

    const fn state(&self) -> MessageState {
        let [number, ..] = self.number.to_le_bytes();
        MessageState(number)
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number && same(self.id, other.id)
    }
}

/// The values of one fact, in the order of their sources. Not generic, so that all facts share its code.
#[derive(Clone)]
struct Facts<'a> {
    tlv: Option<VendorValue<'a>>,
    vendor: &'static [VendorTlv],
    tlvs: Tlvs<'a>,
    meaning: VendorMeaning,
    text: Option<&'a [u8]>,
    state_words: &'static StateWords,
    /// Reads a value as this fact; `None` if the value is empty or means something else.
    read: fn(&Self, VendorValue<'a>) -> Option<Value<'a>>,
}

impl<'a> Facts<'a> {
    /// The next value, unread.
    fn next_value(&mut self) -> Option<(FactSource, VendorValue<'a>)> {
        if let Some(value) = self.tlv.take() {
            return Some((FactSource::Tlv, value));
        }
        while let [known, rest @ ..] = self.vendor {
            self.vendor = rest;
            if known.meaning == self.meaning
                && let Some(tlv) = self.tlvs.get(known.tag)
            {
                return Some((FactSource::VendorTlv(known.tag), known.read(&tlv)));
            }
        }
        self.text.take().map(|text| (FactSource::Text, VendorValue::Text(text)))
    }
}

impl<'a> Iterator for Facts<'a> {
    type Item = (FactSource, Value<'a>);

    #[cfg_attr(target_os = "none", inline(never))]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (source, value) = self.next_value()?;
            if let Some(value) = (self.read)(self, value) {
                return Some((source, value));
            }
        }
    }
}

/// The octets before the first NUL: some message centres send a whole buffer, with anything after the NUL.
fn up_to_nul(octets: &[u8]) -> &[u8] {
    c_octet_string(octets).map_or(octets, |(_, text)| text)
}

/// Whether the first value agrees with all others, if there are others.
fn all_agree<T: Copy>(
    mut values: impl Iterator<Item = (FactSource, T)>,
    agree: impl Fn(T, T) -> bool,
) -> Option<bool> {
    let (_, first) = values.next()?;
    let (_, second) = values.next()?;
    Some(agree(first, second) && values.all(|(_, value)| agree(first, value)))
}
