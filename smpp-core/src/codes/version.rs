//! Protocol versions and `interface_version` (v3.4 section 5.2.4).

use super::{UnknownName, codes};

/// A version of the protocol. An older version is less than a newer one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Version {
    /// SMPP 3.3: no TLVs, no transceiver.
    V33,
    /// SMPP 3.4 Issue 1.2.
    #[default]
    V34,
    /// SMPP 5.0.
    V50,
}

impl Version {
    /// Picks the value for this version from those for 3.3, 3.4 and 5.0.
    pub(crate) const fn pick<T: Copy>(self, [v33, v34, v50]: [T; 3]) -> T {
        match self {
            Self::V33 => v33,
            Self::V34 => v34,
            Self::V50 => v50,
        }
    }

    const fn name(self) -> &'static str {
        self.pick(["3.3", "3.4", "5.0"])
    }

    /// The octet for this version in a bind.
    pub const fn interface_version(self) -> InterfaceVersion {
        self.pick([InterfaceVersion::V33, InterfaceVersion::V34, InterfaceVersion::V50])
    }
}

/// `3.3`, `3.4` or `5.0`.
impl core::fmt::Display for Version {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads `3.3`, `3.4` or `5.0`.
impl core::str::FromStr for Version {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = [Self::V33, Self::V34, Self::V50].into_iter();
        all.find(|version| version.name() == text).ok_or(UnknownName)
    }
}

codes! {
    /// `interface_version` of a bind and `sc_interface_version` of its response. The default, 0x00, means "3.3
    /// or earlier". [`Version::interface_version`] returns the octet for a version.
    pub struct InterfaceVersion(u8) {
        V33 = 0x33, "Version 3.3";
        V34 = 0x34, "Version 3.4";
        V50 = 0x50, "Version 5.0";
    }
}
impl InterfaceVersion {
    /// The version to use: 3.3 for 0x00 to 0x33, 3.4 for 0x34 to 0x4F, 5.0 from 0x50 on.
    pub const fn version(self) -> Version {
        match self.0 {
            0x00..=0x33 => Version::V33,
            0x34..=0x4F => Version::V34,
            0x50.. => Version::V50,
        }
    }

    /// Whether the standard reserves the octet: 0x35 to 0x4F, and from 0x51 on.
    pub const fn is_reserved(self) -> bool {
        !matches!(self.0, 0x00..=0x34 | 0x50)
    }
}
