//! Legal text cut into clauses and hashed, so that it can be compared without being there.
//!
//! What makes no difference to a reader is left out: blanks, width, punctuation, quotation marks,
//! brackets, markup, labels of enumerations, digits against numerals (六百元 is 600元).

use std::ops::Range;

use super::number;

/// A clause: the words between two marks of punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The hash of its characters.
    pub hash: u64,
    /// How it begins.
    pub start: Start,
    /// The number of the label before it, for items and points.
    pub label: Option<u32>,
    /// Whether an ellipsis stands before it.
    pub after_ellipsis: bool,
    /// Its bytes in the text, label not included.
    pub range: Range<usize>,
    /// Its length in normalised characters.
    pub length: u32,
}

/// How a clause begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start {
    /// Within a paragraph or item.
    Within,
    /// A paragraph (款).
    Paragraph,
    /// An item （一）.
    Item,
    /// A point of an item (1. or ①).
    Point,
}

/// The modulus of the hash: a Mersenne prime, so that the hash of a text with one character changed
/// follows from the hashes of its parts.
pub const MODULUS: u64 = (1 << 61) - 1;
/// The base of the hash, any large number below the modulus.
pub const BASE: u64 = 0x0A3B_195E_7D4C_2F13;

/// The product modulo [`MODULUS`].
pub fn multiply(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    // 2^61 is 1 modulo 2^61 - 1.
    let folded = (product & u128::from(MODULUS)) + (product >> 61);
    let folded = u64::try_from(folded).unwrap_or(u64::MAX);
    if folded >= MODULUS {
        folded - MODULUS
    } else {
        folded
    }
}

/// The hash of a text with `character` behind it, from the hash of the text.
pub fn append(hash: u64, character: char) -> u64 {
    let sum = multiply(hash, BASE) + u64::from(u32::from(character)) + 1;
    if sum >= MODULUS { sum - MODULUS } else { sum }
}

/// What a character does.
enum Effect {
    /// Belongs to the clause.
    Keep(char),
    /// Is left out.
    Drop,
    /// Ends the clause.
    End,
    /// Ends the clause and the paragraph.
    Break,
    /// Ends the clause: text is left out here.
    Ellipsis,
}

fn effect(character: char) -> Effect {
    match character {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Effect::Break,
        '，' | ',' | '。' | '．' | '；' | ';' | '：' | ':' | '！' | '!' | '？' | '?' | '、'
        | '､' | '｡' | '—' | '―' | '–' | '－' | '~' | '～' | '|' | '/' | '／' | '\t' => {
            Effect::End
        }
        '…' | '⋯' => Effect::Ellipsis,
        '“'
        | '”'
        | '‘'
        | '’'
        | '"'
        | '\''
        | '「'
        | '」'
        | '『'
        | '』'
        | '〝'
        | '〞'
        | '《'
        | '》'
        | '〈'
        | '〉'
        | '（'
        | '）'
        | '('
        | ')'
        | '['
        | ']'
        | '【'
        | '】'
        | '〔'
        | '〕'
        | '［'
        | '］'
        | '﹝'
        | '﹞'
        | '｛'
        | '｝'
        | '{'
        | '}'
        | '＜'
        | '＞'
        | '>'
        | '*'
        | '·'
        | '•'
        | '_'
        | '#'
        | '＂'
        | '＇'
        | '`'
        | '\u{FEFF}'
        | '\u{200B}'..='\u{200D}'
        | '\u{2060}' => Effect::Drop,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0)
            .map_or(Effect::Drop, |ascii| {
                Effect::Keep(ascii.to_ascii_lowercase())
            }),
        'A'..='Z' => Effect::Keep(character.to_ascii_lowercase()),
        _ if character.is_whitespace() || character.is_control() => Effect::Drop,
        _ => Effect::Keep(character),
    }
}

/// One normalised character with its bytes in the text.
pub type Placed = (char, Range<usize>);

/// The clauses of `text`.
pub fn clauses(text: &str) -> Vec<Clause> {
    let mut found = Vec::new();
    walk(text, |start, label, after_ellipsis, characters| {
        let hash = characters
            .iter()
            .fold(0, |hash, (character, _)| append(hash, *character));
        let (Some((_, first)), Some((_, last))) = (characters.first(), characters.last()) else {
            return;
        };
        found.push(Clause {
            hash,
            start,
            label,
            after_ellipsis,
            range: first.start..last.end,
            length: u32::try_from(characters.len()).unwrap_or(u32::MAX),
        });
    });
    found
}

