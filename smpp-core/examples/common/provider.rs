//! `--profile`: the provider whose rules apply.

use smpp_core::profile::Profile;

/// Finds a profile by name. The error lists the known ones.
pub(crate) fn provider(name: &str) -> Result<&'static Profile, String> {
    Profile::named(name).ok_or_else(|| {
        let known: Vec<&str> = Profile::ALL.iter().map(|profile| profile.name).collect();
        format!("unknown profile: use {}", known.join(", "))
    })
}
