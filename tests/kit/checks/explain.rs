//! Checks of explanations: every octet is in one row, in order, no secret is shown, and nothing is said twice.

use super::pdu::password;
use crate::generate::{self, Source};
use smpp_core::explain::{Explain, split_first};
use smpp_core::{RawPdu, Version, lint};

/// Explains octets as one PDU and as several.
pub fn check_explained(data: &[u8]) {
    check_rows(data);
    let mut rest = data;
    while !rest.is_empty() {
        let (first, others) = split_first(rest);
        assert!(!first.is_empty(), "nothing was split off");
        assert_eq!([first, others].concat(), rest);
        if others.is_empty() {
            break;
        }
        check_rows(first);
        rest = others;
    }
}

/// Uses the octets as choices of the generator, so that every input is a PDU of some type.
pub fn check_generated(data: &[u8]) {
    let mut source = Source::Octets(data);
    loop {
        check_explained(&generate::any(&mut source));
        if source.is_spent() {
            break;
        }
    }
}

fn check_rows(octets: &[u8]) {
    let explain = Explain::new(octets).with_context(Version::V50);
    check_cover(&explain.show_passwords(), octets);
    if let Some(meant) = explain.as_intended() {
        check_cover(&meant.show_passwords(), octets);
        assert!(meant.as_intended().is_some(), "what was meant does not change");
    }
    let mut found = 0;
    explain.each(|row| {
        found += row.findings().len();
        if row.name().to_string() == "more findings" {
            found += row.value().to_string().parse::<usize>().expect("a number");
        }
    });
    if let Ok(raw) = RawPdu::parse(octets) {
        let mut all = 0;
        lint::check(&raw, Version::V50, |_| all += 1);
        assert_eq!(found, all, "findings without a row, or in two");
        check_secret(&raw, octets);
    }
}

/// The octets of the rows, one after the other, are the input; so are those of their lines.
fn check_cover(explain: &Explain<'_>, octets: &[u8]) {
    let (mut joined, mut lines) = (Vec::new(), Vec::new());
    explain.each(|row| {
        let own = row.octets().expect("nothing is hidden");
        assert_eq!(row.offset(), joined.len(), "{row:?}");
        assert_eq!(row.range().len(), own.len());
        joined.extend_from_slice(own);
        for line in row.lines(16) {
            assert_eq!(line.offset(), lines.len());
            assert!(line.len() <= 16 && line.is_empty() == own.is_empty(), "{row:?}");
            lines.extend_from_slice(line.octets().expect("nothing is hidden"));
            line.text().map(|text| text.to_string());
        }
        assert!(!row.name().to_string().is_empty(), "{row:?}");
        assert!(!format!("{}{}", row.value(), row.meaning()).contains('\n'), "{row:?}");
        if let Some(problem) = row.problem() {
            assert!(problem.offset() <= octets.len().max(16), "{problem} is outside the octets");
            assert!(!problem.to_string().is_empty());
            problem.hint().map(|hint| hint.to_string());
        }
    });
    assert_eq!(joined, octets, "an octet without a row");
    assert_eq!(lines, octets, "an octet without a line");
}

/// What is shown does not depend on a password, unless the password changes the guess at what the sender meant.
fn check_secret(raw: &RawPdu<'_>, octets: &[u8]) {
    let Some(place) = password(raw) else { return };
    let mut other = octets.to_vec();
    for octet in &mut other[place] {
        *octet = if *octet == b'#' { b'%' } else { b'#' };
    }
    let intended = |octets| Explain::new(octets).as_intended().map(|explain| missing(&explain));
    if intended(octets) != intended(&other) {
        return;
    }
    let shown = |octets: &[u8]| {
        let mut shown = Vec::new();
        Explain::new(octets).each(|row| {
            let lines: Vec<_> = row.lines(16).map(|line| line.octets().map(<[u8]>::to_vec)).collect();
            shown.push(format!(
                "{row:?} {:?} {} {:?} {lines:?}",
                row.octets(),
                row.meaning(),
                row.findings()
            ));
        });
        shown
    };
    assert_eq!(shown(octets), shown(&other), "a password shows");
}

/// The names of the parts that the sender left out.
fn missing(explain: &Explain<'_>) -> Vec<String> {
    let mut names = Vec::new();
    explain.each(|row| {
        if row.is_missing() {
            names.push(row.name().to_string());
        }
    });
    names
}
