//! Reads and writes the mandatory fields of a PDU one after the other. The first error is kept, and what later calls
//! read or write is ignored. Each field therefore takes one call without a branch, and a PDU checks for an error
//! once, at the end.

use crate::count::{left, sum};
use crate::error::{DecodeError, EncodeError};
use crate::field::FieldRule;
use crate::pdu::Encoded;
use crate::rules::Rules;
use crate::tlv::Tlvs;
use crate::wire::{
    DecodeErrorKind, Fault, HEADER_LEN, Parsed, Put, WireError, array, c_octet_string, octets,
    put_c_octet_string, put_octets, put_u8,
};
use core::slice::Iter;

/// Reads the fields of a body.
pub(crate) struct FieldReader<'a> {
    rest: &'a [u8],
    body_len: usize,
    /// The fields still to read.
    fields: Iter<'static, FieldRule>,
    failure: Option<DecodeError>,
}

impl<'a> FieldReader<'a> {
    /// Reads the end of a body of `body_len` octets, or all of it.
    pub(crate) fn new(rest: &'a [u8], body_len: usize, fields: &'static [FieldRule]) -> Self {
        Self { rest, body_len, fields: fields.iter(), failure: None }
    }

    /// Starts with the fields of a PDU that was not known when the reader was created.
    pub(crate) fn start(&mut self, fields: &'static [FieldRule]) {
        self.fields = fields.iter();
    }

    /// Whether no octets are left.
    pub(crate) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The optional part, which follows the last field. After an error it is meaningless.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn tlvs(&self) -> Tlvs<'a> {
        Tlvs::tail(self.rest, self.body_len)
    }

    /// The octets not read yet, or the first error.
    pub(crate) const fn rest(&self) -> Result<&'a [u8], DecodeError> {
        match self.failure {
            None => Ok(self.rest),
            Some(error) => Err(error),
        }
    }

    /// The optional part, which follows the last field, or the first error.
    pub(crate) fn optional(&self) -> Result<Tlvs<'a>, DecodeError> {
        Ok(Tlvs::tail(self.rest()?, self.body_len))
    }

    /// An integer of one octet.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(crate) fn octet(&mut self) -> u8 {
        let [octet] = self.field(array);
        octet
    }

    /// A C-Octet String, without its NUL.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(crate) fn text(&mut self) -> &'a [u8] {
        self.field(c_octet_string)
    }

    /// An octet string and the length before it.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn octet_string(&mut self) -> &'a [u8] {
        self.field(|input| match input {
            [length, rest @ ..] => octets(usize::from(*length), rest),
            [] => Err(WireError::at(input, DecodeErrorKind::NoLength)),
        })
    }

    /// One field, read by `parse`.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn field<T: Default>(&mut self, parse: impl FnOnce(&'a [u8]) -> Parsed<'a, T>) -> T {
        let field = self.fields.next();
        let (kind, unread) = match parse(self.rest) {
            Ok((rest, value)) => {
                self.rest = rest;
                return value;
            }
            Err(nom::Err::Error(error) | nom::Err::Failure(error)) => (error.kind, error.left),
            Err(nom::Err::Incomplete(_)) => (DecodeErrorKind::Truncated, 0),
        };
        self.fail(kind, unread, field);
        T::default()
    }

    /// Records the first error. `unread` is the number of octets still unread at that point.
    #[cold]
    fn fail(&mut self, kind: DecodeErrorKind, unread: usize, field: Option<&'static FieldRule>) {
        if let (None, Some(field)) = (&self.failure, field) {
            let offset = left(sum(HEADER_LEN, self.body_len), unread);
            self.failure = Some(DecodeError::new(kind, offset).of_field(field));
        }
        self.rest = &[];
    }
}

/// Writes the fields of a body, or only counts their octets.
pub(crate) struct FieldWriter<'b> {
    out: &'b mut [u8],
    at: usize,
    /// The fields still to write. Empty when only counting.
    fields: Iter<'static, FieldRule>,
    rules: Rules,
    failure: Option<EncodeError>,
    /// Whether a field is neither 0 nor empty. Only known when counting.
    pub(super) is_set: bool,
}

impl<'b> FieldWriter<'b> {
    pub(crate) fn new(out: &'b mut [u8], at: usize, fields: &'static [FieldRule], rules: Rules) -> Self {
        Self { out, at, fields: fields.iter(), rules, failure: None, is_set: false }
    }

    /// Creates a writer that only counts octets.
    pub(crate) fn counting() -> Self {
        Self::new(&mut [], 0, &[], Rules::AS_IS)
    }

    /// The number of octets counted.
    pub(crate) const fn counted(&self) -> usize {
        self.at
    }

    /// Writes the TLVs that the rules allow after the fields, or returns the first error.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn finish(&mut self, tlvs: &Tlvs<'_>) -> Result<Encoded, EncodeError> {
        let too_small = || (self.out.len() < HEADER_LEN).then(|| Fault::BufferTooSmall.into());
        match self.failure.or_else(too_small) {
            None => tlvs.encode(self.out, self.at, self.rules),
            Some(error) => Err(error.with_needed(|| sum(self.at, tlvs.encoded_len()))),
        }
    }

    /// An integer of one octet.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn octet(&mut self, value: u8) {
        self.field(0, 1, || value != 0, || true, |out, at| put_u8(out, at, value));
    }

    /// A C-Octet String with its NUL.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn text(&mut self, text: &[u8]) {
        let len = sum(text.len(), 1);
        self.field(len, len, || !text.is_empty(), || true, |out, at| put_c_octet_string(out, at, text));
    }

    /// An octet string and the length before it.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn octet_string(&mut self, octets: &[u8]) {
        let len = sum(octets.len(), 1);
        let put = |out: &mut [u8], at| {
            let length = u8::try_from(octets.len()).map_err(|_| Fault::TooMany)?;
            let at = put_u8(out, at, length)?;
            put_octets(out, at, octets)
        };
        self.field(octets.len(), len, || !octets.is_empty(), || true, put);
    }

    /// One field of `len` octets, written by `put`. Its bound limits `measure`. `is_set` says whether it is neither 0
    /// nor empty.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn field(
        &mut self,
        measure: usize,
        len: usize,
        is_set: impl FnOnce() -> bool,
        entries_fit: impl FnOnce() -> bool,
        put: impl FnOnce(&mut [u8], usize) -> Put,
    ) {
        let Some(field) = self.fields.next() else {
            self.at = sum(self.at, len);
            self.is_set |= is_set();
            return;
        };
        let fits = self
            .rules
            .version()
            .is_none_or(|version| measure <= usize::from(field.max_in(version)) && entries_fit());
        match if fits { put(self.out, self.at) } else { Err(Fault::TooLong) } {
            Ok(at) => self.at = at,
            Err(fault) => self.fail(fault, field, len),
        }
    }

    /// Records the first error, and counts the `len` octets of the field. Once the buffer is too small for one field, no
    /// later field fits, so all of them are counted.
    #[cold]
    #[cfg_attr(target_os = "none", inline(never))]
    fn fail(&mut self, fault: Fault, field: &'static FieldRule, len: usize) {
        if self.failure.is_none() {
            self.failure = Some(EncodeError::of_field(fault, field));
        }
        self.at = sum(self.at, len);
    }
}
