//! The header says what the functions are. `UPDATE=1 cargo test` writes it again.

use std::path::Path;

#[test]
fn the_header_is_the_one_that_the_source_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).unwrap();
    let mut generated = Vec::new();
    cbindgen::generate_with_config(folder, config).unwrap().write(&mut generated);
    let header = folder.join("include/smpp.h");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(header, generated).unwrap();
    } else {
        let committed = std::fs::read(header).unwrap();
        assert!(committed == generated, "include/smpp.h is not up to date: run `UPDATE=1 cargo test`");
    }
}
