//! The command line of the programs with a UART: the number of attempts, and what is wrong with the clock.

use crate::{board, semihosting};

/// What the clock does while the board waits for its first response.
#[derive(Default)]
pub enum ClockFault {
    #[default]
    None,
    /// It goes forwards by a day.
    Day,
    /// It goes back by five seconds.
    Back,
}

impl ClockFault {
    pub fn plant(self) {
        match self {
            Self::None => {}
            Self::Day => board::turn_clock(86_400_000),
            Self::Back => board::turn_clock(u32::MAX - 5_000),
        }
    }
}

/// The number of attempts, which has one digit, and the fault. A clock that wraps soon does so from here on.
pub fn read() -> (u32, ClockFault) {
    let mut line = [0; 64];
    let line = semihosting::command_line(&mut line).unwrap_or_default();
    let attempts =
        line.iter().find(|octet| octet.is_ascii_digit()).map_or(1, |digit| u32::from(digit & 0x0F));
    let fault = match line {
        [.., b'd', b'a', b'y', 0] => ClockFault::Day,
        [.., b'b', b'a', b'c', b'k', 0] => ClockFault::Back,
        _ => ClockFault::None,
    };
    if line.ends_with(b"wrap\0") {
        board::turn_clock(u32::MAX - 20);
    }
    (attempts, fault)
}
