//! Recognises peers that do not speak SMPP.

/// The protocol that these octets belong to, if they are not SMPP. Four octets are enough: they form an
/// impossible `command_length`.
pub(crate) fn protocol(octets: &[u8]) -> Option<&'static str> {
    Some(match octets {
        // Requests, a response, and the preface of HTTP/2.
        [b'G', b'E', b'T', b' ', ..]
        | [b'P', b'U', b'T', b' ', ..]
        | [b'P', b'R', b'I', b' ', ..]
        | [b'P', b'O', b'S', b'T', ..]
        | [b'H', b'E', b'A', b'D', ..]
        | [b'P', b'A', b'T', b'C', ..]
        | [b'D', b'E', b'L', b'E', ..]
        | [b'O', b'P', b'T', b'I', ..]
        | [b'C', b'O', b'N', b'N', ..]
        | [b'T', b'R', b'A', b'C', ..]
        | [b'H', b'T', b'T', b'P', ..] => "HTTP",
        // A record of type change_cipher_spec, alert, handshake or application_data, in SSL 3.0 to TLS 1.3.
        [0x14..=0x17, 3, 0..=4, _, ..] => "TLS",
        [b'S', b'S', b'H', b'-', ..] => "SSH",
        // A greeting or a reply, and the first words of clients.
        [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b' ' | b'-', ..]
        | [b'E' | b'H', b'E' | b'H', b'L', b'O', ..] => "SMTP or FTP",
        [b'R', b'T', b'S', b'P', ..] => "RTSP",
        [b'S', b'I', b'P', b'/', ..] => "SIP",
        [first, second, third, fourth, ..]
            if [first, second, third, fourth]
                .iter()
                .all(|octet| matches!(octet, b' '..=b'~' | b'\t' | b'\r' | b'\n')) =>
        {
            "a protocol of text lines"
        }
        _ => return None,
    })
}
