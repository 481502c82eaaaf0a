//! `train`: a sentence model from labelled samples, with its figures.

use crate::cli::args::TrainArgs;
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::model::train::{self, Figures, TrainOptions};
use crate::model::{ModelError, SentenceModel, samples};
use crate::render::styled::{BOLD, GREY, PLAIN, Page, Piece};

pub(super) fn run(args: &TrainArgs, output: Output) -> Result<(), CliError> {
    let read = samples::read(&args.samples)?;
    // A test file that cannot be read is better known before the training than after it.
    let test = args.test.as_deref().map(samples::read).transpose()?;
    output.say(format!("用 {} 句训练 …", read.len()));
    let trained = train::train(&read, TrainOptions::default())?;
    trained.save(&args.out)?;
    let mut page = Page::new(output.width());
    let mut line = |label: &str, text: String| {
        page.labelled(0, Piece::new(BOLD, format!("{label}  ")), &[Piece::new(PLAIN, text)]);
    };
    line("交叉验证", shown(trained.cross_validation));
    line("判为空话句的概率下限", format!("{:.2}", trained.threshold));
    if let Some(test) = test {
        let (figures, (low, high)) = train::evaluate(&SentenceModel::load(&args.out)?, &test);
        line("测试", format!("{}（{} 句，F1 的 95% 区间 {low:.3}–{high:.3}）", shown(figures), test.len()));
    }
    page.text(0, GREY, format!("模型已写入 {}", args.out.display()));
    output.print(page)
}

fn shown(figures: Figures) -> String {
    format!("空话句 F1 {:.3}，精确率 {:.3}，召回率 {:.3}", figures.f1, figures.precision, figures.recall)
}

impl From<ModelError> for CliError {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Io { .. } | ModelError::Sample { .. } | ModelError::TooLittle { .. } => {
                Self::Input(error.to_string())
            }
            ModelError::Tokenizer { .. } | ModelError::Weights { .. } => Self::Internal(error.to_string()),
        }
    }
}
