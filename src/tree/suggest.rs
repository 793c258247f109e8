use rapidfuzz::distance::damerau_levenshtein;

/// The name nearest to `written`, when it is near enough to be what was meant.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    names
        .into_iter()
        .map(|name| {
            let distance = damerau_levenshtein::distance(written.chars(), name.chars());
            (distance, name)
        })
        // A name with nothing in common is no suggestion.
        .filter(|&(distance, name)| {
            let longer = name.chars().count().max(length);
            let allowed = match longer {
                0..=2 => 1,
                3..=5 => 2,
                _ => 3,
            };
            distance <= allowed && distance < longer
        })
        .min()
        .map(|(_, name)| name)
}

/// The names as a list in both languages' punctuation.
pub(super) fn listed(names: &[&str], separator: &str) -> String {
    names.join(separator)
}
