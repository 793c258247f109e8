//! Lines and loose rows as one sequence of texts.

use crate::read::{Paragraph, Table};
use crate::source::Text;
use crate::vocabulary::Words;

use super::super::Value;
use super::rows::{self, Rows};

/// Characters a line may have to be a part of a post broken over lines.
const BROKEN_CHARACTERS: usize = 10;
/// Lines a post may be broken over.
const BROKEN_LINES: usize = 6;

/// A line, or a cell of a row whose columns are not known.
#[derive(Debug)]
pub(super) struct Token<'s> {
    pub(super) value: Value<'s>,
    /// The row it stands in, for cells.
    pub(super) row: Option<u32>,
    /// Whether a blank line (or the end of a table) stands before it.
    pub(super) gap: bool,
    /// Heading level, 0 for running text.
    pub(super) heading: u8,
    pub(super) hidden: bool,
}

/// Collects tokens from blocks in reading order.
#[derive(Debug, Default)]
pub(super) struct Run<'s> {
    pub(super) tokens: Vec<Token<'s>>,
    rows: u32,
    end: usize,
}

impl<'s> Run<'s> {
    pub(super) fn paragraph(&mut self, paragraph: &'s Paragraph, source: &'s str) {
        let text = paragraph.text.text(source);
        for line in text.lines() {
            self.push(line.trimmed(), None, paragraph.heading, false, source);
        }
    }

    /// A table without a header: a row with one filled cell is a line.
    pub(super) fn table(&mut self, table: &'s Table, source: &'s str) {
        for row in Rows::of(table) {
            let filled = row.filled(source);
            self.rows += 1;
            let number = (filled.len() > 1).then_some(self.rows);
            for cell in filled {
                let hidden = table.hidden || cell.hidden;
                self.push(rows::text(cell, source), number, 0, hidden, source);
            }
        }
    }

    fn push(
        &mut self,
        text: Text<'s>,
        row: Option<u32>,
        heading: u8,
        hidden: bool,
        source: &'s str,
    ) {
        let span = text.span();
        let value = Value::new(text);
        if value.as_str().is_empty() {
            return;
        }
        let between = source
            .get(self.end.min(span.start())..span.start())
            .unwrap_or_default();
        let gap =
            self.tokens.is_empty() || between.bytes().filter(|&byte| byte == b'\n').count() > 1;
        self.end = span.end();
        self.tokens.push(Token {
            value,
            row,
            gap,
            heading,
            hidden,
        });
    }

    /// Takes lines apart in which the cells of a row stand one after the other, parted by blanks: lines with a part
    /// that `is_class`.
    pub(super) fn part_at_blanks(&mut self, is_class: impl Fn(&str) -> bool) {
        const PARTS: usize = 3;
        let tokens = std::mem::take(&mut self.tokens);
        for token in tokens {
            let parts: Vec<Text<'s>> =
                if token.row.is_none() && !token.value.view.blanks().is_empty() {
                    blank_parts(&token.value.text)
                } else {
                    Vec::new()
                };
            if parts.len() < PARTS || !parts.iter().any(|part| is_class(part.as_str())) {
                self.tokens.push(token);
                continue;
            }
            for (at, text) in parts.into_iter().enumerate() {
                self.tokens.push(Token {
                    value: Value::new(text),
                    row: None,
                    gap: token.gap || at > 0,
                    heading: 0,
                    hidden: token.hidden,
                });
            }
        }
    }

    /// Joins posts that are broken over lines (基金监管 / 科负责人), where `before_post` holds of what stands before.
    pub(super) fn join_broken(&mut self, words: &Words, before_post: impl Fn(&Value<'s>) -> bool) {
        let mut joined: Vec<Token<'s>> = Vec::with_capacity(self.tokens.len());
        let mut rest = std::mem::take(&mut self.tokens).into_iter().peekable();
        while let Some(token) = rest.next() {
            let short = |token: &Token<'_>| {
                token.row.is_none() && token.value.as_str().chars().count() <= BROKEN_CHARACTERS
            };
            let expected = joined.last().is_some_and(|last| before_post(&last.value));
            if !(short(&token) && expected) {
                joined.push(token);
                continue;
            }
            let mut parts = vec![token];
            while parts.len() < BROKEN_LINES
                && let Some(next) = rest.peek()
                && short(next)
                && !next.gap
            {
                let whole: String = parts.iter().map(|part| part.value.as_str()).collect();
                let text = next.value.as_str();
                if words.ends_as_post(&whole) && words.ends_as_post(text) && !words.is_rank(text) {
                    break;
                }
                parts.extend(rest.next());
            }
            let whole: String = parts.iter().map(|part| part.value.as_str()).collect();
            if parts.len() > 1 && words.ends_as_post(&whole) {
                let texts: Vec<Text<'s>> =
                    parts.iter().map(|part| part.value.text.clone()).collect();
                let mut parts = parts.into_iter();
                if let (Some(first), Some(text)) = (parts.next(), Text::joined(&texts)) {
                    joined.push(Token {
                        value: Value::new(text),
                        ..first
                    });
                }
            } else {
                joined.extend(parts);
            }
        }
        self.tokens = joined;
    }
}

/// The parts of a text between its blanks.
fn blank_parts<'s>(text: &Text<'s>) -> Vec<Text<'s>> {
    let value = text.as_str();
    let mut parts = Vec::new();
    let mut start = None;
    for (at, character) in value.char_indices() {
        match (crate::source::is_blank(character), start) {
            (true, Some(from)) => {
                parts.push(text.slice(from..at));
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    parts.extend(start.map(|from| text.slice(from..value.len())));
    parts
}
