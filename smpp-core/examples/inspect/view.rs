//! Views for people: blocks of input, a prompt, and output with colours where the terminal has them.

use std::io::{self, BufRead, BufWriter, IsTerminal, Read, Write};

/// Maximum length of a block, as of a line.
const MOST_BLOCK: u64 = 64 * 1024 * 1024;

/// How to show what was read.
#[derive(clap::Args, Clone, Copy)]
pub(crate) struct View {
    /// Explain for people, the default on a terminal except for pcap. NO_COLOR turns colours off
    #[arg(long, global = true, conflicts_with = "json")]
    pub(crate) explain: bool,
    /// Print JSON lines, the default elsewhere except for pcap
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl View {
    pub(crate) fn is_for_people(self) -> bool {
        self.explain || (!self.json && io::stdout().is_terminal())
    }
}

/// What separates one input from the next.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Ends {
    AtLine,
    AtEmptyLine,
}

/// Hands each block to `explain`, which answers whether all was well. On a terminal, first says what to type.
pub(crate) fn each(
    ends: Ends,
    prompt: &str,
    mut explain: impl FnMut(&[u8], &mut dyn Write) -> io::Result<bool>,
) -> io::Result<bool> {
    let mut input = io::stdin().lock();
    let is_interactive = io::stdin().is_terminal();
    let mut output = BufWriter::new(anstream::stdout().lock());
    let (mut block, mut good) = (Vec::new(), true);
    if is_interactive {
        writeln!(io::stderr(), "{prompt}; Ctrl-D ends.")?;
    }
    loop {
        let start = block.len();
        let room = MOST_BLOCK.saturating_sub(start as u64);
        let is_last = input.by_ref().take(room).read_until(b'\n', &mut block)? == 0;
        if is_last && room == 0 {
            return Err(io::Error::other("more than 64 MiB without an empty line"));
        }
        let is_empty_line = block.get(start..).unwrap_or_default().trim_ascii().is_empty();
        let is_whole = is_last || ends == Ends::AtLine || is_empty_line;
        if is_whole && !block.trim_ascii().is_empty() {
            good &= explain(&block, &mut output)?;
            output.flush()?;
        }
        if is_whole {
            block.clear();
        }
        if is_last {
            return Ok(good);
        }
    }
}
