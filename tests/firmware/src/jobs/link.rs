//! Two links that talk to each other through memory.

use super::arguments::{number, word};
use crate::output::Output;
use smpp_core::link::Link;
use smpp_core::pdu::{BindTransceiver, SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Event, Session, Side, Slot};
use smpp_core::{CommandStatus, Instant};

type End = Link<[Slot<u32>; 2], [u8; 128], [u8; 256]>;

/// `link MESSAGES CHUNK`: binds, sends that many messages in chunks of that many octets, and unbinds.
pub fn run(arguments: &[u8], out: &mut Output) {
    let (messages, chunk) = word(arguments);
    let (messages, chunk) = (number(messages) as u32, number(chunk));
    let now = Instant::from_millis(7);
    let mut esme = end(now, Side::Esme, 1);
    let mut smsc = end(now, Side::Smsc, 2);
    let bind = BindTransceiver { system_id: "board".into(), ..BindTransceiver::default() };
    if let Err(error) = esme.at(now).bind(&bind) {
        out.show(format_args!("{error:?}")).end();
    }
    let (mut sent, mut answered) = (0, 0);
    // Far more turns than it takes.
    for _ in 0..messages.saturating_mul(1000).saturating_add(1000) {
        while let Some((event, _)) = esme.next(now) {
            if let Event::Closed { reason } = event {
                out.show(format_args!("esme {reason:?}, {answered} answered")).end();
            } else if event.into_outcome().is_ok() {
                answered = u32::wrapping_add(answered, 1);
            }
        }
        let mut turn = esme.at(now);
        if sent < messages && turn.can_send() {
            let text = SubmitSm { short_message: b"Hello", ..SubmitSm::default() };
            if let Ok(prepared) = turn.prepare(&text) {
                prepared.keep(sent);
                sent = u32::wrapping_add(sent, 1);
            }
        } else if answered == messages && turn.session().state().is_bound() {
            let _ = turn.unbind();
        }
        serve(&mut smsc, now, out);
        copy(now, &mut esme, &mut smsc, chunk);
        copy(now, &mut smsc, &mut esme, chunk);
        if esme.is_done() && smsc.is_done() {
            return out.line("done");
        }
    }
    out.line("not done");
}

fn end(now: Instant, side: Side, tag: u32) -> End {
    let session = Session::new(now, side, tag, &Config::default(), [Slot::EMPTY; 2]);
    Link::new(session, [0; 128], [0; 256])
}

fn serve(smsc: &mut End, now: Instant, out: &mut Output) {
    while let Some((event, mut turn)) = smsc.next(now) {
        let answered = match event {
            Event::Bind { token, .. } => turn.accept_bind(token, "SMSC", &[]),
            Event::Request { token, pdu } => match turn.decode_or_refuse::<SubmitSm<'_>>(token, &pdu) {
                Ok((_, token)) => {
                    let resp = SubmitSmResp { message_id: "1".into(), ..SubmitSmResp::default() };
                    turn.answer(token, CommandStatus::ESME_ROK, &resp).map_err(|returned| returned.untyped())
                }
                Err(_) => Ok(()),
            },
            Event::Disallowed { token, .. } => turn.answer_default(token),
            Event::Closed { reason } => {
                out.show(format_args!("smsc {reason:?}")).end();
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(returned) = answered {
            out.show(format_args!("{:?}", returned.error)).end();
        }
    }
}

/// Copies up to `chunk` octets, or ends the stream.
fn copy(now: Instant, from: &mut End, to: &mut End, chunk: usize) {
    let is_done = from.is_done();
    let write = from.io(now).write;
    let Some(read) = to.io(now).read else { return };
    let mut count = 0;
    for (to, from) in read.iter_mut().zip(write).take(chunk) {
        *to = *from;
        count = usize::wrapping_add(count, 1);
    }
    if count > 0 || is_done {
        to.filled(count);
    }
    if count > 0 {
        from.wrote(count);
    }
}
