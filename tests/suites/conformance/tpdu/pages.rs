//! Pages of cell broadcasts (3GPP TS 23.041 9.4.1, TS 23.038 clause 5).

use smpp_gsm7::cbs::{CbsDataCodingScheme, CbsError, CbsPage, GeographicalScope, SerialNumber};
use smpp_gsm7::tpdu::Coding;
use smpp_gsm7::{Fill, Padding, pack};
use smpp_tests::hex;

/// A page with this scheme and content, and CR to its end.
fn page(coding: u8, parameter: u8, content: &[u8]) -> [u8; 88] {
    let mut octets = [0; 88];
    octets[..6].copy_from_slice(&[0x00, 0x10, 0x11, 0x12, coding, parameter]);
    octets[6..6 + content.len()].copy_from_slice(content);
    octets
}

/// Septets to the end of a page after a header.
fn septets(text: &[u8], header: &[u8]) -> Vec<u8> {
    let mut all = text.to_vec();
    all.resize((656 - 8 * header.len()) / 7, 0x0D);
    let mut packed = [0; 82];
    let fill = Fill::after_header(header.len());
    let room = (fill.bits() as usize + 7 * all.len()) > 656 - 8 * header.len();
    all.truncate(all.len() - usize::from(room));
    let count = pack(&all, fill, Padding::Zero, &mut packed).unwrap();
    [header, &packed[..count]].concat()
}

fn text(octets: &[u8]) -> Option<String> {
    Some(CbsPage::decode(octets).unwrap().chars()?.collect())
}

#[test]
fn texts_of_pages() {
    assert_eq!(text(&page(0x01, 0x11, &septets(b"Rain", b""))).as_deref(), Some("Rain"));
    assert_eq!(text(&page(0x0F, 0x11, &septets(&[b'x'; 93], b""))), Some("x".repeat(93)));
    assert_eq!(text(&page(0x01, 0x11, &septets(b"", b""))).as_deref(), Some(""));
    assert_eq!(text(&page(0x40, 0x11, &septets(b"a\rb", b""))).as_deref(), Some("a\rb"));
    // A language in front.
    let octets = page(0x10, 0x11, &septets(b"sv\rRegn", b""));
    assert_eq!(text(&octets).as_deref(), Some("Regn"));
    assert_eq!(CbsPage::decode(&octets).unwrap().language_indication(), Some(['s', 'v']));
    let wide: Vec<u8> = "日 Wind\r\r".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let octets = page(0x11, 0x11, &[&hex::octets("f37b")[..], &wide].concat());
    let octets = &octets[..8 + wide.len()];
    assert_eq!(text(octets).as_deref(), Some("日 Wind"));
    assert_eq!(CbsPage::decode(octets).unwrap().language_indication(), Some(['s', 'w']));
    assert_eq!(text(&page(0x48, 0x11, &wide)[..6 + wide.len()]).as_deref(), Some("日 Wind"));
    // A header, and a national table.
    assert_eq!(
        text(&page(0x90, 0x11, &septets(b"a\x1Bga\x1Bc", b"\x03\x24\x01\x01"))).as_deref(),
        Some("ağaç")
    );
    assert_eq!(text(&page(0x90, 0x11, &[0xFF; 82])), None);
    // Data, compressed, WAP.
    for coding in [0x44, 0x60, 0x68, 0xF4, 0xE0] {
        assert_eq!(text(&page(coding, 0x11, b"abc")), None, "{coding:#04x}");
    }
    assert_eq!(CbsPage::decode(&page(0x01, 0x11, b"")).unwrap().language_indication(), None);
}

