//! The jobs of the program. A new job is a function here and a line in [`JOBS`].

mod alphabet;
mod arguments;
mod codes;
mod correlate;
mod link;
mod lint;
mod measure;
mod message;
mod moment;
mod pace;
mod parameters;
mod pdu;
mod reassemble;
mod receipt;
mod septets;
mod session;
mod tlvs;
mod tpdu;

use crate::output::Output;
use correlate::Submissions;
use reassemble::Messages;
use session::Ends;
use smpp_core::session::Side;

/// A job: gets its arguments as in the line, and where to print.
type Job = fn(&[u8], &mut Output);

/// Every job and its name, except for those in [`Jobs::run`] that continue from earlier lines.
const JOBS: &[(&[u8], Job)] = &[
    (b"parameters", parameters::run),
    (b"dump", pdu::dump),
    (b"explain", pdu::explain),
    (b"rebuild", pdu::rebuild),
    (b"submit", pdu::submit),
    (b"stream", pdu::stream),
    (b"debug", pdu::debug),
    (b"gather", pdu::gather),
    (b"tlvs", tlvs::run),
    (b"tag", tlvs::tag),
    (b"code", codes::names),
    (b"status", codes::status),
    (b"bits", codes::bits),
    (b"link", link::run),
    (b"lint", lint::run),
    (b"pack", septets::pack),
    (b"unpack", septets::unpack),
    (b"room", septets::room),
    (b"encode", alphabet::encode),
    (b"decode", alphabet::decode),
    (b"alphabet", alphabet::look_up),
    (b"ucs2", alphabet::to_ucs2),
    (b"units", alphabet::from_ucs2),
    (b"measure", measure::run),
    (b"receipt", receipt::read),
    (b"receipt-pdu", receipt::from_pdu),
    (b"any-receipt", receipt::read_any),
    (b"write-receipt", receipt::write),
    (b"ids", receipt::ids),
    (b"date", receipt::date),
    (b"profile", receipt::profile),
    (b"udh", message::header),
    (b"make-udh", message::make_header),
    (b"split", message::parts),
    (b"split-octets", message::octet_parts),
    (b"compose", message::composed),
    (b"characters", message::characters),
    (b"charset", message::charset),
    (b"time", moment::timestamp),
    (b"unix", moment::unix),
    (b"pace", pace::pacer),
    (b"backoff", pace::backoff),
    (b"congestion", pace::congestion),
    (b"table", session::row),
    (b"tpdu", tpdu::read),
    (b"write-tpdus", tpdu::write),
    (b"lines", tpdu::lines),
    (b"page", tpdu::page),
];

/// The state that jobs keep from one line to the next.
pub struct Jobs {
    ends: Ends,
    messages: Messages,
    submissions: Submissions,
}

impl Jobs {
    pub fn new() -> Self {
        Self { ends: Ends::new(), messages: Messages::new(), submissions: Submissions::new() }
    }

    /// Runs the job in `line`. Returns `false` if no job has that name.
    pub fn run(&mut self, line: &[u8], out: &mut Output) -> bool {
        let (name, rest) = arguments::word(line);
        match name {
            b"esme" => self.ends.step(Side::Esme, rest, out),
            b"accepted" => self.submissions.accepted(rest, out),
            b"part-refused" => self.submissions.refused(rest, out),
            b"part-unsent" => self.submissions.never_sent(rest, out),
            b"ids-drain" => self.submissions.drain(out),
            b"resolve" => self.submissions.resolve(rest, out),
            b"texted" => self.submissions.texted(rest, out),
            b"told" => self.submissions.told(rest, out),
            b"reported" => self.submissions.reported(rest, out),
            b"ids-expire" => self.submissions.expire(rest, out),
            b"part" => self.messages.part(rest, out),
            b"parts-expire" => self.messages.expire(rest, out),
            b"smsc" => self.ends.step(Side::Smsc, rest, out),
            _ => {
                let Some((_, job)) = JOBS.iter().find(|(known, _)| *known == name) else { return false };
                job(rest, out);
            }
        }
        true
    }
}
