//! Layers of norm profiles: a profile of a province or a unit names the one it stands on (`base`) and holds only what it
//! says otherwise. Its limits are asked first, its norms and tables are laid over those below; what is not mentioned
//! stays as it is there.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::check::{self, ProfileError, ProfileProblem};
use super::profile::Profile;

/// Most layers on top of each other: nation, province, city, county, unit, with room to spare.
const MOST_LAYERS: usize = 8;
/// Lists of rules that are told apart by a key: those of the upper layer come first, the rest of the lower follow.
const KEYED: [(&str, &str); 2] = [("limits", "id"), ("sections", "kind")];
/// Lists of rules that add up.
const ADDED: [&str; 1] = ["sections_exempt"];

/// The files of profiles by id, as their authors wrote them.
pub type Sources = BTreeMap<String, String>;

impl Profile {
    /// Reads and checks the profile of this id with all the layers under it.
    ///
    /// # Errors
    /// [`ProfileError`] with the key and reason of every fault, also of layers that are missing or stand on each other in
    /// a circle.
    pub fn layered(id: &str, sources: &Sources) -> Result<Self, ProfileError> {
        let text = sources.get(id).ok_or_else(|| fault(id, "id", format!("没有规范档“{id}”")))?;
        let mut merged = parsed(id, text)?;
        let mut below = base_of(&merged);
        let mut layers = 1;
        while let Some(base) = below {
            let text = sources.get(&base).ok_or_else(|| fault(id, "base", format!("没有规范档“{base}”")))?;
            layers += 1;
            if layers > MOST_LAYERS {
                return Err(fault(id, "base", format!("层次超过{MOST_LAYERS}层，或者互为基础")));
            }
            let lower = parsed(&base, text)?;
            below = base_of(&lower);
            merged = over(lower, merged);
        }
        let read = if layers == 1 { toml::from_str(text) } else { Value::Table(merged).try_into() };
        let profile: Self = read.map_err(|error| check::syntax(id, text, &error))?;
        profile.check(id)?;
        if profile.id != id {
            return Err(fault(id, "id", format!("文件里是“{}”，应为“{id}”", profile.id)));
        }
        Ok(profile)
    }
}

/// Which id a file gives itself, if it can be read that far.
///
/// # Errors
/// [`ProfileError`] when the file is no TOML or has no id.
pub fn id_of(file: &str, text: &str) -> Result<String, ProfileError> {
    let id = parsed(file, text)?.get("id").and_then(Value::as_str).map(str::to_owned);
    id.ok_or_else(|| fault(file, "id", "缺少编号".to_owned()))
}

fn parsed(file: &str, text: &str) -> Result<Table, ProfileError> {
    text.parse().map_err(|error| check::syntax(file, text, &error))
}

fn fault(file: &str, key: &str, reason: String) -> ProfileError {
    ProfileError { file: file.to_owned(), problems: vec![ProfileProblem { key: key.to_owned(), reason }] }
}

fn base_of(table: &Table) -> Option<String> {
    table.get("base").and_then(Value::as_str).map(str::to_owned)
}

/// The lower layer with the upper laid over it.
fn over(lower: Table, upper: Table) -> Table {
    let mut merged = lower;
    for (key, value) in upper {
        let below = merged.remove(&key);
        let keyed = KEYED.iter().find(|(list, _)| *list == key).map(|(_, by)| *by);
        let laid = match (below, value) {
            (Some(Value::Table(below)), Value::Table(above)) => Value::Table(over(below, above)),
            (Some(Value::Array(below)), Value::Array(above)) => match keyed {
                Some(by) => Value::Array(first_those_of(above, below, by)),
                None if ADDED.contains(&key.as_str()) => Value::Array([above, below].concat()),
                None => Value::Array(above),
            },
            (_, value) => value,
        };
        merged.insert(key, laid);
    }
    merged
}

