//! Receipts in the styles of message centres, with noise: every field is read back as it was written.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use smpp_core::message::receipt::ReceiptText;

/// Blanks between two fields.
const BLANKS: &[&[u8]] = &[b" ", b" ", b" ", b"  ", b"\t", b"\r\n", b" \0", b"\xA0", b"\xE2\x80\x89"];

/// Separators between all fields.
const SEPARATORS: &[&str] = &["", "", ",", ";", "|", "&", ", ", " ; "];

/// Pieces of a receipt, except for `text`, which comes last.
#[derive(Clone, Debug)]
enum Piece {
    /// The position among the fields of Appendix B, the spelling of the key, the value.
    Field(usize, String, String),
    Vendor(&'static str, String),
}

/// A key in lower case, in upper case, or capitalized; sometimes with a blank before the colon.
fn key(spellings: &'static [&'static str]) -> impl Strategy<Value = String> {
    (select(spellings), 0..3, 0..8).prop_map(|(key, case, blank)| {
        let mut key = match case {
            0 => key.to_owned(),
            1 => key.to_uppercase(),
            _ => key[..1].to_uppercase() + &key[1..],
        };
        if blank == 0 {
            key.push(' ');
        }
        key
    })
}

fn field(
    place: usize,
    spellings: &'static [&'static str],
    value: BoxedStrategy<String>,
) -> impl Strategy<Value = Option<Piece>> {
    let made = (key(spellings), value).prop_map(move |(key, value)| Piece::Field(place, key, value));
    option::weighted(0.8, made)
}

fn date() -> BoxedStrategy<String> {
    prop_oneof![
        "2[0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])([01][0-9]|2[0-3])[0-5][0-9]",
        "[0-9]{8}",
        "[0-9]{12}",
        "[0-9]{14}",
        "[0-9]{14}[+-]",
        "[0-9]{16}",
        "20[0-9]{2}-0[1-9]-1[0-9] ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
        "20[0-9]{2}-0[1-9]-1[0-9]T([01][0-9]|2[0-3])[0-5][0-9]Z?",
        "0{1,12}",
        Just(String::new()),
    ]
    .boxed()
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let stat = select(
        &[
            "DELIVRD",
            "delivered",
            "UNDELIV(27)",
            "'Expired'",
            "BUFFRED",
            "NOBODYKNOWS",
            "0",
            "ID:0076",
            "ERR:7",
        ][..],
    );
    let fields = (
        field(0, &["id"], "[0-9A-Za-z]{1,12}(-[0-9a-f]{4}){0,3}".boxed()),
        field(1, &["sub"], "[0-9]{0,4}".boxed()),
        field(2, &["dlvrd"], "[0-9]{0,4}".boxed()),
        field(3, &["submit date", "submitdate", "submit_date", "submit-date", "submit  date"], date()),
        field(4, &["done date", "donedate", "done_date", "done\tdate"], date()),
        field(5, &["stat"], stat.prop_map(str::to_owned).boxed()),
        field(6, &["err"], "[0-9]{0,4}|[0-9A-F]{8}|E_NETWORK|null|\\?\\?\\?".boxed()),
    );
    let vendor =
        (select(&["mccmnc", "IMSI", "MSC", "vendorRef", "price", "net.code"][..]), "[0-9A-Za-z.]{1,12}");
    let vendors = vec(vendor.prop_map(|(name, value)| Piece::Vendor(name, value)), 0..4);
    (fields, vendors)
        .prop_map(|((a, b, c, d, e, f, g), vendors)| {
            [a, b, c, d, e, f, g].into_iter().flatten().chain(vendors).collect::<Vec<_>>()
        })
        .prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_field_is_read_back(
        prefix in select(&["", "", "XMS=", "34600000000SMS^", "419318028472222#", "?"][..]),
        pieces in pieces(),
        blanks in vec(select(BLANKS), 16),
        separator in select(SEPARATORS),
        text in option::of((key(&["text"]), "[ -9;-~]{0,30}( id:[0-9]{1,3})?")),
        nuls in 0..3_usize,
    ) {
        let is_field = |piece: &Piece| matches!(piece, Piece::Field(..));
        let stat = pieces.iter().any(|piece| matches!(piece, Piece::Field(5, ..)));
        prop_assume!(pieces.iter().any(is_field));
        let mut octets = prefix.as_bytes().to_vec();
        let mut wanted: [Option<&[u8]>; 7] = [None; 7];
        let mut vendors = Vec::new();
        // With a single field, the separator is ambiguous.
        let separated = pieces.iter().filter(|piece| is_field(piece)).count() > 1 && !separator.is_empty();
        for (piece, blank) in pieces.iter().zip(&blanks) {
            if octets.len() > prefix.len() {
                octets.extend(if separated { separator.as_bytes() } else { blank });
            }
            match piece {
                Piece::Field(place, key, value) => {
                    octets.extend(format!("{key}:{value}").bytes());
                    wanted[*place] = Some(value.as_bytes());
                }
                Piece::Vendor(name, value) => {
                    octets.extend(format!("{name}:{value}").bytes());
                    vendors.push((name.as_bytes(), value.as_bytes()));
                }
            }
        }
        // Without a state, an id in the text may be the id of the receipt.
        let text = text.filter(|(_, text)| stat || !text.contains(':'));
        if let Some((key, text)) = &text {
            octets.extend(format!(" {key}:{text}").bytes());
            octets.extend(vec![0; nuls]);
        }
        // A prefix that runs into the name of a vendor's field changes that name.
        prop_assume!(prefix.is_empty() || is_field(&pieces[0]));

        let read = ReceiptText::parse(&octets);
        let found = [
            read.id,
            read.sub,
            read.dlvrd,
            read.submit_date.as_ref().map(|date| date.0),
            read.done_date.as_ref().map(|date| date.0),
            read.stat,
            read.err,
        ];
        let shown = octets.escape_ascii().to_string();
        prop_assert_eq!(found, wanted, "{}", shown);
        prop_assert_eq!(read.text, text.as_ref().map(|(_, text)| text.as_bytes()), "{}", shown);
        prop_assert_eq!(read.extra().collect::<Vec<_>>(), vendors, "{}", shown);
        prop_assert_eq!(read.unread().collect::<Vec<_>>().concat(), prefix.as_bytes(), "{}", shown);
    }
}
