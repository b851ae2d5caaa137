//! Time stamps, validity periods, statuses, causes and coding schemes, each for all of its values.

use super::{decoded, deliver};
use smpp_core::timestamp;
use smpp_gsm7::tpdu::{
    Coding, CommandType, DataCodingScheme, DateTime, Direction, FailureCause, ProtocolIdentifier, SmsDeliver,
    Status, StatusClass, Timestamp, ValidityPeriod,
};
use smpp_gsm7::{Charset, Duration};

#[test]
fn dates_of_time_stamps() {
    for (octets, expected) in [
        ([0x62, 0x11, 0x72, 0x01, 0x11, 0x00, 0x80], Some("2026-11-27T10:11:00+02:00")),
        ([0x70, 0x40, 0x21, 0x32, 0x52, 0x24, 0x00], Some("2007-04-12T23:25:42+00:00")),
        ([0x70, 0x40, 0x21, 0x32, 0x52, 0x24, 0x23], Some("2007-04-12T23:25:42+08:00")),
        ([0x31, 0x30, 0x52, 0x32, 0x10, 0x65, 0x8A], Some("2013-03-25T23:01:56-07:00")),
        ([0x42, 0x20, 0x92, 0x00, 0x00, 0x00, 0x00], Some("2024-02-29T00:00:00+00:00")),
        ([0x52, 0x20, 0x92, 0x00, 0x00, 0x00, 0x00], None), // not a leap year
        ([0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00], None),
        ([0xFF; 7], None),
        ([0x62, 0x31, 0x10, 0x00, 0x00, 0x00, 0x00], None), // month 13
        ([0x62, 0x11, 0x13, 0x00, 0x00, 0x00, 0x00], None), // 31 November
        ([0x62, 0x11, 0x72, 0x42, 0x00, 0x00, 0x00], None), // hour 24
        ([0x62, 0x11, 0x72, 0x01, 0x06, 0x00, 0x00], None), // minute 60
        ([0x62, 0x11, 0x72, 0x01, 0x11, 0x06, 0x00], None), // second 60
        ([0x6A, 0x11, 0x72, 0x01, 0x11, 0x00, 0x00], None), // not a digit
        ([0x62, 0x11, 0x72, 0x01, 0x11, 0x00, 0xFF], Some("2026-11-27T10:11:00")), // no time zone
        ([0x62, 0x11, 0x72, 0x01, 0x11, 0x00, 0x0A], Some("2026-11-27T10:11:00-05:00")),
        ([0x62, 0x11, 0x72, 0x01, 0x11, 0x00, 0x22], Some("2026-11-27T10:11:00+05:30")),
    ] {
        let stamp = Timestamp(octets);
        assert_eq!(stamp.date_time().map(|at| at.to_string()).as_deref(), expected, "{stamp:?}");
        let octets = SmsDeliver::new(Default::default(), stamp, Default::default());
        let mut out = [0; 20];
        let length = octets.encode(&mut out).unwrap();
        decoded(Direction::ScToMs, &out[..length]).unwrap();
    }
}

#[test]
fn every_time_zone() {
    let mut zones = 0;
    for zone in 0..=255_u8 {
        let stamp = Timestamp([0x62, 0x11, 0x72, 0x01, 0x11, 0x00, zone]);
        let at = stamp.date_time().unwrap();
        let (tens, ones) = (zone & 7, zone >> 4);
        let quarters = 10 * tens as i8 + ones as i8;
        let quarters = if zone & 8 == 0 { quarters } else { -quarters };
        let expected = (ones <= 9 && (-48..=56).contains(&quarters)).then_some(quarters);
        assert_eq!(at.utc_offset_quarters(), expected, "{zone:#04x}");
        if let Some(quarters) = expected {
            zones += 1;
            let again = Timestamp::from_date_time(at).unwrap();
            assert!(again == stamp || zone == 0x08, "minus zero is written as zero");
            // The moment agrees with the other crate.
            let other = timestamp::DateTime::new(2026, 11, 27, 10, 11, 0).unwrap();
            assert_eq!(at.unix_seconds(), other.with_utc_offset_quarters(Some(quarters)).unix_seconds());
        } else {
            assert_eq!(Timestamp::from_date_time(at.with_utc_offset_quarters(Some(57))), None);
        }
    }
    assert_eq!(zones, 106);
    assert_eq!(Timestamp::from_date_time(DateTime::new(1999, 1, 1, 0, 0, 0).unwrap()), None);
    assert_eq!(Timestamp::from_date_time(DateTime::new(2100, 1, 1, 0, 0, 0).unwrap()), None);
    for (year, month, day) in
        [(1, 1, 1), (1900, 3, 1), (1970, 1, 1), (2000, 2, 29), (2099, 12, 31), (9999, 12, 31)]
    {
        let ours = DateTime::new(year, month, day, 23, 59, 58).unwrap();
        let other = timestamp::DateTime::new(year, month, day, 23, 59, 58).unwrap();
        assert_eq!(ours.unix_seconds(), other.unix_seconds());
        assert_eq!(timestamp::DateTime::from(ours), other);
        let utc = ours.with_utc_offset_quarters(Some(0));
        assert_eq!(DateTime::from_unix_seconds(ours.unix_seconds()), Some(utc));
        assert_eq!((ours.year(), ours.month(), ours.day()), (year, month, day));
        assert_eq!((ours.hour(), ours.minute(), ours.second()), (23, 59, 58));
    }
}