/// 3 + 90 characters in septets, and 2 octets + 40 characters in UCS2, fill a page: every page has the language.
#[test]
fn every_page_has_the_language() {
    let (septet_text, wide_text) = ("x".repeat(90), "日".repeat(40));
    let wide: Vec<u8> = wide_text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for parameter in [0x12, 0x22] {
        let octets = page(0x10, parameter, &septets(format!("sv\r{septet_text}").as_bytes(), b""));
        assert_eq!(text(&octets).as_deref(), Some(septet_text.as_str()));
        assert_eq!(CbsPage::decode(&octets).unwrap().language_indication(), Some(['s', 'v']));
        let octets = page(0x11, parameter, &[&hex::octets("f37b")[..], &wide].concat());
        assert_eq!(text(&octets).as_deref(), Some(wide_text.as_str()));
        assert_eq!(CbsPage::decode(&octets).unwrap().language_indication(), Some(['s', 'w']));
        // A sender that leaves the language out loses no text.
        let octets = page(0x10, parameter, &septets(b"more rain", b""));
        assert_eq!(text(&octets).as_deref(), Some("more rain"));
        assert_eq!(CbsPage::decode(&octets).unwrap().language_indication(), None);
        // A language without text, and no language at all.
        for (content, language) in [(&b"sv\r"[..], Some(['s', 'v'])), (b"\r", None), (b"s\r", None)] {
            let octets = page(0x10, parameter, &septets(content, b""));
            assert_eq!(CbsPage::decode(&octets).unwrap().language_indication(), language);
            assert_eq!(text(&octets).map(|text| text.is_empty()), Some(content.len() != 2));
        }
    }
}

#[test]
fn fields_of_pages() {
    let octets = page(0x01, 0x23, &[]);
    let page = CbsPage::decode(&octets).unwrap();
    assert_eq!((page.number(), page.total(), page.message_identifier), (2, 3, 0x1112));
    assert_eq!(page.content.len(), 82);
    for (parameter, number, total) in [(0x00, 1, 1), (0x10, 1, 1), (0x01, 1, 1), (0xFF, 15, 15), (0x31, 3, 1)]
    {
        let page = CbsPage { page_parameter: parameter, ..page };
        assert_eq!((page.number(), page.total()), (number, total), "{parameter:#04x}");
    }
    for length in 0..=100 {
        let octets = vec![0; length];
        let found = CbsPage::decode(&octets);
        match length {
            0..6 => assert_eq!(found, Err(CbsError::TooShort)),
            6..=88 => {
                let page = found.unwrap();
                assert_eq!(page.content.len(), length - 6);
                // Zeros are `@`.
                assert_eq!(page.chars().unwrap().count(), (length - 6) * 8 / 7);
            }
            _ => assert_eq!(found, Err(CbsError::TooLong)),
        }
    }
    let serial = SerialNumber(0b1010_1010_1010_0101);
    assert_eq!(serial.geographical_scope(), GeographicalScope::Area);
    assert_eq!((serial.message_code(), serial.update_number()), (0b10_1010_1010, 5));
    assert_eq!(SerialNumber(0xC000).geographical_scope(), GeographicalScope::Cell);
    assert_eq!(SerialNumber(0x3FFF).geographical_scope(), GeographicalScope::CellImmediate);
}

#[test]
fn coding_schemes_of_pages() {
    for octet in 0..=255_u8 {
        let scheme = CbsDataCodingScheme(octet);
        let coding = match octet >> 4 {
            1 if octet == 0x11 => Coding::Ucs2,
            4..=7 | 9 => match octet >> 2 & 3 {
                1 => Coding::Octets,
                2 => Coding::Ucs2,
                _ => Coding::Gsm7,
            },
            13 | 14 => Coding::Octets,
            15 if octet & 4 != 0 => Coding::Octets,
            _ => Coding::Gsm7,
        };
        assert_eq!(scheme.coding(), coding, "{octet:#04x}");
        let class = match octet >> 4 {
            5 | 7 | 9 => Some(octet & 3),
            15 if octet & 3 != 0 => Some(octet & 3),
            _ => None,
        };
        assert_eq!(scheme.message_class(), class, "{octet:#04x}");
        assert_eq!(
            (scheme.is_compressed(), scheme.has_header()),
            (matches!(octet >> 4, 6 | 7), octet >> 4 == 9)
        );
        if scheme.is_reserved() {
            assert_eq!(
                (scheme.coding(), scheme.language()),
                if octet & 0xF4 == 0xF4 { (Coding::Octets, None) } else { (Coding::Gsm7, None) }
            );
        }
    }
    let languages = (0..=255).filter_map(|octet| CbsDataCodingScheme(octet).language()).count();
    assert_eq!(languages, 20);
    assert_eq!(
        (CbsDataCodingScheme(0x0C).language(), CbsDataCodingScheme(0x23).language()),
        (Some("tr"), Some("ru"))
    );
}
