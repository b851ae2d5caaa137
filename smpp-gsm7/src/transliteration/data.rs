//! Replacement data: rows ordered by code point, which the compiler turns into compact tables.
//!
//! Each character takes two octets and its replacement one. Longer replacements are concatenated in one string.

use crate::tables::{mapped, pages};
use crate::utf8::first_char;

/// Characters with a one-character replacement: code points in ascending order, and symbols of the Latin page.
pub(super) static ONE_POINTS: [u16; 1000] = points(&ONE);
pub(super) static ONE_SYMBOLS: [u8; 1000] = symbols(&ONE);

/// The same for Cyrillic letters that look like Latin ones.
pub(super) static LOOKALIKE_POINTS: [u16; 56] = points(&LOOKALIKE);
pub(super) static LOOKALIKE_SYMBOLS: [u8; 56] = symbols(&LOOKALIKE);

/// Characters with a replacement of any other length, in ascending order. Replacement n ends at octet
/// `MANY_ENDS[n]` of `MANY_TEXT` and starts where the previous one ends.
pub(super) static MANY_POINTS: [u16; MANY.len()] = mapped!([0; MANY.len()], &MANY, (c, _) => point(*c));
pub(super) static MANY_ENDS: [u16; MANY.len()] = many_ends();
pub(super) static MANY_TEXT: [u8; 287] = many_text();

/// Letters that compose with marks, and canonical equivalents: first and last code point in ascending order,
/// and symbols of the Latin page. They have the same replacements as the letter without its marks in the tables
/// above.
pub(super) static MARKED_RANGES: [[u16; 2]; MARKED.len()] =
    mapped!([[0; 2]; MARKED.len()], &MARKED, (first, last, _) => [point(*first), point(*last)]);
pub(super) static MARKED_SYMBOLS: [u8; MARKED.len()] =
    mapped!([0; MARKED.len()], &MARKED, (_, _, to) => pages::LATIN.symbol_or_0(*to));

/// Accented Latin letters in the tables: the letter, the combining mark minus U+0300, and their composition in
/// Unicode normalization form C.
#[rustfmt::skip]
pub(super) static COMPOSED: [(u8, u8, char); 43] = [
    (b'A', 0x00, 'À'), (b'A', 0x01, 'Á'), (b'A', 0x02, 'Â'), (b'A', 0x03, 'Ã'), (b'A', 0x08, 'Ä'),
    (b'A', 0x0A, 'Å'), (b'C', 0x27, 'Ç'), (b'E', 0x01, 'É'), (b'E', 0x02, 'Ê'), (b'G', 0x06, 'Ğ'),
    (b'I', 0x01, 'Í'), (b'I', 0x07, 'İ'), (b'N', 0x03, 'Ñ'), (b'O', 0x01, 'Ó'), (b'O', 0x02, 'Ô'),
    (b'O', 0x03, 'Õ'), (b'O', 0x08, 'Ö'), (b'S', 0x27, 'Ş'), (b'U', 0x01, 'Ú'), (b'U', 0x08, 'Ü'),
    (b'a', 0x00, 'à'), (b'a', 0x01, 'á'), (b'a', 0x02, 'â'), (b'a', 0x03, 'ã'), (b'a', 0x08, 'ä'),
    (b'a', 0x0A, 'å'), (b'c', 0x27, 'ç'), (b'e', 0x00, 'è'), (b'e', 0x01, 'é'), (b'e', 0x02, 'ê'),
    (b'g', 0x06, 'ğ'), (b'i', 0x00, 'ì'), (b'i', 0x01, 'í'), (b'n', 0x03, 'ñ'), (b'o', 0x00, 'ò'),
    (b'o', 0x01, 'ó'), (b'o', 0x02, 'ô'), (b'o', 0x03, 'õ'), (b'o', 0x08, 'ö'), (b's', 0x27, 'ş'),
    (b'u', 0x00, 'ù'), (b'u', 0x01, 'ú'), (b'u', 0x08, 'ü'),
];

