use super::build::{ParagraphText, Part, Row, Stories};
use crate::message::Message;
use crate::read::office::margin::{Margin, Margins};
use crate::read::office::rendering::Rendering;
use crate::read::office::table::{CellBuilder, CellProperties, TableBuilder};
use crate::read::{Block, Document, Note, NoteKind, Paragraph, ReadError, Table};
use crate::source::{Place, RawText, Span};

/// Borders this near to each other are one (twentieths of a point).
const TOLERANCE: i32 = 20;

/// Renders the stories and makes the document of them.
pub(super) fn render(stories: &Stories) -> Result<(Rendering, Document), ReadError> {
    let mut renderer = Renderer::default();
    renderer.parts(&stories.body)?;
    for (parts, kind) in [
        (&stories.text_boxes, ("文本框段落", "text box paragraph")),
        (&stories.footnotes, ("脚注", "footnote")),
        (&stories.endnotes, ("尾注", "endnote")),
    ] {
        renderer.aside = Some((kind, 0));
        renderer.parts(parts)?;
    }
    let mut margins = Margins::default();
    in_margins(&stories.margins, &mut margins);
    margins.render(&mut renderer.rendering, &mut renderer.document)?;
    renderer.notes(stories);
    Ok((renderer.rendering, renderer.document))
}

/// Collects the texts of page headers and footers. The format has them in one story; tables in it only put words
/// beside each other, and what Word fills in (page numbers, dates) is no text of the document.
fn in_margins(parts: &[Part], margins: &mut Margins) {
    for part in parts {
        match part {
            Part::Paragraph(paragraph) if paragraph.has_field => {}
            Part::Paragraph(paragraph) => margins.add(Margin::Either, &paragraph.text),
            Part::Table(rows) => rows
                .iter()
                .flat_map(|row| &row.cells)
                .for_each(|cell| in_margins(cell, margins)),
        }
    }
}

#[derive(Default)]
struct Renderer {
    rendering: Rendering,
    document: Document,
    tables: Vec<TableBuilder>,
    table_count: u32,
    paragraphs: u32,
    aside: Option<((&'static str, &'static str), u32)>,
}

