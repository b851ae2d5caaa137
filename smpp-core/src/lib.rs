//! SMPP without I/O.
#![no_std]
