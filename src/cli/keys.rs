//! `keys`: access keys made, listed, revoked. A server that runs holds the data folder; it manages keys itself then.

use std::io::Write as _;

use serde::Serialize;

use crate::cli::admin_args::KeysCommand;
use crate::cli::choices::ListFormat;
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::Output;
use crate::config::DeskArgs;
use crate::desk::{Desk, NewKey, state_of};
use crate::render::styled::{BOLD, GREY, PLAIN, Page, Piece};
use crate::store::{Scope, StoredKey, names, today};

pub(super) fn run(command: KeysCommand, output: Output) -> Result<(), CliError> {
    match command {
        KeysCommand::Create { label, scope, expires, desk } => {
            create(&NewKey { label, scopes: scope.into_iter().collect(), expires }, &desk, output)
        }
        KeysCommand::List { format, desk } => list(&open::open(&desk, output)?, format, output),
        KeysCommand::Revoke { id, desk } => {
            let desk = open::open(&desk, output)?;
            desk.keys().revoke(&id)?;
            output.say(format!("已吊销密钥 {id}；{}", open::keys(&desk)));
            Ok(())
        }
    }
}

fn create(new: &NewKey, desk: &DeskArgs, output: Output) -> Result<(), CliError> {
    let desk = open::open(desk, output)?;
    let (secret, key) = desk.keys().create(new)?;
    let until = key.expires_on.as_deref().map_or_else(|| "长期有效".to_owned(), |day| format!("用到 {day}"));
    output.say(format!("已新建密钥 {}（{}），权限 {}，{until}", key.id, key.label, names(&key.scopes)));
    output.say("密钥如下，只显示这一次，请立即妥善保存；程序只存它的校验值");
    let mut out = output.data();
    writeln!(out, "{}", secret.reveal())?;
    out.flush()?;
    if !desk.keys().any_with(Scope::Admin) {
        output.warn("还没有带 admin 权限的密钥：服务启动后无人能通过网页和接口管理密钥，只能停止服务后用 keys 命令");
    }
    Ok(())
}

/// A key as a program reads it.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    label: &'a str,
    scopes: Vec<&'static str>,
    state: &'static str,
    created_at: &'a str,
    expires: Option<&'a str>,
    revoked_at: Option<&'a str>,
    last_used: Option<&'a str>,
}

impl<'a> Listed<'a> {
    fn of(key: &'a StoredKey, day: &str) -> Self {
        Self {
            id: &key.id,
            label: &key.label,
            scopes: key.scopes.iter().map(|scope| scope.name()).collect(),
            state: state_of(key, day).name(),
            created_at: &key.created_at,
            expires: key.expires_on.as_deref(),
            revoked_at: key.revoked_at.as_deref(),
            last_used: key.last_used.as_deref(),
        }
    }
}

fn list(desk: &Desk, format: ListFormat, output: Output) -> Result<(), CliError> {
    let (keys, day) = (desk.keys().all(), today());
    if format == ListFormat::Json {
        return output.json(&keys.iter().map(|key| Listed::of(key, &day)).collect::<Vec<_>>());
    }
    let mut page = Page::new(output.width());
    if keys.is_empty() {
        page.text(0, PLAIN, open::keys(desk));
    }
    for key in &keys {
        let facts = [
            Some(state_of(key, &day).label().to_owned()),
            Some(names(&key.scopes)),
            key.expires_on.as_ref().map(|day| format!("用到 {day}")),
            Some(key.last_used.as_ref().map_or_else(|| "未用过".to_owned(), |day| format!("最近用于 {day}"))),
        ];
        let facts = facts.into_iter().flatten().collect::<Vec<_>>().join("，");
        let pieces = [Piece::new(PLAIN, format!("{}  ", key.label)), Piece::new(GREY, facts)];
        page.labelled(0, &Piece::new(BOLD, format!("{}  ", key.id)), &pieces);
    }
    output.print(page)
}
