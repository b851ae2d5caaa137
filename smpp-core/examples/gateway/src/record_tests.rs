use super::*;

fn order() -> Order {
    Order { key: "k".into(), from: "Shop".into(), to: "+4670".into(), text: "Hello".into() }
}

fn report(id: &str, state: &str, is_final: bool) -> Report {
    Report { id: id.into(), state: state.into(), is_final }
}

/// The record of a message that the message centre has accepted with these ids.
fn accepted(ids: &[&str]) -> Record {
    let mut record = Record::new(order());
    assert_eq!(record.begin(OnUnknown::Report), Begin::Send);
    let ids = ids.iter().map(|id| (*id).to_owned()).collect();
    assert!(!record.settle(Outcome::Accepted(ids), OnUnknown::Report));
    record
}

#[test]
fn a_message_is_sent_once() {
    for on_unknown in [OnUnknown::Report, OnUnknown::Resend] {
        let mut record = accepted(&["1"]);
        assert_eq!(record.begin(on_unknown), Begin::Done);
        assert_eq!(record.state, State::Accepted);
        assert!(!record.possible_duplicate);
    }
}

#[test]
fn a_message_whose_sender_died_is_reported_or_sent_again_with_the_mark() {
    let mut record = Record::new(order());
    record.begin(OnUnknown::Report);
    assert_eq!(record.begin(OnUnknown::Report), Begin::Unknown);
    assert_eq!((&record.state, record.possible_duplicate), (&State::Unknown, false));
    assert_eq!(record.begin(OnUnknown::Report), Begin::Done);

    let mut record = Record::new(order());
    record.begin(OnUnknown::Resend);
    assert_eq!(record.begin(OnUnknown::Resend), Begin::Send);
    assert_eq!((&record.state, record.possible_duplicate), (&State::Sending, true));
}

#[test]
fn an_unknown_outcome_is_reported_or_queued_again_with_the_mark() {
    let mut record = Record::new(order());
    record.begin(OnUnknown::Report);
    assert!(!record.settle(Outcome::Unknown(vec!["1".into()]), OnUnknown::Report));
    assert_eq!((&record.state, record.segments.len()), (&State::Unknown, 1));

    let mut record = Record::new(order());
    record.begin(OnUnknown::Resend);
    assert!(record.settle(Outcome::Unknown(vec![]), OnUnknown::Resend));
    assert_eq!((&record.state, record.possible_duplicate), (&State::Queued, true));
}

fn late(id: &str, is_last: bool) -> Late {
    Late::Accepted { id: id.into(), is_last }
}

/// A message whose first segments were accepted with these ids, and the next one is unknown.
fn unknown(ids: &[&str], on_unknown: OnUnknown) -> Record {
    let mut record = Record::new(order());
    record.begin(on_unknown);
    record.settle(Outcome::Unknown(ids.iter().map(|id| (*id).to_owned()).collect()), on_unknown);
    record
}

#[test]
fn a_late_response_decides_an_unknown_message() {
    let mut record = unknown(&["1"], OnUnknown::Report);
    assert!(record.late(&late("2", true)));
    assert_eq!((&record.state, record.segments.len()), (&State::Accepted, 2));
    record.report(&report("1", "delivered", true));
    record.report(&report("2", "delivered", true));
    assert_eq!(record.state, State::Delivered);

    // The segments after it were not sent.
    let mut record = unknown(&["1"], OnUnknown::Report);
    assert!(record.late(&late("2", false)));
    assert_eq!((&record.state, record.segments.len()), (&State::Unknown, 2));

    let mut record = unknown(&[], OnUnknown::Report);
    assert!(record.late(&Late::Refused("why".into())));
    assert_eq!(record.state, State::Refused("why".into()));
}

/// Its receipt may have come first.
#[test]
fn a_late_response_ends_a_message_that_has_its_receipt() {
    let mut record = unknown(&[], OnUnknown::Report);
    record.report(&report("1", "delivered", true));
    assert!(record.late(&late("1", true)));
    assert_eq!(record.state, State::Delivered);
}

