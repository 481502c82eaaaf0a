//! Norm profiles in force, to be read.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::error::DeskError;
use crate::desk::office::Desk;
use crate::norms::Profile;

/// A norm profile without its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NormProfileHead {
    /// Id.
    pub id: String,
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
}

impl Desk {
    /// The profiles in force.
    #[must_use]
    pub fn norm_profiles(&self) -> Vec<NormProfileHead> {
        let profile = &self.engine().profile;
        vec![NormProfileHead {
            id: profile.id.clone(),
            title: profile.title.clone(),
            jurisdiction: profile.jurisdiction.clone(),
            version: profile.version,
            valid_from: profile.valid_from.clone(),
            valid_to: profile.valid_to.clone(),
        }]
    }

    /// A profile in force.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] when there is none with this id.
    pub fn norm_profile(&self, id: &str) -> Result<Arc<Profile>, DeskError> {
        let profile = &self.engine().profile;
        if profile.id == id {
            return Ok(Arc::clone(profile));
        }
        Err(DeskError::NotFound { what: "规范档", id: id.chars().take(80).collect() })
    }
}
