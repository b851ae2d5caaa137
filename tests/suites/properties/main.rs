//! Properties that hold for any input, tried on random input. The checks are in the test kit; fuzz targets share
//! them.

mod arbitrary_values;
mod codec;
mod gsm7;
mod link;
mod message;
mod receipts;
mod seeds;
mod session;
mod simulation;
mod tpdu;
mod written;
