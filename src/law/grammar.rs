//! The citation grammar: from the text of one cell or line to its citations.

use std::ops::Range;

use crate::source::View;

use super::citation::{Article, Citation, CitationProblem, ProvisionKind, Quotation, TitleForm};
use super::lead::{Boundary, Lead};
use super::notes::{self, Notes};
use super::provision::{self, Group, Provision};
use super::quotation;
use super::scan::{Scan, ends_sentence, is_han};
use super::title::{self, Title};
use super::words::{self, Words};

/// Names of instruments that may be cited without brackets.
pub trait Names: Sync {
    /// The length in bytes of the longest known title or short title that `text` ends with.
    fn ending(&self, text: &str) -> Option<usize>;
}

/// No names: every title must be in brackets.
pub struct NoNames;

impl Names for NoNames {
    fn ending(&self, _: &str) -> Option<usize> {
        None
    }
}

/// The grammar with its words and the names that need no brackets.
pub struct Grammar<'g> {
    /// The words it goes by.
    pub words: &'g Words,
    /// Titles known without brackets.
    pub names: &'g dyn Names,
}

/// Bytes between a title and a heading on the next line that still completes it (2017年9月14日修改).
const LONGEST_LINK: usize = 90;

/// What follows the number of a provision or a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// A colon.
    Colon,
    /// A blank, a line break or 【.
    Break,
    /// 规定 and a colon or comma, without a verb before the title.
    Says,
    /// A mark of enumeration or the end of a sentence.
    Mark,
    /// The next title.
    Title,
    /// The end of the text.
    End,
    /// The sentence goes on: 第二十条规定的.
    Running,
    /// Other text.
    Text,
}

/// A heading: a citation with the place where its quotation may begin.
struct Heading {
    citation: Citation,
    start: usize,
    end: usize,
    tail: Tail,
    /// The byte after the separator.
    body: usize,
}

struct State<'v, 's, 'g> {
    scan: Scan<'v, 's>,
    grammar: &'g Grammar<'g>,
    found: Vec<Citation>,
    /// The law that a bare number continues.
    current: Option<Citation>,
    /// The quotation that is open: of the last citation, from this byte.
    open: Option<(usize, bool)>,
    /// The byte before which nothing is looked at again.
    floor: usize,
}

impl Grammar<'_> {
    /// The citations of `view`. `inherited` is the last citation of the text before, in whose place a
    /// bare 第九十四条 at the start stands.
    pub fn parse(&self, view: &View<'_>, inherited: Option<&Citation>) -> Vec<Citation> {
        let mut state = State {
            scan: Scan::new(view),
            grammar: self,
            found: Vec::new(),
            current: inherited.cloned(),
            open: None,
            floor: 0,
        };
        state.run();
        state.found
    }
}

impl<'v> State<'v, '_, '_> {
    fn run(&mut self) {
        let text = self.scan.text;
        let mut at = 0;
        while let Some(next) = next_mark(text, at) {
            at = match self.scan.character(next) {
                Some('《') => self.title(next),
                Some('第') => self.number(next),
                _ => next + 1,
            }
            .max(next + 1);
            while !text.is_char_boundary(at) {
                at += 1;
            }
        }
        self.close(text.len());
    }

    /// A 《: the byte to go on at.
    fn title(&mut self, open: usize) -> usize {
        let Some(title) = title::scan(&self.scan, self.grammar.words, open) else {
            return open + '《'.len_utf8();
        };
        let Some(heading) = self.titled(open, &title) else {
            return title.end;
        };
        let end = heading.body;
        self.push(heading);
        end
    }

