//! `train`: a sentence model from labelled samples, with its figures.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::cli::args::TrainArgs;
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::train_demands;
use crate::desk;
use crate::model::evaluate::{self, Evaluation};
use crate::model::train::{self, TrainOptions};
use crate::model::{
    Base, BaseOptions, LabelledSample, ModelError, TOKENIZER_FILE, WEIGHTS_FILE, read_samples, without_groups,
};
use crate::render::styled::{BOLD, GREY, PLAIN, Page, Piece};

pub(super) fn run(args: &TrainArgs, output: Output) -> Result<(), CliError> {
    if let Some(labels) = &args.demands {
        return train_demands::run(labels, args, output);
    }
    let samples = args.samples.as_deref().map(samples).transpose()?.unwrap_or_default();
    // A test file that cannot be read is better known before the training than after it.
    let test = args.test.as_deref().map(self::samples).transpose()?;
    let held_out = args.test.as_deref().map(documents).transpose()?.unwrap_or_default();
    let samples = without_groups(samples, &held_out.iter().map(String::as_str).collect());
    output.say(format!("用 {} 句训练 …", samples.len()));
    let trained = train::train(base(args, &held_out)?, &samples, &TrainOptions::default())?;
    trained.save(&args.out)?;
    let mut page = Page::new(output.width());
    let mut line = |label: &str, text: String| {
        page.labelled(0, &Piece::new(BOLD, format!("{label}  ")), &[Piece::new(PLAIN, text)]);
    };
    let counts = trained.report.cross_validation;
    line("交叉验证", figures(counts.f1(), counts.precision(), counts.recall()));
    line("判为空话句的概率下限", format!("{:.2}", trained.report.threshold));
    if let Some(test) = test {
        let Evaluation { f1, precision, recall, f1_interval: [low, high], sentences, .. } =
            evaluate::evaluate(&trained.model, &test)?;
        let shown = figures(f1, precision, recall);
        line("测试", format!("{shown}（{sentences} 句，F1 的 95% 区间 {low:.3}–{high:.3}）"));
    }
    page.text(0, GREY, format!("模型 {} 已写入 {}", trained.model.version(), args.out.display()));
    output.print(page)
}

fn figures(f1: f64, precision: f64, recall: f64) -> String {
    format!("空话句 F1 {f1:.3}，精确率 {precision:.3}，召回率 {recall:.3}")
}

fn samples(path: &Path) -> Result<Vec<LabelledSample>, CliError> {
    let named = |error: String| CliError::Input(format!("{}：{error}", path.display()));
    let file = File::open(path).map_err(|e| named(e.to_string()))?;
    read_samples(BufReader::new(file)).map_err(|e| named(e.to_string()))
}

/// Tokenizer and vectors: learnt from plain text where that is given, else those of the model in the folder, else those
/// that come with the program.
fn base(args: &TrainArgs, held_out: &BTreeSet<String>) -> Result<Base, CliError> {
    if !args.corpus.is_empty() {
        let mut texts = Vec::new();
        for path in &args.corpus {
            texts.extend(lines(path, held_out)?);
        }
        return Ok(Base::learn(&texts, &BaseOptions::default())?);
    }
    let file = |name: &str| std::fs::read(args.out.join(name)).ok();
    match (file(TOKENIZER_FILE), file(WEIGHTS_FILE)) {
        (Some(tokenizer), Some(weights)) => Ok(Base::from_parts(&tokenizer, &weights)?),
        (None, Some(_)) => {
            let path = args.out.join(WEIGHTS_FILE);
            Err(CliError::Input(format!("{} 旁边没有分词模型，是另一种模型，不能覆盖；请换一个文件夹", path.display())))
        }
        _ => Ok(Base::from_parts(desk::SHIPPED_TOKENIZER, desk::SHIPPED_WEIGHTS)?),
    }
}

/// The texts of a JSON Lines file of documents, without those held out for the test.
fn lines(path: &Path, held_out: &BTreeSet<String>) -> Result<Vec<String>, CliError> {
    let documents = values(path)?;
    let field = |value: &serde_json::Value, name: &str| value.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    Ok(documents
        .iter()
        .filter(|d| field(d, "id").is_none_or(|id| !held_out.contains(&id)))
        .filter_map(|d| field(d, "text"))
        .collect())
}

/// The documents that the sentences of a test file come from: nothing of them is trained on.
fn documents(path: &Path) -> Result<BTreeSet<String>, CliError> {
    let rows = values(path)?;
    Ok(rows.iter().filter_map(|r| r.get("doc").and_then(|d| d.as_str()).map(str::to_owned)).collect())
}

pub(super) fn values(path: &Path) -> Result<Vec<serde_json::Value>, CliError> {
    let named = |error: String| CliError::Input(format!("{}：{error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|e| named(e.to_string()))?;
    let rows = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    rows.map(|(at, line)| serde_json::from_str(line).map_err(|e| named(format!("第 {} 行：{e}", at + 1)))).collect()
}

impl From<ModelError> for CliError {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Read { .. }
            | ModelError::Write { .. }
            | ModelError::SampleLine { .. }
            | ModelError::TooLittle { .. } => Self::Input(error.to_string()),
            ModelError::Tokenizer { .. } | ModelError::Weights { .. } | ModelError::Mismatch { .. } => {
                Self::Internal(error.to_string())
            }
        }
    }
}
