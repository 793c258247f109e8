//! Markdown (CommonMark with tables of GitHub): headings, paragraphs, list items, tables, tables of HTML.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::document::{Block, Cell, Document, Paragraph, Table, ragged_row};
use super::{html, markup};
use crate::source::{RawText, Span, TextBuilder};

/// Reads a Markdown text.
pub(super) fn read(text: &str) -> Document {
    let mut reader = Reader {
        source: text,
        document: Document::default(),
        text: TextBuilder::new(text),
        heading: 0,
        lists: Vec::new(),
        marker: None,
        table: None,
        html: None,
        skip_to: 0,
        endless: false,
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        // The end of a block that reaches beyond what was read as a whole still counts.
        let ends_after = matches!(event, Event::End(_)) && range.end > reader.skip_to;
        if range.start >= reader.skip_to || ends_after {
            reader.event(event, Span::from(range));
        }
    }
    reader.end_html();
    reader.end_paragraph();
    reader.document
}

struct Reader<'s> {
    source: &'s str,
    document: Document,
    /// The paragraph or cell that is being read.
    text: TextBuilder<'s>,
    heading: u8,
    /// For each open list whether it is numbered.
    lists: Vec<bool>,
    /// The start of the number of a list item whose text has not begun.
    marker: Option<usize>,
    table: Option<TableRows>,
    html: Option<Span>,
    /// Events before this byte belong to a table of HTML that was read as a whole.
    skip_to: usize,
    /// Whether a table of HTML was met that never ends, so that no other end is looked for.
    endless: bool,
}

