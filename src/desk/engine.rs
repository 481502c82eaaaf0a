//! [`Engine`]: what every review of one moment is made with. Replaced as a whole, never changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::desk::error::DeskError;
use crate::lexicon::{Lexicon, ListId, TermList};
use crate::model::SentenceModel;
use crate::norms::{Profile, ProfileError, Sources};
use crate::store::{Family, NewRevision, Revision, Store};

/// The tokenizer of the sentence model that comes with the program.
pub const SHIPPED_TOKENIZER: &[u8] = include_bytes!("../../models/sentence/tokenizer.json");
/// Its weights.
pub const SHIPPED_WEIGHTS: &[u8] = include_bytes!("../../models/sentence/model.safetensors");

/// Who publishes what comes with the program.
pub(super) const PROGRAM: &str = "系统";

/// Term lists, norm profiles and model in force. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Engine {
    /// Term lists.
    pub lexicon: Lexicon,
    /// The norm profile of reviews that name none.
    pub profile: Arc<Profile>,
    /// All norm profiles by id.
    pub profiles: BTreeMap<String, Arc<Profile>>,
    /// Sentence model.
    pub model: Arc<SentenceModel>,
}

/// A norm profile as it is stored: the file as its author wrote it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ProfileFile {
    pub(super) toml: String,
}

impl Engine {
    /// Loads what the store has in force; what it lacks is published from what came with the program. `default` is the
    /// profile of reviews that name none.
    ///
    /// # Errors
    /// A stored list or profile that cannot be read or compiled, no profile named `default`, or the store's.
    pub(super) fn load(store: &Store, default: Option<&str>) -> Result<Self, DeskError> {
        let model = Arc::new(SentenceModel::from_parts(SHIPPED_TOKENIZER, SHIPPED_WEIGHTS)?);
        let mut lexicon = Lexicon::shipped()?;
        for id in ListId::ALL {
            match store.current_revision(Family::TermList, id.name())? {
                Some(revision) => {
                    let list = list_of(&revision.body, revision.version)?;
                    if list != *lexicon.get(id).list() {
                        lexicon = lexicon.with(list)?;
                    }
                }
                None => publish_list(store, lexicon.get(id).list())?,
            }
        }
        let shipped = Profile::shipped()?;
        if store.current_revision(Family::NormProfile, &shipped.id)?.is_none() {
            publish_profile(store, &shipped.id)?;
        }
        let (profiles, faults) = readable(&sources(store)?);
        for fault in faults {
            tracing::warn!(%fault, "norm profile left out");
        }
        let wanted = default.unwrap_or(&shipped.id);
        let profile = profiles.get(wanted).cloned();
        let profile = profile.ok_or_else(|| DeskError::NotFound { what: "规范档", id: wanted.to_owned() })?;
        Ok(Self { lexicon, profile, profiles, model })
    }
}

/// A stored list; its version is the revision's.
pub(super) fn list_of(body: &str, version: u64) -> Result<TermList, DeskError> {
    let mut list: TermList =
        serde_json::from_str(body).map_err(|e| DeskError::Unreadable { what: "词表", reason: e.to_string() })?;
    list.version = version;
    Ok(list)
}

pub(super) fn body_of<T: Serialize>(what: &'static str, value: &T) -> Result<String, DeskError> {
    serde_json::to_string(value).map_err(|e| DeskError::Unreadable { what, reason: e.to_string() })
}

fn publish_list(store: &Store, list: &TermList) -> Result<(), DeskError> {
    let body = body_of("词表", list)?;
    let new = NewRevision { id: list.id.name(), expected: 0, author: PROGRAM, note: "随程序发布", body: &body };
    store.publish(Family::TermList, &new)?;
    Ok(())
}

fn publish_profile(store: &Store, id: &str) -> Result<(), DeskError> {
    let (_, text) = crate::norms::profile::SHIPPED.first().copied().unwrap_or_default();
    let body = body_of("规范档", &ProfileFile { toml: text.to_owned() })?;
    let new = NewRevision { id, expected: 0, author: PROGRAM, note: "随程序发布", body: &body };
    store.publish(Family::NormProfile, &new)?;
    Ok(())
}

/// The files of the stored profiles with their versions.
pub(super) fn sources(store: &Store) -> Result<BTreeMap<String, (u64, String)>, DeskError> {
    let stored = store.current_revisions(Family::NormProfile)?.into_iter();
    stored.map(|revision| Ok((revision.id.clone(), (revision.version, file_of(&revision)?)))).collect()
}

/// The file of a stored profile; one of a former form of storage is written anew.
pub(super) fn file_of(revision: &Revision) -> Result<String, DeskError> {
    let unreadable = |reason: String| DeskError::Unreadable { what: "规范档", reason };
    if let Ok(file) = serde_json::from_str::<ProfileFile>(&revision.body) {
        return Ok(file.toml);
    }
    let profile: Profile = serde_json::from_str(&revision.body).map_err(|e| unreadable(e.to_string()))?;
    toml::to_string(&profile).map_err(|e| unreadable(e.to_string()))
}

/// All profiles, each with the layers under it; the version of each is that of its own file.
pub(super) fn profiles(sources: &BTreeMap<String, (u64, String)>) -> Result<BTreeMap<String, Arc<Profile>>, DeskError> {
    let (profiles, faults) = readable(sources);
    match faults.into_iter().next() {
        None => Ok(profiles),
        Some(fault) => Err(DeskError::Profile(fault)),
    }
}

/// The profiles that can be read, and what is wrong with the others: one of them must not keep the desk from opening.
pub(super) fn readable(
    sources: &BTreeMap<String, (u64, String)>,
) -> (BTreeMap<String, Arc<Profile>>, Vec<ProfileError>) {
    let texts: Sources = sources.iter().map(|(id, (_, text))| (id.clone(), text.clone())).collect();
    let (mut profiles, mut faults) = (BTreeMap::new(), Vec::new());
    for (id, (version, _)) in sources {
        match Profile::layered(id, &texts) {
            Ok(profile) => {
                profiles.insert(id.clone(), Arc::new(Profile { version: *version, ..profile }));
            }
            Err(fault) => faults.push(fault),
        }
    }
    (profiles, faults)
}