    /// The citation of a title, if it is one.
    fn titled(&mut self, open: usize, title: &Title) -> Option<Heading> {
        let words = self.grammar.words;
        let scan = self.scan;
        let written = scan.text.get(title.text.clone())?;
        if written.trim().is_empty() {
            return None;
        }
        let lead = Lead::before(&scan, words, open, self.floor);
        let mut problems = title.problems.clone();
        let (name, end) = lead.whole_title(&scan, words, title, &mut problems);
        let canonical = title::canonical(&name);
        let bare = canonical
            .trim_end_matches("（试行）")
            .trim_end_matches("（暂行）")
            .trim_end_matches("（草案）");
        let not_instrument = words::ends(bare, &words.not_instrument).is_some()
            && words::ends(bare, &words.instrument).is_none_or(|instrument| {
                words::ends(bare, &words.not_instrument)
                    .is_some_and(|form| form.len() > instrument.len())
            });
        if not_instrument {
            return None;
        }
        // 《甲办法》》: a bracket too many.
        let doubled = scan.rest(end).starts_with('》');
        if doubled {
            problems.push((CitationProblem::UnopenedTitle, end..end + '》'.len_utf8()));
        }
        let end = end + if doubled { '》'.len_utf8() } else { 0 };
        let notes = notes::after(&scan, words, end);
        problems.extend(notes.problems.iter().cloned());
        let (group, after) = self.provisions(notes.end, &notes);
        let named = group.is_some() || notes.document_number.is_some() || notes.version.is_some();
        if !named && words::ends(bare, &words.instrument).is_none() && lead.rank.is_none() {
            return None;
        }
        let (tail, body) = self.tail(after, lead.verb, group.is_some());
        if self.open.is_some() && !self.interrupts(&lead, &notes, group.is_some(), tail) {
            return None;
        }
        let document_number = notes.document_number.or(lead.document_number.clone());
        let citation = Citation {
            span: scan.view.source_span(lead.start..after),
            title_span: scan.view.source_span(title.text.clone()),
            title: canonical,
            form: TitleForm::Bracketed,
            continued: false,
            inner: title
                .inner
                .clone()
                .or_else(|| passed_on(&lead, title))
                .map(|inner| {
                    let written = scan.text.get(inner.clone()).unwrap_or_default();
                    (title::canonical(written), scan.view.source_span(inner))
                }),
            issuer: self.named(lead.issuer.clone()),
            document_number: self.named(document_number),
            version: self.named(notes.version.clone()),
            abbreviation: self.named(notes.abbreviation.clone()),
            rank: self.named(lead.rank.clone()),
            articles: self.articles(group.as_ref()),
            quotation: None,
            problems: problems
                .into_iter()
                .chain(group.into_iter().flat_map(|group| group.problems))
                .map(|(problem, range)| (problem, scan.view.source_span(range)))
                .collect(),
        };
        Some(Heading {
            citation,
            start: lead.start,
            end: after,
            tail,
            body,
        })
    }

    /// The provisions after a title and its notes, and the byte after them.
    fn provisions(&self, at: usize, notes: &Notes) -> (Option<Group>, usize) {
        let scan = self.scan;
        let words = self.grammar.words;
        let mut start = scan.skip_markup(at);
        // 《甲法》中第三条, 《甲法》的第三条, 《甲法》：第三条, 《甲法》（…），第三条
        let rest = scan.rest(start);
        for link in [
            "文件", "文", "中的", "中", "的", "之", "：", ":", "，", ",", "、", "——",
        ] {
            if let Some(after) = rest.strip_prefix(link)
                && scan
                    .rest(scan.skip_markup(start + link.len()))
                    .starts_with('第')
            {
                start = scan.skip_markup(scan.text.len() - after.len());
                break;
            }
        }
        if let Some(group) = provision::group(&scan, start, None) {
            let end = group.end;
            return (Some(group), end);
        }
        if let Some(word) = words::starts(scan.rest(start), &words.annex) {
            let number_at = start + word.len();
            let numeral = super::numeral::prefix(scan.rest(number_at))
                .or_else(|| super::numeral::bracketed_prefix(scan.rest(number_at)));
            if let Some((numeral, value)) =
                numeral.and_then(|numeral| Some((numeral, numeral.value?)))
            {
                let mut end = number_at + numeral.len;
                let range = start..end;
                // 附件2《职责分工》: the title of the annex.
                if scan.rest(end).starts_with('《')
                    && let Some(title) = title::scan(&scan, words, end)
                {
                    end = title.end;
                }
                return (Some(single(ProvisionKind::Annex, value, range, end)), end);
            }
        }
        // A policy paper: 》（赣办发〔2018〕17号）：（33）… The number must follow a colon or a line break.
        let colon = scan
            .character(start)
            .filter(|mark| matches!(mark, '：' | ':'));
        let heading_at = scan.skip_markup(start + colon.map_or(0, char::len_utf8));
        let parted = colon.is_some() || scan.parted(at, start) || notes.document_number.is_some();
        if parted && let Some((number, end)) = provision::heading_number(&scan, heading_at) {
            return (
                Some(single(ProvisionKind::Point, number, heading_at..end, end)),
                end,
            );
        }
        (None, at)
    }

