//! Values from the feature `arbitrary`: valid PDUs, and PDUs that break one property.

use super::{pdu::check_pdu, refusals};
use arbitrary::{Arbitrary, Unstructured};
use smpp_core::arbitrary_values::{AnyPdu, Broken, Property, Valid};
use smpp_core::lint::{self, Severity};
use smpp_core::{Encode, Pdu, RawPdu, Rules, Version};

/// A value made from any octets is valid in its version, and passes every check for PDUs.
pub fn check_valid(data: &[u8]) {
    let Valid { version, pdu } =
        Valid::<Pdu<'_>>::arbitrary(&mut Unstructured::new(data)).expect("any octets");
    let octets = encoded(version, &pdu);
    check_pdu(&octets);
    // A response without its body has no fields to set.
    if RawPdu::parse(&octets).expect("framed").body_omitted() {
        return;
    }
    assert!(refusals(&pdu, version).is_empty(), "{version}: {:?} {pdu:?}", refusals(&pdu, version));
}

/// The octets of a PDU.
///
/// # Panics
/// If the version does not allow it.
pub fn encoded<'a>(version: Version, pdu: &impl AnyPdu<'a>) -> Vec<u8> {
    let mut out = vec![0; pdu.encoded_len()];
    match pdu.encode(1, Rules::of(version), &mut out) {
        Ok(done) => assert_eq!((done.len, done.omitted), (out.len(), 0)),
        Err(error) => panic!("{:?} {version}: {error}", pdu.command_id()),
    }
    out
}

/// A value made from any octets breaks one property. Decoding, encoding, the checked setters and the lints name that
/// property and its field, or find nothing if the property says so.
pub fn check_broken(data: &[u8]) {
    check_one(&Broken::arbitrary(&mut Unstructured::new(data)).expect("any octets"));
}

/// Like [`check_broken`], for one property.
pub fn check_broken_property<'a>(property: Property, data: &'a [u8]) -> Broken<'a> {
    let broken = Broken::of(property, &mut Unstructured::new(data)).expect("every property can be broken");
    assert_eq!(broken.property(), property);
    check_one(&broken);
    broken
}

fn check_one(broken: &Broken<'_>) {
    let (property, version, pdu) = (broken.property(), broken.version(), broken.pdu());
    let shown = || format!("{property:?} {version} {:?}: {pdu:?}", broken.field());

    let mut out = vec![0; broken.encoded_len()];
    let error = pdu.encode(1, Rules::of(version), &mut out).err();
    assert_eq!(error.map(|error| error.kind()), property.encode_error(), "{}", shown());
    if let Some(error) = error {
        let blamed = error.field().or(error.tag().and_then(smpp_core::Tag::name));
        assert!(
            blamed == broken.field() || (blamed.is_none() && broken.tag().is_none()),
            "{error}: {}",
            shown()
        );
    }

    let refused = refusals(&pdu, version);
    // A setter sees neither the version of the PDU nor that its body is omitted.
    if !matches!(property, Property::PduInVersion | Property::OmittedBodyEmpty) {
        let kinds: Vec<_> = refused.iter().map(|error| error.kind()).collect();
        assert_eq!(kinds, Vec::from_iter(property.checked_error()), "{}", shown());
    }
    if let ([error], Some(_)) = (&refused[..], property.checked_error()) {
        assert_eq!(error.tag(), broken.tag(), "{}", shown());
        assert!(broken.tag().is_some() || error.field() == broken.field(), "{error}: {}", shown());
    }

    let Ok(len) = broken.write(&mut out) else {
        assert!(
            matches!(property, Property::Bound | Property::NoNul | Property::OmittedBodyEmpty),
            "{}",
            shown()
        );
        return;
    };
    let raw = RawPdu::parse(&out[..len]).expect("framed");
    let error = Pdu::decode(&raw).err();
    assert_eq!(error.map(|error| error.kind()), property.decode_error(), "{}", shown());
    if let Some(error) = error {
        assert_eq!(error.field(), broken.field(), "{error}: {}", shown());
    }
    let mut found = Vec::new();
    lint::check(&raw, version, |finding| {
        if finding.lint.severity > Severity::Note {
            found.push((finding.lint.id, finding.field));
        }
    });
    if let Some(rule) = property.lint() {
        let named = |(id, field): &(&str, Option<&str>)| {
            let is_pdu = broken.field().is_none() && *field == Some("command_id");
            // A missing list is reported by its count.
            *id == rule && (*field == broken.field() || is_pdu || *field == Some("number_of_dests"))
        };
        assert!(found.iter().any(named), "{found:?}: {}", shown());
    }
    check_pdu(&out[..len]);
}
