//! Collects what the shapes find into a list.

use std::sync::Arc;

use crate::law::Names;
use crate::message::Message;
use crate::read::{Block, Document, Note, NoteKind};
use crate::source::{Source, Span, Text};
use crate::vocabulary::{ClassId, Field, Vocabulary};

use super::super::{Header, Item, List, Origin, Repeated, Section, Unassigned, Value};
use super::apart::{cite, take_apart};
use super::columns;
use super::copies::is_copy;
use super::draft::Draft;
use super::rows::{self, Rows};
use super::sections;

/// How many times the length of the source may be held again in cells shared by several items.
const SHARED_TIMES: usize = 4;
/// Shared cells up to this many bytes are always given to every item.
const SHARED_SHORT: usize = 256;

/// Collects a list.
pub(super) struct Builder<'s, 'v> {
    pub(super) source: &'s Source,
    pub(super) document: &'s Document,
    pub(super) vocabulary: &'v Vocabulary,
    laws: &'v dyn Names,
    pub(super) list: List<'s>,
    pub(super) draft: Option<Draft<'s>>,
    section: Option<usize>,
    /// Bytes that may still be held again in shared cells.
    share: usize,
    /// Tables that were read where they stand, within a cell.
    read: rustc_hash::FxHashSet<usize>,
    sections_expected: bool,
    /// Whether the file says which department it is (and it was not taken from the title).
    department_told: bool,
}

impl<'s, 'v> Builder<'s, 'v> {
    pub(super) fn new(
        source: &'s Source,
        document: &'s Document,
        vocabulary: &'v Vocabulary,
        laws: &'v dyn Names,
    ) -> Self {
        Self {
            source,
            document,
            vocabulary,
            laws,
            list: List {
                source,
                title: None,
                department: None,
                sections: Vec::new(),
                headers: Vec::new(),
                items: Vec::new(),
                duties: Vec::new(),
                boundaries: Vec::new(),
                repeated: Vec::new(),
                remarks: Vec::new(),
                unassigned: Vec::new(),
                notes: Vec::new(),
                fields: std::sync::OnceLock::new(),
            },
            draft: None,
            section: None,
            share: source
                .text()
                .len()
                .saturating_mul(SHARED_TIMES)
                .max(1 << 20),
            read: rustc_hash::FxHashSet::default(),
            sections_expected: false,
            department_told: false,
        }
    }

    /// Ends the item being collected and begins another.
    pub(super) fn begin(&mut self, draft: Draft<'s>) {
        self.end();
        self.draft = Some(draft);
    }

    /// Where the item being collected will stand.
    pub(super) fn next_index(&self) -> usize {
        self.list.items.len() + usize::from(self.draft.is_some())
    }

