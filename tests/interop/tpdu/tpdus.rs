//! Prints random TPDUs for other implementations to read: `tpdus COUNT SEED`. Each line has who sent it, sc or ms, the
//! octets in hexadecimal, and its text in hexadecimal UTF-8, or `-` without one.

use smpp_gsm7::tpdu::Direction;
use smpp_tests::generate::Source;
use smpp_tests::hex;
use smpp_tests::tpdus::with_tpdu;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse().expect("a number"));
    let (count, seed) = (arguments.next().expect("COUNT"), arguments.next().expect("SEED"));
    let mut source = Source::Seed(seed);
    for _ in 0..count {
        with_tpdu(&mut source, |tpdu, text| {
            let mut out = [0; 600];
            let length = tpdu.encode(&mut out).expect("a TPDU in form");
            let from = if tpdu.direction() == Direction::ScToMs { "sc" } else { "ms" };
            let text = text.map_or_else(|| "-".to_owned(), |text| format!("={}", hex::text(text.as_bytes())));
            println!("{from} {} {text}", hex::text(&out[..length]));
        });
    }
}
