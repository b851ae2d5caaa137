//! Text on the command line for fields of PDUs.

/// Parses text for a C-Octet String of at most `MOST` octets, without its NUL. SMPP uses ASCII there.
pub(crate) fn c_octets<const MOST: usize>(text: &str) -> Result<String, String> {
    if let Some(c) = text.chars().find(|c| !matches!(c, ' '..='~')) {
        Err(format!("{c:?} cannot be sent: printable ASCII only"))
    } else if text.len() > MOST {
        Err(format!("{} octets, but at most {MOST} are allowed", text.len()))
    } else {
        Ok(text.to_owned())
    }
}

/// An address: up to 20 digits, with + in front if international, or up to 20 other ASCII characters.
pub(crate) fn address(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('+').filter(|digits| digits.bytes().all(|octet| octet.is_ascii_digit()));
    match digits {
        Some("") => Err("no digits after the +".to_owned()),
        Some(digits) => c_octets::<20>(digits).map(|_| text.to_owned()),
        None => c_octets::<20>(text),
    }
}
