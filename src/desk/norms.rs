//! Norm profiles in force: read, put in, replaced. A change counts from the next review on.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::engine::{Engine, ProfileFile, body_of, file_of, profiles, sources};
use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::desk::terms::{Change, Version, is_in_force};
use crate::norms::{Profile, ProfileDiff, ProfileError, ProfileProblem};
use crate::store::{Actor, Family, NewRevision, Revision, StoreError};

/// Longest file of a profile, in bytes: the shipped one has a fiftieth of it.
pub(super) const LONGEST_FILE: usize = 1 << 20;
/// Most profiles: a province with all its counties and units.
const MOST_PROFILES: usize = 1_000;

/// A norm profile without its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NormProfileHead {
    /// Id.
    pub id: String,
    /// The profile it stands on; null when it stands alone.
    pub base: Option<String>,
    /// Title.
    pub title: String,
    /// Where it applies.
    pub jurisdiction: String,
    /// Version in force.
    pub version: u64,
    /// First day.
    pub valid_from: String,
    /// Last day; null when open.
    pub valid_to: Option<String>,
    /// Whether reviews that name no profile use this one.
    pub default: bool,
    /// Whether it has a draft.
    pub draft: bool,
}

impl Desk {
    /// The profiles in force, in order of id.
    ///
    /// # Errors
    /// The store's.
    pub fn norm_profiles(&self) -> Result<Vec<NormProfileHead>, DeskError> {
        let (engine, drafted) = (self.engine(), self.store.drafted(Family::NormProfile)?);
        let one = |profile: &Arc<Profile>| head(profile, &engine, drafted.contains(&profile.id));
        Ok(engine.profiles.values().map(one).collect())
    }

