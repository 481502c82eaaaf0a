//! Where in the file the words stand that a report speaks of.

use crate::intake::Origin;
use crate::review::report::Report;

/// The paragraphs or lines of the file in which a finding, a passage or an item of the assessment stands. Positions of
/// the report are those of the text as received, in code points.
pub(super) fn touched(report: &Report, origin: &Origin) -> Option<Origin> {
    let findings = report.findings.iter().filter_map(|finding| finding.span);
    let passages = report.passages.iter().map(|passage| passage.span);
    let items = report.assessment.iter().map(|item| item.span);
    origin.around(findings.chain(passages).chain(items).collect())
}
