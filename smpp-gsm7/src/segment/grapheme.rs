//! User-perceived characters: the extended grapheme clusters of Unicode 17.0 (UAX #29).
//!
//! [`is_boundary`] never cuts a cluster. In a few cases it keeps together what the rules would cut, which saves
//! tables of letters and emoji: at a zero-width joiner between symbols that are not emoji but are listed among
//! them, after a virama before a vowel, and after a virama that follows no letter of its own.

/// Whether a cluster boundary follows `head`, whose last character is `before`.
pub(super) fn is_boundary(head: &str, before: char, after: char) -> bool {
    if is_control(before) || is_control(after) {
        return before != '\r' || after != '\n';
    }
    let joined = extends(after)
        || prepends(before)
        || is_syllable(before, after)
        || (before == ZERO_WIDTH_JOINER && may_be_pictograph(after) && follows(head, may_be_pictograph))
        // Regional indicators form pairs from the start of their row.
        || (is_regional(after) && odd_regionals(head))
        || (may_be_consonant(after) && follows(head, may_be_consonant) && is_linked(head));
    !joined
}

/// Whether `is_one` accepts the last character of a text, not counting characters that extend another one.
fn follows(head: &str, is_one: fn(char) -> bool) -> bool {
    head.chars().rev().find(|c| !extends(*c)).is_some_and(is_one)
}

const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Controls and invisible characters, which belong to no cluster.
const fn is_control(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E001F}' | '\u{E0080}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}')
}

/// The blocks of the emoji, including other characters in them.
const fn may_be_pictograph(c: char) -> bool {
    matches!(c, '©' | '®' | '\u{203C}'..='\u{2BFF}' | '〰' | '〽' | '㊗' | '㊙' | '\u{1F000}'..='\u{1FFFD}')
}

/// The letters of scripts with conjuncts.
const fn may_be_consonant(c: char) -> bool {
    matches!(c,
        '\u{0915}'..='\u{0D3A}' | '\u{1000}'..='\u{1081}' | '\u{108E}' | '\u{1780}'..='\u{17B3}' | '\u{1A20}'..='\u{1A54}'
        | '\u{1B0B}'..='\u{1BBD}' | '\u{A989}'..='\u{A9FE}' | '\u{AA60}'..='\u{AAEA}' | '\u{ABC0}'..='\u{ABDA}'
        | '\u{10A00}'..='\u{11F33}')
}

/// Whether a character belongs to the one before it.
pub(super) fn extends(c: char) -> bool {
    let [low, high, plane, _] = u32::from(c).to_le_bytes();
    let point = u16::from_le_bytes([low, high]);
    match plane {
        0 => holds(&EXTEND, point),
        1 => holds(&EXTEND_1, point),
        // The tags in some flags, and further variation selectors.
        _ => matches!(c, '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}'),
    }
}

fn holds(ranges: &[[u16; 2]], point: u16) -> bool {
    let at = ranges.partition_point(|[_, last]| *last < point);
    ranges.get(at).is_some_and(|[first, _]| *first <= point)
}

/// Whether a character belongs to the one after it: signs written around a number or over a letter.
const fn prepends(c: char) -> bool {
    matches!(c,
        '\u{0600}'..='\u{0605}' | '\u{06DD}' | '\u{070F}' | '\u{0890}' | '\u{0891}' | '\u{08E2}' | '\u{0D4E}'
        | '\u{110BD}' | '\u{110CD}' | '\u{111C2}' | '\u{111C3}' | '\u{113D1}' | '\u{1193F}' | '\u{11941}'
        | '\u{11A84}'..='\u{11A89}' | '\u{11D46}' | '\u{11F02}')
}

/// Whether two Hangul letters form a syllable: first consonants, vowels, last consonants. Some vowels of Kirat
/// Rai follow the same rule.
const fn is_syllable(before: char, after: char) -> bool {
    if is_leading(before) {
        return is_leading(after) || is_vowel(after) || is_whole(after);
    }
    (is_vowel(after) && (is_vowel(before) || is_open(before)))
        || (is_last(after) && (is_vowel(before) || is_last(before) || is_whole(before)))
}

const fn is_leading(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115F}' | '\u{A960}'..='\u{A97C}')
}

