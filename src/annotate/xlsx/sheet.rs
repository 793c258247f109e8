use std::collections::BTreeMap;
use std::ops::Range;

use super::super::AnnotateError;
use super::super::parts::{Patch, Placed, Rewrite, patched, qualifier};
use super::comments;
use super::drawing;
use super::styles::Styles;
use super::{Cells, reference};
use crate::diagnostic::Severity;
use crate::read::office::Kind;
use crate::read::office::xml::{Token, XmlReader};
use crate::read::xlsx::area;

/// The formula of our conditional formats: always true, and found again by its word.
const MARK: &str = "dutylint";
/// References in one conditional format; programs stop at some number.
const REFERENCES: usize = 500;

/// The children of a worksheet in their order (ISO/IEC 29500-1 §18.3.1.99).
const ORDER: [&str; 38] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
];

/// What was done to a sheet.
#[derive(Default)]
pub(super) struct Done {
    /// Cells that got a comment.
    pub(super) cells: usize,
    /// Findings that stand in these comments.
    pub(super) findings: usize,
    /// Findings of cells that have a comment of somebody else.
    pub(super) beside_others: usize,
}

/// Takes our earlier marks off a worksheet and puts the new ones on, at most `limit` comments.
pub(super) fn annotate(
    rewrite: &mut Rewrite<'_>,
    part: &str,
    cells: &Cells,
    styles: &Styles,
    limit: usize,
) -> Result<Done, AnnotateError> {
    let Some(text) = rewrite.text(part)? else {
        return Ok(Done::default());
    };
    let scan = scan(&text)?;
    let mut patches: Vec<Patch> = scan
        .own
        .iter()
        .map(|range| Patch::replace(range.clone(), ""))
        .collect();
    let p = qualifier(&scan.root.prefix);
    let mut formats = String::new();
    let mut priority = scan.priority;
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let references: Vec<String> = cells
            .iter()
            .filter(|(_, flagged)| flagged.severity == severity)
            .map(|(position, _)| match scan.merged.get(position) {
                Some(area) => area.clone(),
                None => reference(*position),
            })
            .collect();
        for references in references.chunks(REFERENCES) {
            priority += 1;
            formats.push_str(&format!(
                "<{p}conditionalFormatting sqref=\"{}\"><{p}cfRule type=\"expression\" dxfId=\"{}\" priority=\"{priority}\"><{p}formula>LEN(\"{MARK}\")=8</{p}formula></{p}cfRule></{p}conditionalFormatting>",
                references.join(" "),
                styles.fill(severity)
            ));
        }
    }
    if !formats.is_empty() {
        patches.push(Patch::insert(
            scan.place_of("conditionalFormatting"),
            formats,
        ));
    }

    let commented = comments::write(rewrite, part, cells, limit)?;
    let mut done = Done {
        cells: commented.added.len(),
        ..Done::default()
    };
    for (position, flagged) in cells {
        if commented.added.contains(position) {
            done.findings += flagged.count;
        } else if commented.others.contains(position) {
            done.beside_others += flagged.count;
        }
    }
    if !commented.added.is_empty() || !commented.removed.is_empty() {
        let drawn = drawing::write(rewrite, part, scan.drawing.as_deref(), &commented, cells)?;
        if let Some(id) = drawn {
            let namespace = rewrite.relationships_namespace();
            patches.push(Patch::insert(
                scan.place_of("legacyDrawing"),
                format!("<{p}legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{id}\"/>"),
            ));
        }
    }
    if !patches.is_empty() {
        let text = patched(&text, patches)?;
        rewrite.set(part, text);
    }
    Ok(done)
}

/// What is needed of a worksheet to annotate it.
struct Scan {
    root: Placed,
    children: Vec<Placed>,
    /// The largest priority of a conditional format of somebody else.
    priority: u32,
    /// Our conditional formats.
    own: Vec<Range<usize>>,
    /// The id of the drawing of the comments.
    drawing: Option<String>,
    /// Merged areas by their upper left corner.
    merged: BTreeMap<(u32, u32), String>,
}

