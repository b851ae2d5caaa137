//! What must hold for any input, tried on many. The bodies are in the test kit; fuzz targets share them.

mod arbitrary_values;
mod codec;
mod gsm7;
mod message;
mod receipts;
mod seeds;
mod session;
mod simulation;
mod written;