    /// What follows at `at`, and where text after it begins. `verb` says that a verb stands before the
    /// title, so that 规定 goes on with the sentence.
    fn tail(&self, at: usize, verb: bool, numbered: bool) -> (Tail, usize) {
        let scan = self.scan;
        let start = scan.skip_markup(at);
        let rest = scan.rest(start);
        let Some(first) = rest.chars().next() else {
            return (Tail::End, start);
        };
        match first {
            '：' | ':' => return (Tail::Colon, scan.skip_markup(start + first.len_utf8())),
            '《' => return (Tail::Title, start),
            '【' => return (Tail::Break, start),
            '。' | '；' | ';' | '、' | '，' | ',' | '）' | ')' | '．' | '.' | '/' | '…' => {
                let after = scan.skip_markup(start + first.len_utf8());
                // 第十三条；社会保险… and 第二十条。社会…: the mark stands for a colon.
                let text_follows = scan
                    .character(after)
                    .is_some_and(|next| is_han(next) || next == '“')
                    && scan.character(after) != Some('第')
                    && !scan.parted(start + first.len_utf8(), after)
                    && words::starts(scan.rest(after), &self.grammar.words.lead_in).is_none();
                if numbered && text_follows && matches!(first, '；' | ';' | '．' | '.') {
                    return (Tail::Text, after);
                }
                return (Tail::Mark, after);
            }
            _ => {}
        }
        let parted = scan.parted(at, start);
        if let Some(after) = rest
            .strip_prefix("规定")
            .or_else(|| rest.strip_prefix("明确规定"))
        {
            let said = scan.text.len() - after.len();
            let mark = after.chars().next();
            if let Some(mark @ ('：' | ':')) = mark {
                return (Tail::Colon, scan.skip_markup(said + mark.len_utf8()));
            }
            if !verb && let Some(mark @ ('，' | ',' | '“')) = mark {
                let body = if mark == '“' {
                    said
                } else {
                    said + mark.len_utf8()
                };
                return (Tail::Says, body);
            }
            return (Tail::Running, start);
        }
        if words::starts(rest, &self.grammar.words.running).is_some() {
            return (Tail::Running, start);
        }
        if parted {
            return (Tail::Break, start);
        }
        if matches!(first, '“' | '「' | '『' | '"') {
            return (Tail::Colon, start);
        }
        (Tail::Text, start)
    }

    /// Whether a title begins a new citation although a quotation is open.
    fn interrupts(&self, lead: &Lead, notes: &Notes, numbered: bool, tail: Tail) -> bool {
        if lead.rank.is_some() {
            return true;
        }
        let noted = notes.version.is_some() || notes.document_number.is_some();
        match lead.boundary {
            Boundary::Line => tail != Tail::Running || noted,
            Boundary::Sentence => match tail {
                Tail::Running => false,
                Tail::Colon | Tail::Break => numbered || noted || !lead.verb,
                Tail::Text | Tail::Says => (numbered || noted) && !lead.verb,
                Tail::End | Tail::Title | Tail::Mark => !lead.verb,
            },
            Boundary::Clause => numbered && tail == Tail::Colon,
            Boundary::None => false,
        }
    }

    /// A 第: the byte to go on at.
    fn number(&mut self, at: usize) -> usize {
        let next = at + '第'.len_utf8();
        let scan = self.scan;
        if at < self.floor {
            return next;
        }
        let last = self.current.as_ref().and_then(|current| {
            let article = current.articles.last()?;
            (article.kind == ProvisionKind::Article).then_some((article.article, article.insertion))
        });
        let Some(group) = provision::group(&scan, at, last) else {
            return next;
        };
        let (tail, body) = self.tail(group.end, false, true);
        if let Some(heading) = self.bare(at, &group, tail, body) {
            let end = heading.body;
            self.push(heading);
            return end;
        }
        if self.current.is_none() || !self.heads(at, &group, tail) {
            return group.end;
        }
        if self.completes(at) {
            return self.complete(&group, tail, body);
        }
        let Some(current) = self.current.clone() else {
            return group.end;
        };
        let citation = Citation {
            span: scan.view.source_span(at..group.end),
            continued: true,
            inner: current.inner,
            issuer: current.issuer,
            title: current.title,
            title_span: current.title_span,
            form: current.form,
            document_number: current.document_number,
            version: current.version,
            abbreviation: None,
            rank: None,
            articles: self.articles(Some(&group)),
            quotation: None,
            problems: group
                .problems
                .iter()
                .map(|(problem, range)| (*problem, scan.view.source_span(range.clone())))
                .collect(),
        };
        self.push(Heading {
            citation,
            start: at,
            end: group.end,
            tail,
            body,
        });
        body
    }

