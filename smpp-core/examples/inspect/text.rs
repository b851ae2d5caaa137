//! `inspect text`: prints the alphabet, the number of parts and the octets of a text.

use crate::boundary::Cut;
use crate::error_object;
use crate::lines::Objects;
use crate::octets::hex;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use smpp_core::gsm7::transliteration::NEAREST;
use smpp_core::gsm7::{Encoder, Fill, Language, Padding, pack, packed_len};
use smpp_core::message::segment::{MAX_USER_DATA, Mode, Plan, SegmentErrorKind, Segmenter};
use smpp_core::message::text::Charset;
use std::io;

#[derive(Args)]
pub(crate) struct Options {
    /// Alphabet; auto is GSM 7-bit if it has every character, otherwise UCS2
    #[arg(long, value_enum, default_value = "auto")]
    encoding: EncodingArg,
    /// National tables to allow, separated by commas: any of tr, es, pt, bn, gu, hi, kn, ml, or, pa, ta, te, ur
    #[arg(long, value_delimiter = ',', value_parser = language)]
    national: Vec<Language>,
    /// Replace characters that the alphabet lacks with the nearest ones
    #[arg(long)]
    transliterate: bool,
    /// Reference number shared by the parts of a message
    #[arg(long, default_value_t = 0)]
    reference: u16,
    /// Width of the reference number in bits
    #[arg(long, default_value = "8", value_parser = ["8", "16"])]
    reference_bits: String,
    /// Pack septets into octets in the parts; few message centres require this
    #[arg(long)]
    packed: bool,
    #[command(flatten)]
    cut: Cut,
    /// Also show how much can be added to the last part, which characters force UCS2, and what the text would
    /// take with the nearest characters
    #[arg(long)]
    plan: bool,
}

impl Options {
    /// Rejects options that are valid alone but not together.
    pub(crate) fn check(&self) -> Result<(), String> {
        match (self.reference, self.reference_bits.as_str()) {
            (256.., "8") => {
                Err(format!("--reference {} does not fit in 8 bits: use --reference-bits 16", self.reference))
            }
            _ => Ok(()),
        }
    }

    /// The segmenter for a text, and the encoder that would write it in GSM 7-bit.
    pub(crate) fn segmenter(&self, text: &str) -> (Segmenter, Encoder) {
        let segmenter = Segmenter {
            charset: match (self.encoding, self.packed) {
                (EncodingArg::Ucs2, _) => Charset::Ucs2,
                (_, true) => Charset::GSM7_PACKED,
                (_, false) => Charset::GSM7,
            },
            ucs2_fallback: self.encoding == EncodingArg::Auto,
            transliteration: self.transliterate.then_some(&NEAREST),
            mode: if self.reference_bits == "16" { Mode::Udh16 } else { Mode::Udh8 },
            reference: self.reference,
            ..Segmenter::DEFAULT
        };
        let segmenter = self.cut.applied(segmenter).national(text, &self.national);
        let gsm7 = Segmenter { charset: Charset::GSM7, ..segmenter };
        let encoder = segmenter.encoder().or_else(|| gsm7.encoder()).unwrap_or_default();
        (segmenter, encoder)
    }

    /// Whether the text stays in UCS2, whatever its characters.
    pub(crate) fn is_ucs2(&self) -> bool {
        self.encoding == EncodingArg::Ucs2
    }

    /// The same segmenter with the nearest characters of GSM 7-bit.
    pub(crate) fn nearest(&self, text: &str, segmenter: &Segmenter) -> Segmenter {
        let charset = match segmenter.charset {
            Charset::Gsm7Packed(_) => Charset::GSM7_PACKED,
            _ => Charset::GSM7,
        };
        let nearest =
            Segmenter { charset, ucs2_fallback: true, transliteration: Some(&NEAREST), ..*segmenter };
        nearest.national(text, &self.national)
    }
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum EncodingArg {
    Auto,
    Gsm7,
    Ucs2,
}

/// ISO 639-1 codes of the languages that have national tables.
const LANGUAGES: [(&str, Language); 13] = [
    ("tr", Language::TURKISH),
    ("es", Language::SPANISH),
    ("pt", Language::PORTUGUESE),
    ("bn", Language::BENGALI),
    ("gu", Language::GUJARATI),
    ("hi", Language::HINDI),
    ("kn", Language::KANNADA),
    ("ml", Language::MALAYALAM),
    ("or", Language::ORIYA),
    ("pa", Language::PUNJABI),
    ("ta", Language::TAMIL),
    ("te", Language::TELUGU),
    ("ur", Language::URDU),
];

fn language(code: &str) -> Result<Language, String> {
    LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, language)| *language).ok_or_else(|| {
        let known: Vec<&str> = LANGUAGES.iter().map(|(code, _)| *code).collect();
        format!("no national tables for this language: use {}", known.join(", "))
    })
}