/// The rules of the upper layer, then those of the lower whose key the upper does not have.
fn first_those_of(above: Vec<Value>, below: Vec<Value>, by: &str) -> Vec<Value> {
    let key = |rule: &Value| rule.get(by).and_then(Value::as_str).map(str::to_owned);
    let named: Vec<Option<String>> = above.iter().map(&key).collect();
    let rest: Vec<Value> = below.into_iter().filter(|rule| !named.contains(&key(rule))).collect();
    [above, rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DraftFacts, Kind, Level};
    use crate::norms::profile::SHIPPED;
    use crate::norms::{Counted, LimitFor};

    const PROVINCE: &str = r#"
        base = "national"
        id = "lanjiang"
        title = "岚江省（示例）"
        jurisdiction = "岚江省（示例）"
        valid_from = "2025-01-01"
        [counting]
        decides = "characters"
        [norms."省办通知"]
        title = "岚江省减负措施（示例）"
        article = "第三条"
        grade = "Practice"
        [[limits]]
        id = "county_notice"
        label = "县级部门通知"
        when = { kinds = ["通知"], levels = ["county"] }
        value = 2500
        norm = "省办通知"
        [verdict]
        revise = { brevity = 70 }
    "#;

    fn sources(more: &[(&str, &str)]) -> Sources {
        let shipped = SHIPPED.iter().map(|(_, text)| ("national".to_owned(), (*text).to_owned()));
        shipped.chain(more.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned()))).collect()
    }

    fn limit(profile: &Profile, level: Level) -> Option<u32> {
        let facts = DraftFacts { kind: Some(Kind::Notice), level, ..DraftFacts::default() };
        match profile.limit_for(&facts) {
            LimitFor::Limit { value, .. } => Some(value),
            LimitFor::None { .. } => None,
        }
    }

    #[test]
    fn the_upper_layer_speaks_first_and_the_lower_for_the_rest() {
        let national = Profile::layered("national", &sources(&[])).unwrap();
        let profile = Profile::layered("lanjiang", &sources(&[("lanjiang", PROVINCE)])).unwrap();
        assert_eq!((profile.title.as_str(), profile.base.as_deref()), ("岚江省（示例）", Some("national")));
        assert_eq!(limit(&profile, Level::County), Some(2500));
        assert_eq!(limit(&profile, Level::City), limit(&national, Level::City));
        assert_eq!(profile.counting.decides, Counted::Characters);
        assert_eq!(profile.counting.note, national.counting.note);
        assert_eq!(profile.norms.len(), national.norms.len() + 1);
        assert_eq!(profile.verdict.revise.brevity, Some(70.0));
        assert_eq!(profile.verdict.revise.substance, national.verdict.revise.substance);
        assert_eq!((&profile.sections, &profile.scores), (&national.sections, &national.scores));
    }

    #[test]
    fn a_rule_of_the_same_id_takes_the_place_of_the_lower_one() {
        let stricter = PROVINCE.replace("county_notice", "general").replace(", levels = [\"county\"]", "");
        let profile = Profile::layered("lanjiang", &sources(&[("lanjiang", &stricter)])).unwrap();
        assert_eq!(profile.limits.iter().filter(|rule| rule.id == "general").count(), 1);
        assert_eq!(limit(&profile, Level::City), Some(2500));
    }

    #[test]
    fn faults_of_layers_are_told() {
        for (text, key, reason) in [
            (PROVINCE.replace("base = \"national\"", "base = \"none\""), "base", "没有规范档“none”"),
            (PROVINCE.replace("base = \"national\"", "base = \"lanjiang\""), "base", "层次"),
            (PROVINCE.replace("\"lanjiang\"", "\"other\""), "id", "文件里是“other”"),
            (PROVINCE.replace("norm = \"省办通知\"", "norm = \"无\""), "limits.county_notice.norm", "依据"),
            (PROVINCE.replace("decides", "counts"), "第8行", "没有“counts”这一项"),
            ("base = ".to_owned(), "第1行", "不能读作规范档"),
        ] {
            let error = Profile::layered("lanjiang", &sources(&[("lanjiang", &text)])).unwrap_err();
            let problem = &error.problems[0];
            assert!(problem.key == key && problem.reason.contains(reason), "{problem:?}, not {key} {reason}");
        }
    }
}
