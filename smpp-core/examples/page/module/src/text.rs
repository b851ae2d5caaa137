//! What a text costs, in each way to send it, as JSON.

use crate::calls::error;
use crate::explain::hex;
use serde_json::{Value, json};
use smpp_core::gsm7::transliteration::NEAREST;
use smpp_core::gsm7::{Encoder, Language};
use smpp_core::message::segment::{MAX_USER_DATA, Plan, SegmentTlvs, Segmenter};
use smpp_core::message::text::Charset;
use smpp_core::pdu::SubmitSm;
use smpp_core::{Encode, Rules};

/// Characters that are listed.
const MOST: usize = 20;
/// The recipient in the PDUs.
const RECIPIENT: &str = "46700000001";

/// Measures a text as it is, with national tables, and with other characters.
pub(crate) fn measure(text: &str) -> Value {
    let plain = match Segmenter::DEFAULT.plan(text) {
        Ok(plan) => plan,
        Err(why) => return error(why),
    };
    let mut ways = vec![way("plain", text, &Segmenter::DEFAULT, &plain, None)];
    if let Some((language, segmenter)) = national(text, &plain)
        && let Ok(plan) = segmenter.plan(text)
    {
        ways.push(way("national", text, &segmenter, &plan, language.name()));
    }
    let nearest = Segmenter { transliteration: Some(&NEAREST), ..Segmenter::DEFAULT };
    // Some characters have no nearest one.
    let replaced = Segmenter { replacement: Some('?'), ..nearest };
    for (name, segmenter) in [("nearest", nearest), ("replaced", replaced)] {
        if let Ok(plan) = segmenter.plan(text)
            && is_gsm7(&plan)
        {
            if plan.changed() > 0 {
                ways.push(way(name, text, &segmenter, &plan, None));
            }
            break;
        }
    }
    json!({ "ways": ways })
}

fn is_gsm7(plan: &Plan<'_>) -> bool {
    plan.charset() != Some(Charset::Ucs2)
}

/// The language whose tables need the fewest segments, if that is fewer, or if they avoid UCS2 at no cost.
fn national(text: &str, plain: &Plan<'_>) -> Option<(Language, Segmenter)> {
    let rank = |plan: &Plan<'_>| (plan.total(), !is_gsm7(plan));
    let ranked = Language::ALL.into_iter().filter_map(|language| {
        let segmenter = Segmenter::DEFAULT.national(text, &[language]);
        let plan = segmenter.plan(text).ok().filter(|plan| is_gsm7(plan))?;
        Some((rank(&plan), language, segmenter))
    });
    let (best, language, segmenter) = ranked.min_by_key(|(rank, language, _)| (*rank, *language))?;
    (best < rank(plain)).then_some((language, segmenter))
}

fn way(name: &str, text: &str, segmenter: &Segmenter, plan: &Plan<'_>, language: Option<&str>) -> Value {
    let encoder = segmenter.encoder().unwrap_or_default();
    let is_gsm7 = is_gsm7(plan);
    let units = |text: &str| match is_gsm7 {
        true => encoder.measure(text).map_or(0, |measured| measured.septets),
        false => text.encode_utf16().count(),
    };
    // A nearest text can be longer.
    let doubled = text.chars().filter(|c| units(c.encode_utf8(&mut [0; 4])) == 2);
    let forced = Encoder::default().unmappable(text).map(|(_, c)| c).filter(|_| !is_gsm7);
    let changes = encoder.changes(text).filter(|_| is_gsm7);
    let changes = changes.map(|change| (change.from.to_owned(), change.to.to_string()));
    let (mut parts, mut pdus) = (Vec::new(), Vec::new());
    let (mut segments, mut buffer) = (plan.segments(), [0; MAX_USER_DATA]);
    let mut room = 0;
    while let Ok(Some(segment)) = segments.next_into(&mut buffer) {
        let charset = plan.charset().unwrap_or(Charset::Ucs2);
        let sent: String = charset.chars_after(segment.text(), segment.header().len()).collect();
        let used = units(text.get(segment.content_range.clone()).unwrap_or_default());
        room = room.max(used);
        if segment.number == segment.total {
            room = room.max(used.saturating_add(plan.remaining()));
        }
        parts.push(json!({
            "number": segment.number, "octets": segment.user_data.len(), "header": segment.header().len(),
            "units": used, "text": sent,
        }));
        let mut tlvs = SegmentTlvs::default();
        let pdu =
            SubmitSm { destination_addr: RECIPIENT.into(), ..SubmitSm::from_segment(&segment, &mut tlvs) };
        let mut out = vec![0; pdu.encoded_len()];
        if let Ok(done) = pdu.encode(segment.number.into(), Rules::V34, &mut out) {
            pdus.push(hex(out.get(..done.len).unwrap_or_default()));
        }
    }
    json!({
        "name": name,
        "language": language,
        "alphabet": if is_gsm7 { "GSM 7-bit" } else { "UCS2" },
        "units": plan.units(),
        "total": plan.total(),
        "remaining": plan.remaining(),
        "room": room,
        "forced": counted(forced).into_iter().map(|(c, count)| character(c, count)).collect::<Vec<_>>(),
        "doubled": counted(doubled).into_iter().map(|(c, count)| character(c, count)).collect::<Vec<_>>(),
        "changes": counted(changes)
            .into_iter()
            .map(|((from, to), count)| json!({ "from": from, "to": to, "count": count }))
            .collect::<Vec<_>>(),
        "parts": parts,
        "pdus": pdus,
    })
}

fn character(c: char, count: usize) -> Value {
    json!({ "char": c, "code": format!("U+{:04X}", u32::from(c)), "count": count })
}

/// Each value once, with how often it occurs.
fn counted<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counted: Vec<(T, usize)> = Vec::new();
    for value in values {
        if let Some((_, count)) = counted.iter_mut().find(|(known, _)| *known == value) {
            *count = count.saturating_add(1);
        } else if counted.len() < MOST {
            counted.push((value, 1));
        }
    }
    counted
}
