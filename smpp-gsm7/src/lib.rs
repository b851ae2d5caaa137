//! GSM 7-bit text (3GPP TS 23.038).
#![no_std]
