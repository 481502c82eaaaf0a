//! [`Known`]: what was found out about a draft, kept from one preview to the next. Each answer is kept with just what it
//! depends on: the draft itself is the same by its key (see [`Known::key`]), and compiled lists and profiles are the same
//! by where they lie in memory, which is theirs as long as anything here remembers it.

use std::sync::{Arc, Weak};

use sha2::{Digest, Sha256};

use crate::lexicon::scans::{Kept, Scans, is_the_same};
use crate::lexicon::{Lexicon, Matcher};
use crate::measure::substance::{Opinion, Remembered};
use crate::model::SentenceModel;
use crate::norms::Profile;
use crate::review::input::DraftInput;
use crate::review::outcome::{Outcome, Reader};
use crate::review::what_if::Subject;

/// What was found out about a draft. Holds no word of it but the patterns of entries.
#[derive(Debug, Clone, Default)]
pub struct Known {
    said: Option<Arc<Remembered>>,
    scans: Kept,
    outcomes: Vec<KeptOutcome>,
}

/// What a measure made of the draft, with all that it read.
#[derive(Debug, Clone)]
struct KeptOutcome {
    reader: Reader,
    lists: Vec<Weak<Matcher>>,
    profile: Weak<Profile>,
    outcome: Arc<Outcome>,
}

impl Known {
    /// What tells one draft from another: all that its reading depends on, and the model.
    #[must_use]
    pub fn key(input: &DraftInput, model: &SentenceModel) -> [u8; 32] {
        let DraftInput { text, id, title, issuer, level, kind, date, nature, .. } = input;
        let facts = format!("{id:?}{title:?}{issuer:?}{level:?}{kind:?}{date:?}{nature:?}");
        let mut digest = Sha256::new();
        for part in [model.version(), &facts, text] {
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        digest.finalize().into()
    }

    /// Takes over what the model said when the draft was reviewed, where nothing newer is known and it is of this model and
    /// these sentences.
    pub fn remind(&mut self, said: &[u8], subject: &Subject, model: &SentenceModel) {
        if self.said.is_none() {
            self.said = Remembered::from_bytes(said, &subject.analysis, model).map(Arc::new);
        }
    }

    /// What the model says of the draft, and what lists in force find in it, so far.
    #[must_use]
    pub fn opinion<'a>(&self, subject: &'a Subject, lexicon: &Lexicon, model: &'a SentenceModel) -> Opinion<'a> {
        Opinion::resumed(&subject.analysis, model, self.said.clone(), Scans::resumed(&self.scans, lexicon))
    }

    /// The same with what an opinion of the draft came to know about these lists.
    #[must_use]
    pub fn with(&self, opinion: &Opinion<'_>, lexicon: &Lexicon) -> Self {
        Self { said: opinion.said(), scans: opinion.scans().kept(lexicon), outcomes: self.outcomes.clone() }
    }

    /// What a measure makes of the draft by these lists and this profile, if that is known.
    #[must_use]
    pub fn outcome(&self, reader: Reader, lexicon: &Lexicon, profile: &Arc<Profile>) -> Option<Arc<Outcome>> {
        let kept = self.outcomes.iter().find(|kept| kept.reader == reader)?;
        let lists = || kept.lists.iter().zip(reader.lists());
        let same =
            is_the_same(&kept.profile, profile) && lists().all(|(list, id)| is_the_same(list, lexicon.shared(*id)));
        same.then(|| Arc::clone(&kept.outcome))
    }

    /// Keeps what a measure makes of the draft, in place of what it made of it before.
    pub fn learn(&mut self, reader: Reader, lexicon: &Lexicon, profile: &Arc<Profile>, outcome: &Arc<Outcome>) {
        let lists = reader.lists().iter().map(|id| Arc::downgrade(lexicon.shared(*id))).collect();
        self.outcomes.retain(|kept| kept.reader != reader);
        let (profile, outcome) = (Arc::downgrade(profile), Arc::clone(outcome));
        self.outcomes.push(KeptOutcome { reader, lists, profile, outcome });
    }

    /// About how many bytes it takes to keep.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let outcomes: usize = self.outcomes.iter().map(|kept| size_of::<KeptOutcome>() + kept.outcome.bytes()).sum();
        size_of::<Self>() + self.said.as_ref().map_or(0, |said| said.bytes()) + self.scans.bytes() + outcomes
    }
}
