//! Texts that stand for characters: their code points, and the texts end to end.

/// The text of a character: text n ends at octet `ends[n]` and starts where the one before it ends.
pub(crate) fn find(c: char, points: &[u16], ends: &[u16], joined: &'static [u8]) -> Option<&'static str> {
    let point = u16::try_from(u32::from(c)).ok()?;
    let place = points.binary_search(&point).ok()?;
    let start = place.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| *end);
    let text = joined.get(usize::from(start)..usize::from(*ends.get(place)?))?;
    core::str::from_utf8(text).ok()
}

// What follows runs in the compiler. A wrong length gives zeros, which a test finds.

/// The characters of rows, which have to be in their order.
pub(crate) const fn points<const N: usize>(rows: &[(char, &str)]) -> [u16; N] {
    let mut points = [0; N];
    let mut slots: &mut [u16] = &mut points;
    let mut rows = rows;
    while let ([(c, _), tail @ ..], [slot, others @ ..]) = (rows, slots) {
        *slot = point(*c);
        rows = tail;
        slots = others;
    }
    points
}

/// Where the text of each row ends among all texts.
#[allow(clippy::cast_possible_truncation)]
pub(crate) const fn ends<const N: usize>(rows: &[(char, &str)]) -> [u16; N] {
    let mut ends = [0; N];
    let mut slots: &mut [u16] = &mut ends;
    let mut rows = rows;
    let mut end: u16 = 0;
    while let ([(_, to), tail @ ..], [slot, others @ ..]) = (rows, slots) {
        end = end.wrapping_add(to.len() as u16);
        *slot = end;
        rows = tail;
        slots = others;
    }
    ends
}

/// The texts of rows, end to end.
pub(crate) const fn joined<const N: usize>(rows: &[(char, &str)]) -> [u8; N] {
    let mut text = [0; N];
    let mut slots: &mut [u8] = &mut text;
    let mut rows = rows;
    while let [(_, to), tail @ ..] = rows {
        let mut to = to.as_bytes();
        while let [octet, rest @ ..] = to {
            let [slot, others @ ..] = slots else { return [0; N] };
            *slot = *octet;
            to = rest;
            slots = others;
        }
        rows = tail;
    }
    text
}

/// The code point of a character of the Basic Multilingual Plane; all of them are.
#[allow(clippy::cast_possible_truncation)]
pub(crate) const fn point(c: char) -> u16 {
    c as u32 as u16
}
