//! `inspect text` for people: what a text costs, part by part, and which characters make it cost that.

use crate::rows::BOLD;
use crate::screen::shown;
use crate::text::Options;
use anstyle::{AnsiColor, Style};
use smpp_core::gsm7::Encoder;
use smpp_core::message::segment::{MAX_USER_DATA, Plan, SegmentErrorKind, Segmenter};
use smpp_core::message::text::Charset;
use std::io::{self, Write};

const TEXT: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Yellow.on_default().bold();
/// The most characters to list.
const MOST: usize = 20;

/// Explains a line of UTF-8. Returns whether the text can be sent.
pub(crate) fn view(line: &[u8], options: &Options, out: &mut dyn Write) -> io::Result<bool> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let text = match core::str::from_utf8(line.strip_suffix(b"\r").unwrap_or(line)) {
        Ok(text) => text,
        Err(error) => {
            crate::output::warn(format_args!("not UTF-8 at octet {}", error.valid_up_to()));
            return Ok(false);
        }
    };
    let (segmenter, encoder) = options.segmenter(text);
    let plan = match segmenter.plan(text) {
        Ok(plan) => plan,
        Err(error) => {
            writeln!(out, "{BAD}cannot be sent{BAD:#}: {error}")?;
            if matches!(error.kind(), SegmentErrorKind::Unmappable(_)) {
                list(out, "not in GSM 7-bit", counted(encoder.unmappable(text).map(|(_, c)| c)))?;
            }
            return Ok(false);
        }
    };
    parts(&plan, out)?;
    if plan.charset() == Some(Charset::Ucs2) {
        list(out, "UCS2 because of", counted(encoder.unmappable(text).map(|(_, c)| c)))?;
        let wide = text.chars().filter(|c| c.len_utf16() > 1);
        list(out, "two units each", counted(wide))?;
        if !options.is_ucs2() {
            nearest(text, &options.nearest(text, &segmenter), out)?;
        }
    } else {
        let is_double =
            |c: &char| encoder.measure(c.encode_utf8(&mut [0; 4])).is_ok_and(|one| one.septets == 2);
        list(out, "two septets each", counted(text.chars().filter(is_double)))?;
        changes(text, &segmenter.encoder().unwrap_or_default(), out)?;
    }
    writeln!(out)?;
    Ok(true)
}

/// `GSM 7-bit, 185 septets in 2 parts`.
fn size(plan: &Plan<'_>) -> String {
    let (alphabet, unit) = match plan.charset() {
        Some(Charset::Ucs2) => ("UCS2", "unit"),
        _ => ("GSM 7-bit", "septet"),
    };
    let s = |count: usize| if count == 1 { "" } else { "s" };
    let (units, total) = (plan.units(), usize::from(plan.total()));
    format!("{alphabet}, {units} {unit}{} in {total} part{}", s(units), s(total))
}

/// The size of the text, then each part.
fn parts(plan: &Plan<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}, room for {} more in the last one", size(plan), plan.remaining())?;
    let (mut segments, mut buffer) = (plan.segments(), [0; MAX_USER_DATA]);
    while let Ok(Some(segment)) = segments.next_into(&mut buffer) {
        let charset = plan.charset().unwrap_or(Charset::Ucs2);
        let header = segment.header().len();
        let own = segment.user_data.get(header..).unwrap_or_default();
        let text = shown(charset.chars_after(own, header));
        let (octets, number) = (segment.user_data.len(), segment.number);
        let of_header = if header == 0 { String::new() } else { format!(", {header} of them header") };
        writeln!(out, "  part {number}: {octets} octets{of_header}  {TEXT}\"{text}\"{TEXT:#}")?;
    }
    Ok(())
}

/// What the text would take with the nearest characters, if that is GSM 7-bit.
fn nearest(text: &str, segmenter: &Segmenter, out: &mut dyn Write) -> io::Result<()> {
    match segmenter.plan(text) {
        Ok(plan) if plan.charset() != Some(Charset::Ucs2) => {
            writeln!(out, "  with --transliterate: {}", size(&plan))?;
            changes(text, &segmenter.encoder().unwrap_or_default(), out)
        }
        _ => Ok(()),
    }
}

/// The characters that the encoder replaces.
fn changes(text: &str, encoder: &Encoder, out: &mut dyn Write) -> io::Result<()> {
    let changes = encoder.changes(text).map(|change| format!("{} becomes {}", change.from, change.to));
    list(out, "replaced", counted(changes.map(|change| shown(change.chars()))))
}

/// Each value once, with how often it occurs.
fn counted<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counted: Vec<(T, usize)> = Vec::new();
    for value in values {
        if let Some((_, count)) = counted.iter_mut().find(|(known, _)| *known == value) {
            *count = count.saturating_add(1);
        } else if counted.len() <= MOST {
            // One more than listed shows that there are more.
            counted.push((value, 1));
        }
    }
    counted
}

fn list<T: Named>(out: &mut dyn Write, what: &str, values: Vec<(T, usize)>) -> io::Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    let mut shown: Vec<String> = values
        .iter()
        .take(MOST)
        .map(|(value, count)| {
            let times = if *count == 1 { String::new() } else { format!(" ({count} times)") };
            format!("{}{times}", value.named())
        })
        .collect();
    if values.len() > MOST {
        shown.push("and others".to_owned());
    }
    writeln!(out, "  {what}: {BAD}{}{BAD:#}", shown.join(", "))
}

trait Named {
    fn named(&self) -> String;
}

/// The character and its number.
impl Named for char {
    fn named(&self) -> String {
        format!("{} U+{:04X}", shown([*self]), u32::from(*self))
    }
}

impl Named for String {
    fn named(&self) -> String {
        self.clone()
    }
}
