//! The words for states in `stat`.

use super::lexer::same_word;
use crate::codes::MessageState;

/// The words of [`stat_word`] in other spellings, and those of vendors: in each row, words with the same first
/// letter, separated by blanks.
const OTHER_WORDS: &[(MessageState, &[u8])] = &[
    (MessageState::DELIVERED, b"delivered deliverd delivred deliver deliverred dlivrd dlvrd deliv"),
    (MessageState::DELIVERED, b"dlv"),
    (MessageState::DELIVERED, b"success"),
    (MessageState::UNDELIVERABLE, b"undeliverable undelivered undeliverd undelivrd undlvrd undel"),
    (MessageState::UNDELIVERABLE, b"undeli undelive undelivred undelivrble undelivd undeliver undlv"),
    (MessageState::UNDELIVERABLE, b"failed fail"),
    (MessageState::UNDELIVERABLE, b"syserr"),
    (MessageState::UNDELIVERABLE, b"error"),
    (MessageState::UNDELIVERABLE, b"notdelivered not_delivered"),
    (MessageState::EXPIRED, b"expird expire exp-msg-q-exd"),
    (MessageState::REJECTED, b"rejected rejctd reject rejecte rejectted refused"),
    (MessageState::REJECTED, b"nocred"),
    (MessageState::REJECTED, b"dnd_rejected"),
    (MessageState::REJECTED, b"blocked blacklisted"),
    (MessageState::ACCEPTED, b"accepted accptd accepd accept accepte acked"),
    (MessageState::UNKNOWN, b"unknwn unknow unkn"),
    (MessageState::DELETED, b"deletd delete"),
    (MessageState::DELETED, b"cancelled canceled"),
    (MessageState::ENROUTE, b"en_route enrout enrouted"),
    (MessageState::ENROUTE, b"buffered buffred bufferd"),
    (MessageState::ENROUTE, b"sent submitted submitd"),
    (MessageState::ENROUTE, b"queued"),
    (MessageState::ENROUTE, b"pending"),
    (MessageState::ENROUTE, b"retry"),
    (MessageState::SCHEDULED, b"scheduled schedul scheduld"),
    (MessageState::SKIPPED, b"skiped"),
];

/// The state of a word, if it is one of [`stat_word`].
fn find_standard(word: &[u8]) -> Option<MessageState> {
    MessageState::NAMED
        .iter()
        .copied()
        .find(|state| stat_word(*state).is_some_and(|known| same_word(known, word)))
}

/// The state of a word.
fn find(word: &[u8]) -> Option<MessageState> {
    find_standard(word).or_else(|| {
        let letter = word.first()? | 0x20;
        let mut rows = OTHER_WORDS.iter().filter(|(_, words)| words.first() == Some(&letter));
        let has = |words: &[u8]| words.split(|octet| *octet == b' ').any(|known| same_word(known, word));
        rows.find(|(_, words)| has(words)).map(|(state, _)| *state)
    })
}

/// The state for a word of `stat`, in any case; `None` if the word is unknown.
///
/// Quotes and brackets around the word are ignored. So are additions by some message centres: an error after a
/// colon, in brackets or in digits, or punctuation at the end.
///
/// ```
/// use smpp_core::codes::MessageState;
/// use smpp_core::message::receipt::message_state;
/// assert_eq!(message_state(b"DELIVRD"), Some(MessageState::DELIVERED));
/// for word in ["'delivered'", "\"DELIVRD\"", "“DELIVRD”", "«DELIVRD»"] {
///     assert_eq!(message_state(word.as_bytes()), Some(MessageState::DELIVERED));
/// }
/// for word in [&b"UNDELIV(27)"[..], b"UNDELIV-27", b"UNDELIV:absent", b"UNDELIV,"] {
///     assert_eq!(message_state(word), Some(MessageState::UNDELIVERABLE));
/// }
/// assert_eq!(message_state(b"BADSTAT"), None);
/// ```
pub fn message_state(word: &[u8]) -> Option<MessageState> {
    spellings(word).into_iter().find_map(find)
}

/// The forms in which a word may be known: complete, without quotes, up to a colon or bracket, and without
/// final digits. The last one is empty unless a number follows the letters: it accepts `UNDELIV-27` and
/// `UNDELIV-0x1B`, but not `DELIVRD-FAILED`.
pub(super) fn spellings(word: &[u8]) -> [&[u8]; 4] {
    let bare = trim(word, b"([{<", b")]}>,;|.");
    let end = bare.iter().position(|octet| matches!(octet, b':' | b'(' | b'[' | b'{' | b'<'));
    let name = trim(bare.get(..end.unwrap_or(bare.len())).unwrap_or(bare), b"", b",;|.");
    let letters = name.iter().position(|octet| !octet.is_ascii_alphabetic()).unwrap_or(name.len());
    let (stem, rest) = name.split_at_checked(letters).unwrap_or((name, &[]));
    let mut seen_digit = false;
    let is_number = rest.iter().all(|octet| {
        seen_digit |= octet.is_ascii_digit();
        !octet.is_ascii_alphabetic() || (seen_digit && (octet.is_ascii_hexdigit() || *octet == b'x'))
    });
    [word, bare, name, if is_number { stem } else { &[] }]
}

