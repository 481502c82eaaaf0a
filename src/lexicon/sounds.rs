//! Which characters sound alike. Whoever types by sound and takes the wrong one of the characters offered leaves a word
//! that sounds right (安全关 for 安全观). The table has the characters of everyday use, each with its usual reading and
//! without tones; readings that many speakers do not keep apart (zh and z, -ing and -in) count as one.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// One reading a line, with the characters that have it.
const TABLE: &str = include_str!("sounds.tsv");

/// The number of the sound of each character.
static SOUNDS: LazyLock<FxHashMap<char, usize>> = LazyLock::new(|| {
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut sounds = FxHashMap::default();
    for (reading, characters) in TABLE.lines().filter_map(|line| line.split_once('\t')) {
        let next = numbers.len();
        let number = *numbers.entry(merged(reading)).or_insert(next);
        sounds.extend(characters.chars().map(|c| (c, number)));
    }
    sounds
});

/// Whether two different characters sound alike; never where the table does not have one of them.
pub(super) fn alike(a: char, b: char) -> bool {
    let sound = |c: char| SOUNDS.get(&c);
    a != b && sound(a).is_some() && sound(a) == sound(b)
}

/// A reading without the differences that are often not heard.
fn merged(reading: &str) -> String {
    let first = reading.replacen("zh", "z", 1).replacen("ch", "c", 1).replacen("sh", "s", 1);
    first.strip_suffix("ng").filter(|rest| rest.ends_with(['i', 'e'])).map_or(first.clone(), |rest| format!("{rest}n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_one_sound_are_alike() {
        for (a, b, wanted) in [
            ('观', '关', true),
            ('识', '思', true),
            ('兴', '新', true),
            ('治', '制', true),
            ('战', '向', false),
            ('国', '考', false),
            ('港', '澳', false),
            ('观', '观', false),
            ('。', '，', false),
        ] {
            assert_eq!(alike(a, b), wanted, "{a}{b}");
        }
    }

    #[test]
    fn the_table_gives_every_character_one_reading() {
        let mut all: Vec<char> =
            TABLE.lines().filter_map(|line| line.split_once('\t')).flat_map(|(_, c)| c.chars()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(count > 3_000 && all.iter().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)));
    }
}
