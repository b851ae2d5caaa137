//! `tlv!` declares one TLV and generates its tag, constructor, getter and table entry.
//!
//! A declaration lists the docs, the standard's name, the constant, the tag, the type of the value, the length
//! of the value in octets (`[1]`, `[1..=65]`, or `[1, 1..=4]` if 5.0 differs from 3.4), whether it may repeat, the
//! PDUs that may carry it in 3.4 and in 5.0, and those that must carry it in 5.0. A TLV that no PDU of 3.4 carries
//! is new in 5.0.
//!
//! To add a TLV, declare it in the file of its group and add its name to `registry.rs`.

pub(super) use super::sequence::Tlvs;
pub(super) use super::value::*;
pub(super) use super::{Tag, Tlv, TlvDef};
pub(super) use crate::codes::*;
pub(super) use crate::error::DecodeError;

pub(super) const SUBMISSION: &[CommandId] = pdus!([SUBMIT_SM, SUBMIT_MULTI, DATA_SM]);
pub(super) const SUBMISSION_BROADCAST: &[CommandId] = pdus!([SUBMIT_SM, SUBMIT_MULTI, DATA_SM, BROADCAST_SM]);
pub(super) const MESSAGE: &[CommandId] = pdus!([SUBMIT_SM, SUBMIT_MULTI, DELIVER_SM, DATA_SM]);
pub(super) const MESSAGE_BROADCAST: &[CommandId] =
    pdus!([SUBMIT_SM, SUBMIT_MULTI, DELIVER_SM, DATA_SM, BROADCAST_SM]);
pub(super) const BIND_RESP: &[CommandId] =
    pdus!([BIND_RECEIVER_RESP, BIND_TRANSMITTER_RESP, BIND_TRANSCEIVER_RESP]);

/// The PDUs of a declaration: those listed, those of a constant, or none.
macro_rules! pdus {
    ([$($pdu:ident),* $(,)?]) => {
        &[$(CommandId::$pdu),*]
    };
    ($pdus:ident) => {
        $pdus
    };
    () => {
        &[]
    };
}
pub(super) use pdus;

/// The lengths of a declaration: the minimum, and the maximum in 3.4 and in 5.0.
macro_rules! lengths {
    ([$all:literal]) => {
        ($all, [$all, $all])
    };
    ([$min:literal..=$max:literal]) => {
        ($min, [$max, $max])
    };
    ([$v34:literal, $min:literal..=$max:literal]) => {
        ($min, [$v34, $max])
    };
    (doc [$all:literal]) => {
        concat!("\n\nOctets: ", $all, ".")
    };
    (doc [$min:literal..=$max:literal]) => {
        concat!(
            "\n\nOctets: ",
            $min,
            " to ",
            $max,
            ", including the NUL if the value is a [`TlvText`](super::TlvText)."
        )
    };
    (doc [$v34:literal, $min:literal..=$max:literal]) => {
        concat!("\n\nOctets: ", $v34, " (v3.4), ", $min, " or ", $max, " (v5.0).")
    };
}
pub(super) use lengths;

macro_rules! tlv {
    (
        $(#[$doc:meta])*
        $name:ident $CONST:ident = $tag:literal, $ty:ty, $lengths:tt $(, may_repeat = $may_repeat:literal)?
            $(, V34 may $v34:tt)? $(, V50 may $v50:tt)? $(, V50 must $must:tt)?;
    ) => {
        pub(super) const $CONST: TlvDef = TlvDef {
            tag: Tag::$CONST,
            name: stringify!($name),
            min: lengths!($lengths).0,
            max: lengths!($lengths).1,
            since: {
                let v34: &[CommandId] = pdus!($($v34)?);
                if v34.is_empty() { Version::V50 } else { Version::V34 }
            },
            optional: [pdus!($($v34)?), pdus!($($v50)?)],
            required: pdus!($($must)?),
            may_repeat: false $(|| $may_repeat)?,
        };

        impl Tag {
            #[doc = concat!("`", stringify!($name), "`: see [`Tlv::", stringify!($name), "`](crate::Tlv::", stringify!($name), ").")]
            pub const $CONST: Self = Self($tag);
        }

        impl<'a> Tlv<'a> {
            $(#[$doc])*
            #[doc = lengths!(doc $lengths)]
            pub fn $name(value: $ty) -> Self {
                value.write(Tag::$CONST, const { $CONST.max_in(Version::V50) })
            }
        }

        impl<'a> Tlvs<'a> {
            $(#[$doc])*
            ///
            /// The first TLV with this tag; `Ok(None)` if there is none.
            ///
            /// # Errors
            /// The value has a length that its type does not allow. The rest of the PDU can still be used.
            pub fn $name(&self) -> Result<Option<$ty>, DecodeError> {
                self.typed(Tag::$CONST)
            }
        }
    };
}
pub(super) use tlv;
