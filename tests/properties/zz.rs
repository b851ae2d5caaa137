#[test]
fn zz() {
    let data: Vec<u8> = std::env::var("DATA").unwrap().split(',').filter(|t| !t.is_empty()).map(|t| t.trim().parse().unwrap()).collect();
    smpp_tests::checks::check_session(&data);
}
