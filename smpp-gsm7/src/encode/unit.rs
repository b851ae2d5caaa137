//! The septets of one character.

use crate::Code;

/// The septets of one character.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    septets: [u8; UNIT],
    len: u8,
}

/// Maximum number of septets for one character: its replacement has up to seven characters.
const UNIT: usize = 16;

impl Unit {
    pub(super) const EMPTY: Self = Self { septets: [0; UNIT], len: 0 };

    pub(super) fn from(code: Code) -> Self {
        let mut unit = Self::EMPTY;
        unit.push(code);
        unit
    }

    pub(super) fn septets(&self) -> &[u8] {
        self.septets.get(..usize::from(self.len)).unwrap_or_default()
    }

    pub(super) fn push(&mut self, code: Code) {
        let free = self.septets.iter_mut().skip(usize::from(self.len));
        free.zip(code.septets()).for_each(|(slot, septet)| *slot = *septet);
        self.len = self.len.wrapping_add(if code.is_escaped() { 2 } else { 1 });
    }
}
