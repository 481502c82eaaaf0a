//! `audit`: the audit log listed, exported, checked.

use crate::cli::admin_args::{AuditChoice, AuditCommand};
use crate::cli::choices::{AuditFileFormat, ListFormat};
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::Output;
use crate::desk::Desk;
use crate::render::audit::{AuditFormat, AuditWriter, action_label};
use crate::render::styled::{BOLD, GOOD, GREY, PLAIN, POOR, Page, Piece};
use crate::store::{AuditCheck, AuditFilter, AuditRow, KnownRow};

pub(super) fn run(command: AuditCommand, output: Output) -> Result<(), CliError> {
    match command {
        AuditCommand::List { choice, size, format } => {
            let filter = filter(&choice)?;
            let page = open::open(&choice.desk, output)?.audit(&filter, None, size)?;
            match format {
                ListFormat::Json => output.json(&page.rows),
                ListFormat::Terminal => listed(&page.rows, output),
            }
        }
        AuditCommand::Export { choice, format } => export(&choice, format, output),
        AuditCommand::Verify { known, desk } => verify(&open::open(&desk, output)?, known.as_ref(), output),
    }
}

fn filter(choice: &AuditChoice) -> Result<AuditFilter, CliError> {
    let moment = |name: &str, text: &Option<String>, end| match text.as_deref() {
        None => Ok(None),
        Some(text) => match AuditFilter::moment(text, end) {
            Some(moment) => Ok(Some(moment)),
            None => Err(CliError::input(format!("--{name} “{text}”不对：应为 YYYY-MM-DD 或 RFC 3339"))),
        },
    };
    Ok(AuditFilter {
        from: moment("from", &choice.from, false)?,
        to: moment("to", &choice.to, true)?,
        action: choice.action,
        actor: choice.actor.clone(),
        object: choice.object.clone(),
    })
}

fn listed(rows: &[AuditRow], output: Output) -> Result<(), CliError> {
    let mut page = Page::new(output.width());
    if rows.is_empty() {
        page.text(0, PLAIN, "没有符合的记录");
    }
    for row in rows {
        let version = row.version.map(|version| format!("@{version}")).unwrap_or_default();
        let many = if row.count == 1 { String::new() } else { format!("，{} 次（份）", row.count) };
        let result = if row.result == "done" { String::new() } else { format!("，{}", row.result) };
        let pieces = [
            Piece::new(PLAIN, format!("{}  {}  ", row.label, action_label(&row.action))),
            Piece::new(GREY, format!("{}{version}{many}{result}", row.object)),
        ];
        page.labelled(0, &Piece::new(BOLD, format!("{}  {}  ", row.seq, row.at)), &pieces);
    }
    output.print(page)
}

fn export(choice: &AuditChoice, format: AuditFileFormat, output: Output) -> Result<(), CliError> {
    let filter = filter(choice)?;
    let desk = open::open(&choice.desk, output)?;
    let format = match format {
        AuditFileFormat::Jsonl => AuditFormat::Jsonl,
        AuditFileFormat::Csv => AuditFormat::Csv,
    };
    let mut writer = AuditWriter::new(output.data(), format)?;
    desk.export_audit(&filter, &mut |row| -> Result<(), CliError> { Ok(writer.row(row)?) })?;
    std::io::Write::flush(&mut writer.finish()?)?;
    Ok(())
}

fn verify(desk: &Desk, known: Option<&KnownRow>, output: Output) -> Result<(), CliError> {
    let check = desk.verify_audit(known)?;
    let mut page = Page::new(output.width());
    page.text(0, if check.sound { GOOD } else { POOR }, summary(&check));
    for fault in &check.faults {
        let place = Piece::new(BOLD, format!("第 {} 条  ", fault.seq));
        page.labelled(0, &place, &[Piece::new(PLAIN, fault.reason.as_str())]);
    }
    if let (true, Some(last)) = (check.sound, check.last) {
        page.text(0, PLAIN, "请另行抄存下面一行，下次用 --known 给出，可以发现日志被整体替换：");
        page.text(0, BOLD, format!("{last}:{}", check.head));
    }
    output.print(page)?;
    if check.sound { Ok(()) } else { Err(CliError::Internal("审计日志被动过，见上".to_owned())) }
}

/// What a check found, in a line.
pub(super) fn summary(check: &AuditCheck) -> String {
    let range = match (check.first, check.last) {
        (Some(first), Some(last)) => format!("{} 条，第 {first} 至第 {last} 条", check.rows),
        _ => "没有记录".to_owned(),
    };
    let found = if check.sound { "校验值相接，未发现改动" } else { "发现改动" };
    format!("{range}；{found}")
}
