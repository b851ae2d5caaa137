//! The modem's serial port.

use rustix::fs::{Mode, OFlags, fcntl_setfl, open as open_file};
use rustix::termios::{ControlModes, OptionalActions, ioctl_tiocexcl, tcgetattr, tcsetattr};
use std::fs::File;
use std::io;

/// Opens a serial port or a pseudo-terminal for octets: no echo, no line editing, no signals. What came before is
/// dropped, and no other program can open it. Without a speed, the port keeps the one it has.
pub(crate) fn open(path: &str, baud: Option<u32>) -> io::Result<File> {
    // Not as the terminal of this process, which a service would get and be killed by when the modem is unplugged. And
    // without waiting for a carrier: a modem has one only during a call.
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let port = open_file(path, flags, Mode::empty())?;
    let mut modes = tcgetattr(&port)?;
    modes.make_raw();
    modes.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
    if let Some(baud) = baud {
        modes.set_speed(baud)?;
    }
    tcsetattr(&port, OptionalActions::Flush, &modes)?;
    ioctl_tiocexcl(&port)?;
    fcntl_setfl(&port, OFlags::empty())?;
    Ok(port.into())
}