/// Prints the object for one line of UTF-8. Returns whether the text can be sent.
pub(crate) fn explain(line: &[u8], options: &Options, out: &mut Objects<'_>) -> io::Result<bool> {
    let text = match core::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => {
            return out.put(&error_object("not UTF-8", error.valid_up_to(), None, None)).map(|()| false);
        }
    };
    let (segmenter, encoder) = options.segmenter(text);
    match segmenter.plan(text) {
        Ok(plan) => {
            let mut object = planned(text, &plan, &encoder);
            if let Some(object) = object.as_object_mut().filter(|_| options.plan) {
                object.insert("left".into(), json!(plan.remaining()));
                object.insert("forced_by".into(), forced_by(text, &encoder).collect());
                object.insert(
                    "transliterated".into(),
                    transliterated(text, &options.nearest(text, &segmenter)),
                );
            }
            out.put(&object).map(|()| true)
        }
        Err(error) if matches!(error.kind(), SegmentErrorKind::Unmappable(_)) => {
            let object = json!({
                "encoding": "gsm7", "units": null, "parts": null, "septets": null, "packed": null,
                "segments": [],
            });
            let unmappable = |put: &mut dyn FnMut(&Value)| forced_by(text, &encoder).for_each(|c| put(&c));
            out.put_with_list(&object, "unmappable", unmappable).map(|()| false)
        }
        Err(error) => out.put(&error_object(error, error.offset(), None, None)).map(|()| false),
    }
}

/// The characters that the encoder cannot write, with their positions.
fn forced_by<'t>(text: &'t str, encoder: &'t Encoder) -> impl Iterator<Item = Value> + 't {
    encoder.unmappable(text).map(|(offset, c)| json!({ "char": c, "offset": offset }))
}

/// The size of the text with the nearest characters, and the changes.
fn transliterated(text: &str, nearest: &Segmenter) -> Value {
    let Ok(plan) = nearest.plan(text) else { return Value::Null };
    let gsm7 = plan.charset() != Some(Charset::Ucs2);
    let changes: Vec<Value> = nearest
        .encoder()
        .unwrap_or_default()
        .changes(text)
        .filter(|_| gsm7)
        .map(|change| json!({ "from": change.from, "to": change.to.to_string(), "offset": change.offset }))
        .collect();
    json!({
        "encoding": if gsm7 { "gsm7" } else { "ucs2" }, "units": plan.units(), "parts": plan.total(),
        "left": plan.remaining(), "changes": changes,
    })
}

fn planned(text: &str, plan: &Plan<'_>, encoder: &Encoder) -> Value {
    let gsm7 = plan.charset() != Some(Charset::Ucs2);
    let septets = gsm7.then(|| {
        let mut out = vec![0; plan.units()];
        encoder.encode(text, &mut out).map(|_| out).unwrap_or_default()
    });
    let packed = septets.as_ref().map(|septets| {
        let mut out = vec![0; packed_len(septets.len(), Fill::NONE)];
        pack(septets, Fill::NONE, Padding::Zero, &mut out).map(|_| out).unwrap_or_default()
    });
    let (mut written, mut segments, mut buffer) = (Vec::new(), plan.segments(), [0; MAX_USER_DATA]);
    while let Ok(Some(segment)) = segments.next_into(&mut buffer) {
        written.push(hex(segment.user_data));
    }
    json!({
        "encoding": if gsm7 { "gsm7" } else { "ucs2" },
        "units": plan.units(),
        "parts": plan.total(),
        "septets": septets.map(|octets| hex(&octets)),
        "packed": packed.map(|octets| hex(&octets)),
        "segments": written,
        "unmappable": [],
    })
}
