//! The citation grammar: from the text of one cell or line to its citations.

mod continuation;
mod heading;
mod quoted;
mod tail;

use std::ops::Range;

use crate::source::View;

use super::citation::{Article, Citation};
use super::provision::{Group, Provision};
use super::scan::Scan;
use super::title;
use super::words::Words;
use tail::Tail;

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

/// The next 《 or 第 at or after `at`.
fn next_mark(text: &str, at: usize) -> Option<usize> {
    text.get(at..)?.find(['《', '第']).map(|offset| at + offset)
}

#[cfg(test)]
mod tests;
