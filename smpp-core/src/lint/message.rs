//! Lints about the message: short_message or message_payload, header, alphabet, segments.

use super::{Facts, Found};
use crate::codes::{CommandStatus, DataCoding};
use crate::count::{left, sum};
use crate::field::FieldKind;
use crate::message::text::Charset;
use crate::message::udh::{Concatenation, Information, Udh, UdhErrorKind};
use crate::tlv::Tag;
use smpp_gsm7::{Fill, packed_len};

fn udhi(facts: &Facts<'_>) -> bool {
    facts.known.esm_class.is_some_and(|class| class.udhi())
}

/// The field of the message, and what is wrong with its user data header, if the UDH indicator is set.
fn header_fault(facts: &Facts<'_>) -> Option<(&'static str, UdhErrorKind)> {
    let (field, octets) = facts.user_data().filter(|_| udhi(facts))?;
    let error = Udh::split(octets).and_then(|(udh, _)| udh.check()).err()?;
    Some((field, error.kind()))
}

pub(super) fn udhi_without_udh(facts: &Facts<'_>, found: &mut Found<'_>) {
    use UdhErrorKind::{LengthCountsItself, NoSegments, SegmentNumber};
    // These have their own lints.
    let is_other = |kind| !matches!(kind, NoSegments | SegmentNumber | LengthCountsItself);
    let wrong = header_fault(facts).is_some_and(|(_, kind)| is_other(kind));
    found.field_if(wrong, FieldKind::EsmClass, CommandStatus::ESME_RINVESMCLASS);
}

pub(super) fn udh_length_counts_itself(facts: &Facts<'_>, found: &mut Found<'_>) {
    if let Some((field, UdhErrorKind::LengthCountsItself)) = header_fault(facts) {
        found.add(Some(field), CommandStatus::ESME_RINVESMCLASS);
    }
}

/// Finds a message that starts like a header with a concatenation element, but without the UDH indicator.
pub(super) fn udh_without_udhi(facts: &Facts<'_>, found: &mut Found<'_>) {
    let Some((field, octets)) = facts.user_data() else { return };
    let looks = matches!(octets, [5, 0, 3, _, total, part, ..] | [6, 8, 4, _, _, total, part, ..]
        if (1..=*total).contains(part));
    found.add_if(looks && !udhi(facts), field, CommandStatus::ESME_RINVESMCLASS);
}

/// User data headers are only defined for GSM 7-bit, 8-bit data and UCS2.
pub(super) fn udh_in_text_coding(facts: &Facts<'_>, found: &mut Found<'_>) {
    let Some(coding) = facts.known.data_coding else { return };
    let headerless = matches!(
        coding,
        DataCoding::JIS
            | DataCoding::CYRILLIC
            | DataCoding::HEBREW
            | DataCoding::PICTOGRAM
            | DataCoding::MUSIC_CODES
            | DataCoding::EXTENDED_KANJI_JIS
            | DataCoding::KS_C_5601
    );
    let wrong = udhi(facts) && headerless && coding.scheme_in(facts.version).is_none();
    found.field_if(wrong, FieldKind::DataCoding, CommandStatus::ESME_RINVDCS);
}

/// The concatenation elements of each field that has a message with a user data header. If a PDU has two
/// messages, both are checked.
fn concatenations<'a>(
    facts: &Facts<'a>,
) -> impl Iterator<Item = (&'static str, impl Iterator<Item = Concatenation> + use<'a>)> + use<'a> {
    let with_header = udhi(facts);
    facts.messages().into_iter().flatten().filter(move |_| with_header).filter_map(|(field, octets)| {
        let (udh, _) = Udh::split(octets).ok()?;
        let elements = udh.elements().filter_map(|element| match element.information() {
            Information::Concatenation(part) => Some(part),
            _ => None,
        });
        Some((field, elements))
    })
}

/// The numbers of a segment (number, total), from the header and from the sar TLVs. Of several concatenation
/// elements, the last one counts.
fn parts(facts: &Facts<'_>) -> impl Iterator<Item = (&'static str, u8, u8)> {
    let from_header = concatenations(facts)
        .filter_map(|(field, elements)| elements.last().map(|part| (field, part.number, part.total)));
    let sar = |value: Result<Option<u8>, _>| value.ok().flatten();
    let from_sar = match (sar(facts.tlvs.sar_segment_seqnum()), sar(facts.tlvs.sar_total_segments())) {
        (Some(part), Some(total)) => Tag::SAR_SEGMENT_SEQNUM.name().map(|name| (name, part, total)),
        _ => None,
    };
    from_header.chain(from_sar)
}

