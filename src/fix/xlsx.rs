use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::pieces::{kept_blanks, patches};
use super::{Correction, Reason, Target};
use crate::annotate::AnnotateError;
use crate::annotate::parts::{Patch, Rewrite, children, each_element, escaped, patched};
use crate::diagnostic::Edit;
use crate::read::office::Kind;
use crate::read::xlsx::{PlacedString, area, placed_string, workbook};
use crate::source::{Place, Source, Span};

mod scan;

use scan::{CellContent, scan};

/// Sheet (its number), row and column, from 0.
type Position = (usize, u32, u32);
/// Edits of one string: bytes of its value, and the new texts.
type StringEdits = Vec<(Range<usize>, String)>;

/// A shared string and what is wanted in its place (start, end and new text of each edit), with the cells that want it.
type Wishes = BTreeMap<(u32, Vec<(usize, usize, String)>), Vec<Position>>;

/// A workbook: strings of cells change within their runs. A string that several cells share is only changed for those
/// that are corrected.
pub(super) struct Workbook<'b> {
    bytes: &'b [u8],
    source: &'b Source,
    /// Numbers of sheets by their names.
    sheets: FxHashMap<String, usize>,
    /// Parts and texts of the sheets with cells that may be corrected.
    texts: BTreeMap<usize, (String, String)>,
    cells: FxHashMap<Position, CellContent>,
    /// How many cells of the workbook use a shared string.
    users: FxHashMap<u32, usize>,
    /// Rows of headers of Excel tables: sheet, row, first and last column.
    headers: Vec<(usize, u32, u32, u32)>,
    shared: Option<Shared>,
}

/// The part of the shared strings.
struct Shared {
    part: String,
    text: String,
    items: Vec<Range<usize>>,
}

