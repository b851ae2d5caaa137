//! The state table against `data/spec/states.csv`, typed from the tables of the standard: for each version and
//! command, the states in which the ESME (E) and the message centre (M) may send it. OPEN is split: `BIND_PENDING` is
//! the part of it (and of OUTBOUND) between a bind and its answer.

use smpp_core::pdu::PDUS;
use smpp_core::session::table::{Disallowed, accepts, may_send, next};
use smpp_core::session::{Side, State};
use smpp_core::{CommandId, Version};
use std::collections::HashMap;

const VERSIONS: [(&str, Version); 3] = [("3.3", Version::V33), ("3.4", Version::V34), ("5.0", Version::V50)];
const SIDES: [(char, Side); 2] = [('E', Side::Esme), ('M', Side::Smsc)];
const BINDS: [CommandId; 3] =
    [CommandId::BIND_RECEIVER, CommandId::BIND_TRANSMITTER, CommandId::BIND_TRANSCEIVER];
const UNKNOWN: [CommandId; 4] =
    [CommandId(0), CommandId(0x777), CommandId(0x8000_0777), CommandId(0x8000_000B)];

/// (version, command, state) to the letters of the sides that may send it.
fn table() -> HashMap<(String, String, String), String> {
    let text = include_str!("../../data/spec/states.csv");
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').skip(2).collect();
    let mut table = HashMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), columns.len() + 2, "{line}");
        for (state, who) in columns.iter().zip(&cells[2..]) {
            let key = (cells[0].to_owned(), cells[1].to_owned(), (*state).to_owned());
            assert!(table.insert(key, (*who).to_owned()).is_none(), "{line}");
        }
    }
    table
}

/// Every combination of version, side, state and command, with the name of the command if it has one.
fn each(mut check: impl FnMut(&str, Version, char, Side, State, CommandId, &str)) -> usize {
    let commands: Vec<CommandId> = PDUS.iter().map(|def| def.command_id).chain(UNKNOWN).collect();
    let mut count = 0;
    for (version_name, version) in VERSIONS {
        for (letter, side) in SIDES {
            for state in State::ALL {
                for command in &commands {
                    check(
                        version_name,
                        version,
                        letter,
                        side,
                        state,
                        *command,
                        command.name().unwrap_or("unknown"),
                    );
                    count += 1;
                }
            }
        }
    }
    count
}

#[test]
fn who_may_send_is_what_the_standard_says_in_every_place() {
    let table = table();
    let mut allowed = 0;
    let count = each(|version_name, version, letter, side, state, command, name| {
        let key = (version_name.to_owned(), name.to_owned(), state.name().to_owned());
        let expected = table.get(&key).is_some_and(|who| who.contains(letter));
        assert_eq!(
            may_send(version, side, state, command),
            expected,
            "{version_name} {side:?} {state} {name}"
        );
        allowed += usize::from(expected);
    });
    assert_eq!(count, 3 * 2 * 8 * (PDUS.len() + UNKNOWN.len()));
    // Conversely, every letter of the table was used.
    let letters: usize = table.values().map(|who| who.trim_matches('-').len()).sum();
    assert_eq!(allowed, letters);
}

#[test]
fn what_is_accepted_is_what_the_peer_may_send_and_signs_of_life() {
    let table = table();
    each(|version_name, version, letter, side, state, command, name| {
        let who = |state: &str| {
            table.get(&(version_name.to_owned(), name.to_owned(), state.to_owned())).map(String::as_str)
        };
        let peer = if letter == 'E' { 'M' } else { 'E' };
        let sign_of_life = ["enquire_link", "enquire_link_resp", "generic_nack"].contains(&name);
        let in_version = who("OPEN").is_some();
        let expected = if state != State::Closed && sign_of_life {
            Ok(())
        } else if !in_version {
            Err(Disallowed::UnknownCommand)
        } else if who(state.name()).is_some_and(|who| who.contains(peer)) {
            Ok(())
        } else if BINDS.contains(&command)
            && side == Side::Smsc
            && (state.is_bound() || state == State::BindPending)
        {
            Err(Disallowed::AlreadyBound)
        } else {
            Err(Disallowed::WrongState)
        };
        assert_eq!(
            accepts(version, side, state, command),
            expected,
            "{version_name} {side:?} {state} {name}"
        );
    });
}

#[test]
fn every_transition_of_the_standard_and_no_other() {
    use State::{BindPending, BoundRx, BoundTrx, BoundTx, Open, Outbound, Unbound};
    let mut steps = HashMap::new();
    for ok in [true, false] {
        steps.insert((Open, CommandId::OUTBIND, ok), Outbound);
        for bind in BINDS {
            steps.insert((Open, bind, ok), BindPending);
            steps.insert((Outbound, bind, ok), BindPending);
            steps.insert((BindPending, bind.response(), false), Open);
        }
        for bound in [BoundTx, BoundRx, BoundTrx] {
            steps.insert((bound, CommandId::UNBIND_RESP, ok), Unbound);
        }
    }
    steps.insert((BindPending, CommandId::BIND_TRANSMITTER_RESP, true), BoundTx);
    steps.insert((BindPending, CommandId::BIND_RECEIVER_RESP, true), BoundRx);
    steps.insert((BindPending, CommandId::BIND_TRANSCEIVER_RESP, true), BoundTrx);
    each(|_, _, _, _, state, command, name| {
        for ok in [true, false] {
            let expected = steps.get(&(state, command, ok)).copied().unwrap_or(state);
            assert_eq!(next(state, command, ok), expected, "{state} {name} {ok}");
        }
    });
}

/// The transitions of `next`, one per line, as in the documentation of the table.
fn diagram() -> String {
    let mut lines = Vec::new();
    for state in State::ALL {
        for def in PDUS {
            let [good, bad] = [true, false].map(|ok| next(state, def.command_id, ok));
            for (to, status, shown) in [(good, "", true), (bad, " status", bad != good)] {
                if to != state && shown {
                    let step = format!("{}{status}", def.name);
                    lines.push(format!("{:<14}{step:<32}{}", state.name(), to.name()));
                }
            }
        }
    }
    lines.iter().map(|line| format!("//! {line}\n")).collect()
}

#[test]
fn the_diagram_in_the_documentation_is_that_of_the_table() {
    let source = include_str!("../../../smpp-core/src/session/table.rs");
    let diagram = diagram();
    assert!(source.contains(&format!("//! ```text\n{diagram}//! ```\n")), "put this there:\n{diagram}");
}
