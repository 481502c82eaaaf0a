//! Values read from the command line and from request lines; each error is a Chinese reason.

use serde::de::{DeserializeOwned, IntoDeserializer, value::Error as ValueError};

use crate::corpus::{MAX_SIZE, Sort};
use crate::desk::scopes;
use crate::document::{Kind, Level, Nature, PartialDate};
use crate::lexicon::{EntryKind, Layer, ListId, Position};
use crate::span::OffsetUnit;
use crate::store::{Action, KnownRow, Scope};
use crate::text::unseen::fault_of_words;

fn named<T: DeserializeOwned>(value: &str, names: &str) -> Result<T, String> {
    T::deserialize(IntoDeserializer::<ValueError>::into_deserializer(value)).map_err(|_| format!("应为 {names} 之一"))
}

/// A level by its English or Chinese name.
pub(super) fn level(value: &str) -> Result<Level, String> {
    let names = || Level::ALL.map(Level::name).join("、");
    Level::parse(value).ok_or_else(|| format!("应为 {} 之一", names()))
}

/// A kind by its name.
pub(super) fn kind(value: &str) -> Result<Kind, String> {
    let names = || Kind::ALL.iter().map(|k| k.name()).collect::<Vec<_>>().join("、");
    Kind::parse(value).ok_or_else(|| format!("应为 {} 之一", names()))
}

/// A date that is not empty.
pub(super) fn date(value: &str) -> Result<PartialDate, String> {
    let form = "应为 YYYY、YYYY-MM 或 YYYY-MM-DD";
    PartialDate::parse(value).ok().flatten().ok_or_else(|| form.to_owned())
}

/// A nature by its name.
pub(super) fn nature(value: &str) -> Result<Nature, String> {
    named(value, "comprehensive、special_task、comprehensive_report、special_report、general")
}

/// A unit of positions.
pub(super) fn offset_unit(value: &str) -> Result<OffsetUnit, String> {
    named(value, "codepoint、utf16、utf8")
}

/// A scope by its name.
pub(super) fn scope(value: &str) -> Result<Scope, String> {
    Scope::parse(value.trim()).ok_or_else(|| format!("应为 {} 之一", scopes()))
}

/// An action of the audit log by its name.
pub(super) fn action(value: &str) -> Result<Action, String> {
    let names = || Action::ALL.iter().map(|action| action.name()).collect::<Vec<_>>().join("、");
    Action::parse(value).ok_or_else(|| format!("应为 {} 之一", names()))
}

/// A row of the audit log that was noted.
pub(super) fn known_row(value: &str) -> Result<KnownRow, String> {
    KnownRow::parse(value).ok_or_else(|| "应为“序号:校验值”，校验值为 64 位十六进制".to_owned())
}

/// An order of hits.
pub(super) fn sort(value: &str) -> Result<Sort, String> {
    named(value, "relevance、date、level")
}

/// A number of hits on a page.
pub(super) fn page_size(value: &str) -> Result<usize, String> {
    let size = value.parse::<usize>().ok().filter(|size| (1..=MAX_SIZE).contains(size));
    size.ok_or_else(|| format!("应为 1 到 {MAX_SIZE} 的整数"))
}

/// A term list by its English or Chinese name.
pub(super) fn list(value: &str) -> Result<ListId, String> {
    ListId::parse(value).ok_or_else(|| "应为 slogans、protected、markers、burden、synonyms 之一".to_owned())
}

/// A layer of a term list by its English or Chinese name.
pub(super) fn layer(value: &str) -> Result<Layer, String> {
    Layer::parse(value).ok_or_else(|| format!("应为 {} 之一", Layer::ALL.map(Layer::label).join("、")))
}

/// A place of a document by its English or Chinese name.
pub(super) fn position(value: &str) -> Result<Position, String> {
    Position::parse(value).ok_or_else(|| format!("应为 {} 之一", Position::ALL.map(Position::label).join("、")))
}

/// How an entry is written.
pub(super) fn entry_kind(value: &str) -> Result<EntryKind, String> {
    named(value, "literal、regex")
}

/// Words that others are to read.
pub(super) fn words(value: &str) -> Result<String, String> {
    fault_of_words(value).map_or_else(|| Ok(value.to_owned()), Err)
}