/// Letters of Latin-1, lower case for both cases. After each come the marks, minus U+0300, with which it
/// composes to a letter that no table has: for plain letters only marks that are not above, for letters
/// composed by [`COMPOSED`] all marks. (Of the marks above a plain letter, only the first one counts.)
#[rustfmt::skip]
pub(super) static OTHERS: &[u8] = &[
    b'a', 0x23, 0x25, 0x28, b'e', 0x23, 0x27, 0x28, 0x2D, 0x30, b'g', 0x27, b'i', 0x23, 0x28, 0x30,
    b'n', 0x23, 0x27, 0x2D, 0x31, b'o', 0x1B, 0x23, 0x28, b's', 0x23, 0x26,
    b'u', 0x1B, 0x23, 0x24, 0x28, 0x2D, 0x30,
    // â ê ô ä ö å ç õ ü
    0xE2, 0x00, 0x01, 0x03, 0x09, 0xEA, 0x00, 0x01, 0x03, 0x09, 0xF4, 0x00, 0x01, 0x03, 0x09,
    0xE4, 0x04, 0xF6, 0x04, 0xE5, 0x01, 0xE7, 0x01, 0xF5, 0x01, 0x04, 0x08, 0xFC, 0x00, 0x01, 0x04, 0x0C,
];

