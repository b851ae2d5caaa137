//! The library against the standard, one file per chapter.

mod addresses;
mod checked;
mod codes;
mod correlate;
mod data_coding;
mod defmt;
mod encode;
mod events;
mod examples;
mod findings;
mod gsm7;
mod gsm7_exhaustive;
mod lint;
mod passwords;
mod pdus;
mod peers;
mod reassembly;
mod receipt_bodies;
mod receipt_facts;
mod receipt_lookalikes;
mod receipt_shapes;
mod receipt_worth;
mod receipts;
mod segments;
mod states;
mod tlvs;
