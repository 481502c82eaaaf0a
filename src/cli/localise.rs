//! Help and error messages of the argument parser in Chinese.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

/// Layout of every help page.
const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The commands with help pages in Chinese.
pub(super) fn localised(command: Command) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
    let mut command = pages(command.arg(version));
    command.build();
    usages(&mut command);
    command
}

fn pages(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示本说明");
    command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            let arg = arg.help_heading(heading);
            if !arg.get_action().takes_values() {
                return arg.hide_env(true);
            }
            arg.hide_default_value(true).hide_env(true).hide_possible_values(true)
        })
        .mut_subcommands(pages)
}

/// Says 选项 where the parser would say OPTIONS.
fn usages(command: &mut Command) {
    let usage = command.render_usage().to_string().replace("Usage: ", "").replace("[OPTIONS]", "[选项]");
    *command = std::mem::take(command).override_usage(usage);
    command.get_subcommands_mut().for_each(usages);
}

/// Whether the parser stopped because help or the version was asked for.
pub(super) fn is_display(error: &clap::Error) -> bool {
    matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

/// What is wrong with the command line, in one line.
pub(super) fn message(error: &clap::Error) -> String {
    let of = |kind: ContextKind| error.get(kind).map(shown).filter(|text| !text.is_empty());
    let argument = of(ContextKind::InvalidArg).unwrap_or_default();
    let value = of(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::InvalidSubcommand => {
            let name = of(ContextKind::InvalidSubcommand).unwrap_or_default();
            let like = error.get(ContextKind::SuggestedSubcommand).map(likeliest).filter(|name| !name.is_empty());
            let like = like.map(|name| format!("，是否指 {name}")).unwrap_or_default();
            format!("没有命令“{name}”{like}")
        }
        ErrorKind::UnknownArgument => {
            let like = of(ContextKind::SuggestedArg).map(|s| format!("，是否指 {s}")).unwrap_or_default();
            format!("不认识参数“{argument}”{like}")
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {argument} 缺少取值"),
        ErrorKind::InvalidValue => {
            let names = of(ContextKind::ValidValue).map(|v| format!("，应为 {v} 之一")).unwrap_or_default();
            format!("参数 {argument} 的值“{value}”不对{names}")
        }
        ErrorKind::ValueValidation => {
            let reason = error.source().map(|s| format!("：{s}")).unwrap_or_default();
            format!("参数 {argument} 的值“{value}”不对{reason}")
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::ArgumentConflict => format!("参数 {argument} 重复或与别的参数冲突"),
        ErrorKind::InvalidUtf8 => "参数不是合法的 UTF-8 文字".to_owned(),
        _ => format!("命令行有误（{}）", error.kind()),
    };
    format!("{what}；用法见 duanshixin --help 或 duanshixin 命令 --help")
}

/// The last of several names: the parser lists them by rising likeness.
fn likeliest(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(names) => names.last().cloned().unwrap_or_default(),
        other => shown(other),
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn the_commands_are_sound() {
        Cli::command().debug_assert();
        localised(Cli::command()).debug_assert();
    }

    #[test]
    fn help_is_chinese() {
        let mut command = localised(Cli::command());
        let mut pages = vec![command.render_long_help().to_string()];
        pages.extend(command.get_subcommands_mut().map(|c| c.render_long_help().to_string()));
        for page in pages {
            for english in ["Usage", "Options", "Commands", "Arguments", "default:", "env:", "Print", "[OPTIONS]"] {
                assert!(!page.contains(english), "{english} in\n{page}");
            }
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (line, wanted) in [
            ("", "缺少命令"),
            ("revieww a", "没有命令“revieww”，是否指 review"),
            ("review a --levle city", "不认识参数“--levle”，是否指 --level"),
            ("review a --level 国", "参数 --level <层级> 的值“国”不对：应为 central、"),
            ("review a --format pdf", "参数 --format <格式> 的值“pdf”不对，应为 terminal、json、jsonl、html、csv"),
            ("review a --date 2025/1/1", "参数 --date <日期> 的值“2025/1/1”不对：应为 YYYY"),
            ("review", "缺少参数 <路径>..."),
            ("review a --level", "参数 --level <层级> 缺少取值"),
            ("serve --listen here", "参数 --listen <地址:端口> 的值“here”不对"),
        ] {
            let words = std::iter::once("duanshixin").chain(line.split_whitespace());
            let error = localised(Cli::command()).try_get_matches_from(words).expect_err(line);
            let message = message(&error);
            assert!(message.starts_with(wanted), "{line}: {message}");
        }
    }
}
