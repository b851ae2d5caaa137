//! Where to cut a text so that each segment has whole characters or whole words.

use super::grapheme::{extends, is_boundary};
use crate::count::forward;

/// Where to cut a long text. Escape sequences and surrogate pairs are never cut.
///
/// ```
/// use smpp_gsm7::segment::{Boundary, MAX_USER_DATA, Segmenter};
///
/// let segmenter = Segmenter { boundary: Boundary::Word, ..Segmenter::DEFAULT };
/// let text = "Ring bell ".repeat(16); // 160 septets, and one more word:
/// let text = text + "twice";
/// let mut buffer = [0; MAX_USER_DATA];
/// let mut segments = segmenter.plan(&text)?.segments();
/// let first = segments.next_into(&mut buffer)?.unwrap();
/// assert!(first.user_data.ends_with(b"Ring bell ")); // 150 of 153 septets
/// # Ok::<(), smpp_gsm7::segment::SegmentError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Boundary {
    /// Between any two characters. Each segment holds as many as fit.
    #[default]
    Character,
    /// Between user-perceived characters. A letter keeps its accents and vowel signs, an emoji its skin tone
    /// and the emoji it is joined to, a flag both its letters, CR its LF, and a Hangul syllable its letters.
    /// These are the extended grapheme clusters of Unicode 17.0 (UAX #29). In a few cases after a virama or a
    /// joiner, characters that Unicode would separate are kept together, too.
    ///
    /// A cluster longer than a segment is cut as late as possible before a character that is not a mark or joiner,
    /// so that each character keeps its marks. If there is no such place, it is cut between any two characters.
    Grapheme,
    /// Before or after white space other than no-break spaces. The white space is kept. A word longer than a segment is
    /// cut like [`Grapheme`](Self::Grapheme).
    Word,
}

impl Boundary {
    /// The last place to cut within the first `end` octets of a text, or `end` itself if there is none. `fitting` says
    /// how many octets of a text fit into a segment.
    pub(super) fn last(self, text: &str, end: usize, fitting: impl Fn(&str) -> usize) -> usize {
        let places = |is_place: fn(&str, char, char) -> bool| {
            let (head, tail) = text.split_at_checked(end)?;
            let mut after = tail.chars().next()?;
            for (at, before) in head.char_indices().rev() {
                let place = forward(at, before.len_utf8());
                if is_place(head.get(..place)?, before, after) {
                    return Some(place);
                }
                after = before;
            }
            None
        };
        let found = match self {
            Self::Character => return end,
            Self::Grapheme => places(is_boundary),
            Self::Word => places(is_between_words)
                .filter(|place| !is_long_word(text, *place, end, fitting))
                .or_else(|| places(is_boundary)),
        };
        // In a cluster longer than a segment, each character keeps its marks.
        found.or_else(|| places(|_, _, after| !extends(after))).unwrap_or(end)
    }
}

fn is_between_words(head: &str, before: char, after: char) -> bool {
    (is_space(before) || is_space(after)) && is_boundary(head, before, after)
}

/// White space at which a line may break.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{2007}' | '\u{202F}')
}

/// Whether the word at `place` is longer than a whole segment. It must be cut anyway, and cutting it here avoids an
/// almost empty segment.
fn is_long_word(text: &str, place: usize, end: usize, fitting: impl Fn(&str) -> usize) -> bool {
    // White space after a place to cut is itself a place to cut, so there is almost none to skip.
    let word = text.get(place..).unwrap_or_default();
    let mut start = word.char_indices().skip_while(|(at, c)| *at < end && is_space(*c));
    let Some((first, _)) = start.next() else { return false };
    let last = forward(first, fitting(word.get(first..).unwrap_or_default()));
    word.len() > last && !start.take_while(|(at, _)| *at <= last).any(|(_, c)| is_space(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_segmentation::UnicodeSegmentation;

    /// The last place to cut if `end` octets of any text fit.
    fn last(boundary: Boundary, text: &str, end: usize) -> usize {
        boundary.last(text, end, |text| text.len().min(end))
    }

    /// Checks that a text consists of exactly these clusters.
    fn clusters(expected: &[&str], text: &str) {
        let mut rest = text;
        for cluster in expected {
            assert!(rest.starts_with(cluster), "{text:?}");
            for (at, c) in cluster.char_indices() {
                let place = at + c.len_utf8();
                let Some(after) = rest[place..].chars().next() else { continue };
                let is_end = place == cluster.len();
                assert_eq!(is_boundary(&rest[..place], c, after), is_end, "{text:?} at {place}");
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
        // Letters at code points where the neighbouring scripts have signs.
        clusters(&["উ", "ৎ", "স"], "উৎস");
        clusters(&["അ", "ൔ"], "അൔ");
    }

    /// If the rules find more than one cluster, and each fits into a segment, none is cut, however long the run.
    #[test]
    fn a_run_longer_than_a_segment_is_cut_between_its_clusters() {
        for run in [
            "日\u{200D}",
            "e\u{301}",
            "→\u{200D}",
            "अ\u{94D}",
            "\u{11A8}\u{1161}",
            "\u{AC01}\u{1161}",
            "\u{200B}\u{301}",
            "日\u{200D}👩🏽\u{200D}",
        ] {
            let text = run.repeat(40);
            for end in (run.len()..text.len()).filter(|end| text.is_char_boundary(*end)) {
                let place = last(Boundary::Grapheme, &text, end);
                let expected = text.grapheme_indices(true).map(|(at, _)| at).rfind(|at| *at <= end);
                assert_eq!(Some(place), expected, "{run:?} {end}");
            }
        }
        // One cluster: cut before an emoji, or before a letter after a virama, otherwise anywhere.
        for (run, pieces) in [("👩\u{200D}", 1), ("क\u{94D}", 1), ("\u{301}", 1)] {
            let text = run.repeat(40);
            assert_eq!(text.graphemes(true).count(), pieces);
            for end in (run.len()..text.len()).filter(|end| text.is_char_boundary(*end)) {
                assert_eq!(
                    last(Boundary::Grapheme, &text, end),
                    end / run.len() * run.len(),
                    "{run:?} {end}"
                );
            }
        }
    }

    #[test]
    fn the_last_place_that_fits() {
        let text = "one two \u{301}three";
        assert_eq!(last(Boundary::Character, text, 6), 6);
        assert_eq!(last(Boundary::Word, text, 6), 4);
        // The following space begins the next segment.
        assert_eq!(last(Boundary::Word, text, 7), 7);
        // A space with an accent: there is no place to cut between them.
        assert_eq!(last(Boundary::Word, text, 8), 7);
        // A no-break space.
        assert_eq!(last(Boundary::Word, "for 10\u{A0}000 euro", 8), 4);
        // A word that must be cut anyway starts in the current segment.
        assert_eq!(last(Boundary::Word, "Go: abcdefghijklm", 9), 9);
        assert_eq!(last(Boundary::Word, "Go: abcdef ghijklm", 9), 4);
        // No spaces, and only one cluster.
        assert_eq!(last(Boundary::Word, "abce\u{301}f", 4), 3);
        assert_eq!(last(Boundary::Grapheme, "e\u{301}\u{302}", 3), 3);
        // Endless white space, which was once scanned to its end for every segment.
        let blanks = " ".repeat(5_000_000);
        assert_eq!(last(Boundary::Word, &blanks, 153), 153);
    }
}
