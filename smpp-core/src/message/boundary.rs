//! Where a text may be cut so that a reader of one part sees whole characters, or whole words.

/// Where a long text may be cut. Escape pairs and surrogate pairs are never cut.
///
/// ```
/// use smpp_core::message::segment::{Boundary, Encoding, MAX_USER_DATA, Split};
///
/// let split = Split { boundary: Boundary::Word, ..Split::DEFAULT };
/// let text = "Ring bell ".repeat(16); // 160 septets, and one more word:
/// let text = text + "twice";
/// let mut buffer = [0; MAX_USER_DATA];
/// let mut parts = split.plan(&text)?.start();
/// let first = parts.next_into(&mut buffer)?.unwrap();
/// assert!(first.user_data.ends_with(b"Ring bell ")); // 150 of 153 septets
/// # Ok::<(), smpp_core::message::segment::SplitError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Boundary {
    /// Between any two characters: as many as fit go into each part.
    #[default]
    Character,
    /// Between what a reader takes for characters: a letter stays with its accents and vowel signs, an emoji with its
    /// skin tone and the emoji that it is joined to, both letters of a flag stay together, CR with LF, a Hangul
    /// syllable with its letters. After the extended grapheme clusters of Unicode (UAX #29), in ranges of code points
    /// instead of its tables: some places where it would cut are kept together, scripts outside these ranges are cut
    /// between characters.
    Grapheme,
    /// Before or after white space, which stays. A word that is longer than a part is cut like
    /// [`Grapheme`](Self::Grapheme).
    Word,
}

impl Boundary {
    /// The last place to cut within the first `end` octets of a text; `end` itself where there is none.
    pub(super) fn last(self, text: &str, end: usize) -> usize {
        let places = |is_place: fn(&str, char, char) -> bool| {
            let (head, tail) = text.split_at_checked(end)?;
            let mut after = tail.chars().next()?;
            for (at, before) in head.char_indices().rev() {
                let place = at.saturating_add(before.len_utf8());
                if is_place(head.get(..place)?, before, after) {
                    return Some(place);
                }
                after = before;
            }
            None
        };
        let found = match self {
            Self::Character => None,
            Self::Grapheme => places(is_between_graphemes),
            Self::Word => places(is_between_words).or_else(|| places(is_between_graphemes)),
        };
        found.unwrap_or(end)
    }
}

fn is_between_words(head: &str, before: char, after: char) -> bool {
    (before.is_whitespace() || after.is_whitespace()) && is_between_graphemes(head, before, after)
}

/// Whether no cluster reaches over the end of `head`, whose last character is `before`.
fn is_between_graphemes(head: &str, before: char, after: char) -> bool {
    let joined = extends(after)
        || joins(before)
        || (before == '\r' && after == '\n')
        // Indicators pair off from the first of their row.
        || (is_regional(after) && odd_regionals(head));
    !joined
}

const ZERO_WIDTH_JOINER: char = '\u{200D}';

