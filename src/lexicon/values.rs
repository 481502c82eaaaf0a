//! Several values in one cell of a table, separated by a bar between blanks.

/// The pieces of a text between blanks; a bar with any number of backslashes before it is such a piece.
fn is_bar(piece: &str) -> bool {
    piece.strip_suffix('|').is_some_and(|before| before.chars().all(|c| c == '\\'))
}

/// Values to one cell: a bar between blanks inside a value gets one more backslash.
pub(super) fn join(values: &[String]) -> String {
    let escaped = |value: &String| {
        let pieces: Vec<String> =
            value.split(' ').map(|p| if is_bar(p) { format!("\\{p}") } else { p.to_owned() }).collect();
        pieces.join(" ")
    };
    values.iter().map(escaped).collect::<Vec<_>>().join(" | ")
}

/// One cell to values, the reverse of [`join`].
pub(super) fn split(cell: &str) -> Vec<String> {
    let mut values = vec![Vec::new()];
    for piece in cell.split(' ') {
        if piece == "|" {
            values.push(Vec::new());
        } else if let Some(value) = values.last_mut() {
            let shorter = piece.strip_prefix('\\').filter(|_| is_bar(piece));
            value.push(shorter.unwrap_or(piece));
        }
    }
    values.into_iter().map(|pieces| pieces.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn cells_come_back(values in proptest::collection::vec(r"[甲| \\]{0,8}", 1..4)) {
            proptest::prop_assert_eq!(split(&join(&values)), values);
        }
    }
}
