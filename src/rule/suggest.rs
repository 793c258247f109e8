use rapidfuzz::distance::osa;

/// The known word nearest to a word that is not known, where one is near enough to be meant.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let length = word.chars().count();
    // One slip in a short word, about a third of a long one.
    let most = (length / 3).clamp(1, 4);
    known
        .map(|candidate| (osa::distance(word.chars(), candidate.chars()), candidate))
        .filter(|(distance, candidate)| {
            *distance <= most && *distance < length.max(candidate.chars().count())
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_near_words_are_suggested() {
        let words = ["present", "blank", "matches", "听证"];
        let near = |word| nearest(word, words.into_iter());
        assert_eq!(near("presnt"), Some("present"));
        assert_eq!(near("match"), Some("matches"));
        assert_eq!(near("听政"), Some("听证"));
        assert_eq!(near("regex"), None);
        assert_eq!(near("告知"), None);
    }
}
