//! The lines a finding shows: cut to a window around its marks, so that neither the length of a
//! cell nor the size of the file matters.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar as _;

use crate::message::Language;
use crate::source::{Source, Span};

/// Where text was left out.
const ELLIPSIS: &str = "……";
/// Stands for a line break inside a marked stretch.
const LINE_BREAK: &str = "⏎";

/// A place to mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark<'r> {
    /// The text it is in.
    pub source: &'r Source,
    /// What reports call that text.
    pub file: &'r str,
    /// The bytes to mark.
    pub span: Span,
}

/// A text made of the shown lines alone. Spans in it are what miette is given.
#[derive(Debug, Default)]
pub(super) struct Excerpts {
    text: String,
    parts: Vec<Part>,
    /// One a mark, in the order the marks were given.
    shown: Vec<Shown>,
}

/// Lines that follow one another in one file.
#[derive(Debug)]
struct Part {
    range: Range<usize>,
    first_line: usize,
    lines: usize,
}

/// A mark in the text of the excerpts.
#[derive(Debug, Clone)]
struct Shown {
    range: Range<usize>,
    heading: String,
}

/// A line to show, with the marks in it.
#[derive(Debug)]
struct Row<'r> {
    source: &'r Source,
    file: &'r str,
    /// The bytes of the line (of several, where a mark goes on over line breaks).
    bounds: Span,
    /// Its number, from 1: in the file, or in the cell of an office file.
    number: usize,
    /// Identifies the office cell, so that only lines of one cell are shown together.
    cell: usize,
    /// Positions in the list of marks, ascending by start, without overlap.
    marks: Vec<usize>,
}

impl Excerpts {
    /// The excerpts that show `marks`, the first of them first, in lines of at most about `width` columns.
    pub fn new(marks: &[Mark<'_>], width: usize, language: Language) -> Self {
        let mut excerpts = Self {
            shown: vec![
                Shown {
                    range: 0..0,
                    heading: String::new()
                };
                marks.len()
            ],
            ..Self::default()
        };
        for part in group(rows(marks)) {
            excerpts.push(&part, marks, width, language);
        }
        excerpts
    }

    /// The bytes of the `index`th mark in the text that is shown.
    pub fn range(&self, index: usize) -> Range<usize> {
        self.shown
            .get(index)
            .map_or(0..0, |shown| shown.range.clone())
    }

    fn push(&mut self, rows: &[Row<'_>], marks: &[Mark<'_>], width: usize, language: Language) {
        let Some(first) = rows.first() else { return };
        let start = self.text.len();
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                self.text.push('\n');
            }
            self.push_row(row, marks, width, language);
        }
        self.parts.push(Part {
            range: start..self.text.len(),
            first_line: first.number,
            lines: rows.len(),
        });
        // Keeps the end of one part from being the start of the next.
        self.text.push('\n');
    }

    fn push_row(&mut self, row: &Row<'_>, marks: &[Mark<'_>], width: usize, language: Language) {
        let text = row.source.text();
        let spans: Vec<(usize, Span)> = row
            .marks
            .iter()
            .filter_map(|&index| Some((index, marks.get(index)?.span)))
            .collect();
        for &(index, span) in &spans {
            if let Some(shown) = self.shown.get_mut(index) {
                shown.heading = heading(row, span, language);
            }
        }
        if row.bounds.is_empty() {
            let blank = match language {
                Language::Zh => "（空白）",
                Language::En => "(blank)",
            };
            let range = self.text.len()..self.text.len() + blank.len();
            self.text.push_str(blank);
            for (index, _) in spans {
                self.set_range(index, range.clone());
            }
            return;
        }
        let kept = windows(text, row.bounds, &spans, width);
        let mut previous = row.bounds.start();
        for window in &kept {
            if window.start > previous {
                self.text.push_str(ELLIPSIS);
            }
            previous = window.end;
            self.copy(text, window, &spans);
        }
        if previous < row.bounds.end() {
            self.text.push_str(ELLIPSIS);
        } else if spans
            .iter()
            .any(|&(_, span)| span == Span::empty(row.bounds.end()))
        {
            // miette draws nothing past the last character of a line.
            self.text.push(' ');
        }
    }

    /// Copies `window` with line breaks and control characters made visible, and notes where marks begin and end.
    fn copy(&mut self, text: &str, window: &Range<usize>, spans: &[(usize, Span)]) {
        let note = |excerpts: &mut Self, at: usize, window_ends: bool| {
            let here = excerpts.text.len();
            for &(index, span) in spans {
                let Some(shown) = excerpts.shown.get_mut(index) else {
                    continue;
                };
                if span.start() == at && (!window_ends || span.is_empty()) {
                    shown.range.start = here;
                }
                if span.end() == at {
                    shown.range.end = here;
                }
            }
        };
        let mut characters = text
            .get(window.clone())
            .unwrap_or_default()
            .char_indices()
            .peekable();
        while let Some((offset, character)) = characters.next() {
            note(self, window.start + offset, false);
            match character {
                '\r' if characters.peek().is_some_and(|&(_, next)| next == '\n') => {}
                '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => self.text.push_str(LINE_BREAK),
                '\t' => self.text.push('\t'),
                // Control characters and those that turn the direction of writing could act on the terminal.
                hidden if hidden.is_control() || turns_direction(hidden) => {
                    self.text.push('\u{FFFD}')
                }
                visible => self.text.push(visible),
            }
        }
        note(self, window.end, true);
    }

    fn set_range(&mut self, index: usize, range: Range<usize>) {
        if let Some(shown) = self.shown.get_mut(index) {
            shown.range = range;
        }
    }
}

fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')
}

impl SourceCode for Excerpts {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        // A span over two parts is refused: miette then shows them apart.
        let part = self
            .parts
            .iter()
            .find(|part| part.range.start <= start && end <= part.range.end)
            .ok_or(MietteError::OutOfBounds)?;
        let heading = self
            .shown
            .iter()
            .find(|shown| shown.range == (start..end))
            .or_else(|| self.shown.iter().find(|shown| shown.range.start == start))
            .map(|shown| shown.heading.clone())
            .unwrap_or_default();
        Ok(Box::new(MietteSpanContents::new_named(
            heading,
            self.text
                .as_bytes()
                .get(part.range.clone())
                .unwrap_or_default(),
            SourceSpan::from((part.range.start, part.range.len())),
            part.first_line - 1,
            0,
            part.lines,
        )))
    }
}

/// `file:line:column` in text files, `file › sheet!F12 › line N` in office files.
fn heading(row: &Row<'_>, span: Span, language: Language) -> String {
    let Some(place) = row.source.place(span.start()) else {
        let position = row.source.position(span.start());
        return format!("{}:{}:{}", row.file, position.line, position.column);
    };
    let address = format!("{} › {}", row.file, place.describe(language));
    match language {
        _ if row.number == 1 => address,
        Language::Zh => format!("{address} › 第{}行", row.number),
        Language::En => format!("{address} › line {}", row.number),
    }
}

/// The rows that hold the marks: that of the first mark first, then in the order of the files.
fn rows<'r>(marks: &[Mark<'r>]) -> Vec<Row<'r>> {
    let mut order: Vec<usize> = (0..marks.len()).collect();
    let first = marks.first().map(|mark| mark.file);
    order.sort_by_key(|&index| {
        marks
            .get(index)
            .map(|mark| (Some(mark.file) != first, mark.file, mark.span))
    });
    let mut rows: Vec<Row<'r>> = Vec::new();
    for index in order {
        let Some(mark) = marks.get(index) else {
            continue;
        };
        let row = row(mark, index);
        let joined = rows.iter_mut().rev().find(|known| {
            known.file == row.file && known.cell == row.cell && known.number == row.number
        });
        match joined {
            Some(known) if !overlaps(known, marks, mark.span) => {
                known.bounds = known.bounds.cover(row.bounds);
                known.marks.push(index);
            }
            _ => rows.push(row),
        }
    }
    rows
}

fn overlaps(row: &Row<'_>, marks: &[Mark<'_>], span: Span) -> bool {
    row.marks
        .iter()
        .filter_map(|&index| marks.get(index))
        .any(|other| other.span.end() > span.start() || other.span == span)
}

fn row<'r>(mark: &Mark<'r>, index: usize) -> Row<'r> {
    let source = mark.source;
    let start = source.position(mark.span.start()).line;
    let end = source.position(mark.span.end()).line;
    let mut bounds = source.line_span(start);
    // A mark that ends just after a line break does not show the line after it.
    let last = source.line_span(end);
    let ends_at_break = end > start && mark.span.end() == last.start();
    bounds = bounds.cover(if ends_at_break {
        Span::empty(mark.span.end())
    } else {
        last
    });
    let mut number = start;
    let mut cell = 0;
    if let Some((_, whole)) = source.place_with_span(mark.span.start()) {
        number = start + 1 - source.position(whole.start()).line;
        cell = whole.start() + 1;
        let within = Span::new(
            bounds.start().max(whole.start()),
            bounds.end().min(whole.end().max(mark.span.end())),
        );
        bounds = within;
    }
    Row {
        source,
        file: mark.file,
        bounds,
        number,
        cell,
        marks: vec![index],
    }
}

