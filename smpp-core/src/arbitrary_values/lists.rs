//! Optional parts: lists of TLVs for each PDU and version, made once from the table of TLVs.
//!
//! Legal values are not listed a second time: candidates are cut from the stock, and the checks of
//! [`Checked`](crate::pdu::Checked) select the legal ones.

use super::maker::{Plan, plans};
use super::property::Property;
use super::stock::{self, CALLBACK, DIGITS, LATE_NUL, OCTETS, TEXT, TIMES, WITH_NUL};
use crate::codes::{CommandId, Version};
use crate::field::FieldDef;
use crate::tlv::{TLVS, Tag, Tlv, TlvDef, Tlvs};
use crate::wire::Fault;
use std::sync::OnceLock;
use std::vec::Vec;

/// The number of lists to try for each plan of a PDU, and for each property that TLVs can break.
const PER_PLAN: usize = 100;
const PER_PROPERTY: usize = 24;

/// A value for each version, made on first use.
struct PerVersion<T>([OnceLock<T>; 3]);

impl<T> PerVersion<T> {
    const fn new() -> Self {
        Self([const { OnceLock::new() }; 3])
    }

    fn get(&self, version: Version, make: impl FnOnce() -> T) -> &T {
        let [v33, v34, v50] = &self.0;
        let cell = match version {
            Version::V33 => v33,
            Version::V34 => v34,
            Version::V50 => v50,
        };
        cell.get_or_init(make)
    }
}

/// The optional parts of a PDU in each version.
pub(crate) struct Lists(PerVersion<Pool>);

/// The optional parts of a PDU in one version.
pub(super) struct Pool {
    pub(super) valid: Vec<(Plan, Vec<Tlv<'static>>)>,
    /// Lists that break a property, and the tag to blame.
    pub(super) broken: Vec<(Property, Tag, Vec<Tlv<'static>>)>,
}

impl Lists {
    pub(crate) const fn new() -> Self {
        Self(PerVersion::new())
    }

    pub(super) fn pool(&self, id: CommandId, fields: &[FieldDef], version: Version) -> &Pool {
        self.0.get(version, || Pool::new(id, fields, version))
    }
}

/// Numbers from a seed (xorshift), so that every run has the same lists.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0).checked_rem(bound).unwrap_or(0)
    }

    fn choose<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        of.get(self.below(of.len()))
    }
}

impl Pool {
    fn new(id: CommandId, fields: &[FieldDef], version: Version) -> Self {
        let mut dice = Dice(0x5EED_0000_0000 | u64::from(id.0));
        let mut pool = Self { valid: Vec::new(), broken: Vec::new() };
        if version > Version::V33 {
            for plan in plans(id, fields, version) {
                pool.fill(plan, id, fields, version, &mut dice);
            }
        }
        pool.break_lists(id, version, &mut dice);
        pool
    }

    fn fill(&mut self, plan: Plan, id: CommandId, fields: &[FieldDef], version: Version, dice: &mut Dice) {
        let has_short_message = fields.iter().any(|def| def.kind == crate::field::FieldKind::ShortMessage);
        let fits_plan = |tag: Tag| match tag {
            // All three or none; see below.
            Tag::SAR_MSG_REF_NUM | Tag::SAR_TOTAL_SEGMENTS | Tag::SAR_SEGMENT_SEQNUM => false,
            Tag::MESSAGE_PAYLOAD => plan == Plan::Plain && !has_short_message,
            Tag::SOURCE_PORT | Tag::DEST_PORT => plan != Plan::Header,
            Tag::RECEIPTED_MESSAGE_ID | Tag::MESSAGE_STATE => plan != Plan::Receipt,
            _ => true,
        };
        let may: Vec<_> = legal(version).iter().filter(|legal| legal.def.allowed(id, version)).collect();
        let carries = |tag: Tag| may.iter().any(|legal| legal.def.tag == tag);
        for round in 0..PER_PLAN {
            let mut list = Vec::new();
            // None, all of them, and anything in between.
            let odds = match round {
                0 => 0,
                1 | 2 => 24,
                _ => 1_usize.saturating_add(dice.below(12)),
            };
            for legal in may.iter().filter(|legal| fits_plan(legal.def.tag)) {
                let must = legal.def.required_in(version).contains(&id);
                let copies = if legal.def.may_repeat && dice.below(3) == 0 { 3 } else { 1 };
                for _ in 0..copies {
                    if (must || dice.below(24) < odds)
                        && let Some(tlv) = legal.draw(dice)
                    {
                        list.push(tlv);
                    }
                }
            }
            let at = dice.below(list.len());
            list.rotate_left(at);
            let mut message = None;
            match plan {
                Plan::Plain | Plan::Payload if carries(Tag::SAR_MSG_REF_NUM) && dice.below(4) == 0 => {
                    let total = u8::try_from(dice.below(254)).unwrap_or(0).saturating_add(1);
                    let number = u8::try_from(dice.below(usize::from(total))).unwrap_or(0).saturating_add(1);
                    list.push(Tlv::sar_msg_ref_num(u16::try_from(dice.below(65_536)).unwrap_or(0)));
                    list.push(Tlv::sar_total_segments(total));
                    list.push(Tlv::sar_segment_seqnum(number));
                }
                Plan::Header if !has_short_message => {
                    message = dice.choose(&stock::HEADED).map(|(least, octets)| {
                        let len = least.saturating_add(dice.below(octets.len().saturating_sub(*least)));
                        stock::cut(octets, 0, len)
                    });
                }
                Plan::Receipt => {
                    if dice.below(2) == 0 && carries(Tag::RECEIPTED_MESSAGE_ID) {
                        list.push(Tlv::receipted_message_id(stock::RECEIPT_ID.into()));
                    }
                    if !has_short_message {
                        message = dice.choose(&stock::RECEIPTS).map(|text| text.as_bytes());
                    }
                }
                _ => {}
            }
            if plan == Plan::Payload {
                message = legal(version)
                    .iter()
                    .find(|legal| legal.def.tag == Tag::MESSAGE_PAYLOAD)
                    .and_then(|legal| legal.draw(dice))
                    .map(|tlv| tlv.slice());
            }
            list.extend(message.map(Tlv::message_payload));
            if Tlvs::from(&list[..]).check(version, id).is_ok() {
                self.valid.push((plan, list));
            }
        }
    }

