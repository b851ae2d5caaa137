use super::*;

const TEXT: &str = match core::str::from_utf8(&[b'a'; 400]) {
    Ok(text) => text,
    Err(_) => "",
};

fn a(count: usize) -> &'static str {
    &TEXT[..count]
}

#[test]
fn sar_segments_carry_tlvs_and_no_header() {
    let segmenter = Segmenter { mode: Mode::Sar, reference: 0x1234, ..Segmenter::DEFAULT };
    let mut buffer = [0; MAX_USER_DATA];
    let mut segments = segmenter.plan(a(161)).unwrap().segments();
    let segment = segments.next_into(&mut buffer).unwrap().unwrap();
    // A reference above 255 will need the wide element.
    assert_eq!((segment.user_data.len(), segment.header_len), (152, 0));
    let mut tlvs = SegmentTlvs::default();
    let submit_sm = SubmitSm::from_segment(&segment, &mut tlvs);
    assert_eq!(submit_sm.tlvs.sar_msg_ref_num(), Ok(Some(0x1234)));
    assert_eq!(submit_sm.tlvs.sar_total_segments(), Ok(Some(2)));
    assert_eq!(submit_sm.tlvs.sar_segment_seqnum(), Ok(Some(1)));
    assert!(!submit_sm.esm_class.udhi());
    let mut tlvs = SegmentTlvs::default();
    let deliver_sm = DeliverSm::from_segment(&segment, &mut tlvs);
    assert_eq!((deliver_sm.short_message, deliver_sm.tlvs), (submit_sm.short_message, submit_sm.tlvs));
}

#[test]
fn one_message_in_one_piece() {
    let short = Segmenter { mode: Mode::ShortMessage { max: 300 }, ..Segmenter::DEFAULT };
    let mut buffer = [0; 400];
    let segment = short.plan(a(254)).unwrap().segments().next_into(&mut buffer).unwrap().unwrap();
    let mut tlvs = SegmentTlvs::default();
    assert_eq!(SubmitSm::from_segment(&segment, &mut tlvs).short_message.len(), 254);
    assert_eq!(short.plan(a(255)).unwrap_err().kind(), SegmentErrorKind::TooLong { max: 254 });

    let payload = Segmenter { mode: Mode::Payload { max: 300 }, ..Segmenter::DEFAULT };
    let segment = payload.plan(a(300)).unwrap().segments().next_into(&mut buffer).unwrap().unwrap();
    let (mut tlvs, mut others) = (SegmentTlvs::default(), SegmentTlvs::default());
    let submit_sm = SubmitSm::from_segment(&segment, &mut tlvs);
    assert_eq!(submit_sm.short_message, b"");
    assert_eq!(submit_sm.tlvs.message_payload(), Ok(Some(a(300).as_bytes())));
    assert_eq!(DataSm::from_segment(&segment, &mut others).tlvs, submit_sm.tlvs);
    assert_eq!(payload.plan(a(301)).unwrap_err().kind(), SegmentErrorKind::TooLong { max: 300 });
}

#[test]
fn data_sm_carries_text_and_sar_in_tlvs() {
    let segmenter = Segmenter { mode: Mode::Sar, ..Segmenter::DEFAULT };
    let mut buffer = [0; MAX_USER_DATA];
    let segment = segmenter.plan(a(161)).unwrap().segments().next_into(&mut buffer).unwrap().unwrap();
    let mut tlvs = SegmentTlvs::default();
    let data_sm = DataSm::from_segment(&segment, &mut tlvs);
    assert_eq!(data_sm.tlvs.message_payload().unwrap().unwrap().len(), 153);
    assert_eq!(data_sm.tlvs.sar_total_segments(), Ok(Some(2)));
}