    /// A copy of `value` for another item that has a part in its cell; `None` when the cells held
    /// twice would grow beyond a multiple of the file.
    pub(super) fn shared(&mut self, value: &Value<'s>) -> Option<Value<'s>> {
        let length = value.text.as_str().len();
        if length > SHARED_SHORT {
            self.share = self.share.checked_sub(length)?;
        }
        let mut copy = value.clone();
        copy.shared = true;
        Some(copy)
    }

    /// Whether the table `block` was read where it stands, within a cell.
    pub(super) fn was_read(&self, block: usize) -> bool {
        self.read.contains(&block)
    }

    /// Reads the tables within a cell into the item being collected: a table of stages by its columns, any other
    /// as text that could not be assigned.
    pub(super) fn nested(&mut self, blocks: &[usize], row: u32) {
        // Rows of nested tables are numbered far from those of the tables around them.
        const NESTED_ROWS: u32 = 1 << 20;
        let source = self.source.text();
        for &block in blocks {
            let Some(Block::Table(table)) = self.document.blocks.get(block) else {
                continue;
            };
            if !self.read.insert(block) {
                continue;
            }
            let mut inner: Option<columns::Columns> = None;
            for next in Rows::of(table) {
                let cells = columns::headers(&next, source, self.vocabulary);
                if inner.is_none() && columns::is_header_row(&cells) {
                    for header in cells {
                        let field = header.found.as_ref().map(|found| found.field);
                        let right = header.found.and_then(|found| found.misspelling_of);
                        self.header(rows::text(header.cell, source), field, right);
                    }
                    inner = Some(columns::columns(
                        &[next],
                        table.columns,
                        source,
                        self.vocabulary,
                    ));
                    continue;
                }
                let number = NESTED_ROWS
                    .saturating_mul(row + 1)
                    .saturating_add(next.index);
                for cell in next.filled(source) {
                    let value = Value::new(rows::text(cell, source));
                    let column = inner.as_ref().and_then(|inner| inner.get(cell.column));
                    let place = column.map(|column| (column.field, column.header.clone()));
                    let Some(draft) = &mut self.draft else {
                        continue;
                    };
                    match place {
                        Some((Some(field), _)) => draft.push(field, value, number, cell.column),
                        Some((None, header)) => draft.extra.push((header, value)),
                        None => draft.unassigned.push(value),
                    }
                    let deeper = cell.nested.clone();
                    self.nested(&deeper, number);
                }
            }
        }
    }

    /// Ends the item being collected.
    pub(super) fn end(&mut self) {
        let Some(draft) = self.draft.take() else {
            return;
        };
        if draft.is_empty() {
            return;
        }
        if !draft.is_item() {
            for (_, value) in draft.extra {
                self.list.unassigned.push(Unassigned { value, item: None });
            }
            let values = draft.entries.into_iter().map(|entry| entry.value);
            for value in values.chain(draft.unassigned).filter(|value| !value.shared) {
                self.list.unassigned.push(Unassigned { value, item: None });
            }
            return;
        }
        let span = draft.span();
        if let Some(original) = self.copied(&draft) {
            self.list.repeated.push(Repeated {
                span,
                item: original,
                original: self
                    .list
                    .items
                    .get(original)
                    .map_or(span, |item| item.origin.span),
                column: false,
            });
            return;
        }
        let index = self.list.items.len();
        let class_match = draft
            .first(Field::Type)
            .and_then(|value| self.vocabulary.class_of(value.as_str()));
        let class = class_match.as_ref().map(|found| found.class).or_else(|| {
            if draft.typed {
                None
            } else {
                self.section_class()
            }
        });
        let sub_class = class_match.and_then(|found| {
            let known = found.sub.and_then(|at| {
                self.vocabulary
                    .class(found.class)
                    .and_then(|class| class.subs.get(at))
                    .map(|sub| sub.zh.clone())
            });
            known.or_else(|| found.bracket.map(Arc::from))
        });
        let mut item = Item {
            index,
            parent: draft.parent,
            section: self.section,
            inferred_number: None,
            class,
            sub_class,
            fields: Vec::new(),
            blank_cells: draft.blank,
            extra: draft.extra,
            stages: Vec::new(),
            posts: Vec::new(),
            citations: Vec::new(),
            origin: Origin {
                shape: draft.shape,
                span,
                hidden: draft.hidden,
            },
        };
        take_apart(&mut item, &draft.entries, self.vocabulary);
        cite(&mut item, &draft.entries, self.vocabulary, self.laws);
        item.fields = draft
            .entries
            .into_iter()
            .map(|entry| (entry.field, entry.value))
            .collect();
        // A list may have a hundred thousand of them.
        item.fields.shrink_to_fit();
        item.stages.shrink_to_fit();
        item.posts.shrink_to_fit();
        item.citations.shrink_to_fit();
        self.list.items.push(item);
        for value in draft.unassigned {
            self.list.unassigned.push(Unassigned {
                value,
                item: Some(index),
            });
        }
    }

    /// The earlier item that a draft without number and name repeats.
    fn copied(&self, draft: &Draft<'s>) -> Option<usize> {
        let named = [Field::Name, Field::SubName, Field::Number, Field::Code]
            .iter()
            .any(|field| {
                draft
                    .entries
                    .iter()
                    .any(|e| e.field == *field && !e.value.shared)
            });
        let original = self.list.items.last()?;
        (!named && original.origin.shape == draft.shape && is_copy(&draft.entries, original))
            .then_some(original.index)
    }

    fn section_class(&self) -> Option<ClassId> {
        let section = self.list.sections.get(self.section?)?;
        section
            .declared
            .first()
            .and_then(|declared| declared.class)
            .or_else(|| {
                let name = section.name.as_deref()?;
                sections::class_named(name, self.vocabulary)
            })
    }

    /// Begins a section.
    pub(super) fn section(&mut self, name: Arc<str>, title: Option<Value<'s>>, span: Span) {
        self.end();
        let anchor = title.as_ref().map_or(span, Value::span);
        let declared = sections::declared(&name, anchor, title.as_ref(), self.vocabulary);
        self.close_section();
        self.section = Some(self.list.sections.len());
        let start = self.list.items.len();
        self.list.sections.push(Section {
            name: Some(name),
            title,
            declared,
            items: start..start,
            span,
        });
    }

    /// Ends the section: what follows stands in none.
    pub(super) fn close_section(&mut self) {
        self.end();
        let end = self.list.items.len();
        if let Some(section) = self
            .section
            .take()
            .and_then(|at| self.list.sections.get_mut(at))
        {
            section.items.end = end;
            if let Some(last) = self.list.items.last().filter(|_| section.items.start < end) {
                section.span = section.span.cover(last.origin.span);
            }
        }
    }

    /// Says that the mappings to come are sections, so that their names are.
    pub(super) fn expect_sections(&mut self) {
        self.sections_expected = true;
    }

    /// Whether mappings with items are sections.
    pub(super) fn in_sections(&self) -> bool {
        self.sections_expected || self.section.is_some()
    }

    /// Keeps a header cell or label.
    pub(super) fn header(&mut self, text: Text<'s>, field: Option<Field>, right: Option<Arc<str>>) {
        self.list.headers.push(Header {
            value: Value::new(text),
            field,
            misspelling_of: right,
        });
    }

    /// Keeps the name of the department; a later one is a remark.
    pub(super) fn department(&mut self, name: Text<'s>) {
        let value = Value::new(name);
        if self.department_told {
            self.list.remarks.push(value);
        } else {
            self.department_told = true;
            self.list.department = Some(value);
        }
    }

    /// Keeps text that belongs to the list as a whole: its title, its department, a remark.
    pub(super) fn loose(&mut self, text: Text<'s>) {
        let value = Value::new(text);
        if value.as_str().is_empty() {
            return;
        }
        let words = self.vocabulary.words();
        if let Some(range) = words.department(value.as_str()) {
            if !self.department_told {
                let name = value.view.text().slice(range);
                self.department(name);
            }
        } else if self.list.title.is_none() && words.is_title(value.as_str()) {
            if self.list.department.is_none() {
                self.list.department = sections::department(&value, self.vocabulary);
            }
            self.list.title = Some(value);
            return;
        }
        self.list.remarks.push(value);
    }

    /// Keeps what could not be assigned.
    pub(super) fn unassigned(&mut self, text: Text<'s>) {
        let value = Value::new(text);
        if value.as_str().is_empty() {
            return;
        }
        match &mut self.draft {
            Some(draft) => draft.unassigned.push(value),
            None => self.list.unassigned.push(Unassigned {
                value,
                item: self.list.items.len().checked_sub(1),
            }),
        }
    }

    /// Ends the list.
    pub(super) fn finish(mut self) -> List<'s> {
        self.close_section();
        super::numbers::infer(&mut self.list);
        if self.list.items.is_empty() {
            self.list.notes.push(self.nothing_found());
        }
        self.list
    }

