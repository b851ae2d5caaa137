//! Puts the memory.x of the board and device.x where the linker finds them, and names defmt's linker script for the
//! program that logs.
use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    let board = if env::var("CARGO_CFG_TARGET_ARCH")? == "riscv32" {
        "virt.x"
    } else if env::var_os("CARGO_FEATURE_MICROBIT").is_some() {
        "microbit.x"
    } else {
        "mps2-an385.x"
    };
    for (from, to) in [(board, "memory.x"), ("device.x", "device.x")] {
        let from = Path::new("link").join(from);
        fs::copy(&from, Path::new(&out).join(to))?;
        println!("cargo:rerun-if-changed={}", from.display());
    }
    println!("cargo:rustc-link-search={out}");
    if env::var_os("CARGO_FEATURE_DEFMT").is_some() {
        for program in ["logged", "event"] {
            println!("cargo:rustc-link-arg-bin={program}=-Tdefmt.x");
        }
    }
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}
