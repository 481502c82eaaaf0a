//! `backup`: a data folder or its lists as one file, and back.

use std::path::Path;

use crate::cli::args::{BackupCommand, BackupPart};
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::{self, Counting, Output};
use crate::config::DeskArgs;
use crate::desk::{self, BackupScope, Manifest};

pub(super) fn run(command: BackupCommand, output: Output) -> Result<(), CliError> {
    match command {
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
    let made = desk::create_backup(&desk.data, target, scope, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
        true
    });
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
    output.say(format!("已恢复到 {}，数据库校验通过：{}", args.data.display(), shown(&manifest)));
    output.say(format!("{}，语料 {} 份", opened.index, desk.stats().documents));
    Ok(())
}

fn restore_lists(file: &Path, args: &DeskArgs, output: Output) -> Result<(), CliError> {
    desk::verify_backup(file)?;
    let desk = open::open(args, output)?;
    let restored = desk.restore_lists(file)?;
    for (what, names) in [("词表", &restored.term_lists), ("规范档", &restored.norm_profiles)] {
        if !names.is_empty() {
            output.say(format!("已发布{what}的新版本：{}", names.join("、")));
        }
    }
    output.say(format!("与在用版本相同、未改动的：{} 项", restored.unchanged));
    Ok(())
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
