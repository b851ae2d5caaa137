//! `parameters HEX`: tag, length and value, with nom combinators over leaf functions that cannot panic, collected in
//! a `heapless::Vec`. It uses these two packages as the crates do, so if the crates fail to link and this does not,
//! the fault is in the crates.

use super::arguments::hex;
use crate::output::Output;
use heapless::Vec;
use nom::{IResult, Parser};

/// The rest of the input at the error.
struct Wrong<'i>(&'i [u8]);

impl<'i> nom::error::ParseError<&'i [u8]> for Wrong<'i> {
    fn from_error_kind(input: &'i [u8], _: nom::error::ErrorKind) -> Self {
        Self(input)
    }

    fn append(_: &'i [u8], _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

type Parsed<'i, O> = IResult<&'i [u8], O, Wrong<'i>>;

fn u16(input: &[u8]) -> Parsed<'_, u16> {
    match input.split_first_chunk() {
        Some((&octets, rest)) => Ok((rest, u16::from_be_bytes(octets))),
        None => Err(nom::Err::Error(Wrong(input))),
    }
}

fn octets<'i>(count: usize) -> impl Fn(&'i [u8]) -> Parsed<'i, &'i [u8]> {
    move |input| match input.split_at_checked(count) {
        Some((taken, rest)) => Ok((rest, taken)),
        None => Err(nom::Err::Error(Wrong(input))),
    }
}

fn parameter(input: &[u8]) -> Parsed<'_, (u16, &[u8])> {
    (u16, u16.flat_map(|length| octets(usize::from(length)))).parse(input)
}

pub fn run(arguments: &[u8], out: &mut Output) {
    let Some(whole) = hex(arguments) else {
        return out.line("not hexadecimal, or too long");
    };
    let mut found = Vec::<(u16, &[u8]), 8>::new();
    let mut rest: &[u8] = &whole;
    while !rest.is_empty() {
        match parameter.parse(rest) {
            Ok((after, one)) => {
                rest = after;
                if found.push(one).is_err() {
                    return out.line("more than 8");
                }
            }
            Err(nom::Err::Error(Wrong(at)) | nom::Err::Failure(Wrong(at))) => {
                return out.text("cut off at octet ").number(whole.len().saturating_sub(at.len())).end();
            }
            Err(nom::Err::Incomplete(_)) => return out.line("incomplete"),
        }
    }
    for (tag, value) in &found {
        out.hex(&tag.to_be_bytes()).text(" ").hex(value).end();
    }
}
