//! Reads and writes the mandatory fields of a PDU one after the other. The first error is kept and later calls
//! have no effect. So each field takes one call without a branch, and a PDU checks for an error once at the
//! end.

use super::FieldDef;
use crate::rules::Rules;
use crate::wire::{
    DecodeErrorKind, EncodeErrorKind, HEADER_LEN, Parsed, Put, WireError, c_octet_string, octets,
    put_c_octet_string, put_octets, put_u8,
};
use core::slice::Iter;

/// Why a field could not be read. The offset is counted from the start of the PDU.
#[derive(Clone, Copy)]
pub(crate) struct ReadFailure {
    pub(crate) kind: DecodeErrorKind,
    pub(crate) offset: usize,
    pub(crate) field: &'static FieldDef,
}

/// Reads the fields of a body.
#[derive(Clone)]
pub(crate) struct FieldReader<'a> {
    rest: &'a [u8],
    body_len: usize,
    /// The fields still to read.
    fields: Iter<'static, FieldDef>,
    failure: Option<ReadFailure>,
}

impl<'a> FieldReader<'a> {
    pub(crate) fn new(body: &'a [u8], fields: &'static [FieldDef]) -> Self {
        Self { rest: body, body_len: body.len(), fields: fields.iter(), failure: None }
    }

    /// The octets still to read.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) const fn body_len(&self) -> usize {
        self.body_len
    }

    /// The next field to read.
    pub(crate) fn next_field(&self) -> Option<&'static FieldDef> {
        self.fields.as_slice().first()
    }

    /// The offset of the next octet, from the start of the PDU.
    pub(crate) const fn offset(&self) -> usize {
        HEADER_LEN.saturating_add(self.body_len).saturating_sub(self.rest.len())
    }

    /// The first error.
    pub(crate) const fn failure(&self) -> Option<ReadFailure> {
        self.failure
    }

    /// Stops reading.
    pub(crate) fn stop(&mut self) {
        self.fields = [].iter();
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

    fn take<T>(&mut self, parsed: Parsed<'a, T>, field: Option<&'static FieldDef>) -> Option<T> {
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

    /// Records the first error. `left` is the number of octets still unread at that point.
    #[cold]
    fn fail(&mut self, kind: DecodeErrorKind, left: usize, field: Option<&'static FieldDef>) {
        if let (None, Some(field)) = (&self.failure, field) {
            let offset = HEADER_LEN.saturating_add(self.body_len).saturating_sub(left);
            self.failure = Some(ReadFailure { kind, offset, field });
        }
        self.rest = &[];
    }
}

/// Why a field could not be written.
#[derive(Clone, Copy)]
pub(crate) struct WriteFailure {
    pub(crate) kind: EncodeErrorKind,
    pub(crate) field: &'static FieldDef,
}

/// Writes the fields of a body, or only counts their octets.
pub(crate) struct FieldWriter<'b> {
    out: &'b mut [u8],
    at: usize,
    /// The fields still to write. Empty when only counting.
    fields: Iter<'static, FieldDef>,
    rules: Rules,
    failure: Option<WriteFailure>,
}

impl<'b> FieldWriter<'b> {
    pub(crate) fn new(out: &'b mut [u8], at: usize, fields: &'static [FieldDef], rules: Rules) -> Self {
        Self { out, at, fields: fields.iter(), rules, failure: None }
    }

    /// Creates a writer that only counts octets.
    pub(crate) fn counting() -> Self {
        Self::new(&mut [], 0, &[], Rules::AS_IS)
    }

    /// The position of the next octet, or the count so far. Meaningless after an error.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// The first error.
    pub(crate) const fn failure(&self) -> Option<WriteFailure> {
        self.failure
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
        let len = text.len().saturating_add(1);
        self.field(len, len, || true, |out, at| put_c_octet_string(out, at, text));
    }

    /// An octet string and the length before it.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn octet_string(&mut self, octets: &[u8]) {
        self.field(
            octets.len(),
            octets.len().saturating_add(1),
            || true,
            |out, at| {
                let length = u8::try_from(octets.len()).map_err(|_| EncodeErrorKind::TooLong)?;
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
            self.at = self.at.saturating_add(len);
            return;
        };
        let fits = self
            .rules
            .version()
            .is_none_or(|version| measure <= usize::from(field.max_in(version)) && entries_fit());
        match if fits { put(self.out, self.at) } else { Err(EncodeErrorKind::TooLong) } {
            Ok(at) => self.at = at,
            Err(kind) => self.fail(kind, field),
        }
    }

    /// Records the first error.
    #[cold]
    fn fail(&mut self, kind: EncodeErrorKind, field: &'static FieldDef) {
        if self.failure.is_none() {
            self.failure = Some(WriteFailure { kind, field });
        }
    }
}
