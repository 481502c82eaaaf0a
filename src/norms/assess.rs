//! What the profile says about demands on lower levels: drafts that are exempt, and the words by which a mention of a
//! burden is told from a demand. The burdens themselves are a term list.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::norms::limit::Condition;

/// How demands are told from mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentRules {
    /// Drafts in which nothing is judged.
    #[serde(default)]
    pub exempt: Vec<Condition>,
    /// Drafts that tell more than they order (speeches, reports): a demand there needs one of `modals` in its sentence.
    #[serde(default)]
    pub narrative: Vec<Condition>,
    /// Words of duty.
    pub modals: Vec<String>,
    /// Words of prohibition, prevention or criticism: what follows them in the clause is no demand.
    pub guards: Vec<String>,
    /// Words that look like one of `guards` and are none.
    #[serde(default)]
    pub not_guards: Vec<String>,
    /// Words of a duty not done: what follows them in the clause tells of a consequence and demands nothing.
    pub omissions: Vec<String>,
    /// Names of lower levels and of bodies in general (各地, 有关部门): whoever is so named bears what it has to do. A body
    /// named alone is compared with the issuer by its level.
    pub addressees: Vec<String>,
    /// Words that look like one of `addressees` and address nobody.
    #[serde(default)]
    pub not_addressees: Vec<String>,
    /// Words that leave it open whether to act where the predicate begins with them; 可 and 可以 are known without.
    pub discretion: Vec<String>,
    /// Words right after a burden that make it a reproach (…等问题).
    pub reproaches: Vec<String>,
    /// Words of a definition: its sentence demands nothing.
    pub definitions: Vec<String>,
    /// Enterprises, citizens and others who are no authority: what they must do is no burden on the grass roots.
    pub private: Vec<String>,
    /// Authorities and their units, whatever their level.
    pub public: Vec<String>,
}
