//! Which message a receipt is about: ids in another base, one id for several parts, ids that count with their
//! destination.

use super::receipts::{Said, marked, over, states, told};
use crate::kit::summary;

/// 1000 is 4096 in hexadecimal digits, but a receipt for 1000 is not for 4096 just because nobody else has the id.
#[test]
fn no_base_is_guessed() {
    for profile in [&["--profile", "generic"][..], &["--profile", "kannel"], &[]] {
        let more = [profile, &["--receipts", "--json"]].concat();
        let (output, _) = told(&["4096"], &[marked("id:1000 stat:UNDELIV err:000")], &more);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(states(&output), serde_json::json!({}));
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(errors.contains("--submit-ids"), "{errors}");
        // Its own receipt counts, whatever came before.
        let both = over(
            &["4096"],
            &[marked("id:1000 stat:UNDELIV err:000"), marked("id:4096 stat:DELIVRD err:000")],
            &more,
        );
        assert_eq!(states(&both), serde_json::json!({ "delivered": 1 }));
    }
    // Named explicitly, it is not a guess.
    let named = ["--submit-ids", "decimal", "--receipt-ids", "hexadecimal", "--receipts", "--json"];
    over(&["4096"], &[marked("id:1000 stat:DELIVRD err:000")], &named);
}

/// Three unambiguous ids: from the second one on the bases are known, and the first one counts, too.
#[test]
fn ids_show_their_bases() {
    let all = over(
        &["70BA8A69", "70BA8A6B", "70BA8A6D"],
        &[
            marked("id:1891273321 stat:DELIVRD err:000"),
            marked("id:1891273323 stat:DELIVRD err:000"),
            marked("id:1891273325 stat:DELIVRD err:000"),
        ],
        &["--require-delivered", "--count", "3", "--json"],
    );
    assert_eq!(summary(&all)["receipts"], 3);
    assert!(all.stderr.is_empty(), "{all:?}");
}

/// Four parts: the text, and the room in a part.
const LONG: [&str; 4] = ["--text", "aaabbbcccddd", "--max-short-message", "9"];

#[test]
fn each_part_has_its_receipt() {
    let more = [&LONG[..], &["--require-delivered", "--json"]].concat();
    let said = &[
        marked("id:1 stat:DELIVRD err:000"),
        marked("id:2 stat:DELIVRD err:000"),
        marked("id:3 stat:DELIVRD err:000"),
        marked("id:4 stat:DELIVRD err:000"),
    ];
    let all = over(&["1", "2", "3", "4"], said, &more);
    assert_eq!(summary(&all)["receipts"], 4);
    // One of them is missing.
    let (output, _) = told(&["1", "2", "3", "4"], &said[1..], &more);
    assert!(String::from_utf8_lossy(&output.stderr).contains("3 of 4 receipts"), "{output:?}");
}

/// One id for all parts: a receipt for each, or one for all, depending on the server.
#[test]
fn one_id_for_all_parts() {
    const ONE: Said = marked("id:5 stat:DELIVRD err:000");
    let ids = &["5", "5", "5", "5"];
    let each = [&LONG[..], &["--require-delivered", "--json"]].concat();
    let all = over(ids, &[ONE, ONE, ONE, ONE], &each);
    assert_eq!(summary(&all)["receipts"], 4);
    for policy in ["first", "last", "any"] {
        let one = over(ids, &[ONE], &[&each[..], &["--receipts-for", policy]].concat());
        assert_eq!(summary(&one)["receipts"], 1, "{policy}");
    }
    // One receipt although each part was to have one: that is an end, but not for all.
    let (output, _) = told(ids, &[ONE], &each);
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 of 4 receipts"), "{output:?}");
}

/// If a server gives one id to several destinations, the number shows which one a receipt is for.
#[test]
fn an_id_counts_with_its_destination_where_that_is_asked_for() {
    let said = &[marked("id:7 stat:DELIVRD err:000")];
    let mine = ["--receipts-by-destination", "--require-delivered", "--json"];
    over(&["7"], said, &mine);
    let other = [&mine[..], &["--to", "15555550199"]].concat();
    let (output, _) = told(&["7"], said, &other);
    assert!(String::from_utf8_lossy(&output.stderr).contains("0 of 1 receipts"), "{output:?}");
    over(&["7"], said, &other[1..]);
}

#[test]
fn one_receipt_for_a_whole_message() {
    let ids = &["1", "2", "3", "4"];
    let asked = [&LONG[..], &["--require-delivered", "--json", "--receipts-for"]].concat();
    const FIRST: &[Said] = &[marked("id:1 stat:DELIVRD err:000")];
    const THIRD: &[Said] = &[marked("id:3 stat:DELIVRD err:000")];
    const LAST: &[Said] = &[marked("id:4 stat:DELIVRD err:000")];
    for (policy, said) in [("first", FIRST), ("last", LAST), ("any", FIRST), ("any", THIRD), ("any", LAST)] {
        let one = over(ids, said, &[&asked[..], &[policy]].concat());
        assert_eq!(states(&one), serde_json::json!({ "delivered": 1 }), "{policy}");
    }
    for (policy, said) in [("first", THIRD), ("last", FIRST), ("each", FIRST)] {
        let (output, _) = told(ids, said, &[&asked[..], &[policy]].concat());
        assert_eq!(output.status.code(), Some(1), "{policy}: {output:?}");
    }
}