    fn nothing_found(&self) -> Note {
        let seen: Vec<&str> = self
            .list
            .headers
            .iter()
            .map(|header| header.value.as_str())
            .chain(
                self.list
                    .unassigned
                    .iter()
                    .map(|other| other.value.as_str()),
            )
            .chain(self.list.remarks.iter().map(Value::as_str))
            .take(3)
            .map(|text| {
                let end = text.char_indices().nth(20).map_or(text.len(), |(at, _)| at);
                text.get(..end).unwrap_or_default()
            })
            .collect();
        let unread = self
            .document
            .notes
            .iter()
            .find(|note| note.kind == NoteKind::UnreadablePart);
        if let (true, Some(unread)) = (seen.is_empty(), unread) {
            let (zh, en) = (&unread.message.zh, &unread.message.en);
            return Note {
                kind: NoteKind::NoList,
                span: unread.span,
                message: Message::new(
                    format!("没有认出权责清单：文件没有读成（{zh}）。请按说明改正文件后再检查。"),
                    format!(
                        "no list of powers and duties was found: the file could not be understood ({en}). Correct the file and check again."
                    ),
                ),
            };
        }
        let (zh, en) = if seen.is_empty() {
            (
                "文件里没有文字".to_owned(),
                "the file has no text".to_owned(),
            )
        } else {
            (
                format!("只见到“{}”等文字", seen.join("”“")),
                format!("only text such as {seen:?} was seen"),
            )
        };
        Note {
            kind: NoteKind::NoList,
            span: Span::default(),
            message: Message::new(
                format!(
                    "没有认出权责清单：{zh}。清单应有表头（如“序号、事项名称、权力类型、实施依据、责任事项”），或逐项写明“权力类型：”“责任事项：”。请确认文件，或把本单位的栏目名称加进词表。"
                ),
                format!(
                    "no list of powers and duties was found: {en}. A list has column headers such as 序号, 事项名称, 权力类型, 实施依据, 责任事项, or labels like 权力类型： in each item. Check the file, or add your column names to the vocabulary."
                ),
            ),
        }
    }
}