/// Receivers use the last one.
pub(super) fn concatenation_repeated(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (field, mut elements) in concatenations(facts) {
        found.add_if(elements.nth(1).is_some(), field, CommandStatus::ESME_RINVESMCLASS);
    }
}

pub(super) fn part_number(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (field, part, total) in parts(facts) {
        found.add_if(part == 0 || part > total, field, CommandStatus::ESME_RINVMSGLEN);
    }
}

pub(super) fn two_messages(facts: &Facts<'_>, found: &mut Found<'_>) {
    let short = facts.known.short_message.is_some_and(|octets| !octets.is_empty());
    let both = short && facts.has(Tag::MESSAGE_PAYLOAD);
    found.tag_if(both, Tag::MESSAGE_PAYLOAD, CommandStatus::ESME_RINVMSGLEN);
}

const SAR: [Tag; 3] = [Tag::SAR_MSG_REF_NUM, Tag::SAR_TOTAL_SEGMENTS, Tag::SAR_SEGMENT_SEQNUM];

/// Segment numbers in both places. A header without a concatenation element, such as a national table, may be
/// combined with sar_* TLVs.
pub(super) fn sar_with_udhi(facts: &Facts<'_>, found: &mut Found<'_>) {
    let numbered = concatenations(facts).any(|(_, mut elements)| elements.next().is_some());
    found.first_tag_if(numbered, &SAR, CommandStatus::ESME_RTLVNOTALLWD);
}

pub(super) fn ports_with_udhi(facts: &Facts<'_>, found: &mut Found<'_>) {
    let ports = [Tag::DEST_PORT, Tag::SOURCE_PORT];
    found.first_tag_if(udhi(facts), &ports, CommandStatus::ESME_RTLVNOTALLWD);
}

pub(super) fn sar_incomplete(facts: &Facts<'_>, found: &mut Found<'_>) {
    let there = |tag: &Tag| facts.has(*tag);
    let wrong = SAR.iter().any(there) && !SAR.iter().all(there);
    found.tag_if(wrong, Tag::SAR_MSG_REF_NUM, CommandStatus::ESME_RMISSINGTLV);
}

pub(super) fn ucs2_odd(facts: &Facts<'_>, found: &mut Found<'_>) {
    let Some((field, text, Charset::Ucs2)) = text(facts) else { return };
    found.add_if(text.len() & 1 != 0, field, CommandStatus::ESME_RINVMSGLEN);
}

/// `sm_length` counts octets. If a sender packs septets into octets but still counts septets, octets are left over or
/// missing.
pub(super) fn sm_length_in_septets(facts: &Facts<'_>, found: &mut Found<'_>) {
    let announced_too_many = facts.error.is_some_and(|error| {
        // The error points to the octet after sm_length.
        let at = left(error.offset(), crate::HEADER_LEN + 1);
        let Some([length, packed @ ..]) = facts.pdu.body.get(at..) else { return false };
        error.field_def().is_some_and(|def| def.kind == FieldKind::ShortMessage)
            && packed_len(usize::from(*length), Fill::NONE) == packed.len()
    });
    let left_over = facts.known.short_message.is_some_and(|octets| {
        let whole = sum(octets.len(), facts.tlvs.trailing().len());
        let fewest = left(whole, sum(whole / 8, 1));
        !facts.tlvs.trailing().is_empty()
            && facts.tlvs.iter().next().is_none()
            && (fewest..whole).contains(&octets.len())
            && octets.iter().any(|octet| *octet > 0x7F)
            && facts.known.data_coding == Some(DataCoding::DEFAULT)
    });
    found.add_if(announced_too_many || left_over, "sm_length", CommandStatus::ESME_RINVMSGLEN);
}

