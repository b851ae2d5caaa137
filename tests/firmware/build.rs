//! Puts memory.x and device.x where the linker finds them, and names defmt's linker script for the program that logs.
use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    for script in ["memory.x", "device.x"] {
        fs::copy(script, Path::new(&out).join(script))?;
        println!("cargo:rerun-if-changed={script}");
    }
    println!("cargo:rustc-link-search={out}");
    if env::var_os("CARGO_FEATURE_DEFMT").is_some() {
        println!("cargo:rustc-link-arg-bin=logged=-Tdefmt.x");
    }
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}