#[rustfmt::skip]
const ONE: [(&str, &str); 70] = [
    ("\u{0009}`\u{0085}\u{00A0}¡¢¤¦§¨ª«¬¯", " '\u{000A} !c*|S\"a\"--"),
    ("°²³´µ¶·¸¹º»¿", "o23'uP-,1o\"?"),
    ("ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏ", "AAAAAACEEEEIIII"),
    ("ÐÑÒÓÔÕÖ×ØÙÚÛÜÝ", "DNOOOOOxOUUUUY"),
    ("àáâãäåçèéêëìíîï", "aaaaaaceeeeiiii"),
    ("ðñòóôõö÷øùúûüýÿ", "dnooooo/ouuuuyy"),
    ("ĀāĂăĄąĆćĈĉĊċČčĎď", "AaAaAaCcCcCcCcDd"),
    ("ĐđĒēĔĕĖėĘęĚěĜĝĞğ", "DdEeEeEeEeEeGgGg"),
    ("ĠġĢģĤĥĦħĨĩĪīĬĭĮį", "GgGgHhHhIiIiIiIi"),
    ("İıĴĵĶķĸĹĺĻļĽľĿ", "IiJjKkqLlLlLlL"),
    ("ŀŁłŃńŅņŇňŌōŎŏ", "lLlNnNnNnOoOo"),
    ("ŐőŔŕŖŗŘřŚśŜŝŞş", "OoRrRrRrSsSsSs"),
    ("ŠšŢţŤťŦŧŨũŪūŬŭŮů", "SsTtTtTtUuUuUuUu"),
    ("ŰűŲųŴŵŶŷŸŹźŻżŽžſ", "UuUuWwYyYZzZzZzs"),
    ("ƏƐƑƒƓƔƖƗƘƙƚƛƜƝƞƟ", "EEFfGGIIKkllWNnO"),
    ("ƠơƤƥƦƧƨƫƬƭƮƯ", "OoPpR22tTtTU"),
    ("ưƱƲƳƴƵƶƼƽƿǀǁǃǍǎǏ", "uUVYyZz55wcx!AaI"),
    ("ǐǑǒǓǔǕǖǗǘǙǚǛǜǝǞǟ", "iOoUuUuUuUuUueAa"),
    ("ǠǡǢǣǤǥǦǧǨǩǪǫǬǭ", "AaÆæGgGgKkOoOo"),
    ("ǰǴǵǷǸǹǺǻǼǽǾǿ", "jGgWNnAaÆæØø"),
    ("ȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏ", "AaAaEeEeIiIiOoOo"),
    ("ȐȑȒȓȔȕȖȗȘșȚțȜȝȞȟ", "RrRrUuUuSsTtYyHh"),
    ("ȠȡȤȥȦȧȨȩȪȫȬȭȮȯ", "NdZzAaEeOoOoOo"),
    ("ȰȱȲȳȴȵȶȷȺȻȼȽȾȿ", "OoYylntjACcLTs"),
    ("ɀɁɂɃɄɅɆɇɈɉɊɋɌɍɎɏ", "z''BUAEeJjQqRrYy"),
    ("ɢɪɴʀʏʙʜʟʹʺʻʼʽ", "GINRYBHL'\"'''"),
    ("ˆˈˊˋː˖˜˝ˮ˷˸", "^''':+~\"\"~:"),
    ("ΆΈΉΊΌΎΏ", "AEHIOYΩ"),
    ("ΐΑΒΓΔΕΖΗΙΚΛΜΝΞΟ", "IABGDEZHIKLMNXO"),
    ("ΠΡΣΤΥΦΧΩΪΫάέήί", "PPSTYFXOIYAEHI"),
    ("ΰαβγδεζηθικλμνξο", "YABΓΔEZHΘIKΛMNΞO"),
    ("πρςστυφχψωϊϋόύώ", "ΠPΣΣTYΦXΨΩIYOYΩ"),
    ("ᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢ", "ACDEJKMOPTUVWZ"),
    ("ḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏ", "AaBbBbBbCcDdDdDd"),
    ("ḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟ", "DdDdEeEeEeEeEeFf"),
    ("ḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯ", "GgHhHhHhHhHhIiIi"),
    ("ḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿ", "KkKkKkLlLlLlLlMm"),
    ("ṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏ", "MmMmNnNnNnNnOoOo"),
    ("ṐṑṒṓṔṕṖṗṘṙṚṛṜṝṞṟ", "OoOoPpPpRrRrRrRr"),
    ("ṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯ", "SsSsSsSsSsTtTtTt"),
    ("ṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿ", "TtUuUuUuUuUuVvVv"),
    ("ẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏ", "WwWwWwWwWwXxXxYy"),
    ("ẐẑẒẓẔẕẖẗẘẙẛẟ", "ZzZzZzhtwysd"),
    ("ẠạẢảẤấẦầẨẩẪẫẬậẮắ", "AaAaAaAaAaAaAaAa"),
    ("ẰằẲẳẴẵẶặẸẹẺẻẼẽẾế", "AaAaAaAaEeEeEeEe"),
    ("ỀềỂểỄễỆệỈỉỊịỌọỎỏ", "EeEeEeEeIiIiOoOo"),
    ("ỐốỒồỔổỖỗỘộỚớỜờỞở", "OoOoOoOoOoOoOoOo"),
    ("ỠỡỢợỤụỦủỨứỪừỬửỮữ", "OoOoUuUuUuUuUuUu"),
    ("ỰựỲỳỴỵỶỷỸỹỼỽỾỿ", "UuYyYyYyYyVvYy"),
    ("\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}", "           "),
    ("‐‑‒–—―‗‘’‚‛“”„‟", "------_''''\"\"\"\""),
    ("†‡•‣‧\u{2028}\u{2029}\u{202F}′″‵‹›※", "++---\u{000A}\u{000A} '\"'<>*"),
    ("⁂⁃⁄⁎⁏\u{205F}⁰⁴⁵⁶⁷⁸⁹", "*-/*; 0456789"),
    ("₀₁₂₃₄₅₆₇₈₉₣₤₭₮₲₸", "0123456789FLKTGT"),
    ("ℓΩÅ℮↑↓−∕∗∙∣∼≈⊛⎜⎟", "lΩÅe^v-/*-|~~*||"),
    ("⎸⎹⎼⎽⏐■▪►◄○●◦★☆✗✘", "||--|--><---**xx"),
    ("✢✣✤✥✱✲✳✺✻✼✽❃❉❊❋", "***************"),
    ("❖❛❜❝❞❨❩❪❫❴❵⟮⟯⦂⦅⦆", "-''\"\"()(){}():()"),
    ("⧆⧵⧸⧹\u{3000}、。「」『』", "*\\/\\ ,.\"\"\"\""),
    ("【】〔〕〝〞〰ꜰꜱ꞉꞊", "[]()\"\"-FS:="),
    ("︐︑︓︔︕︖", "'':;!?"),
    ("﹐﹑﹒﹔﹖﹗﹙﹚﹛﹜﹟", ",,.;?!(){}#"),
    ("﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫", "&*+-<>=\\$%@"),
    ("！＂＃＄％＆＇（）＊＋，－．／", "!\"#$%&'()*+,-./"),
    ("０１２３４５６７８９：；＜＝＞？", "0123456789:;<=>?"),
    ("＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯ", "@ABCDEFGHIJKLMNO"),
    ("ＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿", "PQRSTUVWXYZ[\\]^_"),
    ("ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏ", "abcdefghijklmno"),
    ("ｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～", "pqrstuvwxyz{|}~"),
    ("｡､", ".,"),
];

#[rustfmt::skip]
const LOOKALIKE: [(&str, &str); 4] = [
    ("ЀЁЅІЇЈЌЎАВЕКМН", "EESIIJKYABEKMH"),
    ("ОРСТУХавекмнор", "OPCTYXabekmhop"),
    ("стухѐёѕіїјќўґһ", "ctyxeesiijkyrh"),
    ("ӐӑӒӓӖӗӦӧӮӯӰӱӲӳ", "AaAaEeOoYyYyYy"),
];

