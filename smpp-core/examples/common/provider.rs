//! `--profile`: the provider whose habits count.

use smpp_core::profile::Profile;

/// The profile of a name; the error lists those there are.
pub(crate) fn provider(name: &str) -> Result<&'static Profile, String> {
    Profile::named(name).ok_or_else(|| {
        let known: Vec<&str> = Profile::ALL.iter().map(|profile| profile.name).collect();
        format!("not known: use {}", known.join(", "))
    })
}
