//! What stands before a title: rank tag, number of the enumeration, issuer, verb, the start of a sentence.

use std::ops::Range;

use super::citation::CitationProblem;
use super::document_number;
use super::provision;
use super::scan::{Scan, ends_sentence};
use super::title::Title;
use super::words::{self, Words};

/// Where a citation begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// At the start of a line or of the text.
    Line,
    /// After the end of a sentence.
    Sentence,
    /// After a comma or a colon.
    Clause,
    /// Within a sentence.
    None,
}

/// What stands before a title.
#[derive(Debug, Clone)]
pub struct Lead {
    /// The rank tag, without its brackets.
    pub rank: Option<Range<usize>>,
    /// Who made it.
    pub issuer: Option<Range<usize>>,
    /// A document number before the title.
    pub document_number: Option<Range<usize>>,
    /// Whether a verb stands before it (依据《甲法》).
    pub verb: bool,
    /// The first byte of the citation.
    pub start: usize,
    /// What stands before that.
    pub boundary: Boundary,
    /// A part of the title before 《, from this byte (实施《甲法》办法).
    title_from: Option<usize>,
    /// Whether what stands before 《 only issues it (关于印发《甲办法》的通知 without outer brackets).
    pub issued: bool,
}

/// The longest run before a title that is looked at, in bytes.
const LONGEST: usize = 240;

impl Lead {
    /// What stands before the title at `open`, not before `floor`.
    pub fn before(scan: &Scan<'_, '_>, words: &Words, open: usize, floor: usize) -> Self {
        let floor = floor.max(boundary_at_most(scan.text, open.saturating_sub(LONGEST)));
        let mut lead = Self {
            rank: None,
            issuer: None,
            document_number: None,
            verb: false,
            start: open,
            boundary: Boundary::None,
            title_from: None,
            issued: false,
        };
        let mut at = scan.skip_markup_back(open).max(floor);
        if !breaks_at(scan, open) {
            at = lead.segment(scan, words, at, floor);
        }
        if !breaks_at(scan, at) {
            at = lead.tag(scan, words, at, floor);
        }
        at = label(scan, at, floor);
        lead.boundary = boundary(scan, words, at, &mut lead.verb);
        lead
    }

    /// The words right before the title, back to a mark: issuer, part of the title, verb.
    fn segment(&mut self, scan: &Scan<'_, '_>, words: &Words, end: usize, floor: usize) -> usize {
        let mut start = segment_start(scan, end, floor);
        let mut text = scan.between(start, end);
        if text.is_empty() {
            return end;
        }
        // Words that only lead to it: 依据国务院《…》
        while let Some(word) = words::starts(text, &words.lead_in)
            .filter(|word| word.len() >= 6 && word.len() < text.len() || *word == text)
        {
            self.verb = true;
            start += word.len();
            text = scan.between(start, end);
        }
        if text.is_empty() {
            return start;
        }
        if let Some(at) = text.find("关于") {
            let verb = words::ends(text, &words.promulgating);
            let issuer = text.get(..at).unwrap_or_default();
            if verb.is_some() || !issuer.is_empty() {
                self.issued = verb.is_some();
                self.title_from = (!self.issued).then_some(start + at);
                if words::ends(issuer, &words.issuer).is_some() {
                    self.issuer = Some(start..start + at);
                }
                self.start = start;
                return start;
            }
        }
        if words::ends(text, &words.implementing)
            .is_some_and(|verb| verb.len() < text.len() || text == "实施")
        {
            self.title_from = Some(start);
            self.start = start;
            return start;
        }
        // 国务院令第735号《…》
        if let Some(number) = document_number::find_all(text).into_iter().next_back()
            && number.range.end == text.len()
        {
            let from = start + number.range.start;
            self.document_number = Some(from..end);
            self.start = from;
            return from;
        }
        if words::ends(text, &words.issuer).is_some() && text.chars().count() >= 3 {
            let issuer = start;
            let issuer = joined_issuers(scan, words, issuer, floor);
            self.issuer = Some(issuer..end);
            self.start = issuer;
            return issuer;
        }
        end
    }

    /// A rank tag that ends at `at`.
    fn tag(&mut self, scan: &Scan<'_, '_>, words: &Words, at: usize, floor: usize) -> usize {
        let end = scan.skip_markup_back(at).max(floor);
        let before = scan.between(floor, end);
        let Some(last) = before.chars().next_back() else {
            return at;
        };
        let (open, close_len) = match last {
            '】' => ('【', last.len_utf8()),
            ']' => ('[', 1),
            '］' => ('［', last.len_utf8()),
            '〕' => ('〔', last.len_utf8()),
            '）' => ('（', last.len_utf8()),
            // 法律：《…》
            '：' | ':' => {
                let body_end = end - last.len_utf8();
                let start = segment_start(scan, body_end, floor);
                let word = scan.between(start, body_end);
                if words.rank.contains_key(word) {
                    self.rank = Some(start..body_end);
                    self.start = start;
                    return start;
                }
                return at;
            }
            _ => return at,
        };
        let Some(from) = before.rfind(open) else {
            return at;
        };
        let inner = floor + from + open.len_utf8()..end - close_len;
        let word = scan.text.get(inner.clone()).unwrap_or_default();
        if words.rank.contains_key(word) {
            self.start = floor + from;
            self.rank = Some(inner);
            return floor + from;
        }
        at
    }

