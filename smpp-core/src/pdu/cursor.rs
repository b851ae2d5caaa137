//! Reads and writes the mandatory fields of a PDU one after the other. The first error is kept and later calls
//! have no effect. So each field takes one call without a branch, and a PDU checks for an error once at the
//! end.

use crate::count::{left, sum};
use crate::error::{DecodeError, EncodeError};
use crate::field::FieldRule;
use crate::rules::Rules;
use crate::tlv::Tlvs;
use crate::wire::{
    DecodeErrorKind, Fault, HEADER_LEN, Parsed, Put, WireError, c_octet_string, octets, put_c_octet_string,
    put_octets, put_u8,
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
    pub(crate) fn new(body: &'a [u8], fields: &'static [FieldRule]) -> Self {
        Self::resume(body, body.len(), fields)
    }

    /// Reads the end of a body of `body_len` octets.
    pub(crate) fn resume(rest: &'a [u8], body_len: usize, fields: &'static [FieldRule]) -> Self {
        Self { rest, body_len, fields: fields.iter(), failure: None }
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
        let field = self.fields.next();
        if let [value, rest @ ..] = self.rest {
            self.rest = rest;
            return *value;
        }
        self.fail(DecodeErrorKind::Truncated, 0, field);
        0
    }

    /// A C-Octet String, without its NUL.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(crate) fn text(&mut self) -> &'a [u8] {
        let field = self.fields.next();
        self.take(c_octet_string(self.rest), field).unwrap_or_default()
    }

    /// An octet string and the length before it.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn octet_string(&mut self) -> &'a [u8] {
        let field = self.fields.next();
        let [length, rest @ ..] = self.rest else {
            self.fail(DecodeErrorKind::NoLength, 0, field);
            return &[];
        };
        self.take(octets(usize::from(*length), rest), field).unwrap_or_default()
    }

    /// A list and the count before it, both read by `parse`.
    pub(crate) fn list<T>(&mut self, parse: impl FnOnce(&'a [u8]) -> Parsed<'a, T>) -> Option<T> {
        let field = self.fields.next();
        self.take(parse(self.rest), field)
    }

    fn take<T>(&mut self, parsed: Parsed<'a, T>, field: Option<&'static FieldRule>) -> Option<T> {
        match parsed {
            Ok((rest, value)) => {
                self.rest = rest;
                Some(value)
            }
            Err(nom::Err::Error(WireError { kind, left }) | nom::Err::Failure(WireError { kind, left })) => {
                self.fail(kind, left, field);
                None
            }
            Err(nom::Err::Incomplete(_)) => {
                self.fail(DecodeErrorKind::Truncated, 0, field);
                None
            }
        }
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
}

impl<'b> FieldWriter<'b> {
    pub(crate) fn new(out: &'b mut [u8], at: usize, fields: &'static [FieldRule], rules: Rules) -> Self {
        Self { out, at, fields: fields.iter(), rules, failure: None }
    }

    /// Creates a writer that only counts octets.
    pub(crate) fn counting() -> Self {
        Self::new(&mut [], 0, &[], Rules::AS_IS)
    }

    /// The number of octets counted.
    pub(crate) const fn counted(&self) -> usize {
        self.at
    }

    /// The position after the last field, or the first error.
    pub(crate) const fn end(&self) -> Result<usize, EncodeError> {
        match self.failure {
            None => Ok(self.at),
            Some(error) => Err(error),
        }
    }

    /// An integer of one octet.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn octet(&mut self, value: u8) {
        self.field(0, 1, || true, |out, at| put_u8(out, at, value));
    }

    /// A C-Octet String with its NUL.
    #[cfg_attr(target_os = "none", inline(never))]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn text(&mut self, text: &[u8]) {
        let len = sum(text.len(), 1);
        self.field(len, len, || true, |out, at| put_c_octet_string(out, at, text));
    }

    /// An octet string and the length before it.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn octet_string(&mut self, octets: &[u8]) {
        self.field(
            octets.len(),
            sum(octets.len(), 1),
            || true,
            |out, at| {
                let length = u8::try_from(octets.len()).map_err(|_| Fault::TooLong)?;
                let at = put_u8(out, at, length)?;
                put_octets(out, at, octets)
            },
        );
    }

    /// A list of `count` entries and the count before it, both written by `put`. The list takes `len` octets.
    pub(crate) fn list(
        &mut self,
        count: usize,
        len: usize,
        entries_fit: impl FnOnce() -> bool,
        put: impl FnOnce(&mut [u8], usize) -> Put,
    ) {
        self.field(count, len, entries_fit, put);
    }

    /// One field: checks its bound, then writes its octets.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn field(
        &mut self,
        measure: usize,
        len: usize,
        entries_fit: impl FnOnce() -> bool,
        put: impl FnOnce(&mut [u8], usize) -> Put,
    ) {
        let Some(field) = self.fields.next() else {
            self.at = sum(self.at, len);
            return;
        };
        let fits = self
            .rules
            .version()
            .is_none_or(|version| measure <= usize::from(field.max_in(version)) && entries_fit());
        match if fits { put(self.out, self.at) } else { Err(Fault::TooLong) } {
            Ok(at) => self.at = at,
            Err(fault) => self.fail(fault, field),
        }
    }

    /// Records the first error.
    #[cold]
    fn fail(&mut self, fault: Fault, field: &'static FieldRule) {
        if self.failure.is_none() {
            self.failure = Some(EncodeError::of_field(fault, field));
        }
    }
}
