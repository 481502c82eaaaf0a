//! [`read`]: a package in, its text out.

use super::story::{Found, Reader};
use super::styles::Styles;
use crate::intake::error::IntakeError;
use crate::intake::package::Package;
use crate::intake::xml;

/// What the package says it is: a text, or a template of one.
const KIND: &str = "application/vnd.oasis.opendocument.text";
/// The part that holds the text.
pub(in crate::intake) const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";
const MANIFEST: &str = "META-INF/manifest.xml";

/// Whether the package says it is an OpenDocument text.
///
/// # Errors
/// [`IntakeError`] for a package that is damaged or beyond a cap.
pub(in crate::intake) fn is_document(package: &mut Package<'_>) -> Result<bool, IntakeError> {
    Ok(package.part("mimetype")?.is_some_and(|kind| String::from_utf8_lossy(&kind).trim_start().starts_with(KIND)))
}

/// Reads the document in a package.
///
/// # Errors
/// [`IntakeError`] for a package that is damaged, encrypted, or beyond a cap.
pub(in crate::intake) fn read(package: &mut Package<'_>) -> Result<Found, IntakeError> {
    let manifest = package.part(MANIFEST)?.unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err(IntakeError::Package { problem: "已加密，请先取消密码".to_owned() });
    }
    let mut styles = Styles::default();
    let common = package.part(STYLES)?.map(|part| xml::decode(STYLES, part)).transpose()?.unwrap_or_default();
    styles.read(STYLES, &common)?;
    let content = xml::decode(CONTENT, package.needed(CONTENT)?)?;
    styles.read(CONTENT, &content)?;
    let margins = Reader::new(STYLES, &common, &styles).read()?.text;
    let found = Reader::new(CONTENT, &content, &styles).read()?;
    Ok(Found { margins, ..found })
}