    /// The title with the parts of it outside its brackets, and the byte after them.
    pub fn whole_title(
        &self,
        scan: &Scan<'_, '_>,
        words: &Words,
        title: &Title,
        problems: &mut Vec<(CitationProblem, Range<usize>)>,
    ) -> (String, usize) {
        let written = scan.text.get(title.text.clone()).unwrap_or_default();
        let rest = scan.rest(title.end);
        let Some(suffix) = words::starts(rest, &words.suffix) else {
            return (written.to_owned(), title.end);
        };
        let after = title.end + suffix.len();
        let next = scan.character(after);
        if next == Some('》') && title.problems.is_empty() {
            // 《甲办法》实施细则》: the inner title was never opened.
            problems.push((
                CitationProblem::UnopenedTitle,
                after..after + '》'.len_utf8(),
            ));
            return (format!("〈{written}〉{suffix}"), after + '》'.len_utf8());
        }
        if self.issued && suffix.starts_with('的') {
            return (written.to_owned(), after);
        }
        if let Some(from) = self.title_from {
            let prefix = scan
                .between(from, title.text.start)
                .trim_end_matches(['《', '*']);
            return (format!("{prefix}〈{written}〉{suffix}"), after);
        }
        let heading = match next {
            None
            | Some('第' | '（' | '(' | '〔' | '：' | ':' | '。' | '；' | '、' | '《' | '，') => {
                true
            }
            Some(_) => scan.parted(after, after),
        };
        // 《甲法》规定 and 《甲法》办法: short words are no part of the title.
        if heading && suffix.chars().count() >= 4 && !suffix.starts_with('的') {
            return (format!("{written}{suffix}"), after);
        }
        (written.to_owned(), title.end)
    }
}

/// Whether a blank, a line break or a tag parts the text right before `at`.
fn breaks_at(scan: &Scan<'_, '_>, at: usize) -> bool {
    scan.starts_line(at)
}

/// The start of the run of words that ends at `end`: back to a mark or a line break.
fn segment_start(scan: &Scan<'_, '_>, end: usize, floor: usize) -> usize {
    let mut start = end;
    for character in scan.between(floor, end).chars().rev() {
        if "。；;：:！？，,、》〉】）)〉“”…>*|/".contains(character) {
            break;
        }
        start -= character.len_utf8();
        if scan.view.starts_line(start) {
            break;
        }
    }
    start
}

/// Issuers joined by 、 before the issuer at `start`.
fn joined_issuers(scan: &Scan<'_, '_>, words: &Words, mut start: usize, floor: usize) -> usize {
    loop {
        if scan.view.starts_line(start) || !scan.between(floor, start).ends_with('、') {
            return start;
        }
        let end = start - '、'.len_utf8();
        let before = segment_start(scan, end, floor);
        let text = scan.between(before, end);
        if text.chars().count() < 3 || words::ends(text, &words.issuer).is_none() {
            return start;
        }
        start = before;
    }
}

/// Back over the number of an enumeration: 1. / （一） / 一、 / ①.
fn label(scan: &Scan<'_, '_>, at: usize, floor: usize) -> usize {
    let end = scan.skip_markup_back(at).max(floor);
    if scan.view.starts_line(end) {
        return end;
    }
    let before = scan.between(floor, end);
    for (count, (offset, _)) in before.char_indices().rev().enumerate() {
        if count > 5 {
            break;
        }
        let start = floor + offset;
        if let Some((_, after)) = provision::heading_number(scan, start)
            && after == end
            && (scan.starts_line(start)
                || before
                    .get(..offset)
                    .is_some_and(|head| head.ends_with(ends_sentence)))
        {
            return start;
        }
    }
    at
}

fn boundary(scan: &Scan<'_, '_>, words: &Words, at: usize, verb: &mut bool) -> Boundary {
    let end = scan.skip_markup_back(at);
    let before = scan.before(end);
    let joined = words::ends(before, &words.lead_in).is_some();
    if at == 0 || end == 0 {
        return Boundary::Line;
    }
    if scan.starts_line(at) && !joined {
        return Boundary::Line;
    }
    if joined {
        *verb = true;
    }
    match before.chars().next_back() {
        None => Boundary::Line,
        Some(previous) if ends_sentence(previous) => Boundary::Sentence,
        Some('】' | '|') => Boundary::Sentence,
        Some('，' | ',' | '：' | ':' | '、' | '）' | ')') => Boundary::Clause,
        Some(_) => Boundary::None,
    }
}

/// The last character boundary at or before `at`.
fn boundary_at_most(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
