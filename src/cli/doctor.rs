//! `doctor`: opens the data folder, checks it, says what is there and what is wrong.

use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::Output;
use crate::config::DeskArgs;
use crate::render::styled::{GOOD, PLAIN, POOR, Page, Piece};

pub(super) fn run(args: &DeskArgs, output: Output) -> Result<(), CliError> {
    // The doctor looks at what is there; a mistyped folder is not to be filled with samples.
    if !args.data.join("duanshixin.db").exists() {
        return Err(CliError::input(format!(
            "{} 不是数据目录（没有 duanshixin.db）；请用 --data 指定，或先运行 serve、import",
            args.data.display()
        )));
    }
    let (desk, opened) = open::quietly(args)?;
    let found = desk.examine()?;
    let stats = desk.stats();
    let mut page = Page::new(output.width());
    let mut line = |label: &str, text: String| {
        page.labelled(0, &Piece::new(PLAIN, format!("{label}  ")), &[Piece::new(PLAIN, text)]);
    };
    line("数据目录", desk.store().dir().display().to_string());
    line("语料", format!("{} 份文件，第 {} 代", found.stored, stats.corpus_generation));
    line("索引", opened.index.to_string());
    line("查重", format!("{} 份文件，{} 个指纹", found.indexed, stats.fingerprints));
    line("词表", stats.lexicon);
    line("规范", stats.norms);
    line("模型", stats.model);
    line("密钥", open::keys(&desk));
    line("审计", super::audit::summary(&found.audit));
    line("程序", stats.engine);
    if found.faults.is_empty() {
        page.text(0, GOOD, "检查完毕，未发现问题");
    }
    for fault in &found.faults {
        page.labelled(0, &Piece::new(POOR, "问题  "), &[Piece::new(PLAIN, fault.as_str())]);
    }
    output.print(page)?;
    if found.faults.is_empty() {
        return Ok(());
    }
    Err(CliError::Internal(format!("数据目录有 {} 处问题，见上；修复前请先备份该目录", found.faults.len())))
}
