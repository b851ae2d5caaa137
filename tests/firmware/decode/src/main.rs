//! Reads the frames that firmware logged with defmt from standard input, and prints a line for each. The argument is
//! the image of the firmware: it has the texts, and the frames only their numbers.

use defmt_decoder::{DecodeError, Table};
use std::error::Error;
use std::io::{Read, stdin};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let image = env::args_os().nth(1).ok_or("expected the image of the firmware")?;
    let table = Table::parse(&fs::read(image)?)?.ok_or("the firmware logs nothing with defmt")?;
    let mut octets = Vec::new();
    stdin().read_to_end(&mut octets)?;
    let mut decoder = table.new_stream_decoder();
    decoder.received(&octets);
    loop {
        match decoder.decode() {
            Ok(frame) => println!("{}", frame.display(false)),
            // All octets were read.
            Err(DecodeError::UnexpectedEof) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}
