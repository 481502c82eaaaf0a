//! `backup`: a data folder or its lists as one file, and back.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::{self, Counting, Output};
use crate::config::DeskArgs;
use crate::desk::{self, BackupScope, Manifest};
use crate::store::Action;

/// Options of `backup`.
#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    #[command(subcommand)]
    command: BackupCommand,
}

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BackupPart {
    /// Term lists and norm profiles.
    Lists,
}

/// Commands of `backup`.
#[derive(Debug, Subcommand)]
enum BackupCommand {
    /// 制作备份，服务运行时也可以；制作后自动校验
    Create {
        /// 备份文件；给出已有的目录时在其中自动命名。不覆盖已有的文件
        #[arg(value_name = "文件或目录")]
        target: PathBuf,
        /// 只备份这一部分：lists 词表和规范档
        #[arg(long, value_name = "部分", value_enum)]
        only: Option<BackupPart>,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 把备份恢复到 --data 指定的新目录（不存在或空的），并建立索引；词表和规范档的备份加 --only lists，恢复到已有的目录
    Restore {
        /// 备份文件
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 只恢复这一部分：lists 词表和规范档，各成为一个新版本
        #[arg(long, value_name = "部分", value_enum)]
        only: Option<BackupPart>,
        #[command(flatten)]
        desk: DeskArgs,
    },
    /// 校验备份，不恢复
    Verify {
        /// 备份文件
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
}

pub(super) fn run(args: BackupArgs, output: Output) -> Result<(), CliError> {
    match args.command {
        BackupCommand::Create { target, only, desk } => create(&target, only, &desk, output),
        BackupCommand::Restore { file, only: None, desk } => restore(&file, &desk, output),
        BackupCommand::Restore { file, only: Some(BackupPart::Lists), desk } => restore_lists(&file, &desk, output),
        BackupCommand::Verify { file } => {
            let manifest = desk::verify_backup(&file)?;
            output.say(format!("备份完好：{}", shown(&manifest)));
            Ok(())
        }
    }
}

/// The folder is copied, not opened: a server may be at work there.
fn create(target: &Path, only: Option<BackupPart>, desk: &DeskArgs, output: Output) -> Result<(), CliError> {
    let scope = match only {
        Some(BackupPart::Lists) => BackupScope::Lists,
        None => BackupScope::All,
    };
    let bar = output::bar("备份", Counting::Percent);
    let mut watch = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
        true
    };
    let record = |name: &str| desk::note_backup_beside(&desk.data, name);
    let made = desk::create_backup(&desk.data, target, scope, &mut watch, &record);
    bar.finish_and_clear();
    if let Some((path, made)) = made? {
        output.say(format!("已备份到 {}（{} 字节）：{}", path.display(), made.bytes, shown(&made.manifest)));
    }
    Ok(())
}

fn restore(file: &Path, args: &DeskArgs, output: Output) -> Result<(), CliError> {
    let bar = output::bar("恢复", Counting::Bytes);
    let restored = desk::restore_folder(file, &args.data, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let manifest = restored?;
    let (desk, opened) = open::quietly(args)?;
    desk.note_backup(Action::BackupRestored, &name_of(file))?;
    output.say(format!("已恢复到 {}，数据库校验通过：{}", args.data.display(), shown(&manifest)));
    output.say(format!("{}，语料 {} 份", opened.index, desk.stats().documents));
    output.say("密钥和审计日志也回到备份时的样子：备份之后吊销的密钥又有效，请用 keys list 核对");
    Ok(())
}

fn restore_lists(file: &Path, args: &DeskArgs, output: Output) -> Result<(), CliError> {
    desk::verify_backup(file)?;
    let desk = open::open(args, output)?;
    let restored = desk.restore_lists(file)?;
    desk.note_backup(Action::BackupRestored, &name_of(file))?;
    for (what, names) in [("词表", &restored.term_lists), ("规范档", &restored.norm_profiles)] {
        if !names.is_empty() {
            output.say(format!("已发布{what}的新版本：{}", names.join("、")));
        }
    }
    output.say(format!("与在用版本相同、未改动的：{} 项", restored.unchanged));
    Ok(())
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What a backup says of itself, in one line.
fn shown(manifest: &Manifest) -> String {
    let counts = &manifest.counts;
    let lists = format!("词表 {} 份、规范档 {} 个", counts.term_lists, counts.norm_profiles);
    let made = format!("制作于 {}，程序 {}", manifest.created_at, manifest.engine);
    match manifest.scope {
        BackupScope::All => format!("语料 {} 份、审核 {} 份、{lists}；{made}", counts.documents, counts.reviews),
        BackupScope::Lists => format!("{lists}；{made}"),
    }
}
