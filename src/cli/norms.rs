//! `norms`: the norm profile in force.

use crate::cli::args::{ListFormat, NormsCommand};
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::Output;
use crate::desk::DeskError;
use crate::norms::{Grade, LimitRule, NormRef, Profile, Score, Unit};
use crate::render::styled::{BOLD, GREY, HEADING, PLAIN, Page, Piece};

pub(super) fn run(command: NormsCommand, output: Output) -> Result<(), CliError> {
    match command {
        NormsCommand::List { desk } => {
            let profile = open::open(&desk, output)?.engine().profile.clone();
            let mut page = Page::new(output.width());
            let name = Piece::new(BOLD, format!("{}@{} ", profile.id, profile.version));
            let rest =
                format!("{}，适用于{}，自 {} 起（使用中）", profile.title, profile.jurisdiction, profile.valid_from);
            page.labelled(0, &name, &[Piece::new(PLAIN, rest)]);
            output.print(page)
        }
        NormsCommand::Show { id, format, desk } => {
            let profile = open::open(&desk, output)?.engine().profile.clone();
            if let Some(id) = id.filter(|id| *id != profile.id) {
                return Err(DeskError::NotFound { what: "规范档", id }.into());
            }
            match format {
                ListFormat::Terminal => output.print(shown(&profile, output)),
                ListFormat::Json => output.json(profile.as_ref()),
            }
        }
    }
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
