//! What the README shows is what there is.

const README: &str = include_str!("../../../README.md");

/// The README's first program; that in the README of smpp-core is compiled and run as a doc test.
#[test]
fn both_readmes_have_the_same_first_program() {
    let first = |readme: &'static str| readme.split("```rust\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(first(README), first(include_str!("../../../smpp-core/README.md")));
}

#[test]
fn the_client_of_the_readme_is_the_example() {
    let client = include_str!("../../../smpp-core/examples/client.rs");
    let code = &client[client.find("use ").unwrap()..];
    assert!(README.contains(code), "the README has another client");
}