/// The normalised characters of the stretch `range` of `text`, taken as one clause.
pub fn characters(text: &str, range: &Range<usize>) -> Vec<Placed> {
    let mut all = Vec::new();
    walk(
        text.get(range.clone()).unwrap_or_default(),
        |_, _, _, characters| {
            all.extend(
                characters.iter().map(|(character, at)| {
                    (*character, at.start + range.start..at.end + range.start)
                }),
            );
        },
    );
    all
}

/// Calls `visit` for each clause of `text` with its beginning and its characters.
fn walk(text: &str, mut visit: impl FnMut(Start, Option<u32>, bool, &[Placed])) {
    let mut clause: Vec<Placed> = Vec::new();
    let mut start = Start::Paragraph;
    let mut label = None;
    let mut ellipsis = false;
    let mut line_start = true;
    let mut at = 0;
    let mut finish = |clause: &mut Vec<Placed>,
                      start: &mut Start,
                      label: &mut Option<u32>,
                      ellipsis: &mut bool| {
        if !clause.is_empty() {
            visit(*start, *label, *ellipsis, clause);
            clause.clear();
            *start = Start::Within;
            *label = None;
            *ellipsis = false;
        }
    };
    while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if let Some((kind, number, len)) =
            enumeration(rest, clause.is_empty(), line_start, clause.last())
        {
            finish(&mut clause, &mut start, &mut label, &mut ellipsis);
            // A point 1. within an item, an item （一） within a paragraph.
            start = kind;
            label = number;
            at += len;
            line_start = false;
            continue;
        }
        if character == '<' {
            at += tag(rest);
            continue;
        }
        if rest.starts_with("...") {
            finish(&mut clause, &mut start, &mut label, &mut ellipsis);
            ellipsis = true;
            at += rest.len() - rest.trim_start_matches('.').len();
            continue;
        }
        if let Some(number) = number::prefix(rest) {
            let range = at..at + number.len;
            at += number.len;
            line_start = false;
            let percent = text.get(at..).and_then(|rest| rest.chars().next());
            if let Some(sign @ ('%' | '％' | '‰')) = percent {
                let word = if sign == '‰' {
                    "千分之"
                } else {
                    "百分之"
                };
                clause.extend(word.chars().map(|character| (character, range.clone())));
                at += sign.len_utf8();
            }
            clause.extend(number.digits().chars().map(|digit| (digit, range.clone())));
            continue;
        }
        let len = character.len_utf8();
        match effect(character) {
            Effect::Keep(kept) => {
                clause.push((kept, at..at + len));
                line_start = false;
            }
            Effect::Drop => {}
            Effect::End => finish(&mut clause, &mut start, &mut label, &mut ellipsis),
            Effect::Ellipsis => {
                finish(&mut clause, &mut start, &mut label, &mut ellipsis);
                ellipsis = true;
            }
            Effect::Break => {
                finish(&mut clause, &mut start, &mut label, &mut ellipsis);
                if start == Start::Within {
                    start = Start::Paragraph;
                }
                line_start = true;
            }
        }
        // A full stop of ASCII ends a clause where it is no decimal point.
        if character == '.' {
            if let Some((last, _)) = clause.last()
                && *last == '.'
            {
                clause.pop();
            }
            finish(&mut clause, &mut start, &mut label, &mut ellipsis);
        }
        at += len;
    }
    finish(&mut clause, &mut start, &mut label, &mut ellipsis);
}