/// The field, the octets of its text, and its character set.
pub(super) fn text<'a>(facts: &Facts<'a>) -> Option<(&'static str, &'a [u8], Charset)> {
    let (field, octets) = facts.user_data()?;
    let charset = facts.codings.charset_in(facts.version, facts.known.data_coding?)?;
    let text = if udhi(facts) { Udh::split(octets).map_or(octets, |(_, text)| text) } else { octets };
    Some((field, text, charset))
}

/// Octets above 0x7F are not GSM 7-bit septets: the text is packed, or is Latin-1 with a `data_coding` of GSM
/// 7-bit.
pub(super) fn not_septets(facts: &Facts<'_>, found: &mut Found<'_>) {
    let Some((field, text, Charset::Gsm7(_))) = text(facts) else { return };
    found.add_if(!text.is_ascii(), field, CommandStatus::ESME_RINVDCS);
}

/// In IA5 and Latin-1 texts the only control codes are tab, LF, FF and CR; in septets the other codes are
/// letters and symbols.
pub(super) fn septets_as_latin1(facts: &Facts<'_>, found: &mut Found<'_>) {
    let Some((field, text, Charset::Ia5 | Charset::Latin1)) = text(facts) else { return };
    let is_control = |octet: &u8| *octet < 0x20 && !matches!(octet, b'\t' | b'\n' | 0x0C | b'\r');
    found.add_if(text.iter().any(is_control), field, CommandStatus::ESME_RINVDCS);
}

#[cfg(test)]
mod tests {
    use crate::codes::DataCoding;
    use crate::message::text::{Charset, DataCodings};
    use crate::pdu::SubmitSm;
    use crate::{Encode, RawPdu, Rules, lint};

    /// Whether a lint reports a text with a data_coding.
    fn finds(rule: &str, data_coding: u8, short_message: &[u8]) -> bool {
        finds_with(DataCodings::default(), rule, data_coding, short_message)
    }

    fn finds_with(codings: DataCodings, rule: &str, data_coding: u8, short_message: &[u8]) -> bool {
        let submit_sm = SubmitSm {
            destination_addr: "46700000001".into(),
            data_coding: DataCoding(data_coding),
            short_message,
            ..SubmitSm::default()
        };
        let mut out = [0; 128];
        let len = submit_sm.encode(1, Rules::V34, &mut out).unwrap().len;
        let mut found = false;
        let context = lint::Context { codings, ..lint::Context::default() };
        lint::check(&RawPdu::parse(&out[..len]).unwrap(), context, |finding| {
            found |= finding.lint.id == rule
        });
        found
    }

    #[test]
    fn octets_that_betray_another_alphabet() {
        // "caf\xE9" is Latin-1 declared as GSM 7-bit; "a\0b" is GSM 7-bit with an @ declared as Latin-1.
        assert!(finds("not_septets", 0, b"caf\xE9") && !finds("not_septets", 0, b"caf\x05"));
        assert!(!finds("not_septets", 3, b"caf\xE9"));
        // GSM data coding schemes declare GSM 7-bit as well.
        assert!(finds("not_septets", 0xF0, b"caf\xE9") && finds("not_septets", 0xC0, b"caf\xE9"));
        assert!(!finds("not_septets", 0xF4, b"caf\xE9"));
        // Nothing to report if the message centre uses another default.
        let latin1 = DataCodings { default: Charset::Latin1, ..DataCodings::default() };
        let packed = DataCodings { default: Charset::GSM7_PACKED, ..DataCodings::default() };
        let gsm7 = DataCodings { ia5: Charset::GSM7, ..DataCodings::default() };
        assert!(!finds_with(latin1, "not_septets", 0, b"caf\xE9"));
        assert!(!finds_with(packed, "not_septets", 0, b"caf\xE9"));
        assert!(finds_with(latin1, "septets_as_latin1", 0, b"a\0b"));
        assert!(!finds_with(gsm7, "septets_as_latin1", 1, b"a\0b"));
        for data_coding in [1, 3] {
            for septets in [&b"a\0b.example"[..], b"\x02 5", b"5 \x1Be"] {
                assert!(finds("septets_as_latin1", data_coding, septets));
                assert!(!finds("septets_as_latin1", 0, septets));
            }
            assert!(!finds("septets_as_latin1", data_coding, b"a@b\r\n\t\x0C$_"));
        }
    }
}
