//! Passwords: arguments whose values are never printed.

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use std::ffi::OsStr;

/// Parses a password of at most `MOST` octets of printable ASCII. clap's own parsers print a wrong value, and standard
/// error often ends up in a log. The field names the source of the password, for the error message.
#[derive(Clone)]
pub(crate) struct Secret<const MOST: usize>(pub(crate) &'static str);

impl<const MOST: usize> TypedValueParser for Secret<MOST> {
    type Value = String;

    fn parse_ref(&self, command: &Command, _: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        let wrong = match value.to_str() {
            Some(text) if text.bytes().all(|octet| matches!(octet, b' '..=b'~')) => {
                if text.len() <= MOST {
                    return Ok(text.to_owned());
                }
                format!("{} octets, but at most {MOST} are allowed", text.len())
            }
            _ => "printable ASCII only".to_owned(),
        };
        Err(command.clone().error(ErrorKind::ValueValidation, format!("{}: {wrong}", self.0)))
    }
}
