//! Collects what the shapes find into a list.

use std::sync::Arc;

use crate::law;
use crate::message::Message;
use crate::read::{Block, Document, Note, NoteKind};
use crate::source::{Source, Span, Text};
use crate::vocabulary::{ClassId, Field, Vocabulary};

use super::super::{Header, Item, List, Origin, Repeated, Section, Shape, Unassigned, Value};
use super::columns;
use super::rows::{self, Rows};
use super::{posts, sections, stages};

/// How many times the length of the source may be held again in cells shared by several items.
const SHARED_TIMES: usize = 4;
/// Shared cells up to this many bytes are always given to every item.
const SHARED_SHORT: usize = 256;
/// A row without a name whose long cells are at least this much (percent) like those of the item
/// before it is a copy of it.
const COPY_PERCENT: usize = 90;

/// A value on its way to an item.
#[derive(Debug)]
pub(super) struct Entry<'s> {
    pub(super) field: Field,
    pub(super) value: Value<'s>,
    /// The row (or step) of the file it came from: stages and posts of one row belong together.
    pub(super) row: u32,
    /// The column it came from.
    pub(super) column: u32,
}

/// An item being collected.
#[derive(Debug)]
pub(super) struct Draft<'s> {
    pub(super) shape: Shape,
    pub(super) entries: Vec<Entry<'s>>,
    pub(super) blank: Vec<(Field, Span)>,
    pub(super) extra: Vec<(Arc<str>, Value<'s>)>,
    pub(super) unassigned: Vec<Value<'s>>,
    pub(super) hidden: bool,
    pub(super) parent: Option<usize>,
    /// Whether the list has a column for the class, so that a blank there is a blank.
    pub(super) typed: bool,
}

impl<'s> Draft<'s> {
    pub(super) fn new(shape: Shape) -> Self {
        Self {
            shape,
            entries: Vec::new(),
            blank: Vec::new(),
            extra: Vec::new(),
            unassigned: Vec::new(),
            hidden: false,
            parent: None,
            typed: true,
        }
    }

    pub(super) fn push(&mut self, field: Field, value: Value<'s>, row: u32, column: u32) {
        self.entries.push(Entry {
            field,
            value,
            row,
            column,
        });
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.entries.iter().any(|entry| entry.field == field)
    }

    pub(super) fn first(&self, field: Field) -> Option<&Value<'s>> {
        self.entries
            .iter()
            .find(|entry| entry.field == field)
            .map(|entry| &entry.value)
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.extra.is_empty() && self.unassigned.is_empty()
    }

    fn span(&self) -> Span {
        let own = self
            .entries
            .iter()
            .map(|entry| &entry.value)
            .filter(|value| !value.shared)
            .chain(self.extra.iter().map(|(_, value)| value))
            .map(Value::span);
        own.reduce(Span::cover)
            .or_else(|| self.entries.first().map(|entry| entry.value.span()))
            .unwrap_or_default()
    }
}