/// Joins rows whose lines follow one another; the group of the first mark comes first.
fn group(mut rows: Vec<Row<'_>>) -> Vec<Vec<Row<'_>>> {
    rows.sort_by_key(|row| (row.file.to_owned(), row.cell, row.number));
    let mut groups: Vec<Vec<Row<'_>>> = Vec::new();
    for row in rows {
        let follows = groups
            .last()
            .and_then(|group| group.last())
            .is_some_and(|last| {
                last.file == row.file && last.cell == row.cell && last.number + 1 == row.number
            });
        match groups.last_mut() {
            Some(group) if follows => group.push(row),
            _ => groups.push(vec![row]),
        }
    }
    groups.sort_by_key(|group| !group.iter().any(|row| row.marks.contains(&0)));
    groups
}

/// The parts of `bounds` to show: each mark (its middle left out where it is long) with some text
/// on either side. Ascending, without overlap.
fn windows(text: &str, bounds: Span, spans: &[(usize, Span)], width: usize) -> Vec<Range<usize>> {
    let budget = (width / spans.len().max(1)).max(24);
    let mut kept: Vec<Range<usize>> = Vec::new();
    for &(_, span) in spans {
        // The mark has two thirds of the room; what it leaves goes to the text around it.
        let room = budget * 2 / 3;
        let head_end = forward(text, span.start(), span.end(), room);
        if head_end < span.end() {
            let head_end = forward(text, span.start(), span.end(), room * 2 / 3);
            let tail = backward(text, head_end, span.end(), room / 3);
            let around = (budget - room) / 2;
            kept.push(backward(text, bounds.start(), span.start(), around)..head_end);
            kept.push(tail..forward(text, span.end(), bounds.end(), around));
            continue;
        }
        let around = budget - columns(text, span.start(), span.end()).min(budget);
        let left = backward(text, bounds.start(), span.start(), around / 2);
        let spare = around - columns(text, left, span.start()).min(around);
        let right = forward(text, span.end(), bounds.end(), spare);
        // Where the right side ends early, the left may take its share.
        let spare = around - columns(text, span.end(), right).min(around);
        let left = backward(text, bounds.start(), span.start(), spare);
        kept.push(left..right);
    }
    kept.sort_by_key(|window| window.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for window in kept {
        match merged.last_mut() {
            // A gap that is no longer than the dots for it is shown.
            Some(last) if columns(text, last.end, window.start) <= 4 => {
                last.end = last.end.max(window.end);
            }
            _ => merged.push(window),
        }
    }
    if let Some(first) = merged.first_mut()
        && columns(text, bounds.start(), first.start) <= 4
    {
        first.start = bounds.start();
    }
    if let Some(last) = merged.last_mut()
        && columns(text, last.end, bounds.end()) <= 4
    {
        last.end = bounds.end();
    }
    merged
}

/// Columns a character takes when shown.
fn column_width(character: char) -> usize {
    match character {
        '\t' => 4,
        other => other.width().unwrap_or(1),
    }
}

/// Columns of `text[start..end]`, counted no further than needed to tell a window (400).
fn columns(text: &str, start: usize, end: usize) -> usize {
    let mut count = 0;
    for character in text.get(start..end).unwrap_or_default().chars() {
        count += column_width(character);
        if count > 400 {
            break;
        }
    }
    count
}

/// The farthest byte not after `end` that is at most `room` columns after `start`.
fn forward(text: &str, start: usize, end: usize, room: usize) -> usize {
    let mut used = 0;
    for (offset, character) in text.get(start..end).unwrap_or_default().char_indices() {
        used += column_width(character);
        if used > room {
            return start + offset;
        }
    }
    end.max(start)
}

/// The first byte not before `start` that is at most `room` columns before `end`.
fn backward(text: &str, start: usize, end: usize, room: usize) -> usize {
    let mut used = 0;
    let mut at = end;
    for (offset, character) in text
        .get(start..end)
        .unwrap_or_default()
        .char_indices()
        .rev()
    {
        used += column_width(character);
        if used > room {
            return at;
        }
        at = start + offset;
    }
    start.min(end)
}