    /// Whether the heading at `at` only completes the last citation, which named no provision yet:
    /// 《甲法》（2018年修正）。 and on the next line 第四条：…
    fn completes(&self, at: usize) -> bool {
        let Some(last) = self.found.last() else {
            return false;
        };
        let between = self.scan.between(self.floor, at);
        last.articles.is_empty()
            && last.quotation.is_none()
            && self.open.is_none()
            && (between
                .chars()
                .all(|character| !character.is_alphanumeric())
                || (self.scan.starts_line(at)
                    && between.len() <= LONGEST_LINK
                    && !between.contains('。')))
    }

    /// Adds the provisions to the last citation; the byte to go on at.
    fn complete(&mut self, group: &Group, tail: Tail, body: usize) -> usize {
        let articles = self.articles(Some(group));
        let scan = self.scan;
        if let Some(last) = self.found.last_mut() {
            for article in &articles {
                last.span = last.span.cover(article.span);
            }
            last.articles = articles;
            last.problems.extend(
                group
                    .problems
                    .iter()
                    .map(|(problem, range)| (*problem, scan.view.source_span(range.clone()))),
            );
            self.current = Some(last.clone());
        }
        self.open_quotation(tail, body, true);
        self.floor = group.end;
        self.quoted_in_marks();
        body
    }

    /// Whether the numbers at `at` head a paragraph and are no part of a sentence.
    fn heads(&self, at: usize, group: &Group, tail: Tail) -> bool {
        let scan = self.scan;
        if tail == Tail::Running {
            return false;
        }
        let start = scan.skip_markup_back(at);
        let before = scan.before(start);
        if words::ends(before, &self.grammar.words.own).is_some() {
            return false;
        }
        let partial = group.provisions.first().is_some_and(|first| {
            first.kind == ProvisionKind::Article
                && !scan
                    .text
                    .get(first.range.clone())
                    .is_some_and(|text| text.contains(['条', '條']))
        });
        if partial {
            // 第二款：… after 第一款：…
            let bounded = scan.starts_line(at) || before.ends_with(ends_sentence);
            return bounded && tail == Tail::Colon && self.open.is_some();
        }
        let verb = words::ends(before, &self.grammar.words.lead_in).is_some();
        if scan.starts_line(at) {
            return !verb;
        }
        let Some(previous) = before.chars().next_back() else {
            return true;
        };
        match tail {
            Tail::Colon => {
                ends_sentence(previous)
                    || matches!(
                        previous,
                        '，' | ',' | '、' | '）' | ')' | '】' | '：' | ':' | '/' | '|' | '》'
                    )
            }
            Tail::Break => (ends_sentence(previous) || scan.parted(start, at)) && !verb,
            Tail::Text => {
                // 。第九十四条违反本法规定: only an article without parts, after a full stop or a blank.
                (previous == '。'
                    || (ends_sentence(previous) && self.open.is_none())
                    || scan.parted(start, at))
                    && !verb
            }
            Tail::End | Tail::Mark | Tail::Title => {
                (ends_sentence(previous)
                    || (self.open.is_none() && matches!(previous, '、' | '，' | ',' | '和' | '及')))
                    && !verb
                    || (scan.parted(start, at) && !verb)
            }
            Tail::Says => ends_sentence(previous) && self.open.is_none(),
            Tail::Running => false,
        }
    }

