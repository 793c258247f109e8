use std::sync::Arc;

use crate::message::Message;
use crate::source::{RawText, Span};
use crate::tree::Node;

/// One file as its format sees it: tables, paragraphs and records in reading order. What a column
/// means is for the next step.
#[derive(Debug, Default)]
pub struct Document {
    /// Its format, as told by its content.
    pub format: super::Format,
    /// The parts in reading order.
    pub blocks: Vec<Block>,
    /// What the reader has to say: what it could not understand, what is hidden or was accepted.
    pub notes: Vec<Note>,
}

/// A part of a document.
#[derive(Debug)]
pub enum Block {
    /// A grid of cells.
    Table(Table),
    /// A paragraph outside tables (a line of a plain text file is one).
    Paragraph(Paragraph),
    /// A paragraph beside the body, about the document as a whole: a footnote, a page header or footer.
    Aside(RawText),
    /// A record file (YAML, JSON, a line of JSON lines) as a tree.
    Tree(Node),
}

/// A paragraph outside tables.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// Its text.
    pub text: RawText,
    /// The heading level (1 is the highest), 0 for running text.
    pub heading: u8,
}

/// A grid of cells.
#[derive(Debug, Default)]
pub struct Table {
    /// The name of the worksheet, or the caption.
    pub name: Option<Arc<str>>,
    /// Where the name stands in the text; empty where it does not.
    pub name_span: Span,
    /// Rows of the grid, hidden ones included.
    pub rows: u32,
    /// Columns of the grid.
    pub columns: u32,
    /// The cells that exist, by row and then column of their upper left corner. A merged area is one
    /// cell. A position without a cell is blank, and so is a cell without text: it is there so that
    /// what is missing can be pointed at. `rows` and `columns` of a workbook may be as large as the
    /// program allows (1,048,576 × 16,384) with a single cell: never make a dense grid of them.
    pub cells: Vec<Cell>,
    /// The bytes of the whole table.
    pub span: Span,
    /// Whether the whole sheet is hidden.
    pub hidden: bool,
}

/// A cell, possibly merged over several rows and columns.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// The upper row in the grid, from 0.
    pub row: u32,
    /// The left column in the grid, from 0.
    pub column: u32,
    /// Rows it covers, at least 1.
    pub row_span: u32,
    /// Columns it covers, at least 1.
    pub column_span: u32,
    /// Its text; lines and paragraphs are parted by `\n`.
    pub text: RawText,
    /// Whether the format says it is a header (`th`, the head row of a Markdown table).
    pub header: bool,
    /// Whether its row or column is hidden.
    pub hidden: bool,
    /// Indices into [`Document::blocks`] of tables that stand within this cell; they follow the table of the cell.
    pub nested: Vec<usize>,
}

/// Something a reader has to tell.
#[derive(Debug, Clone)]
pub struct Note {
    /// What kind: decides the rule it is reported under.
    pub kind: NoteKind,
    /// Where; empty at the start of the file where nothing narrower is known.
    pub span: Span,
    /// The statement.
    pub message: Message,
}

/// Declares the kinds once: variant and key.
macro_rules! note_kinds {
    ($($(#[$doc:meta])* $variant:ident = $key:literal,)*) => {
        /// Kinds of notes; each is a rule of its own in the built-in pack.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum NoteKind {
            $($(#[$doc])* $variant,)*
        }

        impl NoteKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The key in rules.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }
        }
    };
}

note_kinds! {
    /// A part of the file the reader could not understand (`read/unreadable-part`).
    UnreadablePart = "unreadable-part",
    /// A row with more or fewer cells than its table (`read/ragged-row`).
    RaggedRow = "ragged-row",
    /// Hidden rows, columns or sheets, which were checked (`read/hidden`).
    Hidden = "hidden",
    /// Tracked changes, read as if accepted (`read/tracked-changes`).
    TrackedChanges = "tracked-changes",
    /// The name of the file says another format than its content (`read/mislabelled-format`).
    MislabelledFormat = "mislabelled-format",
    /// An error value of a spreadsheet (`read/error-value`).
    ErrorValue = "error-value",
    /// Tags or entities of HTML left in a text where markup does not belong (`read/leftover-markup`).
    LeftoverMarkup = "leftover-markup",
    /// A key that stands twice in one mapping of YAML or JSON (`read/duplicate-key`).
    DuplicateKey = "duplicate-key",
    /// A quote that is opened and never closed (`read/unclosed-quote`).
    UnclosedQuote = "unclosed-quote",
    /// No list was found in the file (`list/not-found`).
    NoList = "no-list",
}

impl NoteKind {
    /// The kind of `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }
}

/// The note that a row has `found` cells and not `usual` ones like its table.
pub(super) fn ragged_row(span: Span, usual: usize, found: usize) -> Note {
    Note {
        kind: NoteKind::RaggedRow,
        span,
        message: Message::new(
            format!("这一行有 {found} 列，表格是 {usual} 列，内容可能错位"),
            format!(
                "this row has {found} columns and its table {usual}; contents may be displaced"
            ),
        ),
    }
}

/// Notes the rows of a grid that cover another number of columns than most do. Narrow and short tables are
/// left alone: they lay out a page.
pub(super) fn note_ragged_rows(widths: &[(usize, Span)], notes: &mut Vec<Note>) {
    let mut sorted: Vec<usize> = widths.iter().map(|&(width, _)| width).collect();
    sorted.sort_unstable();
    let usual = sorted
        .chunk_by(|left, right| left == right)
        .filter_map(|run| run.first().map(|&width| (run.len(), width)))
        .max();
    let Some((_, usual)) = usual.filter(|&(rows, width)| rows >= 2 && width >= 3) else {
        return;
    };
    for &(width, span) in widths {
        // A row of one cell is a title.
        if width != usual && width > 1 {
            notes.push(ragged_row(span, usual, width));
        }
    }
}