#[rustfmt::skip]
const MARKED: [(char, char, char); 47] = [
    ('\u{0374}', '\u{0374}', '\''), ('\u{0385}', '\u{0385}', '"'), ('\u{0387}', '\u{0387}', '-'),
    ('\u{1F00}', '\u{1F0F}', 'A'), ('\u{1F10}', '\u{1F15}', 'E'), ('\u{1F18}', '\u{1F1D}', 'E'),
    ('\u{1F20}', '\u{1F2F}', 'H'), ('\u{1F30}', '\u{1F3F}', 'I'), ('\u{1F40}', '\u{1F45}', 'O'),
    ('\u{1F48}', '\u{1F4D}', 'O'), ('\u{1F50}', '\u{1F57}', 'Y'), ('\u{1F59}', '\u{1F59}', 'Y'),
    ('\u{1F5B}', '\u{1F5B}', 'Y'), ('\u{1F5D}', '\u{1F5D}', 'Y'), ('\u{1F5F}', '\u{1F5F}', 'Y'),
    ('\u{1F60}', '\u{1F6F}', 'Ω'), ('\u{1F70}', '\u{1F71}', 'A'), ('\u{1F72}', '\u{1F73}', 'E'),
    ('\u{1F74}', '\u{1F75}', 'H'), ('\u{1F76}', '\u{1F77}', 'I'), ('\u{1F78}', '\u{1F79}', 'O'),
    ('\u{1F7A}', '\u{1F7B}', 'Y'), ('\u{1F7C}', '\u{1F7D}', 'Ω'), ('\u{1F80}', '\u{1F8F}', 'A'),
    ('\u{1F90}', '\u{1F9F}', 'H'), ('\u{1FA0}', '\u{1FAF}', 'Ω'), ('\u{1FB0}', '\u{1FB4}', 'A'),
    ('\u{1FB6}', '\u{1FBC}', 'A'), ('\u{1FBE}', '\u{1FBE}', 'I'), ('\u{1FC1}', '\u{1FC1}', '"'),
    ('\u{1FC2}', '\u{1FC4}', 'H'), ('\u{1FC6}', '\u{1FC7}', 'H'), ('\u{1FC8}', '\u{1FC9}', 'E'),
    ('\u{1FCA}', '\u{1FCC}', 'H'), ('\u{1FD0}', '\u{1FD3}', 'I'), ('\u{1FD6}', '\u{1FDB}', 'I'),
    ('\u{1FE0}', '\u{1FE3}', 'Y'), ('\u{1FE4}', '\u{1FE5}', 'P'), ('\u{1FE6}', '\u{1FEB}', 'Y'),
    ('\u{1FEC}', '\u{1FEC}', 'P'), ('\u{1FED}', '\u{1FEE}', '"'), ('\u{1FEF}', '\u{1FEF}', '\''),
    ('\u{1FF2}', '\u{1FF4}', 'Ω'), ('\u{1FF6}', '\u{1FF7}', 'Ω'), ('\u{1FF8}', '\u{1FF9}', 'O'),
    ('\u{1FFA}', '\u{1FFC}', 'Ω'), ('\u{1FFD}', '\u{1FFD}', '\''),
];

