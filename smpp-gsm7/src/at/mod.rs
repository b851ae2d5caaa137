//! The lines of a modem in PDU mode (3GPP TS 27.005): `+CMGL`, `+CMGR`, `+CMT`, `+CDS` and `+CBM`, and those of
//! `AT+CMGS`.
//!
//! 1. A [`LineReader`] cuts the octets of the modem into lines, in the caller's buffer, and says what each [`Line`] is.
//!    A [`Header`] announces a PDU. The next line is returned together with that header, as [`Line::Pdu`].
//! 2. [`Pdu::from_line`] decodes that line from hexadecimal into the address of the service centre and a TPDU, which
//!    [`tpdu`](crate::tpdu) decodes. For a [`Line::Page`], use [`Pdu::from_line_without_address`] and
//!    [`cbs`](crate::cbs).
//!
//! ```
//! use smpp_gsm7::at::{Line, LineReader, MAX_LINE, MAX_PDU, Pdu};
//! use smpp_gsm7::tpdu::Tpdu;
//!
//! let mut input = &b"\r\n+CMT: ,21\r\n07916407000020F0\
//!     040B916407000000F1000062117201110080\
//!     02E834\r\n"[..];
//! let mut reader = LineReader::new([0; MAX_LINE]);
//! let mut texts = Vec::new();
//! // Do this after every read. `next` returns `None` when it needs more octets.
//! while let Some(line) = reader.next(&mut input) {
//!     let Ok(Line::Pdu(header, digits)) = line else { continue };
//!     let mut octets = [0; MAX_PDU];
//!     let pdu = Pdu::from_line(digits, header.length, &mut octets)?;
//!     if let Tpdu::Deliver(deliver) = Tpdu::decode(header.direction(), pdu.tpdu)? {
//!         texts.extend(deliver.user_data.chars().map(Iterator::collect::<String>));
//!     }
//! }
//! assert_eq!(texts, ["hi"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Sending
//!
//! For each [`SmsSubmit`](crate::tpdu::SmsSubmit), write `AT+CMGS=`, the [length](Pdu::length) and CR, wait for
//! [`Line::Prompt`], and write the line that [`Pdu::encode_line`] makes. The modem answers with [`Line::Sent`] and
//! [`Line::Ok`], or with an error.
//!
//! ```
//! use smpp_gsm7::at::Pdu;
//! use smpp_gsm7::segment::{MAX_USER_DATA, Segmenter};
//! use smpp_gsm7::tpdu::{SmsSubmit, UserData};
//!
//! let plan = Segmenter::MODEM.plan("hellohello")?;
//! let (mut segments, mut buffer) = (plan.segments(), [0; MAX_USER_DATA]);
//! while let Some(segment) = segments.next_into(&mut buffer)? {
//!     let submit = SmsSubmit::new("+46700000001".parse()?, UserData::from_segment(&segment)?);
//!     let (mut tpdu, mut line) = ([0; 175], [0; 400]);
//!     let written = submit.encode(&mut tpdu)?;
//!     // Without a service centre, the modem uses the one on the SIM.
//!     let pdu = Pdu { service_centre: None, tpdu: &tpdu[..written] };
//!     assert_eq!(format!("AT+CMGS={}\r", pdu.length()), "AT+CMGS=22\r");
//!     let written = pdu.encode_line(&mut line)?;
//!     assert_eq!(line[..written], *b"0001000B916407000000F100000AE8329BFD4697D9EC37\x1A");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod hex;
mod line;
mod pdu;
mod reader;

pub use line::{CmsError, Header, HeaderKind, Line, MessageStatus};
pub use pdu::{MAX_PDU, Pdu, PduError, PduErrorKind};
pub use reader::{LineError, LineReader, MAX_LINE};

/// Ends the PDU that follows a prompt: the octet that terminals send for Ctrl-Z.
pub const CTRL_Z: u8 = 0x1A;

/// Leaves the prompt without sending a message: the octet that terminals send for the Escape key.
pub const CANCEL: u8 = 0x1B;
