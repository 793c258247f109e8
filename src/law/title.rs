//! Titles in 《》: nesting, ASCII and single brackets within, recovery where a bracket is missing.

use std::ops::Range;

use super::citation::CitationProblem;
use super::numeral;
use super::scan::Scan;
use super::words::{self, Words};

/// Characters after which a title that is not closed is given up.
const LONGEST: usize = 160;
/// The same for a title that lacks its 》.
const LONGEST_UNCLOSED: usize = 60;

/// A title as it stands, all ranges in bytes of the view.
#[derive(Debug, Clone)]
pub struct Title {
    /// The title without its outer brackets.
    pub text: Range<usize>,
    /// The byte after its closing bracket.
    pub end: usize,
    /// The instrument within 关于印发〈…〉的通知.
    pub inner: Option<Range<usize>>,
    /// The first title within it, whatever stands before.
    pub nested: Option<Range<usize>>,
    /// What is wrong with its brackets.
    pub problems: Vec<(CitationProblem, Range<usize>)>,
}

/// The title whose 《 stands at `open`.
pub fn scan(scan: &Scan<'_, '_>, words: &Words, open: usize) -> Option<Title> {
    let start = open + '《'.len_utf8();
    closed(scan, words, start).or_else(|| unclosed(scan, words, open))
}

fn closed(scan: &Scan<'_, '_>, words: &Words, start: usize) -> Option<Title> {
    let rest = scan.rest(start);
    // Closing brackets that are waited for, with the start of what they close.
    let mut stack: Vec<(char, usize)> = vec![('》', start)];
    let mut inner = None;
    let mut previous = '《';
    for (count, (offset, character)) in rest.char_indices().enumerate() {
        if count > LONGEST {
            return None;
        }
        let at = start + offset;
        match character {
            '《' | '〈' | '＜' | '﹤' => {
                // A list of titles or a reference before it: the first one was never closed.
                if character == '《'
                    && matches!(
                        previous,
                        '、' | '，' | ',' | '）' | ')' | '》' | '条' | '款' | '项'
                    )
                {
                    return None;
                }
                let close = match character {
                    '《' => '》',
                    '〈' => '〉',
                    _ => '>',
                };
                stack.push((close, at + character.len_utf8()));
            }
            '<' if scan.skip_markup(at) == at => stack.push(('>', at + 1)),
            '》' | '〉' | '>' | '＞' | '﹥' => {
                let kind = if matches!(character, '＞' | '﹥') {
                    '>'
                } else {
                    character
                };
                // An ASCII bracket that closes nothing belongs to a tag.
                if kind == '>' && !stack.iter().any(|(close, _)| *close == '>') {
                    previous = character;
                    continue;
                }
                while let Some((close, from)) = stack.pop() {
                    if stack.len() == 1 && inner.is_none() {
                        inner = Some(from..at);
                    }
                    if close == kind || stack.is_empty() {
                        break;
                    }
                }
                if stack.is_empty() && kind == '》' {
                    let text = start..at;
                    let nested = inner.clone();
                    let inner = inner.filter(|inner| issues(scan, words, &text, inner));
                    return Some(Title {
                        nested,
                        inner: inner.or_else(|| issued_without_brackets(scan, words, &text)),
                        text,
                        end: at + character.len_utf8(),
                        problems: Vec::new(),
                    });
                }
                if stack.is_empty() {
                    // 〉 without 〈: the outer title goes on.
                    stack.push(('》', start));
                    inner = None;
                }
            }
            '。' | '！' | '？' | '；' | '：' | '【' => return None,
            _ => {}
        }
        previous = character;
    }
    None
}

/// Whether the title `text` only issues the instrument `inner`.
fn issues(scan: &Scan<'_, '_>, words: &Words, text: &Range<usize>, inner: &Range<usize>) -> bool {
    let before = scan.between(text.start, inner.start);
    let before = before.trim_end_matches(['《', '〈', '<', '＜', '﹤']);
    // The plan of six bodies that a notice passes on: 转发《甲、乙〈丙方案〉的通知》.
    let verb = words::ends(before, &words.promulgating).is_some()
        || words
            .promulgating
            .iter()
            .any(|verb| before.contains(verb.as_str()));
    verb && scan.between(inner.end, text.end).contains('的')
}

/// X of 关于印发X的通知.
fn issued_without_brackets(
    scan: &Scan<'_, '_>,
    words: &Words,
    text: &Range<usize>,
) -> Option<Range<usize>> {
    let title = scan.text.get(text.clone())?;
    if title.contains(['〈', '《', '<']) {
        return None;
    }
    let body = title.strip_suffix("的通知")?;
    let at = body.find("关于")? + "关于".len();
    let verb = words::starts(body.get(at..)?, &words.promulgating)?;
    let start = at + verb.len();
    let inner = body.get(start..)?;
    let bare = inner
        .trim_end_matches("（试行）")
        .trim_end_matches("（暂行）");
    words::ends(bare, &words.instrument)?;
    Some(text.start + start..text.start + body.len())
}

/// A title without 》: up to a note, a provision, the next title or a punctuation mark, if what
/// stands before it can be the end of a title.
fn unclosed(scan: &Scan<'_, '_>, words: &Words, open: usize) -> Option<Title> {
    let start = open + '《'.len_utf8();
    let rest = scan.rest(start);
    let mut end = None;
    for (count, (offset, character)) in rest.char_indices().enumerate() {
        let at = start + offset;
        let stops = match character {
            '。' | '！' | '？' | '；' | '：' | ':' | '，' | '《' | '【' | '》' => true,
            '（' | '(' | '〔' => note_follows(scan, words, at),
            '第' => numeral::prefix(scan.rest(at + character.len_utf8())).is_some(),
            _ => count > 0 && scan.view.starts_line(at),
        };
        if stops || count > LONGEST_UNCLOSED {
            end = Some(at);
            break;
        }
    }
    let end = end.unwrap_or(scan.text.len());
    let text = scan.between(start, end).trim_end_matches(['、', ' ']);
    words::ends(text.trim_end_matches("（试行）"), &words.instrument)?;
    Some(Title {
        text: start..start + text.len(),
        end: start + text.len(),
        inner: None,
        nested: None,
        problems: vec![(CitationProblem::UnclosedTitle, open..start)],
    })
}

/// Whether the bracket at `at` holds a note about versions or a number, not a part of the title.
fn note_follows(scan: &Scan<'_, '_>, words: &Words, at: usize) -> bool {
    let note: &str = scan.rest(at);
    let end = note.find(['）', ')', '〕']).unwrap_or(note.len().min(180));
    let note = note.get(..end).unwrap_or_default();
    note.contains('号')
        || note.contains(|character: char| character.is_ascii_digit())
        || words
            .version
            .iter()
            .any(|word| word.chars().count() > 1 && note.contains(word.as_str()))
}

/// The canonical form of a written title: inner brackets as 〈〉, parentheses full-width, markup and
/// blanks dropped.
pub fn canonical(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    for character in written.chars() {
        match character {
            '《' | '＜' | '﹤' | '<' => out.push('〈'),
            '》' | '＞' | '﹥' | '>' => out.push('〉'),
            '(' | '﹙' => out.push('（'),
            ')' | '﹚' => out.push('）'),
            '*' => {}
            _ if character.is_whitespace() => {}
            _ => out.push(character),
        }
    }
    out
}