    /// A title without brackets before the number at `at`.
    fn bare(&mut self, at: usize, group: &Group, tail: Tail, body: usize) -> Option<Heading> {
        let scan = self.scan;
        let start = scan.skip_markup_back(at);
        let before = scan.between(self.floor, start);
        // Cheap test first: names end with the same few characters.
        words::ends(before, &self.grammar.words.instrument)?;
        let len = self.grammar.names.ending(before)?;
        let title = start - len..start;
        let lead = Lead::before(&scan, self.grammar.words, title.start, self.floor);
        if self.open.is_some() {
            let bounded = matches!(lead.boundary, Boundary::Line | Boundary::Sentence);
            if !(bounded && matches!(tail, Tail::Colon | Tail::Break) && !lead.verb) {
                return None;
            }
        }
        let citation = Citation {
            span: scan.view.source_span(title.start..group.end),
            title: title::canonical(scan.text.get(title.clone())?),
            title_span: scan.view.source_span(title.clone()),
            form: TitleForm::Bare,
            continued: false,
            inner: None,
            issuer: None,
            document_number: None,
            version: None,
            abbreviation: None,
            rank: self.named(lead.rank.clone()),
            articles: self.articles(Some(group)),
            quotation: None,
            problems: group
                .problems
                .iter()
                .map(|(problem, range)| (*problem, scan.view.source_span(range.clone())))
                .collect(),
        };
        Some(Heading {
            citation,
            start: lead.start.min(title.start),
            end: group.end,
            tail,
            body,
        })
    }

    /// Adds a citation: closes the quotation before it, opens its own.
    fn push(&mut self, heading: Heading) {
        self.close(heading.start);
        let Heading {
            citation,
            end,
            tail,
            body,
            ..
        } = heading;
        self.open_quotation(tail, body, !citation.articles.is_empty());
        self.current = Some(citation.clone());
        self.found.push(citation);
        self.floor = end;
        self.quoted_in_marks();
    }

    fn open_quotation(&mut self, tail: Tail, body: usize, numbered: bool) {
        self.open = match tail {
            Tail::Colon => Some((body, true)),
            Tail::Break if numbered => Some((body, true)),
            Tail::Text | Tail::Says if numbered => Some((body, false)),
            _ => None,
        };
    }

    /// A quotation in quotation marks ends where they close.
    fn quoted_in_marks(&mut self) {
        let Some((from, _)) = self.open else { return };
        if let Some(range) = quotation::in_marks(&self.scan, from) {
            self.open = Some((range.start, true));
            self.close(range.end);
            self.floor = range.end;
        }
    }

    /// Ends the open quotation at `end`.
    fn close(&mut self, end: usize) {
        let Some((from, marked)) = self.open.take() else {
            return;
        };
        let Some(range) = quotation::trimmed(&self.scan, from..end.max(from)) else {
            return;
        };
        let scan = self.scan;
        if let Some(last) = self.found.last_mut() {
            last.span = last.span.cover(scan.view.source_span(range.clone()));
            last.quotation = Some(Quotation {
                text: scan.view.text().slice(range).into_owned(),
                marked,
            });
        }
    }

    fn named(&self, range: Option<Range<usize>>) -> Option<(String, crate::source::Span)> {
        let range = range?;
        let text = self.scan.text.get(range.clone())?;
        Some((text.to_owned(), self.scan.view.source_span(range)))
    }

    fn articles(&self, group: Option<&Group>) -> Vec<Article> {
        let article = |provision: &Provision| Article {
            kind: provision.kind,
            article: provision.number,
            insertion: provision.insertion,
            until: provision.until,
            paragraph: provision.paragraph,
            item: provision.item,
            chapter: provision.chapter,
            span: self.scan.view.source_span(provision.range.clone()),
        };
        group
            .map(|group| group.provisions.iter().map(article).collect())
            .unwrap_or_default()
    }
}

/// The instrument that a notice passes on whose own notice is in the brackets: 转发《省委组织部〈甲方案〉的通知》.
fn passed_on(lead: &Lead, title: &Title) -> Option<Range<usize>> {
    title.nested.clone().filter(|_| lead.issued)
}

fn single(kind: ProvisionKind, number: u32, range: Range<usize>, end: usize) -> Group {
    Group {
        provisions: vec![Provision {
            kind,
            number,
            insertion: 0,
            until: None,
            paragraph: None,
            item: None,
            chapter: None,
            range,
        }],
        end,
        problems: Vec::<(CitationProblem, Range<usize>)>::new(),
    }
}

/// The next 《 or 第 at or after `at`.
fn next_mark(text: &str, at: usize) -> Option<usize> {
    text.get(at..)?.find(['《', '第']).map(|offset| at + offset)
}

#[cfg(test)]
#[path = "grammar_tests.rs"]
mod tests;