impl<'b> Workbook<'b> {
    pub(super) fn open(
        bytes: &'b [u8],
        source: &'b Source,
        corrections: &[Correction<'_>],
    ) -> Result<Self, AnnotateError> {
        let mut rewrite = Rewrite::open(Kind::XLSX, bytes)?;
        let workbook = workbook(rewrite.package())?;
        let mut this = Self {
            bytes,
            source,
            sheets: FxHashMap::default(),
            texts: BTreeMap::new(),
            cells: FxHashMap::default(),
            users: FxHashMap::default(),
            headers: Vec::new(),
            shared: None,
        };
        let all = || workbook.sheets.iter().chain(&workbook.review);
        for (number, sheet) in all().enumerate() {
            this.sheets.entry(sheet.name.clone()).or_insert(number);
        }
        let wanted: FxHashSet<Position> = corrections
            .iter()
            .flat_map(|correction| &correction.edits)
            .filter_map(|edit| this.cell_of(edit))
            .map(|(position, _)| position)
            .collect();
        for (number, sheet) in all().enumerate() {
            let Some(part) = sheet.part.as_deref().filter(|part| rewrite.has(part)) else {
                continue;
            };
            let text = rewrite.text(part)?.ok_or(AnnotateError::Changed)?;
            let scanned = scan(&text, |row, column| wanted.contains(&(number, row, column)))?;
            for (string, count) in scanned.users {
                *this.users.entry(string).or_default() += count;
            }
            if scanned.cells.is_empty() {
                continue;
            }
            for ((row, column), content) in scanned.cells {
                this.cells.insert((number, row, column), content);
            }
            for relationship in rewrite.relationships(part)? {
                if let Some(table) = relationship
                    .part
                    .filter(|_| relationship.kind.ends_with("/table"))
                {
                    this.add_headers(&mut rewrite, number, &table)?;
                }
            }
            this.texts.insert(number, (part.to_owned(), text));
        }
        let is_shared = |content: &CellContent| matches!(content, CellContent::Shared { .. });
        if this.cells.values().any(is_shared) {
            let part = workbook
                .related("sharedStrings")
                .unwrap_or("xl/sharedStrings.xml")
                .to_owned();
            let text = rewrite.text(&part)?.ok_or(AnnotateError::Changed)?;
            let items = children(&text)?
                .children
                .iter()
                .filter(|child| child.local == "si")
                .map(|child| child.range())
                .collect();
            this.shared = Some(Shared { part, text, items });
        }
        Ok(this)
    }

    fn add_headers(
        &mut self,
        rewrite: &mut Rewrite<'_>,
        sheet: usize,
        part: &str,
    ) -> Result<(), AnnotateError> {
        let Some(text) = rewrite.text(part)? else {
            return Ok(());
        };
        let mut found = None;
        each_element(&text, |element| {
            if element.local() == "table" && element.number("headerRowCount") != Some(0u32) {
                found = element.attribute("ref").as_deref().and_then(area);
            }
        })?;
        if let Some(area) = found {
            self.headers.push((sheet, area.top, area.left, area.right));
        }
        Ok(())
    }

    /// The cell that an edit is in, and the bytes of its shown text.
    fn cell_of(&self, edit: &Edit) -> Option<(Position, Span)> {
        let (place, span) = self.source.place_with_span(edit.span.start())?;
        let Place::Cell { sheet, row, column } = place else {
            return None;
        };
        let sheet = *self.sheets.get(&**sheet)?;
        span.contains(edit.span)
            .then_some(((sheet, *row, *column), span))
    }

    /// The string that a cell shows, with the text of the part that it stands in.
    fn string(&self, position: Position) -> Option<(PlacedString, &str)> {
        let (xml, element) = match self.cells.get(&position)? {
            CellContent::Shared { index, .. } => {
                let shared = self.shared.as_ref()?;
                (&shared.text, shared.items.get(*index as usize)?.clone())
            }
            CellContent::Own(element) => (&self.texts.get(&position.0)?.1, element.clone()),
            CellContent::Formula | CellContent::Number => return None,
        };
        Some((placed_string(xml, element).ok()?, xml))
    }
}

impl Target for Workbook<'_> {
    fn refusal(&self, correction: &Correction<'_>) -> Option<Reason> {
        correction.edits.iter().find_map(|edit| {
            let Some((position, span)) = self.cell_of(edit) else {
                return Some(Reason::OutsideCells);
            };
            let (sheet, row, column) = position;
            if self.headers.iter().any(|&(of, header, first, last)| {
                (of, header) == (sheet, row) && (first..=last).contains(&column)
            }) {
                return Some(Reason::TableHeader);
            }
            match self.cells.get(&position) {
                Some(CellContent::Formula) => return Some(Reason::Formula),
                Some(CellContent::Number) => return Some(Reason::Number),
                Some(CellContent::Own(_) | CellContent::Shared { .. }) => {}
                None => return Some(Reason::Structure),
            }
            let shown = self.source.slice(span);
            let same = self
                .string(position)
                .is_some_and(|(string, xml)| string.text.as_str(xml) == shown);
            (!same).then_some(Reason::Structure)
        })
    }

