//! Addresses with a user and a password, such as smpp://me:secret@host, which the programs do not take.

use clap::Error;
use clap::error::ErrorKind;

/// Ends the program with status 2 if the address has a user. If this returned an error instead, clap would print the
/// whole address with its password. `forms` says how addresses are spelled.
pub(crate) fn refuse_account(address: &str, forms: &str) {
    if address.contains('@') {
        let wrong = format!("an address takes no user and no password: use {forms}\n");
        Error::raw(ErrorKind::ValueValidation, wrong).exit();
    }
}
