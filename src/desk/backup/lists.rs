//! Term lists and norm profiles alone: packed as files that can be read and edited, and published again elsewhere.

use std::path::Path;
use std::sync::Arc;

use super::archive::{Package, Packing};
use super::error::BackupError;
use super::manifest::{BackupScope, PackedFile};
use crate::corpus::Synonyms;
use crate::desk::engine::{Engine, ProfileFile, body_of, file_of, list_of, profiles, sources};
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::lexicon::{ListId, TermList};
use crate::store::{Actor, Family, NewRevision, Snapshot};

/// Where term lists lie in a backup, one JSON file each.
const TERM_LISTS: &str = "term-lists/";
/// Where norm profiles lie, one TOML file each.
const NORM_PROFILES: &str = "norm-profiles/";
/// Largest file of a list or profile, in bytes: fifty thousand entries with examples stay below it.
const LARGEST: u64 = 64 << 20;

/// What became of lists and profiles that were brought back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RestoredLists {
    /// Term lists with a new version, by name.
    pub term_lists: Vec<String>,
    /// Norm profiles with a new version, by id.
    pub norm_profiles: Vec<String>,
    /// How many were the same already.
    pub unchanged: usize,
}

/// Packs what is in force.
pub(super) fn pack(source: &Snapshot, packing: &mut Packing) -> Result<bool, DeskError> {
    for revision in source.current_revisions(Family::TermList)? {
        let list = list_of(&revision.body, revision.version)?;
        let text = serde_json::to_vec_pretty(&list)
            .map_err(|e| DeskError::Unreadable { what: "词表", reason: e.to_string() })?;
        packing.add(&format!("{TERM_LISTS}{}.json", revision.id), &mut text.as_slice(), &mut |_| true)?;
    }
    for revision in source.current_revisions(Family::NormProfile)? {
        let file = file_of(&revision)?;
        packing.add(&format!("{NORM_PROFILES}{}.toml", revision.id), &mut file.as_bytes(), &mut |_| true)?;
    }
    Ok(true)
}

/// What a backup of lists holds.
#[derive(Default)]
struct Content {
    lists: Vec<TermList>,
    /// Ids and files.
    profiles: Vec<(String, String)>,
}

impl Content {
    fn read(file: &Path) -> Result<Self, DeskError> {
        let mut package = Package::open(file)?;
        if package.manifest.scope == BackupScope::All {
            return Err(BackupError::WholeFolder { path: file.to_owned() }.into());
        }
        let mut content = Self::default();
        for packed in package.manifest.files.clone() {
            let text = text(&mut package, &packed, file)?;
            let unreadable = |what: &str| package.damaged(format!("“{}”不是{what}", packed.name));
            if packed.name.starts_with(TERM_LISTS) {
                let list = serde_json::from_str(&text).map_err(|_| unreadable("可用的词表"))?;
                content.lists.push(list);
            } else if let Some(name) = packed.name.strip_prefix(NORM_PROFILES) {
                let id = name.strip_suffix(".toml").ok_or_else(|| unreadable("规范档"))?;
                content.profiles.push((id.to_owned(), text));
            }
        }
        Ok(content)
    }
}

fn text(package: &mut Package, packed: &PackedFile, file: &Path) -> Result<String, BackupError> {
    if packed.bytes > LARGEST {
        return Err(package.damaged(format!("“{}”超过 {LARGEST} 字节", packed.name)));
    }
    let mut bytes = Vec::new();
    package.unpack(packed, (&mut bytes, file), &mut |_| {})?;
    String::from_utf8(bytes).map_err(|_| package.damaged(format!("“{}”不是 UTF-8 文本", packed.name)))
}

impl Desk {
    /// Publishes the term lists and norm profiles of a backup as new versions, those that differ from what is in force;
    /// all or none. Everything is compiled before anything is published.
    ///
    /// # Errors
    /// [`BackupError`], [`DeskError::List`] or [`DeskError::Profile`] with every fault, else the store's.
    pub fn restore_lists(&self, file: &Path) -> Result<RestoredLists, DeskError> {
        let Content { lists, profiles: files } = Content::read(file)?;
        let _held = self.profiles.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let engine = self.engine();
        let mut outcome = RestoredLists::default();
        let mut new: Vec<(Family, String, u64, String)> = Vec::new();
        let mut lexicon = engine.lexicon.clone();
        for list in lists {
            let current = lexicon.get(list.id).list().clone();
            if current.entries == list.entries {
                outcome.unchanged += 1;
                continue;
            }
            let list = TermList { version: current.version + 1, ..list };
            lexicon = lexicon.with(list.clone())?;
            outcome.term_lists.push(list.id.label().to_owned());
            new.push((Family::TermList, list.id.name().to_owned(), current.version, body_of("词表", &list)?));
        }
        let mut merged = sources(&self.store)?;
        for (id, toml) in files {
            let (version, known) = merged.get(&id).cloned().unwrap_or_default();
            if known == toml {
                outcome.unchanged += 1;
                continue;
            }
            merged.insert(id.clone(), (version + 1, toml.clone()));
            outcome.norm_profiles.push(id.clone());
            new.push((Family::NormProfile, id, version, body_of("规范档", &ProfileFile { toml })?));
        }
        profiles(&merged)?;
        self.publish_restored(&new, &engine)?;
        Ok(outcome)
    }

    /// Publishes what was checked, and puts it in force.
    fn publish_restored(&self, new: &[(Family, String, u64, String)], engine: &Engine) -> Result<(), DeskError> {
        let author = Actor::now().label;
        let all: Vec<(Family, NewRevision<'_>)> = new
            .iter()
            .map(|(family, id, expected, body)| {
                (*family, NewRevision { id, expected: *expected, author: &author, note: "由备份恢复", body })
            })
            .collect();
        self.store.publish_all(&all)?;
        self.engine.store(Arc::new(Engine::load(&self.store, Some(&engine.profile.id))?));
        self.corpus.use_synonyms(Synonyms::of(self.engine().lexicon.get(ListId::Synonyms).list()));
        Ok(())
    }
}