    fn apply(&self, corrections: &[&Correction<'_>]) -> Result<Vec<u8>, AnnotateError> {
        let mut by_cell: BTreeMap<Position, StringEdits> = BTreeMap::new();
        for edit in corrections.iter().flat_map(|correction| &correction.edits) {
            let (position, span) = self.cell_of(edit).ok_or(AnnotateError::Changed)?;
            let start = edit.span.start() - span.start();
            let range = start..start + edit.span.len();
            by_cell
                .entry(position)
                .or_default()
                .push((range, written(&edit.text)));
        }
        let mut sheet_patches: BTreeMap<usize, Vec<Patch>> = BTreeMap::new();
        let mut wishes = Wishes::new();
        for (position, mut edits) in by_cell {
            edits.sort_by_key(|(range, _)| (range.start, range.end));
            match self.cells.get(&position) {
                Some(CellContent::Shared { index, .. }) => {
                    let key = edits
                        .iter()
                        .map(|(range, text)| (range.start, range.end, text.clone()))
                        .collect();
                    wishes.entry((*index, key)).or_default().push(position);
                }
                _ => {
                    let (string, xml) = self.string(position).ok_or(AnnotateError::Changed)?;
                    sheet_patches
                        .entry(position.0)
                        .or_default()
                        .extend(string_patches(&string, xml, &edits)?);
                }
            }
        }
        let mut rewrite = Rewrite::open(Kind::XLSX, self.bytes)?;
        if let Some(shared) = self.shared.as_ref().filter(|_| !wishes.is_empty()) {
            let text = self.shared_strings(shared, &wishes, &mut sheet_patches)?;
            rewrite.set(&shared.part, text);
        }
        for (sheet, patches) in sheet_patches {
            let (part, text) = self.texts.get(&sheet).ok_or(AnnotateError::Changed)?;
            let text = patched(text, patches)?;
            rewrite.set(part, text);
        }
        rewrite.finish()
    }
}

impl Workbook<'_> {
    /// The part of the shared strings with the new strings: in place of the old one where all its cells ask for the
    /// same, else at the end, the cells then pointed to them.
    fn shared_strings(
        &self,
        shared: &Shared,
        wishes: &Wishes,
        sheet_patches: &mut BTreeMap<usize, Vec<Patch>>,
    ) -> Result<String, AnnotateError> {
        let mut changes: Vec<Patch> = Vec::new();
        let mut added = String::new();
        let mut next = shared.items.len();
        for ((index, key), positions) in wishes {
            let item = shared
                .items
                .get(*index as usize)
                .ok_or(AnnotateError::Changed)?;
            let string = placed_string(&shared.text, item.clone())?;
            let edits: StringEdits = key
                .iter()
                .map(|(start, end, text)| (*start..*end, text.clone()))
                .collect();
            let own = string_patches(&string, &shared.text, &edits)?;
            if self.users.get(index) == Some(&positions.len()) {
                changes.extend(own);
                continue;
            }
            let old = shared
                .text
                .get(item.clone())
                .ok_or(AnnotateError::Changed)?;
            let within = own
                .into_iter()
                .map(|patch| Patch {
                    range: patch.range.start - item.start..patch.range.end - item.start,
                    ..patch
                })
                .collect();
            added.push_str(&patched(old, within)?);
            for position in positions {
                if let Some(CellContent::Shared { value, .. }) = self.cells.get(position) {
                    sheet_patches
                        .entry(position.0)
                        .or_default()
                        .push(Patch::replace(value.clone(), next.to_string()));
                }
            }
            next += 1;
        }
        if !added.is_empty() {
            let root = children(&shared.text)?.root;
            changes.push(root.append(&shared.text, &added));
            let tag = shared.text.get(root.open.clone()).unwrap_or_default();
            changes.extend(unique_count(tag, root.open.start, next));
        }
        patched(&shared.text, changes)
    }
}

/// The patch of the number of strings in the start tag of their part.
fn unique_count(tag: &str, start: usize, count: usize) -> Option<Patch> {
    let name = "uniqueCount=";
    let at = tag.find(name)? + name.len() + 1;
    let length = tag.get(at..)?.find(['"', '\''])?;
    Some(Patch::replace(
        start + at..start + at + length,
        count.to_string(),
    ))
}

fn string_patches(
    string: &PlacedString,
    xml: &str,
    edits: &StringEdits,
) -> Result<Vec<Patch>, AnnotateError> {
    let mut found = patches(&string.text, edits).ok_or(AnnotateError::Changed)?;
    found.sort_by_key(|patch| (patch.range.start, patch.range.end));
    found.extend(kept_blanks(xml, &string.elements, &found));
    Ok(found)
}

/// A text as strings of cells are written: `_x` would begin an escape (ISO/IEC 29500-1 §22.9.2.19).
fn written(text: &str) -> String {
    escaped(&text.replace("_x", "_x005F_x"))
}
