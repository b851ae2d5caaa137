//! Octets in the notations that people paste: hexadecimal digits, dumps of xxd, hexdump and Wireshark, and arrays and
//! string literals of programs, with comments.

use smpp_core::CommandId;

/// Where the input is not octets, and why.
#[derive(Debug, PartialEq)]
pub(crate) struct NotOctets {
    /// From 1.
    pub(crate) line: usize,
    /// In characters, from 1.
    pub(crate) column: usize,
    pub(crate) what: &'static str,
}

impl std::fmt::Display for NotOctets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

/// Reads the octets of a block of lines. A line that starts like a PDU starts another piece, unless it is part of a
/// dump, so that a broken PDU does not hide the next one.
pub(crate) fn pieces(block: &str) -> Result<Vec<Vec<u8>>, NotOctets> {
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    let mut dump = Dump::default();
    let mut in_comment = false;
    let is_decimal = block.lines().any(|line| is_decimal(&without_comments(line, &mut in_comment)));
    in_comment = false;
    // Declarations around an array are not octets.
    let has_braces = block.contains('{');
    let mut in_array = !has_braces;
    for (number, line) in (1..).zip(block.lines()) {
        let wrong = |(column, what)| NotOctets { line: number, column, what };
        if dump.is_over(line) {
            pieces.push(core::mem::take(&mut dump).octets);
        }
        if dump.takes(line) {
            dump.read(line).map_err(wrong)?;
            continue;
        }
        if dump.start.is_some() && split_offset(line).is_some() {
            return Err(wrong((1, "this offset does not follow the line before")));
        }
        let is_inside = has_braces && in_array;
        let octets = if line.contains('\\') && !in_comment {
            literal(line)
        } else {
            numbers(&without_comments(line, &mut in_comment), is_decimal, &mut in_array)
        };
        let octets = octets.map_err(wrong)?;
        match pieces.last_mut() {
            Some(piece) if is_inside || !starts_pdu(&octets) => piece.extend(octets),
            _ if octets.is_empty() => {}
            _ => pieces.push(octets),
        }
    }
    if !dump.octets.is_empty() {
        pieces.push(dump.octets);
    }
    Ok(pieces)
}

/// Whether octets start with `command_length` and `command_id` of a known PDU.
fn starts_pdu(octets: &[u8]) -> bool {
    let Some((start, _)) = octets.split_first_chunk::<8>() else { return false };
    let [length, id] = [[start[0], start[1], start[2], start[3]], [start[4], start[5], start[6], start[7]]]
        .map(u32::from_be_bytes);
    (16..=0xFFFF).contains(&length) && CommandId(id).name().is_some()
}

/// The line without comments. `/* … */` becomes blanks, so that columns do not change; `//` and `#` end the line.
fn without_comments(line: &str, in_comment: &mut bool) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if *in_comment {
            let ends = rest.starts_with("*/");
            *in_comment = !ends;
            kept.push_str(if ends { "  " } else { " " });
            rest = rest.get(if ends { 2 } else { c.len_utf8() }..).unwrap_or_default();
        } else if rest.starts_with("//") || rest.starts_with('#') {
            break;
        } else if rest.starts_with("/*") {
            *in_comment = true;
            kept.push_str("  ");
            rest = rest.get(2..).unwrap_or_default();
        } else {
            kept.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    kept
}