/// A label of an enumeration at the start of `rest`: its kind, number and length.
fn enumeration(
    rest: &str,
    clause_start: bool,
    line_start: bool,
    before: Option<&Placed>,
) -> Option<(Start, Option<u32>, usize)> {
    use crate::law::numeral;
    if let Some(numeral) = numeral::bracketed_prefix(rest) {
        let after = rest.get(numeral.len..)?.chars().next();
        // 第（一）项, （一）、（二）项: references.
        let reference = before.is_some_and(|(character, _)| *character == '第')
            || matches!(after, Some('项' | '款' | '目' | '、' | '至' | '或' | '和'));
        if reference || numeral.value? > 99 {
            return None;
        }
        let arabic = rest
            .chars()
            .nth(1)
            .is_some_and(|inner| inner.is_ascii_digit());
        let kind = if arabic || rest.starts_with(|first: char| ('①'..='⒛').contains(&first)) {
            Start::Point
        } else {
            Start::Item
        };
        return Some((kind, numeral.value, numeral.len));
    }
    if !clause_start {
        return None;
    }
    let numeral = numeral::prefix(rest)?;
    let value = numeral.value.filter(|&value| value <= 99)?;
    let mark = rest.get(numeral.len..)?.chars().next()?;
    let after = rest.get(numeral.len + mark.len_utf8()..)?.chars().next();
    let arabic = rest.starts_with(|first: char| first.is_ascii_digit());
    let labels = match mark {
        '.' | '．' => arabic && after.is_none_or(|next| !next.is_ascii_digit()),
        '、' => {
            line_start
                || (arabic
                    && after.is_some_and(|next| {
                        !next.is_ascii_digit() && !"一二三四五六七八九十".contains(next)
                    }))
        }
        _ => false,
    };
    let kind = if arabic { Start::Point } else { Start::Item };
    labels.then_some((kind, Some(value), numeral.len + mark.len_utf8()))
}

/// The length of a tag at the start of `rest`, else of the bracket alone.
fn tag(rest: &str) -> usize {
    let inner = rest.get(1..).unwrap_or_default();
    let named = inner.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/');
    match inner.find(['>', '<']) {
        Some(end) if named && end < 200 && inner.as_bytes().get(end) == Some(&b'>') => end + 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hashes(text: &str) -> Vec<u64> {
        clauses(text)
            .into_iter()
            .map(|clause| clause.hash)
            .collect()
    }

    #[test]
    fn what_makes_no_difference() {
        for (one, other) in [
            ("应当备案，处五百元罚款。", "应当备案, 处 500 元罚款。"),
            ("（一）甲的；\n（二）乙的。", "(一)甲的；（二）乙的"),
            ("（一）甲的；（二）乙的。", "（一）甲的（二）乙的。"),
            ("本办法所称“甲”，是指乙。", "本办法所称甲，是指乙。"),
            ("百分之三", "3%"),
            ("县（市、区）人民政府", "县(市、区)人民政府"),
            ("<p>甲的</p> <p>乙的</p>", "甲的乙的"),
            ("依照《甲法》处罚", "依照〈甲法〉处罚"),
        ] {
            assert_eq!(hashes(one), hashes(other), "{one}");
        }
        for (one, other) in [
            ("克扣或者拒不按时支付", "扣减或者拒不按时支付"),
            ("帐簿", "账簿"),
            ("第（一）项", "第（二）项"),
            ("五百元以上", "五千元以上"),
        ] {
            assert_ne!(hashes(one), hashes(other), "{one}");
        }
    }

    #[test]
    fn the_parts_of_an_article_are_told() {
        let text = "甲应当备案。\n有下列情形的，不予备案：\n（一）乙；\n（二）依照前款第（一）项、（二）项丙。\n丁。";
        let starts: Vec<_> = clauses(text)
            .into_iter()
            .map(|clause| (clause.start, clause.label))
            .collect();
        assert_eq!(
            starts,
            [
                (Start::Paragraph, None),
                (Start::Paragraph, None),
                (Start::Within, None),
                (Start::Item, Some(1)),
                (Start::Item, Some(2)),
                (Start::Within, None),
                (Start::Paragraph, None),
            ]
        );
        assert!(clauses("……乙。")[0].after_ellipsis);
        assert!(clauses("甲。...乙")[1].after_ellipsis);
    }

    proptest! {
        #[test]
        fn ranges_are_of_the_text(text in "[（）一二三12.、，。；：…<p/>\\n \u{3000}甲乙第项“”%万千]{0,40}") {
            let mut end = 0;
            for clause in clauses(&text) {
                prop_assert!(text.get(clause.range.clone()).is_some());
                prop_assert!(clause.range.start >= end || clause.range.start < clause.range.end);
                end = clause.range.start;
                prop_assert!(clause.length > 0);
            }
        }

        #[test]
        fn punctuation_at_the_ends_changes_nothing(text in "[甲乙丙一二，。]{1,20}") {
            let decorated = format!("“{text}”……");
            prop_assert_eq!(hashes(&text), hashes(&decorated));
        }
    }
}
