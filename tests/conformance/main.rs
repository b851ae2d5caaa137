//! What the standard says, held against what the library does. One file a chapter.

mod checked;
mod codes;
mod data_coding;
mod events;
mod examples;
mod gsm7;
mod gsm7_exhaustive;
mod lint;
mod pdus;
mod peers;
mod reassembly;
mod receipt_facts;
mod receipt_shapes;
mod receipts;
mod segments;
mod states;
mod tlvs;