type Wrong = (usize, &'static str);

/// The octets of string literals: `"\x00\x1d"`, `b'\x00\x1dHello'`, or escapes without quotes.
fn literal(line: &str) -> Result<Vec<u8>, Wrong> {
    let mut octets = Vec::new();
    let mut chars = (1..).zip(line.chars()).peekable();
    let mut quote = None;
    let has_quotes = line.contains(['"', '\'']);
    while let Some((column, c)) = chars.next() {
        if Some(c) == quote {
            quote = None;
        } else if quote.is_none() && matches!(c, '"' | '\'') {
            quote = Some(c);
        } else if quote.is_none()
            && has_quotes
            && c == '/'
            && chars.peek().is_some_and(|(_, next)| *next == '/')
        {
            break;
        } else if quote.is_none() && (has_quotes || c.is_whitespace()) {
            // What is around a literal: `b`, `char pdu[] =`, `;`.
        } else if c != '\\' {
            let mut utf8 = [0; 4];
            octets.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
        } else {
            let bad = (column, "not an escape such as \\x1d");
            octets.push(match chars.next().ok_or(bad)?.1 {
                'x' => {
                    let mut digit = || chars.next()?.1.to_digit(16);
                    let (high, low) = (digit().ok_or(bad)?, digit().ok_or(bad)?);
                    u8::try_from(high << 4 | low).map_err(|_| bad)?
                }
                first @ '0'..='7' => {
                    let mut number = first.to_digit(8).unwrap_or(0);
                    for _ in 0..2 {
                        let Some((_, next)) = chars.next_if(|(_, c)| c.is_digit(8)) else { break };
                        number = number << 3 | next.to_digit(8).unwrap_or(0);
                    }
                    u8::try_from(number).map_err(|_| bad)?
                }
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                'a' => 7,
                'b' => 8,
                'f' => 12,
                'v' => 11,
                c @ ('\\' | '"' | '\'') => u8::try_from(c).map_err(|_| bad)?,
                _ => return Err(bad),
            });
        }
    }
    Ok(octets)
}

/// The octets of hexadecimal digits in any groups, of an array, or of decimal numbers between commas. `is_decimal` is true
/// if another line shows that the numbers are decimal.
fn numbers(line: &str, is_decimal: bool, in_array: &mut bool) -> Result<Vec<u8>, Wrong> {
    let mut octets = Vec::new();
    let is_decimal = is_decimal && may_be_decimal(line);
    let mut half: Option<(usize, u8)> = None;
    let mut chars = (1..).zip(line.chars()).peekable();
    let mut token = String::new();
    while let Some((column, c)) = chars.next() {
        match c {
            '{' => *in_array = true,
            '}' => *in_array = false,
            _ if !*in_array => {}
            '0'..='9' if is_decimal => {
                token.push(c);
                if chars.peek().is_none_or(|(_, next)| !next.is_ascii_digit()) {
                    let number = token.parse().map_err(|_| (column, "not an octet: above 255"))?;
                    octets.push(number);
                    token.clear();
                }
            }
            '0' if half.is_none() && chars.peek().is_some_and(|(_, next)| matches!(next, 'x' | 'X')) => {
                chars.next();
                // `0x0`, as Go and Rust print it.
                let mut ahead = chars.clone().map(|(_, next)| next.to_digit(16));
                if let (Some(Some(digit)), None | Some(None)) = (ahead.next(), ahead.next()) {
                    octets.extend(u8::try_from(digit));
                    chars.next();
                }
            }
            '<' => {
                // `<Buffer 00 00>`.
                while chars.next_if(|(_, next)| !next.is_whitespace()).is_some() {}
            }
            c if c.is_whitespace() || ",;:-[]()>".contains(c) => {
                // White space may come between the two digits of an octet, but a separator may not.
                if let (Some((column, _)), false) = (half, c.is_whitespace()) {
                    return Err((column, "half an octet"));
                }
            }
            c => {
                let digit = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                let digit = digit.ok_or((column, "neither a hexadecimal digit nor a known notation"))?;
                half = match half {
                    None => Some((column, digit << 4)),
                    Some((_, high)) => {
                        octets.push(high | digit);
                        None
                    }
                };
            }
        }
    }
    match half {
        Some((column, _)) if line.split_whitespace().next().is_some_and(|first| first.len() == 7) => {
            Err((column, "half an octet; hexdump needs the option -C"))
        }
        Some((column, _)) => Err((column, "half an octet")),
        None => Ok(octets),
    }
}

/// Whether a line shows that its numbers are decimal: `[0, 0, 0, 29]`. If every number has two digits, it does not.
fn is_decimal(line: &str) -> bool {
    may_be_decimal(line) && line.contains(',') && tokens(line).any(|token| token.len() != 2)
}

/// Whether a line is one number, or numbers between commas, as decimal numbers are written.
fn may_be_decimal(line: &str) -> bool {
    let is_number = |token: &str| {
        token.len() <= 3
            && token.bytes().all(|c| c.is_ascii_digit())
            && (token.len() == 1 || !token.starts_with('0'))
    };
    (line.contains(',') || tokens(line).count() == 1) && tokens(line).all(is_number)
}

/// What is between commas, blanks and brackets.
fn tokens(line: &str) -> impl Iterator<Item = &str> {
    let inner = line.rsplit(['[', '{', '(']).next().unwrap_or(line);
    inner.split([',', ' ', '\t', ']', '}', ')', ';']).filter(|token| !token.is_empty())
}

/// A dump with offsets, line by line.
#[derive(Default)]
struct Dump {
    octets: Vec<u8>,
    /// The octets of the last line, which `*` repeats up to the next offset.
    last: Vec<u8>,
    is_repeated: bool,
    /// The offset of the first line.
    start: Option<usize>,
}

impl Dump {
    /// Whether the line belongs to the dump: it starts with the offset of the next octet. `*` stands for repeated
    /// lines.
    fn takes(&self, line: &str) -> bool {
        if line.trim() == "*" {
            return !self.octets.is_empty();
        }
        let Some((offset, rest)) = split_offset(line) else { return false };
        let Some(start) = self.start else {
            // Digits alone are octets. If a colon follows the offset, a dump may start at any offset.
            return !rest.trim().is_empty() && (offset == 0 || rest.starts_with(':'));
        };
        let next = start.saturating_add(self.octets.len());
        offset == next || (self.is_repeated && offset >= next)
    }

    /// Whether the line starts another dump.
    fn is_over(&self, line: &str) -> bool {
        let starts = split_offset(line).is_some_and(|(offset, rest)| offset == 0 && !rest.trim().is_empty());
        !self.octets.is_empty() && starts
    }

    fn read(&mut self, line: &str) -> Result<(), Wrong> {
        if line.trim() == "*" {
            self.is_repeated = true;
            return Ok(());
        }
        let Some((offset, rest)) = split_offset(line) else { return Ok(()) };
        let start = *self.start.get_or_insert(offset);
        if core::mem::take(&mut self.is_repeated) && !self.last.is_empty() {
            let missing = offset.saturating_sub(start).saturating_sub(self.octets.len());
            let more: Vec<u8> = self.last.iter().copied().cycle().take(missing.min(1 << 24)).collect();
            self.octets.extend(more);
        }
        let column = line.len().saturating_sub(rest.len());
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let own = barred(rest).or_else(|| columns(rest));
        let own = own.ok_or_else(|| (column.saturating_add(1), "no octets in a line of a dump"))?;
        if !own.is_empty() {
            self.last.clone_from(&own);
        }
        self.octets.extend(own);
        Ok(())
    }
}

/// The offset at the start of a line of a dump, and the rest: `00000010: `, `00000010  `, `0x0010:  `.
fn split_offset(line: &str) -> Option<(usize, &str)> {
    let trimmed = line.trim_start();
    let digits = trimmed.strip_prefix("0x").unwrap_or(trimmed);
    let len = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
    let (offset, rest) = digits.split_at_checked(len)?;
    let is_offset = (4..=16).contains(&len)
        && (rest.is_empty() || rest.starts_with(": ") || rest.starts_with("  ") || rest.starts_with(":\t"));
    is_offset.then(|| usize::from_str_radix(offset, 16).ok().map(|offset| (offset, rest)))?
}

/// The octets before a column of characters between bars, one for each octet, as `hexdump -C` writes it.
fn barred(rest: &str) -> Option<Vec<u8>> {
    let (hex, text) = rest.split_once("  |")?;
    let text = text.trim_end().strip_suffix('|')?;
    let octets = pairs(hex)?;
    (text.chars().count() == octets.len()).then_some(octets)
}

/// The octets before two blanks in a row, after which the characters come, as xxd and Wireshark write a line.
fn columns(rest: &str) -> Option<Vec<u8>> {
    let rest = rest.trim_start();
    pairs(rest.split_once("  ").map_or(rest, |(hex, _)| hex))
}

/// Pairs of digits in any groups.
fn pairs(hex: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    for group in hex.split_whitespace() {
        let (pairs, odd) = group.as_bytes().as_chunks::<2>();
        if !odd.is_empty() {
            return None;
        }
        for pair in pairs {
            octets.push(u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()?);
        }
    }
    Some(octets)
}
