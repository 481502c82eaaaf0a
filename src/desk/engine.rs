//! [`Engine`]: what every review of one moment is made with. Replaced as a whole, never changed.

use std::sync::Arc;

use crate::desk::error::DeskError;
use crate::lexicon::{Lexicon, ListId, TermList};
use crate::model::SentenceModel;
use crate::norms::Profile;
use crate::store::{Family, NewRevision, Store};

/// The tokenizer of the sentence model that comes with the program.
pub const SHIPPED_TOKENIZER: &[u8] = include_bytes!("../../models/sentence/tokenizer.json");
/// Its weights.
pub const SHIPPED_WEIGHTS: &[u8] = include_bytes!("../../models/sentence/model.safetensors");

/// Who publishes what comes with the program.
pub(super) const PROGRAM: &str = "系统";

/// Term lists, norm profile and model in force. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Engine {
    /// Term lists.
    pub lexicon: Lexicon,
    /// Norm profile.
    pub profile: Arc<Profile>,
    /// Sentence model.
    pub model: Arc<SentenceModel>,
}

impl Engine {
    /// Loads what the store has in force; what it lacks is published from what came with the program.
    ///
    /// # Errors
    /// A stored list or profile that cannot be read or compiled, or the store's.
    pub(super) fn load(store: &Store) -> Result<Self, DeskError> {
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
        let profile = match store.current_revision(Family::NormProfile, &shipped.id)? {
            Some(revision) => serde_json::from_str(&revision.body)
                .map_err(|e| DeskError::Unreadable { what: "规范档", reason: e.to_string() })?,
            None => {
                publish_profile(store, &shipped)?;
                shipped
            }
        };
        Ok(Self { lexicon, profile: Arc::new(profile), model })
    }
}

/// A stored list; its version is the revision's.
pub(super) fn list_of(body: &str, version: u64) -> Result<TermList, DeskError> {
    let mut list: TermList =
        serde_json::from_str(body).map_err(|e| DeskError::Unreadable { what: "词表", reason: e.to_string() })?;
    list.version = version;
    Ok(list)
}

pub(super) fn body_of<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String, DeskError> {
    serde_json::to_string(value).map_err(|e| DeskError::Unreadable { what, reason: e.to_string() })
}

fn publish_list(store: &Store, list: &TermList) -> Result<(), DeskError> {
    let body = body_of("词表", list)?;
    let new = NewRevision { id: list.id.name(), expected: 0, author: PROGRAM, note: "随程序发布", body: &body };
    store.publish(Family::TermList, &new)?;
    Ok(())
}

fn publish_profile(store: &Store, profile: &Profile) -> Result<(), DeskError> {
    let body = body_of("规范档", profile)?;
    let new = NewRevision { id: &profile.id, expected: 0, author: PROGRAM, note: "随程序发布", body: &body };
    store.publish(Family::NormProfile, &new)?;
    Ok(())
}
