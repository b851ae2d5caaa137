//! The manual: SMPP and this crate, in chapters. It assumes that you know neither. Read the chapters in order, or
//! begin with [`introduction`] and [`first_message`], and look up the rest when you need it.
//!
//! | chapter | what it explains |
//! | --- | --- |
//! | [`introduction`] | what SMPP is, and who speaks it |
//! | [`first_message`] | a message on your own computer, and each of its octets; you need not know Rust |
//! | [`wire`] | a whole session, octet by octet |
//! | [`sessions`] | binds, the window, timers, throttling, closing |
//! | [`receipts`] | what became of a message, and why receipts are late, repeated or wrong |
//! | [`alphabets`] | which characters a message can have, how many, and what they cost |
//! | [`long_messages`] | cutting a long text into parts, and joining parts |
//! | [`duplicates`] | why a message may arrive twice or not at all, and what you can do |
//! | [`errors`] | what each kind of error means, and what to do |
//! | [`drivers`] | connecting the crate to a socket and a clock |
//! | [`profiles`] | how your provider differs from the standard |
//! | [`security`] | who can do harm, which limits hold, fuzzing your own message centre |
//! | [`microcontroller`] | memory, the loop, the UART and the modem |
//! | [`migrating`] | from jSMPP, Cloudhopper, node-smpp and python-smpplib |
//! | [`glossary`] | the words of SMPP, in alphabetical order |

#[doc = include_str!("../docs/introduction.md")]
pub mod introduction {}

#[doc = include_str!("../docs/first_message.md")]
pub mod first_message {}

#[doc = include_str!("../docs/wire.md")]
pub mod wire {}

#[doc = include_str!("../docs/sessions.md")]
pub mod sessions {}

#[doc = include_str!("../docs/receipts.md")]
pub mod receipts {}

#[doc = include_str!("../docs/alphabets.md")]
pub mod alphabets {}

#[doc = include_str!("../docs/long_messages.md")]
pub mod long_messages {}

#[doc = include_str!("../docs/duplicates.md")]
pub mod duplicates {}

#[doc = include_str!("../docs/errors.md")]
pub mod errors {}

#[doc = include_str!("../docs/writing_a_driver.md")]
pub mod drivers {}

#[doc = include_str!("../docs/profiles.md")]
pub mod profiles {}

#[doc = include_str!("../docs/security.md")]
pub mod security {}

#[doc = include_str!("../docs/microcontroller.md")]
pub mod microcontroller {}

#[doc = include_str!("../docs/migrating.md")]
pub mod migrating {}

#[doc = include_str!("../docs/glossary.md")]
pub mod glossary {}
