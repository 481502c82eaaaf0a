//! Chinese words for the fields of the interface: what the types say is written for people who change the code.

use serde_json::Value;

/// x
pub(super) fn translate(_document: &mut Value) {}