/// Strips blanks and quotes on both sides, and the given octets at the start and at the end.
#[cfg_attr(target_os = "none", inline(never))]
fn trim<'a>(mut octets: &'a [u8], before: &[u8], behind: &[u8]) -> &'a [u8] {
    while let [first, rest @ ..] = octets
        && goes(*first, before)
    {
        octets = rest;
    }
    while let [rest @ .., last] = octets
        && goes(*last, behind)
    {
        octets = rest;
    }
    octets
}

#[cfg_attr(target_os = "none", inline(never))]
fn goes(octet: u8, others: &[u8]) -> bool {
    is_quote(octet) || others.contains(&octet)
}

/// Whether an octet is a blank, or part of a quotation mark in ASCII, UTF-8, Latin-1 or Windows-1252, such as
/// `"`, `“`, `„`, `‘`, `«`, `‹` or `「`.
pub(super) const fn is_quote(octet: u8) -> bool {
    matches!(octet, b' ' | b'\'' | b'"' | b'`' | 0x80..=0xC2 | 0xE2 | 0xE3 | 0xEF)
}

/// Removes the quotes around a value of printable ASCII: some message centres write `id:'78'` where the
/// submit_sm_resp has `78`.
pub(crate) fn unquoted(value: &[u8]) -> &[u8] {
    let is_quoted = matches!(value, [first, .., last] if is_quote(*first) && is_quote(*last));
    let inner = trim(value, b"", b"");
    if is_quoted && inner.iter().all(|octet| matches!(octet, b' '..=b'~')) { inner } else { value }
}

/// Whether a word is one of the seven of Appendix B in capitals. In lower case, most are ordinary words.
pub(super) fn is_standard_word(word: &[u8]) -> bool {
    let capitals = spellings(word).into_iter().filter(|word| word.iter().all(u8::is_ascii_uppercase));
    let mut states = capitals.filter_map(find_standard);
    states.any(|state| {
        !matches!(state, MessageState::ENROUTE | MessageState::SCHEDULED | MessageState::SKIPPED)
    })
}

/// The seven-character word of Appendix B for a state. States that it does not list have the words in common
/// use.
pub const fn stat_word(state: MessageState) -> Option<&'static [u8; 7]> {
    Some(match state {
        MessageState::DELIVERED => b"DELIVRD",
        MessageState::EXPIRED => b"EXPIRED",
        MessageState::DELETED => b"DELETED",
        MessageState::UNDELIVERABLE => b"UNDELIV",
        MessageState::ACCEPTED => b"ACCEPTD",
        MessageState::UNKNOWN => b"UNKNOWN",
        MessageState::REJECTED => b"REJECTD",
        MessageState::ENROUTE => b"ENROUTE",
        MessageState::SCHEDULED => b"SCHEDLD",
        MessageState::SKIPPED => b"SKIPPED",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_by_its_letters() {
        for &(state, words) in OTHER_WORDS {
            for word in words.split(|octet| *octet == b' ') {
                assert_eq!(word.first(), words.first());
                assert_eq!(find(word), Some(state), "{}", word.escape_ascii());
                assert_eq!(find(&word.to_ascii_uppercase()), Some(state));
            }
        }
        assert_eq!((find(b""), find(b" "), find(b"fail failed")), (None, None, None));
        assert!(
            !is_standard_word(b"ENROUTE") && !is_standard_word(b"rejectd") && is_standard_word(b"REJECTD")
        );
    }

    #[test]
    fn every_state_has_a_word_that_reads_back() {
        for state in MessageState::NAMED {
            assert_eq!(message_state(stat_word(*state).unwrap()), Some(*state));
        }
        assert_eq!(stat_word(MessageState(77)), None);
    }

    #[test]
    fn words_of_vendors() {
        assert_eq!(message_state(b"FAILED:Mob. Abst.|nt ext"), Some(MessageState::UNDELIVERABLE));
        assert_eq!(message_state(b"Buffred"), Some(MessageState::ENROUTE));
        assert_eq!(message_state(b""), None);
        assert_eq!(message_state(b"0"), None);
    }
}
