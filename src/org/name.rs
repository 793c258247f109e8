use rapidfuzz::distance::osa;

/// A name as it is compared: without blanks and marks, brackets and dots in one form.
pub fn key(name: &str) -> String {
    name.chars()
        .filter(|character| {
            !character.is_whitespace()
                && !matches!(
                    character,
                    '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '“' | '”' | '"'
                )
        })
        .map(|character| match character {
            '（' | '〔' | '【' | '[' => '(',
            '）' | '〕' | '】' | ']' => ')',
            '・' | '•' | '‧' => '·',
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
            }
            _ => character,
        })
        .collect()
}

/// A name and the bracket at its end: `人力资源科(专家科)` is 人力资源科 and 专家科.
pub fn bracketed(key: &str) -> Option<(&str, &str)> {
    let open = key.find('(')?;
    let inner = key[open + 1..].trim_end_matches(')');
    let base = &key[..open];
    (!base.is_empty() && !inner.is_empty() && !inner.contains(['(', ')'])).then_some((base, inner))
}

/// How many characters two names may differ in and still be taken for one: a third of the shorter,
/// at most three, and nothing for names of two characters.
pub fn tolerance(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// As [`tolerance`], for a name of the same length as `name`, where nothing was left out: 市公安局 is not 市民政局
/// though only two characters are others.
fn changed(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=7 => 1,
        8..=11 => 2,
        _ => 3,
    }
}

/// The edit distance of two names in characters, two swapped neighbours counting once, where it is at
/// most `most`.
pub fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    osa::distance_with_args(
        one.chars(),
        other.chars(),
        &osa::Args::default().score_cutoff(most),
    )
}

/// The nearest of `names` to `name` within its tolerance; of equally near ones the first.
pub fn nearest<'n, T>(name: &str, names: impl Iterator<Item = (&'n str, T)>) -> Option<(T, usize)> {
    let mut most = tolerance(name);
    let (length, changed) = (name.chars().count(), changed(name));
    let mut best = None;
    for (known, value) in names {
        let most_here = if known.chars().count() == length {
            most.min(changed)
        } else {
            most
        };
        if let Some(found) = distance(name, known, most_here)
            && best.as_ref().is_none_or(|(_, least)| found < *least)
        {
            best = Some((value, found));
            most = found;
        }
    }
    best
}

/// The value of the nearest of a few fixed words to `written`: short ones may differ in one character too.
pub fn nearest_word<'n, T>(written: &str, words: impl Iterator<Item = (&'n str, T)>) -> Option<T> {
    let most = tolerance(written).max(1);
    let first = written.chars().next();
    words
        // Of two characters the first must stand: 地级 is not 省级.
        .filter(|(word, _)| match word.chars().count() {
            0 | 1 => false,
            2 => word.chars().next() == first,
            _ => true,
        })
        .filter_map(|(word, value)| Some((distance(written, word, most)?, value)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_brackets_do_not_part_names() {
        assert_eq!(key("农业科（监管科)"), key("农业科 (监管科）"));
        assert_eq!(
            bracketed(&key("农业科（监管科）")),
            Some(("农业科", "监管科"))
        );
        assert_eq!(bracketed("农业科"), None);
    }

    #[test]
    fn the_nearest_name_is_within_reach() {
        let names = ["基金监管科", "待遇保障科", "医药服务管理科"];
        let nearest =
            |name| nearest(name, names.iter().map(|name| (*name, *name))).map(|(name, _)| name);
        assert_eq!(nearest("基金监督科"), Some("基金监管科"));
        assert_eq!(nearest("医药服务科"), None);
        assert_eq!(nearest("医药服务管里科"), Some("医药服务管理科"));
        assert_eq!(nearest("办公室"), None);
        assert_eq!(nearest("医药价格管理科"), None);
    }
}