const fn is_regional(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// Whether the character after this one belongs to it: after a joiner, and after the virama of an Indian script, which
/// makes one sign of two letters.
const fn joins(c: char) -> bool {
    c == ZERO_WIDTH_JOINER || matches!(c, '\u{0900}'..='\u{0D7F}' if c as u32 & 0x7F == 0x4D)
}

/// Whether a character belongs to the one before it.
const fn extends(c: char) -> bool {
    match c {
        // The scripts of India are laid out alike, in blocks of 128, but for some letters where others have signs, and
        // signs where others have letters.
        '\u{0980}' | '\u{09CE}' | '\u{0B83}' | '\u{0C80}' | '\u{0D3A}' | '\u{0D4E}' | '\u{0D4F}' => false,
        '\u{0D54}'..='\u{0D56}' => false,
        '\u{09FE}' | '\u{0A70}' | '\u{0A71}' | '\u{0A75}' | '\u{0AFA}'..='\u{0AFF}' | '\u{0C04}' => true,
        '\u{0900}'..='\u{0D7F}' => {
            matches!(c as u32 & 0x7F, 0x00..=0x03 | 0x3A..=0x3C | 0x3E..=0x4F | 0x51..=0x57 | 0x62 | 0x63)
        }
        _ => matches!(c,
            // Accents.
            '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
            // Signs of Sinhala.
            | '\u{0D81}'..='\u{0D83}' | '\u{0DCA}' | '\u{0DCF}'..='\u{0DDF}' | '\u{0DF2}' | '\u{0DF3}'
            // Points of Hebrew, Arabic, Syriac and Thaana.
            | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}' | '\u{05C4}' | '\u{05C5}' | '\u{05C7}'
            | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
            | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{0711}'
            | '\u{0730}'..='\u{074A}' | '\u{07A6}'..='\u{07B0}' | '\u{08CA}'..='\u{08E1}' | '\u{08E3}'..='\u{08FF}'
            // Vowel signs and tones of Thai, Lao, Tibetan, Burmese, Ethiopic and Khmer.
            | '\u{0E31}' | '\u{0E33}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}' | '\u{0EB1}' | '\u{0EB3}'..='\u{0EBC}'
            | '\u{0EC8}'..='\u{0ECE}' | '\u{0F71}'..='\u{0F84}' | '\u{0F8D}'..='\u{0FBC}'
            | '\u{102B}'..='\u{103E}' | '\u{1056}'..='\u{1059}' | '\u{135D}'..='\u{135F}' | '\u{17B4}'..='\u{17D3}'
            // Vowels and finals of Hangul, voicing of kana.
            | '\u{1160}'..='\u{11FF}' | '\u{3099}' | '\u{309A}'
            // Joiners, variation selectors, skin tones, and the tags of some flags.
            | '\u{200C}' | ZERO_WIDTH_JOINER | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}'
            | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}'
        ),
    }
}

/// Whether a text ends with an odd number of regional indicators: the next one makes a flag of the last.
fn odd_regionals(head: &str) -> bool {
    let mut odd = false;
    for c in head.chars().rev() {
        if !is_regional(c) {
            break;
        }
        odd = !odd;
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a text falls into exactly these clusters.
    fn clusters(expected: &[&str], text: &str) {
        let mut rest = text;
        for cluster in expected {
            assert!(rest.starts_with(cluster), "{text:?}");
            for (at, c) in cluster.char_indices() {
                let place = at + c.len_utf8();
                let Some(after) = rest[place..].chars().next() else { continue };
                let is_end = place == cluster.len();
                assert_eq!(is_between_graphemes(&rest[..place], c, after), is_end, "{text:?} at {place}");
            }
            rest = &rest[cluster.len()..];
        }
        assert_eq!(rest, "");
    }

    #[test]
    fn clusters_stay_whole() {
        for whole in [
            "e\u{301}\u{323}",
            "👨🏽",
            "👩\u{200D}👩\u{200D}👧",
            "🇸🇪",
            "❤\u{FE0F}",
            "1\u{FE0F}\u{20E3}",
            "\r\n",
            "क्षि",
            "நி",
            "กำ",
            "\u{1112}\u{1161}\u{11AB}",
            "🏴\u{E0067}\u{E0062}\u{E007F}",
            "שָ",
            "ਪੰ",
            "ਕੱ",
            "කි",
            "ශ්",
            "ދި",
        ] {
            clusters(&[whole], whole);
        }
        clusters(&["🇸🇪", "🇩🇰", "🇳"], "🇸🇪🇩🇰🇳");
        clusters(&["a", "é\u{301}", "b", "한", "국"], "aé\u{301}b한국");
        clusters(&["म", "क्ष", "\r\n", "x"], "मक्ष\r\nx");
        // Letters where the scripts beside theirs have signs.
        clusters(&["উ", "ৎ", "স"], "উৎস");
        clusters(&["അ", "ൔ"], "അൔ");
    }

    #[test]
    fn the_last_place_that_fits() {
        let text = "one two\u{A0}\u{301}three";
        assert_eq!(Boundary::Character.last(text, 6), 6);
        assert_eq!(Boundary::Word.last(text, 6), 4);
        // The space that would follow begins the next part.
        assert_eq!(Boundary::Word.last(text, 7), 7);
        // An accent on a space: no place between them.
        assert_eq!(Boundary::Word.last(text, 9), 7);
        // No space at all, and nothing but one cluster.
        assert_eq!(Boundary::Word.last("abce\u{301}f", 4), 3);
        assert_eq!(Boundary::Grapheme.last("e\u{301}\u{302}", 3), 3);
    }
}