impl Scan {
    /// Where a child of this name is inserted.
    fn place_of(&self, name: &str) -> usize {
        let rank = |local: &str| {
            ORDER
                .iter()
                .position(|known| *known == local)
                .unwrap_or(ORDER.len())
        };
        let own = rank(name);
        self.children
            .iter()
            .find(|child| rank(&child.local) > own)
            .map_or(self.root.close.start, |child| child.open.start)
    }
}

/// A conditional format that is being scanned.
#[derive(Default)]
struct Format {
    start: usize,
    rules: Vec<(Range<usize>, bool)>,
}

fn scan(text: &str) -> Result<Scan, AnnotateError> {
    let mut xml = XmlReader::new(Kind::XLSX, "worksheet", text.as_bytes());
    let mut root = None;
    let mut scan = Scan {
        root: Placed {
            local: String::new(),
            open: 0..0,
            close: 0..0,
            prefix: String::new(),
        },
        children: Vec::new(),
        priority: 0,
        own: Vec::new(),
        drawing: None,
        merged: BTreeMap::new(),
    };
    let mut level = 0usize;
    let mut format = Format::default();
    let mut in_formula = false;
    let mut priority = 0;
    loop {
        let (token, range) = xml.next_with_range()?;
        match token {
            Token::Open(element) => {
                let local = element.local();
                if level < 2 {
                    let placed = Placed {
                        local: local.to_owned(),
                        open: range.clone(),
                        close: range.clone(),
                        prefix: element.name().prefix().to_owned(),
                    };
                    if level == 0 {
                        root = Some(placed);
                    } else {
                        scan.children.push(placed);
                    }
                }
                match local {
                    "conditionalFormatting" => {
                        format = Format {
                            start: range.start,
                            rules: Vec::new(),
                        };
                    }
                    "cfRule" => {
                        priority = element.number("priority").unwrap_or(0);
                        if element.empty {
                            scan.priority = scan.priority.max(priority);
                        }
                        format.rules.push((range.clone(), false));
                    }
                    "formula" => in_formula = true,
                    "legacyDrawing" if level == 1 => {
                        scan.drawing = element.attribute("id").map(|id| id.into_owned());
                    }
                    "mergeCell" => {
                        if let Some(reference) = element.attribute("ref")
                            && let Some(area) = area(&reference)
                        {
                            scan.merged
                                .insert((area.top, area.left), reference.into_owned());
                        }
                    }
                    _ => {}
                }
                level += usize::from(!element.empty);
            }
            Token::Text(text) => {
                if in_formula
                    && text.contains(MARK)
                    && let Some((_, own)) = format.rules.last_mut()
                {
                    *own = true;
                }
            }
            Token::Close(element) => {
                level = level.saturating_sub(1);
                match element.local() {
                    "formula" => in_formula = false,
                    "cfRule" => {
                        if let Some((rule, own)) = format.rules.last_mut() {
                            rule.end = range.end;
                            if !*own {
                                scan.priority = scan.priority.max(priority);
                            }
                        }
                    }
                    "conditionalFormatting" if level == 1 => {
                        if format.rules.iter().all(|(_, own)| *own) {
                            if !format.rules.is_empty() {
                                scan.own.push(format.start..range.end);
                            }
                        } else {
                            let own = format.rules.drain(..).filter(|(_, own)| *own);
                            scan.own.extend(own.map(|(rule, _)| rule));
                        }
                        format = Format::default();
                    }
                    _ => {}
                }
                match level {
                    0 => {
                        if let Some(root) = &mut root {
                            root.close = range;
                        }
                    }
                    1 => {
                        if let Some(child) = scan.children.last_mut() {
                            child.close = range;
                        }
                    }
                    _ => {}
                }
            }
            Token::End => break,
            Token::Skip => {}
        }
    }
    scan.root = root.ok_or(AnnotateError::Changed)?;
    Ok(scan)
}
