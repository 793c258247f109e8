//! Brackets after a title: version notes, document numbers, short names.

use std::ops::Range;

use super::citation::CitationProblem;
use super::document_number;
use super::scan::Scan;
use super::words::{self, Words};

/// What the brackets after a title say.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// A note about versions, without its brackets.
    pub version: Option<Range<usize>>,
    /// The document number.
    pub document_number: Option<Range<usize>>,
    /// The short name that is set.
    pub abbreviation: Option<Range<usize>>,
    /// What is wrong with the brackets.
    pub problems: Vec<(CitationProblem, Range<usize>)>,
    /// The byte after them.
    pub end: usize,
}

/// Brackets after a title that are read.
const MOST: usize = 4;
/// The longest note, in bytes.
const LONGEST: usize = 900;

/// The notes that begin at `at`.
pub fn after(scan: &Scan<'_, '_>, words: &Words, at: usize) -> Notes {
    let mut notes = Notes {
        end: at,
        ..Notes::default()
    };
    let mut next = scan.skip_markup(at);
    for _ in 0..MOST {
        let Some(open) = scan.character(next) else {
            break;
        };
        if !matches!(open, '（' | '(' | '〔' | '[' | '【' | '［') {
            break;
        }
        let inner = next + open.len_utf8();
        let Some((close, closed)) = closing(scan, inner, open, true) else {
            // （（2019年修正）: one bracket too many opens or too few close.
            let inner = scan.text.len() - scan.rest(inner).trim_start_matches(open).len();
            let plain = closing(scan, inner, open, false);
            match plain {
                Some((close, closed)) if notes.take(scan, words, inner..close) => {
                    notes
                        .problems
                        .push((CitationProblem::UnclosedNote, next..inner));
                    notes.end = closed;
                }
                _ => unclosed(scan, &mut notes, next..inner),
            }
            break;
        };
        let range = inner..close;
        if !notes.take(scan, words, range) {
            break;
        }
        notes.end = closed;
        next = scan.skip_markup(closed);
    }
    // 《…》国办发〔2018〕63号 without brackets.
    if notes.document_number.is_none() {
        let rest = scan.rest(next);
        let window = clipped(rest, 120);
        if let Some(number) = document_number::find_all(window).into_iter().next()
            && number.range.start == 0
        {
            notes.document_number = Some(next..next + number.range.end);
            notes.end = next + number.range.end;
        }
    }
    notes
}

impl Notes {
    /// Takes the content of one bracket; whether it was a note at all.
    fn take(&mut self, scan: &Scan<'_, '_>, words: &Words, range: Range<usize>) -> bool {
        let text = scan.text.get(range.clone()).unwrap_or_default();
        if let Some(word) = words::starts(text, &words.abbreviating) {
            let name = text.get(word.len()..).unwrap_or_default();
            let short = name.trim_matches(['《', '》', '“', '”', '：', ':', '"', '〈', '〉']);
            if let Some(offset) = text.find(short).filter(|_| !short.is_empty()) {
                self.abbreviation = Some(range.start + offset..range.start + offset + short.len());
            }
            return true;
        }
        let numbers = document_number::find_all(text);
        if let [number] = numbers.as_slice()
            && number.range == (0..text.len())
        {
            self.document_number.get_or_insert(range);
            return true;
        }
        let dated = text.contains(|character: char| character.is_ascii_digit())
            || words::ends(text, &words.version).is_some();
        let versioned = words
            .version
            .iter()
            .any(|word| text.contains(word.as_str()));
        if dated && versioned {
            // A note of one document number with its issuer and date: （劳动和社会保障部令第11号公布）
            self.version.get_or_insert(range.clone());
            if let [number] = numbers.as_slice() {
                self.document_number.get_or_insert(
                    range.start + number.range.start..range.start + number.range.end,
                );
            }
            return true;
        }
        if let Some(number) = numbers.first() {
            self.document_number
                .get_or_insert(range.start + number.range.start..range.start + number.range.end);
            return true;
        }
        // （试行） belongs to the title; other notes are no part of the citation.
        if words.changed.iter().any(|word| word == text) {
            self.version.get_or_insert(range);
            return true;
        }
        words.note.iter().any(|word| word == text)
    }
}

/// A bracket that is not closed: the note ends with 号 or before the next number or title.
fn unclosed(scan: &Scan<'_, '_>, notes: &mut Notes, open: Range<usize>) {
    let rest = clipped(scan.rest(open.end), 120);
    if let Some(number) = document_number::find_all(rest).into_iter().next()
        && number.range.start == 0
    {
        notes
            .problems
            .push((CitationProblem::UnclosedNote, open.clone()));
        notes.document_number = Some(open.end..open.end + number.range.end);
        notes.end = open.end + number.range.end;
    }
}

/// The closing bracket of `open` whose content begins at `from`: its place and the byte after it.
/// Brackets within count where they may be `nested`.
fn closing(scan: &Scan<'_, '_>, from: usize, open: char, nested: bool) -> Option<(usize, usize)> {
    let round = matches!(open, '（' | '(');
    let mut depth = 1;
    let mut titles = 0;
    for (offset, character) in clipped(scan.rest(from), LONGEST).char_indices() {
        match character {
            '（' | '(' if round && nested => depth += 1,
            '）' | ')' if round => depth -= 1,
            '〔' | '[' | '【' | '［' if !round && nested => depth += 1,
            '〕' | ']' | '】' | '］' if !round => depth -= 1,
            '《' => titles += 1,
            '》' if titles > 0 => titles -= 1,
            // Another title or a number of an article outside: the bracket was never closed.
            '》' => return None,
            _ => {}
        }
        if depth == 0 {
            let at = from + offset;
            return Some((at, at + character.len_utf8()));
        }
    }
    None
}

/// The start of `text`, at most `most` bytes, on a character boundary.
fn clipped(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
