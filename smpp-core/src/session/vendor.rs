//! Stores in one octet what a slot of the window waits for: the response to a request of the standard or of a
//! vendor.

use super::table::Command;
use crate::codes::CommandId;
use crate::count::Counter;

/// How many different vendor `command_id`s may be in flight at once.
const VENDORS: usize = 4;

/// The request in a slot: the position of a [`Command`], or [`RequestCode::VENDOR`] and an index into [`Vendors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RequestCode(u8);

impl RequestCode {
    /// Empty.
    pub(super) const NONE: Self = Self(0);
    const VENDOR: u8 = 0x80;

    pub(super) const fn of(command: Command) -> Self {
        Self(command as u8)
    }
}

/// The vendor `command_id`s in flight, which do not fit into a slot, and the number of requests for each.
pub(super) struct Vendors {
    command_ids: [CommandId; VENDORS],
    in_flight: [u16; VENDORS],
}

impl Vendors {
    pub(super) const NONE: Self = Self { command_ids: [CommandId(0); VENDORS], in_flight: [0; VENDORS] };

    /// The code for requests with this id: the one already in use for it, or else a free one. `None` if
    /// too many different ones are in flight.
    pub(super) fn code(&self, command_id: CommandId) -> Option<RequestCode> {
        let mut both = self.command_ids.iter().zip(&self.in_flight);
        let same = both.position(|(id, in_flight)| *id == command_id && *in_flight > 0);
        let place = same.or_else(|| self.in_flight.iter().position(|in_flight| *in_flight == 0))?;
        u8::try_from(place).ok().map(|place| RequestCode(RequestCode::VENDOR | place))
    }

    /// The id and the number of requests of a vendor's code.
    fn at(&mut self, code: RequestCode) -> Option<(&mut CommandId, &mut u16)> {
        let place = usize::from(code.0.checked_sub(RequestCode::VENDOR)?);
        self.command_ids.get_mut(place).zip(self.in_flight.get_mut(place))
    }

    /// Counts a request that is sent.
    pub(super) fn take(&mut self, code: RequestCode, command_id: CommandId) {
        if let Some((id, in_flight)) = self.at(code) {
            *id = command_id;
            in_flight.increment();
        }
    }

    /// The request of a slot that is freed.
    pub(super) fn settle(&mut self, code: RequestCode) -> CommandId {
        if let Some((id, in_flight)) = self.at(code) {
            in_flight.decrement();
            return *id;
        }
        Command::ALL.get(usize::from(code.0)).map_or(CommandId::GENERIC_NACK, |command| command.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_gives_the_command_back() {
        let mut vendors = Vendors::NONE;
        for command in Command::ALL {
            assert_eq!(vendors.settle(RequestCode::of(*command)), command.id());
        }
    }

    fn take(vendors: &mut Vendors, id: CommandId) -> Option<RequestCode> {
        let code = vendors.code(id)?;
        vendors.take(code, id);
        Some(code)
    }

    #[test]
    fn a_place_is_free_again_once_nothing_with_its_id_is_in_flight() {
        let mut vendors = Vendors::NONE;
        let ids = [0, 0x0100_0001, 0x0100_0002, 0x7FFF_FFFF].map(CommandId);
        let codes = ids.map(|id| take(&mut vendors, id).unwrap());
        let again = take(&mut vendors, ids[1]).unwrap();
        assert_eq!(again, codes[1]);
        assert_eq!(take(&mut vendors, CommandId(5)), None);
        assert_eq!(vendors.settle(codes[1]), ids[1]);
        assert_eq!(take(&mut vendors, CommandId(5)), None);
        assert_eq!(vendors.settle(again), ids[1]);
        let fifth = take(&mut vendors, CommandId(5)).unwrap();
        assert_eq!((vendors.settle(fifth), vendors.settle(codes[0])), (CommandId(5), ids[0]));
    }
}
