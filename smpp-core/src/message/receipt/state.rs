//! The words for states in `stat`.

use super::words::same_word;
use crate::codes::MessageState;

/// Number of words in Appendix B.
const APPENDIX_B: usize = 7;

/// Known words in lower case: those of Appendix B first, then full words, misspellings and vendors' own.
const WORDS: &[(&[u8], MessageState)] = &[
    // Appendix B.
    (b"delivrd", MessageState::DELIVERED),
    (b"expired", MessageState::EXPIRED),
    (b"deleted", MessageState::DELETED),
    (b"undeliv", MessageState::UNDELIVERABLE),
    (b"acceptd", MessageState::ACCEPTED),
    (b"unknown", MessageState::UNKNOWN),
    (b"rejectd", MessageState::REJECTED),
    // The other states of the standard.
    (b"enroute", MessageState::ENROUTE),
    (b"scheduled", MessageState::SCHEDULED),
    (b"skipped", MessageState::SKIPPED),
    // Full words and misspellings.
    (b"delivered", MessageState::DELIVERED),
    (b"deliverd", MessageState::DELIVERED),
    (b"delivred", MessageState::DELIVERED),
    (b"deliver", MessageState::DELIVERED),
    (b"deliverred", MessageState::DELIVERED),
    (b"dlivrd", MessageState::DELIVERED),
    (b"dlvrd", MessageState::DELIVERED),
    (b"deliv", MessageState::DELIVERED),
    (b"dlv", MessageState::DELIVERED),
    (b"expird", MessageState::EXPIRED),
    (b"expire", MessageState::EXPIRED),
    (b"deletd", MessageState::DELETED),
    (b"delete", MessageState::DELETED),
    (b"undeliverable", MessageState::UNDELIVERABLE),
    (b"undelivered", MessageState::UNDELIVERABLE),
    (b"undeliverd", MessageState::UNDELIVERABLE),
    (b"undelivrd", MessageState::UNDELIVERABLE),
    (b"undlvrd", MessageState::UNDELIVERABLE),
    (b"undel", MessageState::UNDELIVERABLE),
    (b"undeli", MessageState::UNDELIVERABLE),
    (b"undelive", MessageState::UNDELIVERABLE),
    (b"undelivred", MessageState::UNDELIVERABLE),
    (b"undelivrble", MessageState::UNDELIVERABLE),
    (b"undelivd", MessageState::UNDELIVERABLE),
    (b"undeliver", MessageState::UNDELIVERABLE),
    (b"undlv", MessageState::UNDELIVERABLE),
    (b"accepted", MessageState::ACCEPTED),
    (b"accptd", MessageState::ACCEPTED),
    (b"accepd", MessageState::ACCEPTED),
    (b"accept", MessageState::ACCEPTED),
    (b"accepte", MessageState::ACCEPTED),
    (b"unknwn", MessageState::UNKNOWN),
    (b"unknow", MessageState::UNKNOWN),
    (b"unkn", MessageState::UNKNOWN),
    (b"rejected", MessageState::REJECTED),
    (b"rejctd", MessageState::REJECTED),
    (b"reject", MessageState::REJECTED),
    (b"rejecte", MessageState::REJECTED),
    (b"rejectted", MessageState::REJECTED),
    (b"en_route", MessageState::ENROUTE),
    (b"enrout", MessageState::ENROUTE),
    (b"enrouted", MessageState::ENROUTE),
    (b"schedld", MessageState::SCHEDULED),
    (b"schedul", MessageState::SCHEDULED),
    (b"scheduld", MessageState::SCHEDULED),
    (b"skiped", MessageState::SKIPPED),
    // Vendors.
    (b"failed", MessageState::UNDELIVERABLE),
    (b"fail", MessageState::UNDELIVERABLE),
    (b"syserr", MessageState::UNDELIVERABLE),
    (b"buffered", MessageState::ENROUTE),
    (b"buffred", MessageState::ENROUTE),
    (b"bufferd", MessageState::ENROUTE),
    (b"acked", MessageState::ACCEPTED),
    (b"nocred", MessageState::REJECTED),
    (b"dnd_rejected", MessageState::REJECTED),
    (b"exp-msg-q-exd", MessageState::EXPIRED),
    (b"sent", MessageState::ENROUTE),
    (b"queued", MessageState::ENROUTE),
    (b"pending", MessageState::ENROUTE),
    (b"submitted", MessageState::ENROUTE),
    (b"submitd", MessageState::ENROUTE),
    (b"retry", MessageState::ENROUTE),
    (b"success", MessageState::DELIVERED),
    (b"error", MessageState::UNDELIVERABLE),
    (b"notdelivered", MessageState::UNDELIVERABLE),
    (b"not_delivered", MessageState::UNDELIVERABLE),
    (b"blocked", MessageState::REJECTED),
    (b"blacklisted", MessageState::REJECTED),
    (b"refused", MessageState::REJECTED),
    (b"cancelled", MessageState::DELETED),
    (b"canceled", MessageState::DELETED),
];

