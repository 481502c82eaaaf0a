//! The report (审核报告), contract version 1: one type, rendered by all. Field names are snake_case; changes only add.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::{Kind, Level, LevelFrom, Nature};
use crate::intake::Origin;
use crate::measure::Finding;
use crate::measure::assessment::AssessmentItem;
use crate::measure::brevity::Brevity;
use crate::measure::novelty::{Novelty, Passage};
use crate::measure::substance::Substance;
use crate::norms::{Advice, ScoreBasis, Verdict};
use crate::review::additions::Additions;
use crate::review::left_out::LeftOut;
use crate::span::{OffsetUnit, Span};
use crate::store::Decision;

/// Version of the contract.
pub const SCHEMA: u32 = 1;

/// What is known of the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftShown {
    /// The caller's id.
    pub id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Issuing body.
    pub issuer: Option<String>,
    /// Level used.
    pub level: Level,
    /// Whence the level is known.
    pub level_from: LevelFrom,
    /// Kind used.
    pub kind: Option<Kind>,
    /// Nature, where the caller named one.
    #[serde(default)]
    pub nature: Option<Nature>,
    /// Date used, as far as known.
    pub date: Option<String>,
    /// SHA-256 of the text as received, in hexadecimal.
    pub text_sha256: String,
    /// How the text was read.
    pub read_as: String,
    /// Length of the text in code points.
    pub characters: usize,
}

/// A heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeadingShown {
    /// Level, 1 to 4.
    pub level: u8,
    /// Where it stands.
    pub span: Span,
}

/// The structure found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StructureShown {
    /// Title.
    pub title: Option<Span>,
    /// Issuing body as read from the text.
    pub issuer: Option<String>,
    /// 文号
    pub document_number: Option<String>,
    /// Kind as read from the title.
    pub kind: Option<Kind>,
    /// Date as read from the text.
    pub date: Option<String>,
    /// Running text; where a notice prints the issuer's own document, that of the document.
    pub body: Span,
    /// Headings.
    pub headings: Vec<HeadingShown>,
    /// The original of others that a notice sends on (转发): not measured.
    pub forwarded: Option<Span>,
    /// The issuer's own document that a notice prints (印发): measured as the draft.
    #[serde(default)]
    pub issued: Option<Span>,
    /// 主送机关
    #[serde(default)]
    pub recipients: Option<String>,
    /// 附件说明: the list of annexes before the signature.
    #[serde(default)]
    pub annex_note: Option<String>,
    /// 签发人: who signs the document out, as the head names them.
    #[serde(default)]
    pub signatory: Option<String>,
    /// Tables in the text, each from its first to its last row: counted apart from the body.
    #[serde(default)]
    pub tables: Vec<Span>,
}

/// Scores, 0–100, higher is better; null when not computed (a warning says why).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Scores {
    /// 短
    pub brevity: Option<f64>,
    /// 实
    pub substance: Option<f64>,
    /// 新
    pub novelty: Option<f64>,
}

/// How each score came about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScoresBasis {
    /// 短
    pub brevity: Option<ScoreBasis>,
    /// 实
    pub substance: Option<ScoreBasis>,
    /// 新
    pub novelty: Option<ScoreBasis>,
}

/// Advice; people decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VerdictShown {
    /// pass, revise or return.
    pub advice: Advice,
    /// Each reason a sentence with its figure.
    pub reasons: Vec<String>,
    /// The scores below which the profile advises something; reports of earlier programs have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bands: Option<Verdict>,
    /// 退文意见, ready to be edited and sent; null where nothing is advised against the draft.
    #[serde(default)]
    pub return_note: Option<String>,
}

/// What the report was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Versions {
    /// This program.
    pub engine: String,
    /// Term lists.
    pub lexicon: String,
    /// Norm profile.
    pub norms: String,
    /// Models: that of sentences, that of demands.
    pub model: String,
    /// Generation of the corpus.
    pub corpus_generation: u64,
}

/// Something the reader must know of this report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    /// Stable code.
    pub code: String,
    /// In Chinese.
    pub message: String,
}

/// 审核报告
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// Version of the contract.
    pub schema: u32,
    /// Id of the review.
    pub id: String,
    /// Time of the review, RFC 3339.
    pub created_at: String,
    /// The draft.
    pub draft: DraftShown,
    /// Unit of all positions.
    pub offset_unit: OffsetUnit,
    /// Its structure.
    pub structure: StructureShown,
    /// Scores.
    pub scores: Scores,
    /// How the scores came about.
    pub scores_basis: ScoresBasis,
    /// 短
    pub brevity: Brevity,
    /// 实
    pub substance: Substance,
    /// 新
    pub novelty: Novelty,
    /// 新增内容
    #[serde(default)]
    pub additions: Additions,
    /// Passages that stand in documents that count.
    pub passages: Vec<Passage>,
    /// 一致性评估
    pub assessment: Vec<AssessmentItem>,
    /// Findings in order of position.
    pub findings: Vec<Finding>,
    /// Advice.
    pub verdict: VerdictShown,
    /// Versions.
    pub versions: Versions,
    /// Warnings.
    pub warnings: Vec<Warning>,
    /// Where in the file the words of findings, passages and items of the assessment stand; not there where the draft
    /// came as text, or as a file whose text has no paragraphs or pages of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub origin: Option<Origin>,
    /// What the lists of this report do not hold; not there when they hold everything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub left_out: Vec<LeftOut>,
    /// What the reviewer did with the findings since, in the order in which it was decided; only where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub decisions: Option<Vec<Decision>>,
}

impl Report {
    /// Says in each row of the assessment which finding it led to.
    pub(super) fn link_assessment(&mut self) {
        let found = |item: &AssessmentItem| finding_of(&self.findings, item).map(|finding| finding.id.clone());
        let ids: Vec<Option<String>> = self.assessment.iter().map(found).collect();
        for (item, id) in self.assessment.iter_mut().zip(ids) {
            item.finding = id;
        }
    }

    /// What the reviewer decided about a row of the assessment, as far as decisions were asked for.
    #[must_use]
    pub fn decision_on(&self, item: &AssessmentItem) -> Option<&Decision> {
        // Reports of earlier versions do not name the finding.
        let finding =
            item.finding.as_deref().or_else(|| finding_of(&self.findings, item).map(|found| found.id.as_str()))?;
        self.decisions.iter().flatten().find(|decision| decision.finding == finding)
    }
}

/// The finding that a row of the assessment led to.
fn finding_of<'a>(findings: &'a [Finding], item: &AssessmentItem) -> Option<&'a Finding> {
    findings.iter().find(|finding| finding.span == Some(item.span) && finding.rule == item.rule)
}
