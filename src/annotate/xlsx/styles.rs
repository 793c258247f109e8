use super::super::AnnotateError;
use super::super::parts::{Patch, Placed, Rewrite, XML, nested, patched, qualifier};
use crate::diagnostic::Severity;
use crate::read::xlsx::Workbook;

/// Formats that were added to the workbook.
pub(super) struct Styles {
    /// Differential formats of the fills.
    fills: [usize; 3],
    /// Cell formats of the severities in the review sheet.
    severities: [usize; 3],
    pub(super) header: usize,
    pub(super) text: usize,
    pub(super) link: usize,
    pub(super) title: usize,
}

/// The colour of the fill of a severity.
const COLOURS: [&str; 3] = ["FFDDEBF7", "FFFFEB9C", "FFFFC7CE"];

fn index(severity: Severity) -> usize {
    match severity {
        Severity::Info => 0,
        Severity::Warning => 1,
        Severity::Error => 2,
    }
}

impl Styles {
    /// The differential format of the fill of a severity.
    pub(super) fn fill(&self, severity: Severity) -> usize {
        self.fills[index(severity)]
    }

    /// The cell format of a severity.
    pub(super) fn severity(&self, severity: Severity) -> usize {
        self.severities[index(severity)]
    }
}

/// The children of a style sheet in their order (ISO/IEC 29500-1 §18.8.39).
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// Adds our formats to the styles of the workbook, or finds those that an earlier run added.
pub(super) fn add(rewrite: &mut Rewrite<'_>, workbook: &Workbook) -> Result<Styles, AnnotateError> {
    let part = workbook
        .related("styles")
        .unwrap_or("xl/styles.xml")
        .to_owned();
    let text = match rewrite.text(&part)? {
        Some(text) => text,
        None => {
            rewrite.relate(&workbook.part, "styles", &part)?;
            rewrite.declare(
                &part,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
            )?;
            EMPTY.replace("{XML}", XML)
        }
    };
    let mut sheet = StyleSheet::new(&text)?;
    let p = sheet.prefix.clone();
    let header_font = sheet.ensure(
        "fonts",
        &format!("<{p}font><{p}b/><{p}sz val=\"11\"/><{p}name val=\"宋体\"/></{p}font>"),
    );
    let text_font = sheet.ensure(
        "fonts",
        &format!("<{p}font><{p}sz val=\"10\"/><{p}name val=\"宋体\"/></{p}font>"),
    );
    let link_font = sheet.ensure(
        "fonts",
        &format!(
            "<{p}font><{p}u/><{p}sz val=\"10\"/><{p}color rgb=\"FF0563C1\"/><{p}name val=\"宋体\"/></{p}font>"
        ),
    );
    let fill = |sheet: &mut StyleSheet<'_>, colour: &str| {
        sheet.ensure(
            "fills",
            &format!(
                "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
            ),
        )
    };
    let header_fill = fill(&mut sheet, "FFE7E6E6");
    let fills = COLOURS.map(|colour| fill(&mut sheet, colour));
    let side =
        |name: &str| format!("<{p}{name} style=\"thin\"><{p}color rgb=\"FFBFBFBF\"/></{p}{name}>");
    let border = sheet.ensure(
        "borders",
        &format!(
            "<{p}border>{}{}{}{}<{p}diagonal/></{p}border>",
            side("left"),
            side("right"),
            side("top"),
            side("bottom")
        ),
    );
    let format = |sheet: &mut StyleSheet<'_>, font: usize, fill: usize, border: usize| {
        sheet.ensure(
            "cellXfs",
            &format!(
                "<{p}xf numFmtId=\"49\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><{p}alignment vertical=\"top\" wrapText=\"1\"/></{p}xf>"
            ),
        )
    };
    let styles = Styles {
        header: format(&mut sheet, header_font, header_fill, border),
        text: format(&mut sheet, text_font, 0, border),
        link: format(&mut sheet, link_font, 0, border),
        severities: fills.map(|fill| format(&mut sheet, text_font, fill, border)),
        title: sheet.ensure(
            "cellXfs",
            &format!(
                "<{p}xf numFmtId=\"0\" fontId=\"{header_font}\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
            ),
        ),
        fills: COLOURS.map(|colour| {
            sheet.ensure(
                "dxfs",
                &format!(
                    "<{p}dxf><{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/><{p}bgColor rgb=\"{colour}\"/></{p}patternFill></{p}fill></{p}dxf>"
                ),
            )
        }),
    };
    let changed = sheet.finish()?;
    if changed != text || !rewrite.has(&part) {
        rewrite.set(&part, changed);
    }
    Ok(styles)
}