#[test]
fn every_relative_validity_period() {
    let mut before = 0;
    for octet in 0..=255_u8 {
        let n = u64::from(octet);
        let minutes = match octet {
            0..=143 => (n + 1) * 5,
            144..=167 => 12 * 60 + (n - 143) * 30,
            168..=196 => (n - 166) * 24 * 60,
            197..=255 => (n - 192) * 7 * 24 * 60,
        };
        let seconds = minutes * 60;
        let period = ValidityPeriod::Relative(octet);
        assert_eq!(period.duration(), Some(Duration::from_secs(seconds)));
        // What is a little shorter is rounded up.
        for shorter in [seconds, seconds - 1, before + 1] {
            assert_eq!(ValidityPeriod::relative(Duration::from_secs(shorter)), period, "{shorter}");
        }
        before = seconds;
    }
    assert_eq!(ValidityPeriod::relative(Duration::ZERO), ValidityPeriod::Relative(0));
    assert_eq!(ValidityPeriod::relative(Duration::from_secs(u64::MAX)), ValidityPeriod::Relative(255));
}

#[test]
fn enhanced_validity_periods() {
    let seconds = |octets| ValidityPeriod::Enhanced(octets).duration().map(Duration::as_millis);
    assert_eq!(seconds([0x00, 1, 2, 3, 4, 5, 6]), None); // none
    assert_eq!(seconds([0x41, 0, 0, 0, 0, 0, 0]), Some(300_000)); // relative, single shot
    assert_eq!(seconds([0x02, 30, 0, 0, 0, 0, 0]), Some(30_000));
    assert_eq!(seconds([0x02, 0, 0, 0, 0, 0, 0]), None); // reserved
    assert_eq!(seconds([0x03, 0x21, 0x43, 0x65, 0, 0, 0]), Some((12 * 3600 + 34 * 60 + 56) * 1000));
    assert_eq!(seconds([0x03, 0xAA, 0, 0, 0, 0, 0]), None); // not digits
    assert_eq!(seconds([0x04, 1, 1, 1, 1, 1, 1]), None); // reserved
    assert_eq!(seconds([0x82, 1, 1, 1, 1, 1, 1]), None); // extended
    let enhanced = ValidityPeriod::Enhanced([0xC5, 0, 0, 0, 0, 0, 0]).enhanced().unwrap();
    assert_eq!((enhanced.is_single_shot, enhanced.is_extended, enhanced.format), (true, true, 5));
    assert_eq!(ValidityPeriod::Relative(1).enhanced(), None);
    assert_eq!(ValidityPeriod::Absolute(Timestamp([0; 7])).duration(), None);
}

#[test]
fn every_status_has_a_class() {
    for octet in 0..=255_u8 {
        let status = Status(octet);
        let low = octet & 0x1F;
        let defined = match octet >> 5 {
            0 => low < 3,
            1 | 3 => low < 6,
            2 => low < 10,
            _ => false,
        };
        let specific = octet < 0x80 && low >= 0x10;
        // Reserved values count as 0x63, service rejected.
        let class = match octet >> 5 {
            0 if defined || specific => StatusClass::Completed,
            1 if defined || specific => StatusClass::Pending,
            2 if defined || specific => StatusClass::PermanentError,
            _ => StatusClass::TemporaryError,
        };
        assert_eq!(status.class(), class, "{octet:#04x}");
        assert_eq!(status.is_service_centre_specific(), specific, "{octet:#04x}");
        assert_eq!(status.is_reserved(), !defined && !specific, "{octet:#04x}");
        assert_eq!(status.meaning() == "reserved", status.is_reserved(), "{octet:#04x}");
        assert_eq!(status.meaning() == "specific to the service centre", specific, "{octet:#04x}");
    }
    assert_eq!(Status(0x00).meaning(), "received by the SME");
    assert_eq!(Status(0x63).meaning(), "service rejected");
    assert_eq!(Status(0x49).meaning(), "message does not exist");
}

#[test]
fn every_failure_cause() {
    let mut named = 0;
    for octet in 0..=255_u8 {
        let cause = FailureCause(octet);
        assert_eq!(cause.meaning() == "reserved", cause.is_reserved(), "{octet:#04x}");
        assert_eq!(cause.meaning() == "specific to an application", (0xE0..=0xFE).contains(&octet));
        named += usize::from(!cause.is_reserved());
    }
    assert_eq!(named, 26 + 31);
    assert_eq!(FailureCause::SIM_STORAGE_FULL.0, 0xD0);
    assert_eq!(FailureCause(0xC5).meaning(), "duplicate short message rejected");
    assert_eq!(CommandType(0x02).meaning(), "delete a submitted message");
    assert_eq!(
        (CommandType(0x04).meaning(), CommandType(0xE0).meaning()),
        ("reserved", "specific to the service centre")
    );
    assert_eq!(ProtocolIdentifier(0x47).replace_type(), Some(7));
    assert_eq!(ProtocolIdentifier(0x48).replace_type(), None);
    for octet in 0..=255 {
        assert!(!ProtocolIdentifier(octet).meaning().is_empty());
    }
}

#[test]
fn coding_schemes_name_the_charset_and_what_the_length_counts() {
    for octet in 0..=255_u8 {
        let scheme = DataCodingScheme(octet);
        assert_eq!(scheme.counts_septets(), scheme.coding() == Coding::Gsm7 && !scheme.is_compressed());
        let charset = match scheme.coding() {
            _ if scheme.is_compressed() => None,
            Coding::Gsm7 => Some(Charset::GSM7),
            Coding::Octets => None,
            Coding::Ucs2 => Some(Charset::Ucs2),
        };
        assert_eq!(scheme.charset(), charset, "{octet:#04x}");
        // The length counts septets or octets accordingly.
        let octets = if scheme.counts_septets() { 7 } else { 8 };
        decoded(Direction::ScToMs, &deliver(0, octet, 8, &[0x31; 8][..octets])).unwrap();
        assert!(decoded(Direction::ScToMs, &deliver(0, octet, 8, &[0x31; 8][..octets - 1])).is_err());
    }
}
