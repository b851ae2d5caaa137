//! Builds the page: one file of HTML, which contains the style, the scripts, the module and an example, and works from
//! any folder without a network.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};

const TARGET: &str = "wasm32-unknown-unknown";
/// In the order in which they run.
const SCRIPTS: [&str; 6] = ["dom.js", "octets.js", "pdu.js", "text.js", "capture.js", "main.js"];

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "page: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = here.join("target");
    build_module(here, &target)?;
    let module = fs::read(target.join(TARGET).join("release").join("smpp_page.wasm"))?;
    let read = |name: &str| {
        let path = here.join("web").join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let mut scripts = String::new();
    for name in SCRIPTS {
        scripts.push_str(&read(name)?);
    }
    let mut page = read("index.html")?;
    for (place, contents) in [
        ("/* style */", read("style.css")?),
        ("/* reader */", read("reader.js")?),
        ("/* worker */", read("worker.js")?),
        ("/* scripts */", scripts),
        ("/* module */", base64(&compressed(&module)?)),
        ("/* session */", base64(&compressed(&fs::read(here.join("web").join("session.pcap"))?)?)),
    ] {
        let (before, after) = page.split_once(place).ok_or_else(|| format!("index.html has no {place}"))?;
        page = [before, contents.trim_end(), after].concat();
    }
    let path = target.join("smpp.html");
    fs::write(&path, &page)?;
    let mut out = std::io::stdout();
    writeln!(out, "{}: {} octets, of which the module {}", path.display(), page.len(), module.len())?;
    Ok(())
}

/// Builds the module into this folder.
fn build_module(here: &Path, target: &Path) -> Result<(), Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--release", "--locked", "--package", "smpp-page-module", "--target", TARGET];
    let done =
        Command::new(cargo).current_dir(here).args(arguments).arg("--target-dir").arg(target).status()?;
    if !done.success() {
        return Err(format!("the module cannot be built; it needs `rustup target add {TARGET}`").into());
    }
    Ok(())
}

/// As a browser's DecompressionStream reads it.
fn compressed(octets: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(octets)?;
    encoder.finish()
}

fn base64(octets: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in octets.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, octet| word << 8 | u32::from(*octet));
        let bits = chunk.len().saturating_mul(8);
        // From the left; the last digit is filled up with zeros.
        let word = u64::from(word) << 24_usize.saturating_sub(bits);
        for place in 0..4_usize {
            let digit = word >> 18_usize.saturating_sub(place.saturating_mul(6)) & 63;
            let is_used = place.saturating_mul(6) < bits;
            let digit = usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit));
            text.push(digit.filter(|_| is_used).map_or('=', |digit| char::from(*digit)));
        }
    }
    text
}
