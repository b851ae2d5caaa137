//! What the program can be asked to do. A new job is a function here and a line in [`JOBS`].

mod arguments;
mod parameters;
mod pdu;

use crate::output::Output;

/// A job: its arguments as they stand in the line, and where its lines go.
type Job = fn(&[u8], &mut Output);

/// Every job and its name.
const JOBS: &[(&[u8], Job)] = &[
    (b"parameters", parameters::run),
    (b"dump", pdu::dump),
    (b"rebuild", pdu::rebuild),
    (b"submit", pdu::submit),
    (b"stream", pdu::stream),
];

/// Does the job that `line` asks for; `false` when there is none of that name.
pub fn run(line: &[u8], out: &mut Output) -> bool {
    let (name, rest) = arguments::word(line);
    let Some((_, job)) = JOBS.iter().find(|(known, _)| *known == name) else { return false };
    job(rest, out);
    true
}
