//! What the page calls: octets, texts and captures in, JSON out. The readers are those of `inspect`.

mod calls;
mod capture;
mod explain;
#[path = "../../../inspect/notation.rs"]
mod notation;
#[path = "../../../common/screen.rs"]
#[allow(dead_code, reason = "the page needs no JSON in ASCII")]
mod screen;
mod text;
