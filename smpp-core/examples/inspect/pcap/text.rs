//! Text for lines and JSON, appended to a buffer.

use std::io::Write;

/// Appends a number.
pub(super) fn number(out: &mut Vec<u8>, value: u64) {
    padded(out, value, 1);
}

/// Appends a number with at least this many digits.
pub(super) fn padded(out: &mut Vec<u8>, mut value: u64, digits: usize) {
    let mut text = [b'0'; 20];
    let mut length = 0;
    for place in text.iter_mut().rev() {
        if value == 0 && length >= digits {
            break;
        }
        *place = b'0'.saturating_add(u8::try_from(value % 10).unwrap_or_default());
        value /= 10;
        length = length.saturating_add(1);
    }
    out.extend_from_slice(text.get(text.len().saturating_sub(length)..).unwrap_or_default());
}

/// Appends octets as a JSON string, each as the character with its number.
pub(super) fn json_string(out: &mut Vec<u8>, octets: &[u8]) {
    out.push(b'"');
    for octet in octets {
        match octet {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *octet]),
            b' '..=b'~' => out.push(*octet),
            // Writing to a Vec cannot fail.
            _ => drop(write!(out, "\\u{octet:04x}")),
        }
    }
    out.push(b'"');
}

/// Appends seconds with nine decimals.
pub(super) fn seconds(out: &mut Vec<u8>, nanoseconds: u64) {
    number(out, nanoseconds / 1_000_000_000);
    out.push(b'.');
    padded(out, nanoseconds % 1_000_000_000, 9);
}

/// Appends a duration for people, with three digits or more: `1.52 ms`.
pub(super) fn duration(out: &mut Vec<u8>, nanoseconds: u64) {
    let (thousandths, name) = match nanoseconds {
        0..1_000_000 => (nanoseconds, " us"),
        1_000_000..1_000_000_000 => (nanoseconds / 1_000, " ms"),
        _ => (nanoseconds / 1_000_000, " s"),
    };
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    number(out, whole);
    match whole {
        0..10 => {
            out.push(b'.');
            padded(out, rest / 10, 2);
        }
        10..100 => {
            out.push(b'.');
            padded(out, rest / 100, 1);
        }
        _ => {}
    }
    out.extend_from_slice(name.as_bytes());
}

/// Writes times of day and dates in UTC. Remembers the last second.
#[derive(Default)]
pub(super) struct Clock {
    second: Option<u64>,
    /// `2026-11-28T02:24:00`.
    text: Vec<u8>,
}

impl Clock {
    fn set(&mut self, second: u64) {
        if self.second == Some(second) {
            return;
        }
        self.second = Some(second);
        self.text.clear();
        let (days, rest) = (second / 86_400, second % 86_400);
        let (year, month, day) = date(days);
        padded(&mut self.text, year, 4);
        for (before, value) in
            [(b'-', month), (b'-', day), (b'T', rest / 3600), (b':', rest / 60 % 60), (b':', rest % 60)]
        {
            self.text.push(before);
            padded(&mut self.text, value, 2);
        }
    }

    /// `02:24:00.123456`.
    pub(super) fn time_of_day(&mut self, out: &mut Vec<u8>, nanoseconds: u64) {
        self.set(nanoseconds / 1_000_000_000);
        out.extend_from_slice(self.text.get(11..).unwrap_or_default());
        out.push(b'.');
        padded(out, nanoseconds % 1_000_000_000 / 1000, 6);
    }

    /// `2026-11-28 02:24:00`.
    pub(super) fn date_and_time(&mut self, nanoseconds: u64) -> String {
        self.set(nanoseconds / 1_000_000_000);
        String::from_utf8_lossy(&self.text).replace('T', " ")
    }

    /// `2026-11-28T02:24:00.123456789Z`.
    pub(super) fn stamp(&mut self, out: &mut Vec<u8>, nanoseconds: u64) {
        self.set(nanoseconds / 1_000_000_000);
        out.extend_from_slice(&self.text);
        out.push(b'.');
        padded(out, nanoseconds % 1_000_000_000, 9);
        out.push(b'Z');
    }
}

/// Year, month and day of a number of days since 1970-01-01.
fn date(days: u64) -> (u64, u64, u64) {
    // Eras of 400 years, and years that begin in March, so that leap days come last.
    let days = days.saturating_add(719_468);
    let (era, day) = (days / 146_097, days % 146_097);
    let leap_days = (day / 1_460).saturating_sub(day / 36_524).saturating_add(day / 146_096);
    let year = day.saturating_sub(leap_days) / 365;
    let before = year.saturating_mul(365).saturating_add(year / 4).saturating_sub(year / 100);
    let day = day.saturating_sub(before);
    let month = day.saturating_mul(5).saturating_add(2) / 153;
    let first = month.saturating_mul(153).saturating_add(2) / 5;
    let calendar = if month < 10 { month.saturating_add(3) } else { month.saturating_sub(9) };
    let year = era.saturating_mul(400).saturating_add(year).saturating_add(u64::from(calendar <= 2));
    (year, calendar, day.saturating_sub(first).saturating_add(1))
}