const fn is_vowel(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11A7}' | '\u{D7B0}'..='\u{D7C6}' | '\u{16D63}' | '\u{16D67}'..='\u{16D6A}')
}

const fn is_last(c: char) -> bool {
    matches!(c, '\u{11A8}'..='\u{11FF}' | '\u{D7CB}'..='\u{D7FB}')
}

/// A syllable in one character.
const fn is_whole(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// A syllable without a last consonant.
const fn is_open(c: char) -> bool {
    is_whole(c) && (c as u32).wrapping_sub(0xAC00).is_multiple_of(28)
}

const fn is_regional(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// Whether a text ends with an odd number of regional indicators. The next one then completes a flag.
fn odd_regionals(head: &str) -> bool {
    head.chars().rev().take_while(|c| is_regional(*c)).fold(false, |odd, _| !odd)
}

/// Whether the signs at the end of a text contain a virama, which joins two letters.
fn is_linked(head: &str) -> bool {
    head.chars().rev().take_while(|c| extends(*c)).any(|c| LINKERS.contains(&c))
}

/// The viramas.
#[rustfmt::skip]
static LINKERS: [char; 20] = [
    '\u{094D}', '\u{09CD}', '\u{0ACD}', '\u{0B4D}', '\u{0C4D}', '\u{0D4D}', '\u{1039}', '\u{17D2}', '\u{1A60}',
    '\u{1B44}', '\u{1BAB}', '\u{A9C0}', '\u{AAF6}', '\u{10A3F}', '\u{11133}', '\u{113D0}', '\u{1193E}', '\u{11A47}',
    '\u{11A99}', '\u{11F42}',
];

/// Ranges of plane 0 whose characters extend the previous one: `Grapheme_Cluster_Break` is `Extend`,
/// `SpacingMark` or `ZWJ` in `GraphemeBreakProperty.txt` of Unicode 17.0.
#[rustfmt::skip]
static EXTEND: [[u16; 2]; 195] = [
    [0x0300, 0x036F], [0x0483, 0x0489], [0x0591, 0x05BD], [0x05BF, 0x05BF], [0x05C1, 0x05C2], [0x05C4, 0x05C5],
    [0x05C7, 0x05C7], [0x0610, 0x061A], [0x064B, 0x065F], [0x0670, 0x0670], [0x06D6, 0x06DC], [0x06DF, 0x06E4],
    [0x06E7, 0x06E8], [0x06EA, 0x06ED], [0x0711, 0x0711], [0x0730, 0x074A], [0x07A6, 0x07B0], [0x07EB, 0x07F3],
    [0x07FD, 0x07FD], [0x0816, 0x0819], [0x081B, 0x0823], [0x0825, 0x0827], [0x0829, 0x082D], [0x0859, 0x085B],
    [0x0897, 0x089F], [0x08CA, 0x08E1], [0x08E3, 0x0903], [0x093A, 0x093C], [0x093E, 0x094F], [0x0951, 0x0957],
    [0x0962, 0x0963], [0x0981, 0x0983], [0x09BC, 0x09BC], [0x09BE, 0x09C4], [0x09C7, 0x09C8], [0x09CB, 0x09CD],
    [0x09D7, 0x09D7], [0x09E2, 0x09E3], [0x09FE, 0x09FE], [0x0A01, 0x0A03], [0x0A3C, 0x0A3C], [0x0A3E, 0x0A42],
    [0x0A47, 0x0A48], [0x0A4B, 0x0A4D], [0x0A51, 0x0A51], [0x0A70, 0x0A71], [0x0A75, 0x0A75], [0x0A81, 0x0A83],
    [0x0ABC, 0x0ABC], [0x0ABE, 0x0AC5], [0x0AC7, 0x0AC9], [0x0ACB, 0x0ACD], [0x0AE2, 0x0AE3], [0x0AFA, 0x0AFF],
    [0x0B01, 0x0B03], [0x0B3C, 0x0B3C], [0x0B3E, 0x0B44], [0x0B47, 0x0B48], [0x0B4B, 0x0B4D], [0x0B55, 0x0B57],
    [0x0B62, 0x0B63], [0x0B82, 0x0B82], [0x0BBE, 0x0BC2], [0x0BC6, 0x0BC8], [0x0BCA, 0x0BCD], [0x0BD7, 0x0BD7],
    [0x0C00, 0x0C04], [0x0C3C, 0x0C3C], [0x0C3E, 0x0C44], [0x0C46, 0x0C48], [0x0C4A, 0x0C4D], [0x0C55, 0x0C56],
    [0x0C62, 0x0C63], [0x0C81, 0x0C83], [0x0CBC, 0x0CBC], [0x0CBE, 0x0CC4], [0x0CC6, 0x0CC8], [0x0CCA, 0x0CCD],
    [0x0CD5, 0x0CD6], [0x0CE2, 0x0CE3], [0x0CF3, 0x0CF3], [0x0D00, 0x0D03], [0x0D3B, 0x0D3C], [0x0D3E, 0x0D44],
    [0x0D46, 0x0D48], [0x0D4A, 0x0D4D], [0x0D57, 0x0D57], [0x0D62, 0x0D63], [0x0D81, 0x0D83], [0x0DCA, 0x0DCA],
    [0x0DCF, 0x0DD4], [0x0DD6, 0x0DD6], [0x0DD8, 0x0DDF], [0x0DF2, 0x0DF3], [0x0E31, 0x0E31], [0x0E33, 0x0E3A],
    [0x0E47, 0x0E4E], [0x0EB1, 0x0EB1], [0x0EB3, 0x0EBC], [0x0EC8, 0x0ECE], [0x0F18, 0x0F19], [0x0F35, 0x0F35],
    [0x0F37, 0x0F37], [0x0F39, 0x0F39], [0x0F3E, 0x0F3F], [0x0F71, 0x0F84], [0x0F86, 0x0F87], [0x0F8D, 0x0F97],
    [0x0F99, 0x0FBC], [0x0FC6, 0x0FC6], [0x102D, 0x1037], [0x1039, 0x103E], [0x1056, 0x1059], [0x105E, 0x1060],
    [0x1071, 0x1074], [0x1082, 0x1082], [0x1084, 0x1086], [0x108D, 0x108D], [0x109D, 0x109D], [0x135D, 0x135F],
    [0x1712, 0x1715], [0x1732, 0x1734], [0x1752, 0x1753], [0x1772, 0x1773], [0x17B4, 0x17D3], [0x17DD, 0x17DD],
    [0x180B, 0x180D], [0x180F, 0x180F], [0x1885, 0x1886], [0x18A9, 0x18A9], [0x1920, 0x192B], [0x1930, 0x193B],
    [0x1A17, 0x1A1B], [0x1A55, 0x1A5E], [0x1A60, 0x1A60], [0x1A62, 0x1A62], [0x1A65, 0x1A7C], [0x1A7F, 0x1A7F],
    [0x1AB0, 0x1ADD], [0x1AE0, 0x1AEB], [0x1B00, 0x1B04], [0x1B34, 0x1B44], [0x1B6B, 0x1B73], [0x1B80, 0x1B82],
    [0x1BA1, 0x1BAD], [0x1BE6, 0x1BF3], [0x1C24, 0x1C37], [0x1CD0, 0x1CD2], [0x1CD4, 0x1CE8], [0x1CED, 0x1CED],
    [0x1CF4, 0x1CF4], [0x1CF7, 0x1CF9], [0x1DC0, 0x1DFF], [0x200C, 0x200D], [0x20D0, 0x20F0], [0x2CEF, 0x2CF1],
    [0x2D7F, 0x2D7F], [0x2DE0, 0x2DFF], [0x302A, 0x302F], [0x3099, 0x309A], [0xA66F, 0xA672], [0xA674, 0xA67D],
    [0xA69E, 0xA69F], [0xA6F0, 0xA6F1], [0xA802, 0xA802], [0xA806, 0xA806], [0xA80B, 0xA80B], [0xA823, 0xA827],
    [0xA82C, 0xA82C], [0xA880, 0xA881], [0xA8B4, 0xA8C5], [0xA8E0, 0xA8F1], [0xA8FF, 0xA8FF], [0xA926, 0xA92D],
    [0xA947, 0xA953], [0xA980, 0xA983], [0xA9B3, 0xA9C0], [0xA9E5, 0xA9E5], [0xAA29, 0xAA36], [0xAA43, 0xAA43],
    [0xAA4C, 0xAA4D], [0xAA7C, 0xAA7C], [0xAAB0, 0xAAB0], [0xAAB2, 0xAAB4], [0xAAB7, 0xAAB8], [0xAABE, 0xAABF],
    [0xAAC1, 0xAAC1], [0xAAEB, 0xAAEF], [0xAAF5, 0xAAF6], [0xABE3, 0xABEA], [0xABEC, 0xABED], [0xFB1E, 0xFB1E],
    [0xFE00, 0xFE0F], [0xFE20, 0xFE2F], [0xFF9E, 0xFF9F],
];

/// The same for plane 1, without its leading digit.
#[rustfmt::skip]
static EXTEND_1: [[u16; 2]; 137] = [
    [0x01FD, 0x01FD], [0x02E0, 0x02E0], [0x0376, 0x037A], [0x0A01, 0x0A03], [0x0A05, 0x0A06], [0x0A0C, 0x0A0F],
    [0x0A38, 0x0A3A], [0x0A3F, 0x0A3F], [0x0AE5, 0x0AE6], [0x0D24, 0x0D27], [0x0D69, 0x0D6D], [0x0EAB, 0x0EAC],
    [0x0EFA, 0x0EFF], [0x0F46, 0x0F50], [0x0F82, 0x0F85], [0x1000, 0x1002], [0x1038, 0x1046], [0x1070, 0x1070],
    [0x1073, 0x1074], [0x107F, 0x1082], [0x10B0, 0x10BA], [0x10C2, 0x10C2], [0x1100, 0x1102], [0x1127, 0x1134],
    [0x1145, 0x1146], [0x1173, 0x1173], [0x1180, 0x1182], [0x11B3, 0x11C0], [0x11C9, 0x11CC], [0x11CE, 0x11CF],
    [0x122C, 0x1237], [0x123E, 0x123E], [0x1241, 0x1241], [0x12DF, 0x12EA], [0x1300, 0x1303], [0x133B, 0x133C],
    [0x133E, 0x1344], [0x1347, 0x1348], [0x134B, 0x134D], [0x1357, 0x1357], [0x1362, 0x1363], [0x1366, 0x136C],
    [0x1370, 0x1374], [0x13B8, 0x13C0], [0x13C2, 0x13C2], [0x13C5, 0x13C5], [0x13C7, 0x13CA], [0x13CC, 0x13D0],
    [0x13D2, 0x13D2], [0x13E1, 0x13E2], [0x1435, 0x1446], [0x145E, 0x145E], [0x14B0, 0x14C3], [0x15AF, 0x15B5],
    [0x15B8, 0x15C0], [0x15DC, 0x15DD], [0x1630, 0x1640], [0x16AB, 0x16B7], [0x171D, 0x171F], [0x1722, 0x172B],
    [0x182C, 0x183A], [0x1930, 0x1935], [0x1937, 0x1938], [0x193B, 0x193E], [0x1940, 0x1940], [0x1942, 0x1943],
    [0x19D1, 0x19D7], [0x19DA, 0x19E0], [0x19E4, 0x19E4], [0x1A01, 0x1A0A], [0x1A33, 0x1A39], [0x1A3B, 0x1A3E],
    [0x1A47, 0x1A47], [0x1A51, 0x1A5B], [0x1A8A, 0x1A99], [0x1B60, 0x1B67], [0x1C2F, 0x1C36], [0x1C38, 0x1C3F],
    [0x1C92, 0x1CA7], [0x1CA9, 0x1CB6], [0x1D31, 0x1D36], [0x1D3A, 0x1D3A], [0x1D3C, 0x1D3D], [0x1D3F, 0x1D45],
    [0x1D47, 0x1D47], [0x1D8A, 0x1D8E], [0x1D90, 0x1D91], [0x1D93, 0x1D97], [0x1EF3, 0x1EF6], [0x1F00, 0x1F01],
    [0x1F03, 0x1F03], [0x1F34, 0x1F3A], [0x1F3E, 0x1F42], [0x1F5A, 0x1F5A], [0x3440, 0x3440], [0x3447, 0x3455],
    [0x611E, 0x612F], [0x6AF0, 0x6AF4], [0x6B30, 0x6B36], [0x6F4F, 0x6F4F], [0x6F51, 0x6F87], [0x6F8F, 0x6F92],
    [0x6FE4, 0x6FE4], [0x6FF0, 0x6FF1], [0xBC9D, 0xBC9E], [0xCF00, 0xCF2D], [0xCF30, 0xCF46], [0xD165, 0xD169],
    [0xD16D, 0xD172], [0xD17B, 0xD182], [0xD185, 0xD18B], [0xD1AA, 0xD1AD], [0xD242, 0xD244], [0xDA00, 0xDA36],
    [0xDA3B, 0xDA6C], [0xDA75, 0xDA75], [0xDA84, 0xDA84], [0xDA9B, 0xDA9F], [0xDAA1, 0xDAAF], [0xE000, 0xE006],
    [0xE008, 0xE018], [0xE01B, 0xE021], [0xE023, 0xE024], [0xE026, 0xE02A], [0xE08F, 0xE08F], [0xE130, 0xE136],
    [0xE2AE, 0xE2AE], [0xE2EC, 0xE2EF], [0xE4EC, 0xE4EF], [0xE5EE, 0xE5EF], [0xE6E3, 0xE6E3], [0xE6E6, 0xE6E6],
    [0xE6EE, 0xE6EF], [0xE6F5, 0xE6F5], [0xE8D0, 0xE8D6], [0xE944, 0xE94A], [0xF3FB, 0xF3FF],
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;
    use unicode_segmentation::UnicodeSegmentation;

    /// Whether this cuts a text where the rules do not, and whether it keeps together what the rules cut.
    fn differences(text: &str) -> (bool, bool) {
        let (mut cuts, mut keeps) = (false, false);
        for (place, after) in text.char_indices().skip(1) {
            let head = &text[..place];
            let ours = is_boundary(head, head.chars().last().unwrap(), after);
            let rules = text.grapheme_indices(true).any(|(start, _)| start == place);
            cuts |= ours && !rules;
            keeps |= !ours && rules;
        }
        (cuts, keeps)
    }

    /// Tries every character, except in the planes that hold only ideographs, next to characters of each kind.
    #[test]
    fn no_cluster_is_cut_at_any_character() {
        for c in ('\0'..='\u{1FFFF}').chain('\u{E0000}'..='\u{E0FFF}') {
            for text in [
                format!("a{c}a"),
                format!("\u{0915}\u{094D}{c}\u{0915}"),
                format!("\u{231A}\u{200D}{c}"),
                format!("\u{1100}{c}\u{1100}"),
                format!("{c}\u{1161}{c}"),
                format!("\u{AC00}{c}\u{AC01}{c}"),
                format!("{c}\u{301}"),
                format!("\u{11A8}{c}\u{11A8}"),
                format!("{c}\u{1F1E6}\u{1F1E6}"),
            ] {
                assert!(!differences(&text).0, "{text:?} {c:?}");
            }
        }
    }

    /// One character of each kind of the rules.
    const KINDS: [char; 26] = [
        'a',
        ' ',
        '\r',
        '\n',
        '\u{200B}',
        '©',
        '⌚',
        '\u{1F469}',
        '\u{1F3FD}',
        '\u{FE0F}',
        '\u{200D}',
        '\u{301}',
        '\u{903}',
        '\u{915}',
        '\u{94D}',
        '\u{93C}',
        '\u{1000}',
        '\u{1039}',
        '\u{600}',
        '\u{1F1E6}',
        '\u{1100}',
        '\u{1161}',
        '\u{11A8}',
        '\u{AC00}',
        '\u{AC01}',
        '\u{16D63}',
    ];

    #[test]
    fn no_cluster_is_cut_in_any_row_of_four() {
        for first in KINDS {
            for second in KINDS {
                for third in KINDS {
                    for fourth in KINDS {
                        let text = format!("{first}{second}{third}{fourth}");
                        let (cuts, keeps) = differences(&text);
                        assert!(!cuts, "{text:?}");
                        // The exceptions listed in the module docs.
                        assert!(!keeps || text.contains(['\u{94D}', '\u{1039}', '\u{200D}']), "{text:?}");
                    }
                }
            }
        }
    }
}
