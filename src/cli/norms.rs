//! `norms`: the norm profiles in force, read and changed. A change counts from the next review on.

use std::io::Write as _;
use std::path::Path;

use crate::cli::args::{ListFormat, NormsCommand};
use crate::cli::error::{self, CliError};
use crate::cli::norm_preview::{self, Tried};
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::term_args::TermChangeArgs;
use crate::desk::{Change, Desk};
use crate::norms::{Grade, LimitRule, NormRef, Profile, Score, Unit, layer};
use crate::render::styled::{BOLD, GREY, HEADING, PLAIN, Page, Piece};
use crate::store::Family;

pub(super) fn run(command: NormsCommand, output: Output) -> Result<(), CliError> {
    match command {
        NormsCommand::List { desk } => list(&open::open(&desk, output)?, output),
        NormsCommand::Show { id, format, desk } => {
            let desk = open::open(&desk, output)?;
            let profile = desk.norm_profile(&named(&desk, id))?;
            match format {
                ListFormat::Terminal => output.print(shown(&profile, output)),
                ListFormat::Json => output.json(profile.as_ref()),
            }
        }
        NormsCommand::Export { id, version, desk } => {
            let desk = open::open(&desk, output)?;
            let id = named(&desk, id);
            let (version, file) = desk.norm_profile_file(&id, version)?;
            desk.note_list_export(Family::NormProfile, &id, version)?;
            let mut out = output.data();
            out.write_all(file.as_bytes())?;
            Ok(out.flush()?)
        }
        NormsCommand::Check { file, draft, scope, desk } => {
            let given = file.as_deref().map(read).transpose()?;
            let desk = open::open(&desk, output)?;
            let tried = match given {
                Some((id, text)) => Tried::File(id, text),
                None => Tried::Draft(named(&desk, draft)),
            };
            norm_preview::run(&desk, &tried, &scope, output)
        }
        NormsCommand::Replace { file, change } => replace(&file, &change, output),
        NormsCommand::Versions { id, desk } => {
            let desk = open::open(&desk, output)?;
            versions(&desk, &named(&desk, id), output)
        }
    }
}

/// The profile asked for, else the one in use.
fn named(desk: &Desk, id: Option<String>) -> String {
    id.unwrap_or_else(|| desk.engine().profile.id.clone())
}

fn list(desk: &Desk, output: Output) -> Result<(), CliError> {
    let mut page = Page::new(output.width());
    for head in desk.norm_profiles()? {
        let name = Piece::new(BOLD, format!("{}@{} ", head.id, head.version));
        let base = head.base.map(|base| format!("，以 {base} 为基础")).unwrap_or_default();
        let used = if head.default { "（使用中）" } else { "" };
        let rest = format!("{}，适用于{}，自 {} 起{base}{used}", head.title, head.jurisdiction, head.valid_from);
        page.labelled(0, &name, &[Piece::new(PLAIN, rest)]);
    }
    output.print(page)
}

/// A file of a profile, and the id that it gives itself.
fn read(file: &Path) -> Result<(String, String), CliError> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|e| CliError::input(format!("{name}：{}", error::reason(&e))))?;
    let text = String::from_utf8(bytes).map_err(|_| CliError::input(format!("{name}：不是 UTF-8 编码的文字")))?;
    let id = layer::id_of(&name, &text).map_err(|error| CliError::profile(&error))?;
    Ok((id, text))
}

fn replace(file: &Path, args: &TermChangeArgs, output: Output) -> Result<(), CliError> {
    let (id, text) = read(file)?;
    let desk = open::open(&args.desk, output)?;
    let expected = desk.norm_profile(&id).map_or(0, |profile| profile.version);
    let version = desk.put_norm_profile(&id, &text, Change { expected, note: &args.note })?;
    output.say(format!("规范档 {id} 已更新为第{version}版，下一次审核起生效"));
    Ok(())
}

fn versions(desk: &Desk, id: &str, output: Output) -> Result<(), CliError> {
    let mut page = Page::new(output.width());
    for version in desk.norm_profile_versions(id)? {
        let name = Piece::new(BOLD, format!("{id}@{} ", version.version));
        let note = if version.note.is_empty() { String::new() } else { format!("，{}", version.note) };
        page.labelled(0, &name, &[Piece::new(PLAIN, format!("{}，{}{note}", version.created_at, version.author))]);
    }
    output.print(page)
}

fn shown(profile: &Profile, output: Output) -> Page {
    let mut page = Page::new(output.width());
    page.text(0, BOLD, format!("{}（{}@{}）", profile.title, profile.id, profile.version));
    let until = profile.valid_to.as_deref().map_or_else(String::new, |day| format!("至 {day}"));
    page.text(0, GREY, format!("适用于{}，自 {} 起{until}", profile.jurisdiction, profile.valid_from));
    if !profile.note.is_empty() {
        page.text(0, GREY, profile.note.as_str());
    }
    page.blank();
    page.text(0, HEADING, "篇幅（自上而下，先符合者适用）");
    page.text(2, GREY, format!("字数口径：{}", profile.counting.note));
    for limit in &profile.limits {
        page.labelled(2, &Piece::new(PLAIN, "· "), &[Piece::new(PLAIN, limit_shown(limit, profile))]);
    }
    page.blank();
    page.text(0, HEADING, "计分（每个锚点为“数值→得分”，其间按直线折算）");
    for (name, score) in
        [("短", &profile.scores.brevity), ("实", &profile.scores.substance), ("新", &profile.scores.novelty)]
    {
        scales(&mut page, name, score);
    }
    page.blank();
    page.text(0, HEADING, "依据");
    for (key, norm) in &profile.norms {
        page.labelled(2, &Piece::new(BOLD, format!("{key}  ")), &[Piece::new(PLAIN, norm_shown(norm))]);
    }
    page
}

fn limit_shown(limit: &LimitRule, profile: &Profile) -> String {
    let unit = match limit.unit {
        Unit::Characters => "字",
        Unit::Pages => "页",
    };
    let norm = limit.norm.as_deref().and_then(|key| profile.norm(key));
    let source =
        norm.map(|n| format!("（{}{}）", n.title, n.article.as_deref().unwrap_or_default())).unwrap_or_default();
    match (limit.value, &limit.reason) {
        (Some(value), _) => format!("{}：一般不超过{value}{unit}{source}", limit.label),
        (None, Some(reason)) => format!("{}：不设上限，{reason}", limit.label),
        (None, None) => format!("{}：不设上限", limit.label),
    }
}

fn scales(page: &mut Page, name: &str, score: &Score) {
    for scale in &score.scales {
        let anchors: Vec<String> =
            scale.anchors.iter().map(|a| format!("{}→{}（{}）", a.at, a.score, a.name)).collect();
        let pieces = [Piece::new(PLAIN, format!("{}  ", scale.figure.label())), Piece::new(GREY, anchors.join("，"))];
        page.labelled(2, &Piece::new(BOLD, format!("{name} ")), &pieces);
    }
}

fn norm_shown(norm: &NormRef) -> String {
    let grade = match norm.grade {
        Grade::A => "原文",
        Grade::B => "官方发布",
        Grade::C => "媒体报道",
        Grade::Practice => "工作惯例",
    };
    let quote = norm.quote.as_deref().map(|q| format!("：{q}")).unwrap_or_default();
    format!("{}{}{quote}（{grade}）", norm.title, norm.article.as_deref().unwrap_or_default())
}
