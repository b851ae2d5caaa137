//! Prints the commands for a GSM modem in PDU mode (3GPP TS 27.005) to send a text of up to 255
//! segments: `pdu_mode NUMBER TEXT`.

use smpp_gsm7::at::Pdu;
use smpp_gsm7::segment::{MAX_USER_DATA, Segmenter};
use smpp_gsm7::tpdu::{Address, SmsSubmit, UserData};
use std::error::Error;
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
    // An address may also be empty, or have characters other than digits.
    let digits = number.strip_prefix('+').unwrap_or(number);
    let is_number = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
    let Some(address) = number.parse().ok().filter(|_| is_number) else {
        let why =
            format!("{number:?} is not a number: 1 to 20 digits, with + in front if it is international");
        return fail(&why, ExitCode::from(2));
    };
    // A real program must use a different reference for each message.
    match commands(address, text, 0x2A) {
        Ok(commands) => {
            let lines = commands
                .iter()
                .map(|(length, pdu)| format!("AT+CMGS={length}\n{}\n", pdu.replace('\x1A', "<Ctrl-Z>")));
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

/// The length and the hexadecimal PDU of each segment.
fn commands(address: Address, text: &str, reference: u16) -> Result<Vec<(usize, String)>, Box<dyn Error>> {
    let plan = Segmenter { reference, ..Segmenter::MODEM }.plan(text)?;
    let (mut segments, mut user_data) = (plan.segments(), [0; MAX_USER_DATA]);
    let (mut tpdu, mut line) = ([0; 175], [0; 400]);
    let mut commands = Vec::new();
    while let Some(segment) = segments.next_into(&mut user_data)? {
        let length = SmsSubmit::new(address, UserData::from_segment(&segment)?).encode(&mut tpdu)?;
        // Without a service centre, the modem uses the one on the SIM.
        let pdu = Pdu { service_centre: None, tpdu: tpdu.get(..length).unwrap_or_default() };
        let length = pdu.encode_line(&mut line)?;
        let digits = line.get(..length).unwrap_or_default();
        commands.push((pdu.length(), String::from_utf8_lossy(digits).into_owned()));
    }
    Ok(commands)
}
