//! Fallback octets for values, for inputs that contain no legal ones.

/// Fills an array by repeating a pattern.
const fn repeat<const N: usize>(pattern: &[u8]) -> [u8; N] {
    headed(&[], pattern)
}

/// Fills an array with a head, then by repeating a pattern.
const fn headed<const N: usize>(head: &[u8], pattern: &[u8]) -> [u8; N] {
    let mut octets = [0; N];
    let mut places: &mut [u8] = &mut octets;
    let mut next = head;
    while let [place, more @ ..] = places {
        if next.is_empty() {
            next = pattern;
        }
        if let [octet, rest @ ..] = next {
            *place = *octet;
            next = rest;
        }
        places = more;
    }
    octets
}

/// Every octet in turn.
const fn counted<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    let mut places: &mut [u8] = &mut octets;
    let mut value = 0_u8;
    while let [place, more @ ..] = places {
        *place = value;
        value = value.wrapping_add(1);
        places = more;
    }
    octets
}

/// `len` octets from `start` on, or as many as there are.
pub(super) const fn cut(stock: &'static [u8], start: usize, len: usize) -> &'static [u8] {
    let (_, rest) = stock.split_at(if start < stock.len() { start } else { stock.len() });
    let (cut, _) = rest.split_at(if len < rest.len() { len } else { rest.len() });
    cut
}

pub(super) static DIGITS: [u8; 2048] = repeat(b"46701133111987654320");
pub(super) static TEXT: [u8; 2048] = repeat(b"Hello world, meet 42 brown foxes. ");
pub(super) static LETTERS: [u8; 256] = repeat(b"ExampleSender");
/// Long enough for the longest value of a TLV that begins in the first 256 octets.
pub(super) static OCTETS: [u8; 66_048] = counted();
/// The value of `callback_num`: mode, TON, NPI, digits.
pub(super) static CALLBACK: [u8; 64] = headed(&[1, 1, 1], b"46701133111");

/// A message for each user data header, with the number of octets of the header (3GPP TS 23.040 clause 9.2.3.24).
pub(super) static HEADED: [(usize, [u8; 320]); 6] = [
    // Part 1 of 2 with a reference of one octet, and part 2 of 2 with a reference of two octets.
    (6, headed(&[5, 0, 3, 7, 2, 1], &TEXT_LINE)),
    (7, headed(&[6, 8, 4, 1, 7, 2, 2], &TEXT_LINE)),
    // Ports of 16 bits, alone and followed by part 3 of 3.
    (7, headed(&[6, 5, 4, 0x0B, 0x84, 0x23, 0xF0], &TEXT_LINE)),
    (12, headed(&[11, 5, 4, 0x15, 0x8A, 0, 0, 0, 3, 9, 3, 3], &TEXT_LINE)),
    // The table of a national language.
    (4, headed(&[3, 0x24, 1, 1], &TEXT_LINE)),
    // No element at all.
    (1, headed(&[0], &TEXT_LINE)),
];

const TEXT_LINE: [u8; 32] = repeat(b"Hello world, ");

/// The message id in each of [`RECEIPTS`].
pub(super) const RECEIPT_ID: &str = "04211779";

macro_rules! receipt {
    ($state:literal $delivered:literal $error:literal) => {
        concat!(
            "id:04211779 sub:001 dlvrd:",
            $delivered,
            " submit date:2611271200 done date:2611271201 stat:",
            $state,
            " err:",
            $error,
            " text:Hello world"
        )
    };
}

/// Delivery receipts in the form of v3.4 Appendix B.
pub(super) static RECEIPTS: [&str; 8] = [
    receipt!("DELIVRD" "001" "000"),
    receipt!("EXPIRED" "000" "003"),
    receipt!("DELETED" "000" "001"),
    receipt!("UNDELIV" "000" "011"),
    receipt!("ACCEPTD" "000" "000"),
    receipt!("UNKNOWN" "000" "999"),
    receipt!("REJECTD" "000" "255"),
    receipt!("ENROUTE" "000" "000"),
];

/// Valid and invalid times. The check of each field selects those that it accepts.
pub(super) static TIMES: [&str; 15] = [
    "",
    "000000010000000R",
    "000007000000000R",
    "000002123456000R",
    "261127120000000+",
    "261127120000004+",
    "991231235959948-",
    "261127120000",
    // Months, days and hours out of range, a missing sign, tenths in a relative time, and wrong lengths.
    "261327120000004+",
    "260230120000004+",
    "261127250000004+",
    "261127120000004?",
    "000000010000100R",
    "2611271200",
    "tomorrow",
];

/// Texts with a NUL inside.
pub(super) static WITH_NUL: [&[u8]; 4] = [b"\0", b"a\0", b"\0a", b"4\x007"];

/// A text with a NUL inside, however long.
pub(super) static LATE_NUL: [u8; 512] = headed(b"4\0", b"46701133111");

/// Addresses that are not printable ASCII.
pub(super) static NOT_PRINTABLE: [&[u8]; 4] = [b"\x01", b"4670\n", b"46\x7F70", b"\xC3\xA9t\xC3\xA9"];

/// Optional parts that end with octets that do not form a TLV.
pub(super) static TRAILING: [&[u8]; 4] =
    [b"\x02", b"\x02\x04\0", b"\x02\x04\0\x02\x01", b"\x04\x24\xFF\xFFHello"];

/// A TLV of a vendor.
pub(super) static VENDOR_TLV: [u8; 5] = [0x14, 1, 0, 1, b'x'];
