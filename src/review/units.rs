//! Positions of a finished report: those of the text as received, in the unit the caller asked for.

use crate::review::report::Report;
use crate::span::{OffsetUnit, Span};
use crate::text::Analysis;

/// Turns positions in the text that was read into those of the text as received, words quoted from it too.
pub(super) fn restore(report: &mut Report, draft: &Analysis) {
    if !draft.is_joined() {
        return;
    }
    each(report, &|span| *span = draft.to_received(*span), &|_, span| span);
    let received = draft.received();
    for passage in &mut report.passages {
        received.slice(passage.span).clone_into(&mut passage.text);
        for edit in &mut passage.edits {
            received.slice(edit.span).clone_into(&mut edit.to);
        }
    }
}

/// Converts every position in the draft; positions in source documents are converted by `sources`, which knows their
/// texts. A report in code points stays as it is.
pub(super) fn convert(report: &mut Report, draft: &Analysis, unit: OffsetUnit, sources: &dyn Fn(&str, Span) -> Span) {
    report.offset_unit = unit;
    if unit == OffsetUnit::Codepoint {
        return;
    }
    let converter = draft.received().converter(unit);
    each(report, &|span| *span = converter.convert(*span), sources);
}

/// Changes every position in the draft by `own`, every position in a source document by `sources`.
fn each(report: &mut Report, own: &dyn Fn(&mut Span), sources: &dyn Fn(&str, Span) -> Span) {
    let structure = &mut report.structure;
    structure.title.iter_mut().for_each(own);
    structure.forwarded.iter_mut().for_each(own);
    structure.issued.iter_mut().for_each(own);
    structure.tables.iter_mut().for_each(own);
    own(&mut structure.body);
    structure.headings.iter_mut().for_each(|h| own(&mut h.span));
    report.brevity.sections.iter_mut().for_each(|s| own(&mut s.span));
    report.assessment.iter_mut().for_each(|a| own(&mut a.span));
    report.findings.iter_mut().filter_map(|f| f.span.as_mut()).for_each(own);
    report.origin.iter_mut().flat_map(|origin| &mut origin.pieces).for_each(|piece| own(&mut piece.span));
    for paragraph in &mut report.additions.paragraphs {
        own(&mut paragraph.span);
        paragraph.added.iter_mut().for_each(own);
    }
    let superior = report.novelty.superior.as_ref().map(|s| s.document_id.clone()).unwrap_or_default();
    for figure in &mut report.additions.figures {
        figure.span.iter_mut().for_each(own);
        figure.source_span = sources(&superior, figure.source_span);
    }
    for passage in &mut report.passages {
        own(&mut passage.span);
        let id = passage.source.document_id.clone();
        passage.source.span = sources(&id, passage.source.span);
        for other in &mut passage.others {
            other.span = sources(&other.document_id, other.span);
        }
        for edit in &mut passage.edits {
            own(&mut edit.span);
            edit.source_span = sources(&id, edit.source_span);
        }
    }
}