/// Length of [`WORDS`] when each is stored as its length, its state and its letters.
const PACKED: usize = {
    let (mut words, mut octets) = (WORDS, 0);
    while let [(word, _), rest @ ..] = words {
        octets += word.len() + 2;
        words = rest;
    }
    octets
};

/// The packed words. Slices would take more room than the letters.
#[expect(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "only the compiler runs it")]
static STATES: [u8; PACKED] = {
    let mut packed = [0; PACKED];
    let (mut words, mut at) = (WORDS, 0);
    while let [(word, state), rest @ ..] = words {
        let mut word = *word;
        assert!(word.len() < 0x100);
        packed[at] = word.len() as u8;
        packed[at + 1] = state.0;
        at += 2;
        while let [letter, letters @ ..] = word {
            packed[at] = *letter;
            at += 1;
            word = letters;
        }
        words = rest;
    }
    packed
};

/// The state of a word, if it is among the first `most` of [`WORDS`].
fn find(word: &[u8], most: usize) -> Option<MessageState> {
    let mut packed = &STATES[..];
    for _ in 0..most {
        let [length, state, rest @ ..] = packed else { break };
        let length = usize::from(*length);
        if length == word.len() && same_word(rest.get(..length)?, word) {
            return Some(MessageState(*state));
        }
        packed = rest.get(length..)?;
    }
    None
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
    // Each spelling is part of the previous one, so equal lengths mean equal spellings.
    let mut tried = 0;
    for spelling in spellings(word) {
        if spelling.len() != tried
            && let Some(state) = find(spelling, WORDS.len())
        {
            return Some(state);
        }
        tried = spelling.len();
    }
    None
}

/// The forms in which a word may be known: complete, without quotes, up to a colon or bracket, and without
/// final digits. The last one is empty unless a number follows the letters: it accepts `UNDELIV-27` and
/// `UNDELIV-0x1B`, but not `DELIVRD-FAILED`.
pub(crate) fn spellings(word: &[u8]) -> [&[u8]; 4] {
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
pub(crate) fn is_standard_word(word: &[u8]) -> bool {
    spellings(word)
        .iter()
        .any(|spelling| spelling.iter().all(u8::is_ascii_uppercase) && find(spelling, APPENDIX_B).is_some())
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
        for (word, state) in WORDS {
            assert_eq!(find(word, WORDS.len()), Some(*state), "{}", word.escape_ascii());
            assert_eq!(find(&word.to_ascii_uppercase(), WORDS.len()), Some(*state));
        }
        assert_eq!(find(b"enroute", APPENDIX_B), None);
        assert_eq!(find(b"rejectd", APPENDIX_B), Some(MessageState::REJECTED));
        assert_eq!(find(b"rejectd", APPENDIX_B - 1), None);
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
