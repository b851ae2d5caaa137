//! `defmt::Format` for public types.

use std::fs;
use std::path::Path;

/// The sources in which every public type has it.
const SOURCES: [&str; 14] = [
    "../../smpp-gsm7/src/instant.rs",
    "codes",
    "error.rs",
    "field",
    "frame.rs",
    "header.rs",
    "link",
    "lint",
    "pdu",
    "rules.rs",
    "session",
    "timestamp",
    "tlv",
    "wire",
];

/// How the calls of macros begin that implement it for the types they name.
const MACROS: [&str; 4] = ["readable_bits!(", "text!(shown ", "shows!(", "crate::debug::shows!("];

/// The source of each file, without its tests.
fn read(path: &Path, sources: &mut Vec<String>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap();
        entries.for_each(|entry| read(&entry.unwrap().path(), sources));
    } else {
        let text = fs::read_to_string(path).unwrap();
        sources.extend(text.split("#[cfg(test)]\nmod tests").next().map(str::to_owned));
    }
}

#[test]
fn every_public_type_of_the_codec_of_sessions_and_of_links_can_be_logged() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../smpp-core/src");
    let mut sources = Vec::new();
    SOURCES.iter().for_each(|name| read(&root.join(name), &mut sources));
    let all = sources.concat();
    let mut types = 0;
    for source in &sources {
        let lines: Vec<_> = source.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(item) = ["pub struct ", "pub enum "].iter().find_map(|item| line.strip_prefix(item))
            else {
                continue;
            };
            types += 1;
            let name: String = item.chars().take_while(|c| c.is_alphanumeric()).collect();
            let attributes = lines[..at].iter().rev().take_while(|line| line.starts_with(['#', '/']));
            let derived = attributes.clone().any(|line| line.contains("derive(defmt::Format)"));
            let by_hand = all.contains(&format!("defmt::Format for {name}<"))
                || all.contains(&format!("defmt::Format for {name} {{"));
            let by_macro = lines.iter().any(|line| {
                let named = MACROS.iter().find_map(|call| line.strip_prefix(call));
                named.is_some_and(|named| named.split([',', ' ', ')', '<']).any(|named| named == name))
            });
            assert!(derived || by_hand || by_macro, "{name} has no defmt::Format");
        }
    }
    assert!(types > 25, "{types}");
}
