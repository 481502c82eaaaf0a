//! Style sheet and script of the page, and the policy that lets a browser use these and nothing else.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The style sheet.
pub(super) const STYLE: &str = include_str!("templates/page.css");
/// The script: filters and the way from the draft to the list. The page is whole without it.
pub(super) const SCRIPT: &str = include_str!("templates/page.js");

/// The policy, as in the page itself.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |content: &str| STANDARD.encode(Sha256::digest(content.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
});

/// Content-Security-Policy of the page: its own style sheet and script by their hashes, no request to anywhere.
#[must_use]
pub fn policy() -> &'static str {
    &POLICY
}