/// Collects a list.
pub(super) struct Builder<'s, 'v> {
    pub(super) source: &'s Source,
    pub(super) document: &'s Document,
    pub(super) vocabulary: &'v Vocabulary,
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
    ) -> Self {
        Self {
            source,
            document,
            vocabulary,
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
        cite(&mut item, &draft.entries, self.vocabulary);
        item.fields = draft
            .entries
            .into_iter()
            .map(|entry| (entry.field, entry.value))
            .collect();
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

/// Whether every long value of `entries` is like a value of the same field of `item`.
pub(super) fn is_copy(entries: &[Entry<'_>], item: &Item<'_>) -> bool {
    const LONG: usize = 60;
    let mut long = 0;
    for entry in entries.iter().filter(|entry| !entry.value.shared) {
        let text = entry.value.as_str();
        if !item
            .values(entry.field)
            .any(|known| alike(known.as_str(), text))
        {
            return false;
        }
        long += usize::from(text.len() >= LONG);
    }
    long > 0
}

/// Whether two texts have nearly all in common at their ends: linear, unlike an edit distance.
pub(super) fn alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let longest = one.len().max(other.len());
    let prefix = one
        .bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let suffix = one
        .bytes()
        .rev()
        .zip(other.bytes().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let common = (prefix + suffix).min(one.len().min(other.len()));
    longest > 0 && common * 100 >= longest * COPY_PERCENT
}

/// Fills the citations of `item`: 第九十四条 at the start of a value goes on from the law cited last in its field.
fn cite<'s>(item: &mut Item<'s>, entries: &[Entry<'s>], vocabulary: &Vocabulary) {
    for entry in entries {
        let holds = vocabulary
            .field(entry.field)
            .is_some_and(|words| words.citations);
        if !holds {
            continue;
        }
        let inherited = item
            .citations
            .iter()
            .rev()
            .find(|(field, _)| *field == entry.field)
            .map(|(_, citation)| citation);
        let found = law::parse(&entry.value.view, inherited);
        item.citations
            .extend(found.into_iter().map(|citation| (entry.field, citation)));
    }
}

/// Fills stages and posts of `item` from its values and tells which post answers for which stage.
fn take_apart<'s>(item: &mut Item<'s>, entries: &[Entry<'s>], vocabulary: &Vocabulary) {
    let holds = |field: Field| vocabulary.field(field);
    let mut group = 0;
    // (stage, row) and (post, row, column) as they are found.
    let mut stage_rows = Vec::new();
    let mut post_rows = Vec::new();
    let mut duties = 0usize;
    let mut pending: Option<(&Value<'s>, u32)> = None;
    for entry in entries {
        let Some(words) = holds(entry.field) else {
            continue;
        };
        if entry.field == Field::Stage {
            pending = Some((&entry.value, entry.row));
            continue;
        }
        if words.stages && entry.field == Field::Duties {
            duties += 1;
            let label = pending.take().filter(|(_, row)| *row == entry.row);
            let found = match label {
                Some((label, _)) => {
                    let text = entry.value.as_str();
                    let name = label.as_str();
                    vec![super::super::Stage {
                        number: None,
                        kinds: vocabulary.stages_named(name, item.class),
                        catch_all: vocabulary.words().is_catch_all(Some(name), text),
                        label: Some(label.clone()),
                        value: entry.value.clone(),
                        post: None,
                    }]
                }
                None => stages::split(&entry.value, vocabulary, item.class),
            };
            for stage in found {
                stage_rows.push(entry.row);
                item.stages.push(stage);
            }
        }
        if words.units {
            let (found, next) = posts::split(entry.field, &entry.value, group, vocabulary);
            group = next;
            for post in found {
                post_rows.push((post.field, entry.row, entry.column));
                item.posts.push(post);
            }
        }
    }
    pair(item, &stage_rows, &post_rows, duties);
}

/// Which post answers for which stage: by row where the stages stand in rows of their own, else by
/// position where there are as many groups of posts as stages.
fn pair(item: &mut Item<'_>, stage_rows: &[u32], post_rows: &[(Field, u32, u32)], duties: usize) {
    let units: Vec<usize> = (0..item.posts.len())
        .filter(|&at| {
            post_rows
                .get(at)
                .is_some_and(|(field, _, _)| *field == Field::Unit)
        })
        .collect();
    if duties > 1 {
        let mut by_row = rustc_hash::FxHashMap::default();
        for &at in &units {
            if let Some((_, row, _)) = post_rows.get(at) {
                by_row.entry(*row).or_insert(at);
            }
        }
        let mut paired = false;
        for (stage, row) in item.stages.iter_mut().zip(stage_rows) {
            stage.post = by_row.get(row).copied();
            paired |= stage.post.is_some();
        }
        if paired {
            return;
        }
    }
    // The column whose groups are as many as the stages.
    let mut columns: Vec<u32> = units
        .iter()
        .filter_map(|&at| post_rows.get(at).map(|(_, _, column)| *column))
        .collect();
    columns.dedup();
    for column in columns {
        let mut firsts: Vec<(u32, usize)> = units
            .iter()
            .filter(|&&at| post_rows.get(at).is_some_and(|(_, _, c)| *c == column))
            .filter_map(|&at| item.posts.get(at).map(|post| (post.group, at)))
            .collect();
        firsts.dedup_by_key(|(group, _)| *group);
        if firsts.len() == item.stages.len() && firsts.len() > 1 {
            for (stage, (_, at)) in item.stages.iter_mut().zip(firsts) {
                stage.post = Some(at);
            }
            return;
        }
    }
}
