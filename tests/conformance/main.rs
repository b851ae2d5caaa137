//! What the standard says, held against what the library does. One file a chapter.

mod codes;
mod examples;
mod pdus;
mod peers;
mod tlvs;