impl Renderer {
    fn parts(&mut self, parts: &[Part]) -> Result<(), ReadError> {
        for part in parts {
            match part {
                Part::Paragraph(paragraph) => self.paragraph(paragraph)?,
                Part::Table(rows) => self.table(rows)?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, paragraph: &ParagraphText) -> Result<(), ReadError> {
        if let Some(table) = self.tables.last_mut()
            && let Some(cell) = &table.cell
        {
            let place = Place::TableCell {
                table: table.number,
                row: table.row + 1,
                column: table.column() + 1,
                paragraph: cell.next_paragraph(),
            };
            let span = self.rendering.line(place, &paragraph.text)?;
            if let Some(cell) = &mut table.cell {
                cell.add(span);
            }
            return Ok(());
        }
        if let Some((kind, number)) = &mut self.aside {
            // A note begins with its mark; text boxes have none.
            *number += u32::from(paragraph.begins_note || !kind.1.ends_with("note"));
        }
        if paragraph.text.trim().is_empty() {
            return Ok(());
        }
        let place = match self.aside {
            Some((kind, number)) => Place::Aside { kind, number },
            None => {
                self.paragraphs += 1;
                Place::Paragraph {
                    number: self.paragraphs,
                }
            }
        };
        let span = self.rendering.line(place, &paragraph.text)?;
        if self.aside.is_some_and(|(kind, _)| kind.1.ends_with("note")) {
            let text = RawText::verbatim(span);
            self.document.blocks.push(Block::Aside(text));
            return Ok(());
        }
        self.document.blocks.push(Block::Paragraph(Paragraph {
            text: RawText::verbatim(span),
            heading: paragraph.heading,
        }));
        Ok(())
    }

    fn table(&mut self, rows: &[Row]) -> Result<(), ReadError> {
        let block = self.document.blocks.len();
        self.document.blocks.push(Block::Table(Table::default()));
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            cell.nested.push(block);
        }
        self.table_count += 1;
        let start = self.rendering.position();
        self.tables
            .push(TableBuilder::new(self.table_count, block, start));
        let borders = borders(rows);
        for row in rows {
            self.row(row, &borders)?;
        }
        if let Some(table) = self.tables.pop() {
            let table = table.finish(self.rendering.position());
            if let Some(place) = self.document.blocks.get_mut(block) {
                *place = Block::Table(table);
            }
        }
        Ok(())
    }

    fn row(&mut self, row: &Row, borders: &[i32]) -> Result<(), ReadError> {
        if let Some(table) = self.tables.last_mut() {
            table.begin_row();
            if let Some(first) = row.formats.first() {
                table.leave_out(column_of(borders, first.left));
            }
        }
        for (index, content) in row.cells.iter().enumerate() {
            let format = row.formats.get(index);
            let properties = format.map_or_else(CellProperties::default, |format| {
                let left = column_of(borders, format.left);
                let right = column_of(borders, format.right);
                CellProperties {
                    span: right.saturating_sub(left).max(1),
                    continues_above: format.continues_above,
                    continues_before: format.continues_before,
                    begins_area: format.begins_area,
                    deleted: false,
                }
            });
            if let Some(table) = self.tables.last_mut() {
                table.cell = Some(CellBuilder::new(properties));
            }
            let covered = self.tables.last().is_some_and(TableBuilder::is_covered);
            if !covered {
                self.parts(content)?;
            }
            if let Some(table) = self.tables.last_mut() {
                table.end_cell(self.rendering.text());
            }
        }
        if let Some(table) = self.tables.last_mut() {
            table.end_row();
        }
        Ok(())
    }

    fn notes(&mut self, stories: &Stories) {
        let mut note = |kind, zh: String, en: String| {
            self.document.notes.push(Note {
                kind,
                span: Span::default(),
                message: Message::new(zh, en),
            });
        };
        let (inserted, deleted) = stories.changes;
        if inserted + deleted > 0 {
            note(
                NoteKind::TrackedChanges,
                format!(
                    "文档有未处理的修订（插入 {inserted} 处、删除 {deleted} 处），已按全部接受后的文字检查。发布前请接受或拒绝全部修订。"
                ),
                format!(
                    "the document has tracked changes ({inserted} insertions, {deleted} deletions); it was checked as if all were accepted: accept or reject them before publishing"
                ),
            );
        }
        if stories.concealed > 0 {
            let count = stories.concealed;
            note(
                NoteKind::Hidden,
                format!(
                    "文档有 {count} 段含隐藏文字，没有检查。发布前请显示隐藏文字，核对后删除。"
                ),
                format!(
                    "{count} paragraphs have hidden text, which was not checked: show and delete it before publishing"
                ),
            );
        }
        if stories.numbered > 0 {
            let count = stories.numbered;
            note(
                NoteKind::UnreadablePart,
                format!(
                    "文档有 {count} 段用了自动编号，旧版 .doc 的自动编号读不出来，没有检查。请另存为 .docx 再检查。"
                ),
                format!(
                    "{count} paragraphs have automatic numbers, which are not read from old .doc files: save the document as .docx"
                ),
            );
        }
    }
}

/// The borders of all cells of a table, ascending, those that are nearly the same as one.
fn borders(rows: &[Row]) -> Vec<i32> {
    let mut borders: Vec<i32> = rows
        .iter()
        .flat_map(|row| &row.formats)
        .flat_map(|format| [format.left, format.right])
        .collect();
    borders.sort_unstable();
    borders.dedup_by(|border, before| *border - *before <= TOLERANCE);
    borders
}

/// The grid column that begins at `border`.
fn column_of(borders: &[i32], border: i32) -> u32 {
    let after = borders.partition_point(|&known| known <= border);
    u32::try_from(after.saturating_sub(1)).unwrap_or(0)
}