/// A table of pipes.
struct TableRows {
    table: Table,
    /// Columns as the line below the head says.
    columns: u32,
    column: u32,
    header: bool,
    /// What stands between the pipes of the current row.
    parts: Vec<Span>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(&tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) => self.inline(&text, span),
            Event::Code(code) => self.code(&code, span),
            Event::SoftBreak | Event::HardBreak => {
                // A hard break's bytes begin with its blanks or backslash.
                self.text.replaced("\n", span);
            }
            Event::InlineHtml(tag) => self.inline_html(&tag, span),
            Event::Html(_) => {
                self.html = Some(self.html.map_or(span, |html| html.cover(span)));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        match tag {
            Tag::Table(alignments) => {
                self.end_paragraph();
                let columns = u32::try_from(alignments.len()).unwrap_or(u32::MAX);
                self.table = Some(TableRows {
                    table: Table {
                        span,
                        columns,
                        ..Table::default()
                    },
                    columns,
                    column: 0,
                    header: false,
                    parts: Vec::new(),
                });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(rows) = &mut self.table {
                    rows.header = matches!(tag, Tag::TableHead);
                    rows.column = 0;
                    rows.parts = parts(self.source, span);
                }
            }
            Tag::TableCell => self.text = TextBuilder::new(self.source),
            Tag::Heading { level, .. } => {
                self.end_paragraph();
                self.heading = level_of(*level);
            }
            Tag::List(start) => {
                self.end_paragraph();
                self.lists.push(start.is_some());
            }
            Tag::Item => {
                self.end_paragraph();
                let numbered = self.lists.last().copied().unwrap_or(false);
                self.marker = numbered.then_some(span.start());
            }
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::MetadataBlock(_) => {
                self.end_paragraph();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::TableCell => self.end_cell(span),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(span),
            TagEnd::Table => {
                if let Some(rows) = self.table.take() {
                    self.document.blocks.push(Block::Table(rows.table));
                }
            }
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::List(_) => {
                self.end_paragraph();
                self.lists.pop();
            }
            TagEnd::Heading(_) => {
                self.end_paragraph();
                self.heading = 0;
            }
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => self.end_lines(),
            TagEnd::Paragraph | TagEnd::Item | TagEnd::BlockQuote(_) => self.end_paragraph(),
            _ => {}
        }
    }

    fn inline(&mut self, text: &str, span: Span) {
        self.begin_item(span);
        self.text.replaced(text, span);
    }

    /// The number of a list item is part of its text: `1. 受理`.
    fn begin_item(&mut self, span: Span) {
        let Some(start) = self.marker.take() else {
            return;
        };
        let before = self
            .source
            .get(start..span.start().max(start))
            .unwrap_or_default();
        let digits = before.trim_start_matches(|c: char| c.is_ascii_digit());
        let after = digits
            .trim_start_matches(['.', ')'])
            .trim_start_matches(' ');
        self.text
            .verbatim(Span::new(start, start + before.len() - after.len()));
    }

    /// Code between backticks; its bytes hold the backticks too.
    fn code(&mut self, code: &str, span: Span) {
        self.begin_item(span);
        let raw = self.source.get(span.range()).unwrap_or_default();
        let ticks = raw.len() - raw.trim_start_matches('`').len();
        let inner = raw
            .get(ticks..raw.len().saturating_sub(ticks))
            .unwrap_or_default();
        let blanks = inner.len() - inner.trim_start().len();
        let start = span.start() + ticks + if inner.starts_with(code) { 0 } else { blanks };
        let exact = Span::new(start, start + code.len());
        let stands = self.source.get(exact.range()) == Some(code);
        self.text.replaced(code, if stands { exact } else { span });
    }

    /// Tags of HTML are dropped, those of blocks and `<br>` part lines; what is no known tag stays.
    fn inline_html(&mut self, tag: &str, span: Span) {
        match markup::tag(tag) {
            Some((decoded, _)) => {
                if !self.text.as_str().is_empty() {
                    self.text.replaced(&decoded, span);
                }
            }
            None if tag.starts_with("<!--") => {}
            None => self.inline(tag, span),
        }
    }

    fn take_text(&mut self, at: usize) -> RawText {
        let mut text = std::mem::replace(&mut self.text, TextBuilder::new(self.source));
        text.trim_end();
        text.finish_at(at)
    }

    fn end_paragraph(&mut self) {
        self.marker = None;
        if self.table.is_some() || self.text.as_str().is_empty() {
            return;
        }
        let text = self.take_text(0);
        if !text.text(self.source).is_blank() {
            self.document.blocks.push(Block::Paragraph(Paragraph {
                text,
                heading: self.heading,
            }));
        }
    }

    /// Lines of code and of the block before the text (`---`) are paragraphs as they stand.
    fn end_lines(&mut self) {
        let text = self.take_text(0);
        for line in text.text(self.source).lines() {
            if !line.is_blank() {
                self.document.blocks.push(Block::Paragraph(Paragraph {
                    text: RawText::verbatim(line.span()),
                    heading: 0,
                }));
            }
        }
    }

    fn end_cell(&mut self, span: Span) {
        if self.table.is_none() {
            return;
        }
        let text = self.take_text(span.start());
        let Some(rows) = &mut self.table else { return };
        let column = rows.column;
        rows.column += 1;
        // The parser fills short rows up with cells that are not there.
        if (column as usize) < rows.parts.len() {
            rows.push(column, text);
        }
    }

    fn end_row(&mut self, span: Span) {
        let Some(rows) = &mut self.table else { return };
        let found = rows.parts.len();
        let usual = rows.columns as usize;
        // The parser drops surplus cells without a word.
        for part in std::mem::take(&mut rows.parts).into_iter().skip(usual) {
            let column = rows.column.max(rows.columns);
            rows.column = column + 1;
            rows.push(column, RawText::verbatim(part));
        }
        if found != usual {
            let row = self.source.get(span.range()).unwrap_or_default().trim_end();
            let span = Span::new(span.start(), span.start() + row.len());
            self.document.notes.push(ragged_row(span, usual, found));
        }
        rows.table.rows += 1;
    }

    /// A block of HTML goes to its own reader. A table that a blank line cuts in two is read as a whole.
    fn end_html(&mut self) {
        let Some(span) = self.html.take() else { return };
        self.end_paragraph();
        let end = match open_tables(self.source, span) {
            0 => span.end(),
            _ if self.endless => span.end(),
            depth => table_end(self.source, span.end(), depth).unwrap_or_else(|| {
                self.endless = true;
                span.end()
            }),
        };
        self.skip_to = end;
        html::read_part(
            self.source,
            Span::new(span.start(), self.skip_to),
            &mut self.document,
        );
    }
}

impl TableRows {
    fn push(&mut self, column: u32, text: RawText) {
        self.table.columns = self.table.columns.max(column + 1);
        self.table.cells.push(Cell {
            row: self.table.rows,
            column,
            row_span: 1,
            column_span: 1,
            text,
            header: self.header,
            ..Cell::default()
        });
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// What stands between the pipes of the row at `span`, blanks around it dropped. A pipe after a backslash is text.
fn parts(source: &str, span: Span) -> Vec<Span> {
    let line = source.get(span.range()).unwrap_or_default();
    let line = line.lines().next().unwrap_or_default();
    let start = span.start() + line.len() - line.trim_start().len();
    let line = line.trim();
    let (start, line) = match line.strip_prefix('|') {
        Some(rest) => (start + 1, rest),
        None => (start, line),
    };
    let mut pipes = Vec::new();
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        if byte == b'|' && !escaped {
            pipes.push(at);
        }
        escaped = byte == b'\\' && !escaped;
    }
    if pipes.last().is_none_or(|&last| last + 1 < line.len()) {
        pipes.push(line.len());
    }
    let mut parts = Vec::with_capacity(pipes.len());
    let mut from = 0;
    for pipe in pipes {
        let part = line.get(from..pipe).unwrap_or_default();
        let lead = part.len() - part.trim_start().len();
        let at = start + from + lead;
        parts.push(Span::new(at, at + part.trim().len()));
        from = pipe + 1;
    }
    parts
}

/// Start and end tags of tables from the byte `from` on: the byte of each and whether it is a start tag.
fn table_tags(source: &str, from: usize) -> impl Iterator<Item = (usize, bool)> {
    let text = source.get(from..).unwrap_or_default();
    text.match_indices('<').filter_map(move |(at, _)| {
        let tag = text.as_bytes().get(at..)?;
        let is = |name: &[u8]| {
            tag.get(..name.len())
                .is_some_and(|tag| tag.eq_ignore_ascii_case(name))
        };
        match (is(b"<table"), is(b"</table")) {
            (false, false) => None,
            (start, _) => Some((from + at, start)),
        }
    })
}

/// How many tables are open at the end of `span`.
fn open_tables(source: &str, span: Span) -> usize {
    table_tags(source, span.start())
        .take_while(|&(at, _)| at < span.end())
        .fold(0, |depth: usize, (_, start)| {
            if start {
                depth + 1
            } else {
                depth.saturating_sub(1)
            }
        })
}

/// The byte after the end tag that closes `depth` open tables, looked for from the byte `from` on.
fn table_end(source: &str, from: usize, mut depth: usize) -> Option<usize> {
    for (at, start) in table_tags(source, from) {
        depth = if start { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return source.get(at..)?.find('>').map(|close| at + close + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::read::test_support::{check_document, shown};

    const SAMPLE: &str = "---\n单位: 某局\n---\n# 权责清单\n\n说明文字：见下表🏛，\n换行。\n\n\
| 编码 | 名称 | 依据 |\n|:---|:---:|---|\n| 0100 | **食品**经营\\|许可 | 《某法》<br>第一条 |\n\
| 0200 | `a\\|b` |\n| 0300 | 多 | 余 | 列 |\n\n<table><tr><td>内嵌\n\n<td>二</table>\n\n\
## 阶段\n\n1. 受理\n   - 子项\n2. **审查**&amp;决定\n\n```\n代码\n行\n```\n";

    #[test]
    fn every_part_is_read() {
        for text in [SAMPLE.to_owned(), SAMPLE.replace('\n', "\r\n")] {
            let document = read(&text);
            check_document(&text, &document);
            assert_eq!(
                shown(&text, &document),
                [
                    "P 单位: 某局",
                    "P1 权责清单",
                    "P 说明文字：见下表🏛，\n换行。",
                    "T 4x4",
                    "  0,0! 编码",
                    "  0,1! 名称",
                    "  0,2! 依据",
                    "  1,0 0100",
                    "  1,1 食品经营|许可",
                    "  1,2 《某法》⏎第一条",
                    "  2,0 0200",
                    "  2,1 a|b",
                    "  3,0 0300",
                    "  3,1 多",
                    "  3,2 余",
                    "  3,3 列",
                    "T 1x2",
                    "  0,0 内嵌",
                    "  0,1 二",
                    "P2 阶段",
                    "P 1. 受理",
                    "P 子项",
                    "P 2. 审查&决定",
                    "P 代码",
                    "P 行",
                ]
            );
            let notes: Vec<_> = document
                .notes
                .iter()
                .map(|note| &text[note.span.range()])
                .collect();
            assert_eq!(notes, ["| 0200 | `a\\|b` |", "| 0300 | 多 | 余 | 列 |"]);
            let Block::Table(table) = &document.blocks[3] else {
                panic!()
            };
            let cell = table.cells[4].text.text(&text);
            assert_eq!(&text[cell.source_span(0..12).range()], "食品**经营");
            let at = cell.as_str().find("许可").unwrap();
            assert_eq!(&text[cell.source_span(at..at + 6).range()], "许可");
        }
    }

    #[test]
    fn a_table_of_html_may_hold_blank_lines() {
        let text =
            "<TABLE>\n<tr><td>甲</td></tr>\n\n<tr><td>乙</td></tr>\n\n    缩进\n</Table>\n\n后文\n";
        let document = read(text);
        check_document(text, &document);
        let rest = "<table><tr><td>甲\n\n<td>乙</table>\n<p>丙</p>\n\n1. 丁\n";
        let document = read(rest);
        check_document(rest, &document);
        assert_eq!(
            shown(rest, &document),
            ["T 1x2", "  0,0 甲", "  0,1 乙", "P 丙", "P 1. 丁"]
        );
        let document = read(text);
        assert_eq!(
            shown(text, &document),
            ["P 缩进", "T 2x1", "  0,0 甲", "  1,0 乙", "P 后文"]
        );
    }

    proptest! {
        #[test]
        fn any_input_is_read(parts in prop::collection::vec(prop_oneof![
            Just("|"), Just("\n"), Just("---|---\n"), Just("|--|--|\n"), Just("甲"), Just("𠮷 "), Just("\\|"), Just("`"),
            Just("**"), Just("# "), Just("1. "), Just("- "), Just("> "), Just("<table>"), Just("</table>"), Just("<td>"),
            Just("<br>"), Just("&nbsp;"), Just("\r\n"), Just("\t"), Just("[a](b)"), Just("```\n"), Just("<!--"), Just("---\n"),
            Just("    "), Just("\\"), Just("\0"), Just("![x]"),
        ], 0..40)) {
            let text = parts.concat();
            check_document(&text, &read(&text));
        }

        #[test]
        fn rows_of_a_table_keep_their_places(rows in prop::collection::vec(prop::collection::vec("[甲乙𠮷a-z]{1,4}", 3), 1..8)) {
            let mut text = "|一|二|三|\n|-|-|-|\n".to_owned();
            for row in &rows {
                text.push_str(&format!("| {} |\n", row.join(" | ")));
            }
            let document = read(&text);
            check_document(&text, &document);
            let Block::Table(table) = &document.blocks[0] else { panic!() };
            prop_assert_eq!(table.cells.len(), 3 + rows.len() * 3);
            for (cell, word) in table.cells.iter().skip(3).zip(rows.iter().flatten()) {
                prop_assert_eq!(&text[cell.text.span.range()], word);
            }
        }
    }
}