const EMPTY: &str = "{XML}<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><fonts><font><sz val=\"11\"/><name val=\"宋体\"/></font></fonts><fills><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs></styleSheet>";

/// A style sheet to which entries are added.
struct StyleSheet<'t> {
    text: &'t str,
    root: Placed,
    sections: Vec<Placed>,
    entries: Vec<Placed>,
    prefix: String,
    added: Vec<(&'static str, String)>,
}

impl<'t> StyleSheet<'t> {
    fn new(text: &'t str) -> Result<Self, AnnotateError> {
        let mut levels = nested(text, 3)?;
        let root = levels
            .remove(&1)
            .and_then(|mut roots| roots.pop())
            .ok_or(AnnotateError::Changed)?;
        Ok(Self {
            text,
            prefix: qualifier(&root.prefix),
            root,
            sections: levels.remove(&2).unwrap_or_default(),
            entries: levels.remove(&3).unwrap_or_default(),
            added: Vec::new(),
        })
    }

    fn section(&self, name: &str) -> Option<&Placed> {
        self.sections.iter().find(|section| section.local == name)
    }

    /// The index of `entry` in a section; adds it where there is none such.
    fn ensure(&mut self, section: &'static str, entry: &str) -> usize {
        let place = self.section(section).map(Placed::range);
        let known = self.entries.iter().filter(|entry| {
            place
                .as_ref()
                .is_some_and(|place| place.contains(&entry.open.start))
        });
        let mut count = 0;
        for (index, placed) in known.enumerate() {
            if self.text.get(placed.range()) == Some(entry) {
                return index;
            }
            count = index + 1;
        }
        for (name, added) in &self.added {
            if *name == section {
                if added == entry {
                    return count;
                }
                count += 1;
            }
        }
        self.added.push((section, entry.to_owned()));
        count
    }

    fn finish(self) -> Result<String, AnnotateError> {
        let mut patches = Vec::new();
        for name in ORDER {
            let entries: Vec<&str> = self
                .added
                .iter()
                .filter(|(section, _)| *section == name)
                .map(|(_, entry)| entry.as_str())
                .collect();
            if entries.is_empty() {
                continue;
            }
            let content = entries.concat();
            let p = &self.prefix;
            match self.section(name) {
                Some(section) => {
                    patches.push(section.append(self.text, &content));
                    if section.close != section.open {
                        patches.extend(recounted(self.text, section, entries.len()));
                    }
                }
                None => {
                    let later = ORDER.iter().skip_while(|known| **known != name).skip(1);
                    let next = later.filter_map(|later| self.section(later)).next();
                    let at = next.map_or(self.root.close.start, |next| next.open.start);
                    let count = entries.len();
                    patches.push(Patch::insert(
                        at,
                        format!("<{p}{name} count=\"{count}\">{content}</{p}{name}>"),
                    ));
                }
            }
        }
        patched(self.text, patches)
    }
}

/// The patch of the attribute `count` of a section that gets `added` more entries.
fn recounted(text: &str, section: &Placed, added: usize) -> Option<Patch> {
    let tag = text.get(section.open.clone())?;
    let at = tag.find(" count=\"")? + " count=\"".len();
    let length = tag.get(at..)?.find('"')?;
    let count: usize = tag.get(at..at + length)?.parse().ok()?;
    let start = section.open.start + at;
    Some(Patch::replace(
        start..start + length,
        (count + added).to_string(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_added_once_and_in_order() {
        let text = "<styleSheet><fonts count=\"1\"><font/></fonts><dxfs count=\"0\"/><extLst/></styleSheet>";
        let mut sheet = StyleSheet::new(text).unwrap();
        assert_eq!(sheet.ensure("fonts", "<font/>"), 0);
        assert_eq!(sheet.ensure("fonts", "<font><b/></font>"), 1);
        assert_eq!(sheet.ensure("fonts", "<font><b/></font>"), 1);
        assert_eq!(sheet.ensure("dxfs", "<dxf/>"), 0);
        assert_eq!(sheet.ensure("fills", "<fill/>"), 0);
        assert_eq!(
            sheet.finish().unwrap(),
            "<styleSheet><fonts count=\"2\"><font/><font><b/></font></fonts><fills count=\"1\"><fill/></fills><dxfs count=\"0\"><dxf/></dxfs><extLst/></styleSheet>"
        );
    }
}