    /// For each property, lists that break it and report it as their first error.
    fn break_lists(&mut self, id: CommandId, version: Version, dice: &mut Dice) {
        let expected = |property: Property| match property {
            Property::TlvInVersion => Some(Fault::TlvNotInVersion),
            Property::TlvAllowed => Some(Fault::TlvNotAllowed),
            Property::TlvOnce => Some(Fault::TlvRepeated),
            Property::TlvLength => Some(Fault::TlvLength),
            Property::TlvDefinedValue => Some(Fault::Reserved),
            Property::TlvNoNul => Some(Fault::EmbeddedNul),
            Property::TlvTime => Some(Fault::NoTime),
            _ => None,
        };
        let plain: Vec<_> = self.valid.iter().filter(|(plan, _)| *plan == Plan::Plain).cloned().collect();
        let valid_in_50 = legal(Version::V50);
        for (property, kind) in Property::ALL.iter().filter_map(|one| Some((*one, expected(*one)?))) {
            let bad: Vec<_> = illegal(version)
                .iter()
                .filter(|bad| bad.kind == kind && bad.def.allowed(id, version))
                .collect();
            for _ in 0..PER_PROPERTY {
                let mut list = dice.choose(&plain).map(|(_, list)| list.clone()).unwrap_or_default();
                let bad = match property {
                    Property::TlvOnce => dice.choose(&list).copied(),
                    Property::TlvInVersion | Property::TlvAllowed => {
                        dice.choose(valid_in_50).and_then(|legal| legal.draw(dice))
                    }
                    _ => dice.choose(&bad).and_then(|bad| dice.choose(&bad.values)).copied(),
                };
                let Some(bad) = bad else { continue };
                if property != Property::TlvOnce {
                    list.retain(|tlv| tlv.tag() != bad.tag());
                }
                list.insert(dice.below(list.len().saturating_add(1)), bad);
                let error = Tlvs::from(&list[..]).check(version, id).err();
                if error.is_some_and(|error| (error.kind(), error.tag()) == (kind.kind(0), Some(bad.tag()))) {
                    self.broken.push((property, bad.tag(), list));
                }
            }
        }
        for def in TLVS.iter().filter(|def| def.required_in(version).contains(&id)) {
            for (_, list) in &plain {
                let list: Vec<_> = list.iter().copied().filter(|tlv| tlv.tag() != def.tag).collect();
                self.broken.push((Property::TlvPresent, def.tag, list));
            }
        }
    }
}

/// Legal values of one TLV: many lengths and, for the short ones, every octet.
struct Legal {
    def: &'static TlvDef,
    by_length: Vec<Vec<Tlv<'static>>>,
}

impl Legal {
    /// One of the values, each of their lengths as likely as any other.
    fn draw(&self, dice: &mut Dice) -> Option<Tlv<'static>> {
        let same = dice.choose(&self.by_length)?;
        dice.choose(same).copied()
    }
}

fn legal(version: Version) -> &'static [Legal] {
    static LEGAL: PerVersion<Vec<Legal>> = PerVersion::new();
    LEGAL.get(version, || {
        let has = |def: &&TlvDef| def.since <= version;
        let values = |def: &'static TlvDef| {
            let values = candidates(def, version).filter(|tlv| tlv.fault(version).is_none());
            let mut by_length: Vec<Vec<Tlv<'static>>> = Vec::new();
            for tlv in values {
                let same = by_length
                    .iter_mut()
                    .find(|same| same.first().is_some_and(|first| first.value_len() == tlv.value_len()));
                match same {
                    Some(same) => same.push(tlv),
                    None => by_length.push(std::vec![tlv]),
                }
            }
            Legal { def, by_length }
        };
        TLVS.iter().filter(has).map(values).collect()
    })
}

