//! The shapes of `tests/data/vectors/receipt_shapes.tsv`.

use super::receipts::{show, unescape};
use smpp_core::codes::DataCoding;
use smpp_core::message::receipt::{DateReading, ReceiptDate, ReceiptText};

/// Every cell of a receipt, in the order of the fields.
fn cells(receipt: &ReceiptText<'_>) -> Vec<String> {
    // Texts in UTF-16 have been converted to UTF-8.
    let show = |octets: &[u8]| {
        let utf8 = receipt.was_utf16().then(|| String::from_utf8(octets.to_vec()).unwrap());
        utf8.unwrap_or_else(|| show(Some(octets)))
    };
    let date = |date: ReceiptDate<'_>| match date.read() {
        DateReading::Certain(at) => format!("{} > {at:#}", show(date.0)),
        DateReading::Ambiguous { .. } => format!("{} > ambiguous", show(date.0)),
        DateReading::Absent | DateReading::Unreadable => show(date.0),
    };
    let stat = |word: &[u8]| match receipt.state() {
        Some(state) => format!("{} > {}", show(word), state.name().unwrap().to_lowercase()),
        None => show(word),
    };
    let fields = [
        ("id=", receipt.id.map(show)),
        ("sub=", receipt.sub.map(show)),
        ("dlvrd=", receipt.dlvrd.map(show)),
        ("submit=", receipt.submit_date.map(date)),
        ("done=", receipt.done_date.map(date)),
        ("stat=", receipt.stat.map(stat)),
        ("err=", receipt.err.map(show)),
        ("text=", receipt.text.map(show)),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some(format!("{name}{}", value?)));
    let extra = receipt.extra().map(|(name, value)| format!("extra {}={}", show(name), show(value)));
    let unread = receipt.unread().map(|words| format!("unread {}", show(words)));
    fields.chain(extra).chain(unread).collect()
}

#[test]
fn every_shape_says_what_a_reader_takes_from_it() {
    let lines =
        include_str!("../../data/vectors/receipt_shapes.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in lines {
        let mut columns = line.split('\t');
        let raw = columns.next().unwrap();
        let octets = unescape(raw);
        let mut expected: Vec<String> = columns
            .map(|cell| {
                let cell = cell.strip_suffix(" > -").unwrap_or(cell);
                // Characters above 0xFF come from UTF-16 texts.
                let wide = cell.chars().any(|c| c > '\u{FF}');
                if wide { cell.to_owned() } else { show(Some(&unescape(cell))) }
            })
            .collect();
        let mut scratch = [0; 384];
        let mut found = cells(&ReceiptText::parse_any(&octets, DataCoding::DEFAULT, &mut scratch));
        expected.sort_unstable();
        found.sort_unstable();
        if found != expected {
            wrong.push(format!("{raw}\n  wanted {expected:?}\n  found  {found:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 250, "{count}");
}
