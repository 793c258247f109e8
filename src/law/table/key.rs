//! Titles made comparable: what people leave out or write differently.

/// The country's name before titles of laws.
const COUNTRY: &str = "中华人民共和国";

/// Before the name of the law that an instrument implements.
const IMPLEMENTING: &str = "实施";

/// The key of a title: without the country's name in front, brackets, quotation marks, blanks and
/// punctuation; letters and digits half-width.
pub fn key(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for character in title.chars() {
        match character {
            // Nearly all characters: told first.
            '\u{4E00}'..='\u{9FFF}' => out.push(character),
            '《' | '》' | '〈' | '〉' | '<' | '>' | '＜' | '＞' | '（' | '）' | '(' | ')' | '“'
            | '”' | '"' | '、' | '，' | ',' | '·' | '：' | ':' | '－' | '—' | '-' | '*' | '['
            | ']' | '〔' | '〕' => {}
            'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' => {
                out.extend(char::from_u32(u32::from(character) - 0xFEE0));
            }
            _ if character.is_whitespace() => {}
            _ => out.push(character),
        }
    }
    if let Some(short) = out.strip_prefix(COUNTRY).filter(|short| !short.is_empty()) {
        return short.to_owned();
    }
    out
}

/// The key without a mark of trial at its end (试行, 暂行): often left out.
pub fn without_trial(key: &str) -> Option<&str> {
    key.strip_suffix("试行")
        .or_else(|| key.strip_suffix("暂行"))
}

/// The keys with the country's name put in or left out after 实施 (实施〈甲法〉办法).
pub fn inner_country(key: &str) -> Vec<String> {
    let mut found = Vec::new();
    if key.contains(COUNTRY) {
        found.push(key.replace(COUNTRY, ""));
    }
    for (at, word) in key.match_indices(IMPLEMENTING) {
        let at = at + word.len();
        if let (Some(head), Some(tail)) = (key.get(..at), key.get(at..))
            && !tail.starts_with(COUNTRY)
        {
            found.push(format!("{head}{COUNTRY}{tail}"));
        }
    }
    found
}

/// Whether `title` has the country's name in front.
pub fn has_country(title: &str) -> bool {
    title.trim_start_matches(['《', '〈']).starts_with(COUNTRY)
}

/// `title` with the country's name in front.
pub fn with_country(title: &str) -> String {
    format!("{COUNTRY}{title}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_meet() {
        for (one, other) in [
            ("中华人民共和国甲法", "甲法"),
            (
                "某省实施《中华人民共和国甲法》办法",
                "某省实施〈中华人民共和国甲法〉办法",
            ),
            ("甲办法（试行）", "甲办法(试行)"),
            ("甲院、乙院关于丙的解释", "甲院 乙院关于丙的解释"),
        ] {
            assert_eq!(key(one), key(other));
        }
        assert_ne!(
            key("某省实施〈中华人民共和国甲法〉办法"),
            key("某省实施甲法办法")
        );
        assert_eq!(without_trial(&key("甲办法（试行）")), Some("甲办法"));
    }
}