/// Values of one TLV that a version refuses, all for one reason.
struct Illegal {
    def: &'static TlvDef,
    kind: Fault,
    values: Vec<Tlv<'static>>,
}

fn illegal(version: Version) -> &'static [Illegal] {
    static ILLEGAL: PerVersion<Vec<Illegal>> = PerVersion::new();
    ILLEGAL.get(version, || {
        let mut all: Vec<Illegal> = Vec::new();
        for def in TLVS.iter().filter(|def| def.since <= version) {
            // A candidate in a form that its type does not have reports a wrong length, although its length on
            // the wire is legal.
            let faulty = |tlv: Tlv<'static>| Some((tlv.fault(version)?, tlv));
            let bad = candidates(def, version).filter_map(faulty);
            let bad = bad.filter(|(kind, _)| *kind != Fault::TlvLength);
            for (kind, tlv) in bad.chain(out_of_bounds(def, version).filter_map(faulty)) {
                match all
                    .iter_mut()
                    .rev()
                    .take_while(|one| one.def.tag == def.tag)
                    .find(|one| one.kind == kind)
                {
                    Some(same) => same.values.push(tlv),
                    None => all.push(Illegal { def, kind, values: std::vec![tlv] }),
                }
            }
        }
        all
    })
}

/// The lengths at the bounds, those next to them, and one between.
fn lengths(def: &TlvDef, version: Version) -> [usize; 5] {
    let (min, max) = (usize::from(def.min), usize::from(def.max_in(version)));
    let usual = min.saturating_add(160).min(min.midpoint(max));
    [min, min.saturating_add(1), usual, max.saturating_sub(1), max]
}

/// Values whose length is legal, as a constructor of the type would make them and as they come from the wire.
fn candidates(def: &'static TlvDef, version: Version) -> impl Iterator<Item = Tlv<'static>> {
    let tag = def.tag;
    let bounds = usize::from(def.min)..=usize::from(def.max_in(version));
    let mut lengths: Vec<_> = lengths(def, version).into_iter().filter(|len| bounds.contains(len)).collect();
    lengths.dedup();
    let small = lengths.clone().into_iter().filter(|len| *len <= 4);
    let small = small.flat_map(move |len| {
        (0..=u8::MAX).flat_map(move |octet| {
            [[octet, 0, 0, octet], [octet, 1, 0, 1], [octet, octet, octet, octet]].map(|[a, b, c, d]| {
                match len {
                    0 => Tlv::small(tag, []),
                    1 => Tlv::small(tag, [a]),
                    2 => Tlv::small(tag, [a, b]),
                    3 => Tlv::small(tag, [a, b, c]),
                    _ => Tlv::small(tag, [a, b, c, d]),
                }
            })
        })
    });
    let slices = lengths.clone().into_iter().flat_map(move |len| {
        let starts = (0..=255).map(move |start| stock::cut(&OCTETS, start, len));
        let others = [&DIGITS[..], &TEXT, &CALLBACK].map(|stock| stock::cut(stock, 0, len));
        starts.chain(others).filter(move |value| value.len() == len).map(move |value| Tlv::raw(tag, value))
    });
    let texts = lengths.into_iter().flat_map(move |len| {
        let times =
            TIMES.iter().filter(move |time| time.len().saturating_add(1) == len).map(|time| time.as_bytes());
        let texts = [&DIGITS[..], &TEXT, &LATE_NUL].map(|stock| stock::cut(stock, 0, len.saturating_sub(1)));
        times.chain(texts).chain(WITH_NUL)
    });
    let max = def.max_in(version);
    let texts = texts.map(move |text| Tlv::text(tag, text, max));
    let is_text = Tlv::raw(tag, &[]).value().text().is_some();
    // Text must end with a NUL.
    let others = small.chain(slices).filter(move |_| !is_text);
    texts.filter(move |_| is_text).chain(others)
}

/// Values one octet too short and one octet too long, and otherwise correct.
fn out_of_bounds(def: &'static TlvDef, version: Version) -> impl Iterator<Item = Tlv<'static>> {
    let (min, max) = (usize::from(def.min), usize::from(def.max_in(version)));
    let lengths = [min.checked_sub(1), max.checked_add(1).filter(|len| *len <= 65_535)];
    lengths.into_iter().flatten().flat_map(move |len| {
        let starts =
            (0..=255).map(|start| (&OCTETS[..], start)).chain([(&DIGITS[..], 0), (&CALLBACK[..], 0)]);
        starts.map(move |(stock, start)| Tlv::raw(def.tag, stock::cut(stock, start, len))).filter(
            move |tlv| {
                let value = tlv.value();
                let has_nul = value.text().is_some_and(|text| text.as_bytes().contains(&0));
                tlv.value_len() == len && !value.is_reserved(version) && !has_nul
            },
        )
    })
}
