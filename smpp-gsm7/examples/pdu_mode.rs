//! Prints the commands for a GSM modem in PDU mode (3GPP TS 27.005) to send a text of any length: `pdu_mode
//! NUMBER TEXT`.

use smpp_gsm7::segment::{MAX_USER_DATA, SegmentError, Segmenter};
use std::io::{self, Write};
use std::process::ExitCode;

const USAGE: &str = "Usage: pdu_mode NUMBER TEXT

Prints the commands for a GSM modem in PDU mode to send a text: one AT+CMGS for each of up to 255 segments.
NUMBER has 1 to 20 digits, with + in front if it is international.";

fn main() -> ExitCode {
    let arguments: Result<Vec<String>, _> =
        std::env::args_os().skip(1).map(std::ffi::OsString::into_string).collect();
    let Ok(arguments) = arguments else {
        return fail("an argument is not UTF-8", ExitCode::from(2));
    };
    if let [word] = arguments.as_slice()
        && ["--help", "-h"].contains(&word.as_str())
    {
        return print(&format!("{USAGE}\n"));
    }
    let [number, text] = arguments.as_slice() else {
        let _ = writeln!(io::stderr(), "{USAGE}");
        return ExitCode::from(2);
    };
    let Some(address) = destination(number) else {
        let why =
            format!("{number:?} is not a number: 1 to 20 digits, with + in front if it is international");
        return fail(&why, ExitCode::from(2));
    };
    // A real program must use a different reference for each message.
    match commands(&address, text, 0x2A) {
        Ok(commands) => {
            let lines = commands.iter().map(|(length, pdu)| format!("AT+CMGS={length}\n{pdu}<Ctrl-Z>\n"));
            print(&format!("AT+CMGF=0\n{}", lines.collect::<String>()))
        }
        Err(error) => fail(&error.to_string(), ExitCode::FAILURE),
    }
}

/// Writes to standard output, which may fail: the reader may have gone, or the disk may be full.
fn print(text: &str) -> ExitCode {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("standard output: {error}"), ExitCode::FAILURE),
    }
}

/// Prints an error and returns the given exit status.
fn fail(why: &str, status: ExitCode) -> ExitCode {
    let _ = writeln!(io::stderr(), "pdu_mode: {why}");
    status
}

/// TP-DA: number of digits, type, and digits in pairs, the lower one first (3GPP TS 23.040 9.1.2.5).
fn destination(number: &str) -> Option<Vec<u8>> {
    let (kind, digits) = match number.strip_prefix('+') {
        Some(digits) => (0x91, digits),
        None => (0x81, number),
    };
    let values: Option<Vec<u8>> =
        digits.chars().map(|c| c.to_digit(10).and_then(|digit| u8::try_from(digit).ok())).collect();
    let values = values.filter(|values| (1..=20).contains(&values.len()))?;
    let pairs = values.chunks(2).map(|pair| match pair {
        [first, second] => second << 4 | first,
        _ => 0xF0 | pair.first().copied().unwrap_or_default(),
    });
    Some([u8::try_from(values.len()).ok()?, kind].into_iter().chain(pairs).collect())
}

/// The length and the hexadecimal PDU of each segment.
fn commands(address: &[u8], text: &str, reference: u16) -> Result<Vec<(usize, String)>, SegmentError> {
    let plan = Segmenter { reference, ..Segmenter::MODEM }.plan(text)?;
    let mut segments = plan.segments();
    let mut user_data = [0; MAX_USER_DATA];
    let mut commands = Vec::new();
    while let Some(segment) = segments.next_into(&mut user_data)? {
        // TP-MTI SUBMIT, and TP-UDHI if there is a header.
        let first = if segment.has_header() { 0x41 } else { 0x01 };
        let mut tpdu = vec![first, 0x00];
        tpdu.extend_from_slice(address);
        tpdu.extend([0x00, segment.data_coding(), segment.tp_udl()]);
        tpdu.extend_from_slice(segment.user_data);
        // The first octet selects the service centre, here the one on the SIM, and is not counted.
        let pdu = tpdu.iter().fold("00".to_owned(), |hex, octet| format!("{hex}{octet:02X}"));
        commands.push((tpdu.len(), pdu));
    }
    Ok(commands)
}