#[test]
fn a_message_that_turns_out_to_be_accepted_is_not_sent_again() {
    let mut record = unknown(&[], OnUnknown::Resend);
    assert_eq!(record.state, State::Queued);
    record.late(&late("1", true));
    assert_eq!(record.begin(OnUnknown::Resend), Begin::Done);

    // It is being sent again.
    for outcome in [
        Outcome::NotSent,
        Outcome::Refused("why".into()),
        Outcome::Unknown(Vec::new()),
        Outcome::Accepted(vec!["2".into()]),
    ] {
        let mut record = unknown(&[], OnUnknown::Resend);
        assert_eq!(record.begin(OnUnknown::Resend), Begin::Send);
        // A refusal of the first attempt does not decide.
        assert!(!record.late(&Late::Refused("why".into())));
        record.late(&late("1", true));
        assert!(!record.settle(outcome, OnUnknown::Resend));
        assert_eq!((&record.state, record.possible_duplicate), (&State::Accepted, true));
    }
}

#[test]
fn what_was_not_sent_is_queued_again_without_a_mark() {
    let mut record = Record::new(order());
    record.begin(OnUnknown::Resend);
    assert!(record.settle(Outcome::NotSent, OnUnknown::Resend));
    assert_eq!(record, Record::new(order()));
}

#[test]
fn a_message_is_delivered_when_all_segments_are() {
    let mut record = accepted(&["1", "2"]);
    assert!(record.report(&report("2", "delivered", true)));
    assert_eq!(record.state, State::Accepted);
    assert!(!record.report(&report("2", "delivered", true)));
    assert!(record.report(&report("1", "enroute", false)));
    assert!(!record.report(&report("1", "enroute", false)));
    assert!(record.report(&report("1", "delivered", true)));
    assert_eq!(record.state, State::Delivered);
    assert!(!record.report(&report("1", "expired", true)));
}

#[test]
fn one_segment_that_fails_fails_the_message() {
    let mut record = accepted(&["1", "2"]);
    record.report(&report("1", "expired", true));
    record.report(&report("2", "delivered", true));
    assert_eq!(record.state, State::Failed("expired".into()));
}

#[test]
fn a_receipt_for_an_unknown_message_is_kept_and_changes_no_more() {
    let mut record = Record::new(order());
    record.begin(OnUnknown::Report);
    record.settle(Outcome::Unknown(vec!["1".into()]), OnUnknown::Report);
    assert!(record.report(&report("1", "delivered", true)));
    // The other segments may be missing.
    assert_eq!(record.state, State::Unknown);
}

#[test]
fn a_receipt_may_come_before_the_outcome() {
    let mut record = Record::new(order());
    record.begin(OnUnknown::Report);
    assert!(record.report(&report("2", "delivered", true)));
    assert_eq!(record.state, State::Sending);
    record.settle(Outcome::Accepted(vec!["1".into(), "2".into()]), OnUnknown::Report);
    assert_eq!((&record.state, record.segments.len()), (&State::Accepted, 2));
    record.report(&report("1", "delivered", true));
    assert_eq!(record.state, State::Delivered);
}

#[test]
fn a_record_survives_json() {
    for record in [Record::new(order()), accepted(&["1"]), {
        let mut failed = accepted(&["1"]);
        failed.report(&report("1", "rejected", true));
        failed
    }] {
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), record, "{json}");
    }
}

#[test]
fn each_news_has_a_key_of_its_own() {
    let mut record = accepted(&["1"]);
    let mut keys = vec![record.news_key()];
    for (state, is_final) in
        [("enroute", false), ("accepted", false), ("unknown", false), ("delivered", true)]
    {
        assert!(record.report(&report("1", state, is_final)));
        keys.push(record.news_key());
        assert!(!record.report(&report("1", state, is_final)), "a repetition");
        assert_eq!(keys.last(), Some(&record.news_key()));
    }
    keys.dedup();
    assert_eq!(keys.len(), 5, "{keys:?}");
}

#[test]
fn a_notification_of_the_final_state_does_not_hide_the_receipt() {
    let mut record = accepted(&["1"]);
    assert!(record.report(&report("1", "delivered", false)));
    assert_eq!(record.state, State::Accepted);
    assert!(record.report(&report("1", "delivered", true)));
    assert_eq!(record.state, State::Delivered);
}