#[rustfmt::skip]
const MANY: [(char, &str); 134] = [
    ('\u{0080}', "  "), ('\u{008D}', "  "), ('\u{0090}', "  "), ('\u{009B}', "  "),
    ('\u{009F}', "  "), ('£', "GBP"), ('¥', "JPY"), ('©', "(c)"), ('\u{00AD}', ""), ('®', "(R)"), ('±', "+-"), ('¼', "1/4"),
    ('½', "1/2"), ('¾', "3/4"), ('Æ', "AE"), ('Þ', "Th"), ('ß', "ss"), ('æ', "ae"), ('þ', "th"), ('Ĳ', "IJ"), ('ĳ', "ij"), ('ŉ', "'n"),
    ('Ŋ', "Ng"), ('ŋ', "ng"), ('Œ', "OE"), ('œ', "oe"), ('ƕ', "hw"), ('Ƣ', "Gh"), ('ƣ', "gh"),
    ('Ʃ', "Sh"), ('ƪ', "sh"), ('Ʒ', "Zh"), ('ƺ', "zh"), ('ƻ', "dz"), ('ƾ', "ts"), ('ǂ', "qc"),
    ('Ǆ', "DZ"), ('ǅ', "Dz"), ('ǆ', "dz"), ('Ǉ', "LJ"), ('ǈ', "Lj"), ('ǉ', "lj"), ('Ǌ', "NJ"),
    ('ǋ', "Nj"), ('ǌ', "nj"), ('Ǯ', "Zh"), ('ǯ', "zh"), ('Ǳ', "DZ"), ('ǲ', "Dz"), ('ǳ', "dz"),
    ('Ƕ', "Hw"), ('Ȣ', "Ou"), ('ȣ', "ou"), ('ȸ', "db"), ('ȹ', "qp"), ('ʒ', "zh"), ('Θ', "TH"), ('Ψ', "PS"), ('฿', "THB"), ('\u{180E}', ""),
    ('ẚ', "a'"), ('ẜ', "s."), ('ẝ', "s."), ('ẞ', "SS"), ('Ỻ', "Ll"), ('ỻ', "ll"), ('\u{200B}', ""),
    ('\u{200C}', ""), ('\u{200D}', ""), ('\u{200E}', ""), ('\u{200F}', ""), ('‖', "||"),
    ('…', "..."), ('‰', "0/00"), ('‴', "'''"), ('‼', "!!"), ('⁇', "??"), ('⁈', "?!"), ('⁉', "!?"),
    ('\u{2060}', ""), ('\u{2061}', ""), ('\u{2062}', ""), ('₦', "NGN"), ('₨', "Rs"), ('₩', "KRW"),
    ('₪', "ILS"), ('₫', "VND"), ('€', "EUR"), ('₱', "PHP"), ('₴', "UAH"), ('₵', "GHS"), ('₹', "Rs"), ('₺', "TL"),
    ('₽', "RUB"), ('₿', "BTC"), ('℅', "c/o"), ('№', "No"), ('℗', "(P)"), ('℠', "SM"), ('™', "(TM)"),
    ('⅓', "1/3"), ('⅔', "2/3"), ('⅛', "1/8"), ('⅜', "3/8"), ('⅝', "5/8"), ('⅞', "7/8"), ('←', "<-"),
    ('→', "->"), ('↔', "<->"), ('⇐', "<="), ('⇒', "=>"), ('⇔', "<=>"), ('√', "sqrt"), ('∞', "inf"),
    ('≠', "!="), ('≤', "<="), ('≥', ">="), ('⋯', "..."), ('☑', "OK"), ('☹', ":("), ('☺', ":)"),
    ('♠', "(spade)"), ('✓', "OK"), ('✔', "OK"), ('❤', "<3"), ('➡', "->"), ('ﬀ', "ff"), ('ﬁ', "fi"),
    ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('\u{FE0F}', ""), ('\u{FEFF}', ""), ('\u{FFF9}', ""),
];

// The rest runs at compile time. A wrong length produces zeros, which a test detects.

const fn points<const N: usize>(rows: &[(&str, &str)]) -> [u16; N] {
    mapped!([0; N], &characters::<N>(rows, false), c => point(*c))
}

const fn symbols<const N: usize>(rows: &[(&str, &str)]) -> [u8; N] {
    mapped!([0; N], &characters::<N>(rows, true), c => pages::LATIN.symbol_or_0(*c))
}

/// The characters of one column of rows, or of the other.
const fn characters<const N: usize>(rows: &[(&str, &str)], second: bool) -> [char; N] {
    let mut characters = ['\0'; N];
    let mut slots: &mut [char] = &mut characters;
    let mut rows = rows;
    while let [(from, to), tail @ ..] = rows {
        let mut rest = if second { to.as_bytes() } else { from.as_bytes() };
        while let Some((c, after)) = first_char(rest) {
            let [slot, others @ ..] = slots else { return ['\0'; N] };
            *slot = c;
            rest = after;
            slots = others;
        }
        rows = tail;
    }
    characters
}

#[allow(clippy::cast_possible_truncation)]
const fn many_ends() -> [u16; MANY.len()] {
    let mut end: u16 = 0;
    mapped!([0; MANY.len()], &MANY, (_, to) => {
        end = end.wrapping_add(to.len() as u16);
        end
    })
}

const fn many_text<const N: usize>() -> [u8; N] {
    let mut text = [0; N];
    let mut slots: &mut [u8] = &mut text;
    let mut rows: &[(char, &str)] = &MANY;
    while let [(_, to), tail @ ..] = rows {
        let Some((slot, others)) = slots.split_at_mut_checked(to.len()) else { return [0; N] };
        slot.copy_from_slice(to.as_bytes());
        rows = tail;
        slots = others;
    }
    text
}

/// The code point of a character; all of them are in the Basic Multilingual Plane.
#[allow(clippy::cast_possible_truncation)]
const fn point(c: char) -> u16 {
    c as u32 as u16
}
