//! Words as they are compared, and the nearest of them.

/// A word without what does not matter in headers and names of classes: blanks, brackets, colons,
/// asterisks, dots; ASCII letters in lower case, `_` and blanks between them as `-`.
pub(super) fn plain(word: &str) -> String {
    word.trim_matches(|c: char| c.is_whitespace())
        .chars()
        .filter_map(|c| match c {
            '（' | '）' | '(' | ')' | '【' | '】' | '[' | ']' | '：' | ':' | '*' | '＊' | '、'
            | '。' | '“' | '”' | '"' | '《' | '》' | '〔' | '〕' | '★' | '\u{3000}' | '\n'
            | '\r' | '\t' | '\u{feff}' => None,
            '_' | ' ' => Some('-'),
            other => Some(other.to_ascii_lowercase()),
        })
        .collect()
}

/// `word` without bracketed parts, closed or not.
pub(super) fn without_brackets(word: &str) -> String {
    let mut depth = 0usize;
    word.chars()
        .filter(|c| match c {
            '（' | '(' | '【' | '[' | '〔' => {
                depth += 1;
                false
            }
            '）' | ')' | '】' | ']' | '〕' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// The nearest of `words` within a third of the characters (at least one); nothing where two are
/// equally near and mean different things.
pub(super) fn nearest<'w, T: Copy + PartialEq>(
    word: &str,
    words: impl Iterator<Item = (&'w str, T)>,
) -> Option<T> {
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    if length < 2 {
        return None;
    }
    let mut best: Option<(usize, T)> = None;
    let mut tied = false;
    for (candidate, meaning) in words {
        let Some(distance) = rapidfuzz::distance::levenshtein::distance_with_args(
            word.chars(),
            candidate.chars(),
            &rapidfuzz::distance::levenshtein::Args::default().score_cutoff(limit),
        ) else {
            continue;
        };
        match best {
            Some((known, _)) if known < distance => {}
            Some((known, meant)) if known == distance => tied |= meant != meaning,
            _ => {
                best = Some((distance, meaning));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, meaning)| meaning)
}