    /// A profile in force without its rules.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn norm_profile_head(&self, id: &str) -> Result<NormProfileHead, DeskError> {
        let engine = self.engine();
        let drafted = self.store.draft(Family::NormProfile, id)?.is_some();
        Ok(head(engine.profile(id)?, &engine, drafted))
    }

    /// A profile in force, with what it takes over from the profiles under it.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn norm_profile(&self, id: &str) -> Result<Arc<Profile>, DeskError> {
        Ok(Arc::clone(self.engine().profile(id)?))
    }

    /// The file of a profile as its author wrote it, in force or of a former version, with its version.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none.
    pub fn norm_profile_file(&self, id: &str, version: Option<u64>) -> Result<(u64, String), DeskError> {
        let found = match version {
            Some(version) => self.store.revision(Family::NormProfile, id, version)?,
            None => self.store.current_revision(Family::NormProfile, id)?,
        };
        let revision = found.ok_or_else(|| match version {
            Some(version) if self.engine().profiles.contains_key(id) => {
                DeskError::NotFound { what: "规范档版本", id: format!("{id}@{version}") }
            }
            _ => missing(id),
        })?;
        Ok((revision.version, file_of(&revision)?))
    }

    /// All versions of a profile, newest first.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn norm_profile_versions(&self, id: &str) -> Result<Vec<Version>, DeskError> {
        let history = self.store.revision_history(Family::NormProfile, id)?;
        if history.is_empty() {
            return Err(missing(id));
        }
        Ok(history.into_iter().map(Version::of).collect())
    }

    /// Puts a profile in force, a new one or a new version of one there is; answers the new version. `file` is TOML.
    ///
    /// # Errors
    /// [`DeskError::Profile`] with every fault, also of profiles that stand on this one and would have a fault then,
    /// [`crate::store::StoreError::Conflict`] when somebody else was faster; what is in force stays then.
    pub fn put_norm_profile(&self, id: &str, file: &str, change: Change<'_>) -> Result<u64, DeskError> {
        let done = if change.expected == 0 { "新建规范档" } else { "替换规范档" };
        let note = change.reason(|| done.to_owned());
        let change = Change { note: &note, ..change };
        self.put_profile_in_force(id, file, change, |new| self.store.publish(Family::NormProfile, new))
    }

    /// Publishes the file of a former version as a new one; answers the new version. The version in force stays as it is
    /// when it is the one that is asked for.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is no such version, else as [`Self::put_norm_profile`].
    pub fn restore_norm_profile(&self, id: &str, version: u64, change: Change<'_>) -> Result<u64, DeskError> {
        if is_in_force(id, self.profile_version(id), version, change.expected)? {
            return Ok(version);
        }
        let (_, file) = self.norm_profile_file(id, Some(version))?;
        self.put_norm_profile(id, &file, change)
    }

    /// What leads from one version of a profile to another.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is no such version.
    pub fn norm_profile_diff(&self, id: &str, from: u64, to: u64) -> Result<ProfileDiff, DeskError> {
        let (_, before) = self.norm_profile_file(id, Some(from))?;
        let (_, after) = self.norm_profile_file(id, Some(to))?;
        Ok(ProfileDiff::between(&before, &after)?)
    }

    /// Checks a file with all profiles that stand on it, as if it were in force under `version`.
    pub(super) fn check_norm_profile(&self, id: &str, file: &str, version: u64) -> Result<(), DeskError> {
        self.profiles_with(id, file, version).map(drop)
    }

    /// All profiles as they would be with a file in force under `version`.
    pub(super) fn profiles_with(
        &self,
        id: &str,
        file: &str,
        version: u64,
    ) -> Result<BTreeMap<String, Arc<Profile>>, DeskError> {
        if file.len() > LONGEST_FILE {
            return Err(refused(id, "内容", format!("超过{LONGEST_FILE}字节")));
        }
        let mut files = sources(&self.store)?;
        files.insert(id.to_owned(), (version, file.to_owned()));
        if files.len() > MOST_PROFILES {
            return Err(refused(id, "id", format!("规范档已有{MOST_PROFILES}个，不能再增加")));
        }
        profiles(&files)
    }

    /// Checks a file, has `publish` store it, and puts it in force.
    pub(super) fn put_profile_in_force(
        &self,
        id: &str,
        file: &str,
        change: Change<'_>,
        publish: impl FnOnce(&NewRevision<'_>) -> Result<Revision, StoreError>,
    ) -> Result<u64, DeskError> {
        let _held = self.profiles.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Read with all that stand on it before it is stored: what is published always loads.
        self.check_norm_profile(id, file, change.expected + 1)?;
        let body = body_of("规范档", &ProfileFile { toml: file.to_owned() })?;
        let Change { expected, note } = change;
        let new = NewRevision { id, expected, author: &Actor::now().label, note, body: &body };
        let published = publish(&new)?;
        let profiles = profiles(&sources(&self.store)?)?;
        self.engine.rcu(|engine| {
            let profile = profiles.get(&engine.profile.id).unwrap_or(&engine.profile);
            Arc::new(Engine { profile: Arc::clone(profile), profiles: profiles.clone(), ..Engine::clone(engine) })
        });
        Ok(published.version)
    }
}

/// A profile refused for one reason.
pub(super) fn refused(id: &str, key: &str, reason: String) -> DeskError {
    let problems = vec![ProfileProblem { key: key.to_owned(), reason }];
    DeskError::Profile(ProfileError { file: id.chars().take(80).collect(), problems })
}

impl Engine {
    /// The profile with this id.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none.
    pub fn profile(&self, id: &str) -> Result<&Arc<Profile>, DeskError> {
        self.profiles.get(id).ok_or_else(|| missing(id))
    }
}

fn head(profile: &Profile, engine: &Engine, draft: bool) -> NormProfileHead {
    NormProfileHead {
        id: profile.id.clone(),
        base: profile.base.clone(),
        title: profile.title.clone(),
        jurisdiction: profile.jurisdiction.clone(),
        version: profile.version,
        valid_from: profile.valid_from.clone(),
        valid_to: profile.valid_to.clone(),
        default: profile.id == engine.profile.id,
        draft,
    }
}

fn missing(id: &str) -> DeskError {
    DeskError::NotFound { what: "规范档", id: id.chars().take(80).collect() }
}
