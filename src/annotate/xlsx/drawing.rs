use std::ops::Range;

use super::super::AnnotateError;
use super::super::parts::Rewrite;
use super::Cells;
use super::comments::Commented;

/// Draws the boxes of the comments (VML, ISO/IEC 29500-4 §19). Gives the id of a drawing that the sheet does
/// not refer to yet.
pub(super) fn write(
    rewrite: &mut Rewrite<'_>,
    part: &str,
    known: Option<&str>,
    commented: &Commented,
    cells: &Cells,
) -> Result<Option<String>, AnnotateError> {
    let drawing = match known {
        Some(id) => rewrite
            .relationships(part)?
            .into_iter()
            .find(|relationship| relationship.id == id)
            .and_then(|relationship| relationship.part),
        None => None,
    };
    let text = match &drawing {
        Some(drawing) => rewrite.text(drawing)?,
        None => None,
    };
    let text = text.unwrap_or_else(|| EMPTY.to_owned());
    let mut out = String::with_capacity(text.len() + 600 * commented.added.len());
    let mut at = 0;
    for shape in shapes(&text) {
        let drawn = text.get(shape.clone()).unwrap_or_default();
        if cell_of(drawn).is_some_and(|cell| commented.removed.contains(&cell)) {
            out.push_str(text.get(at..shape.start).unwrap_or_default());
            at = shape.end;
        }
    }
    let end = text.rfind("</xml>").unwrap_or(text.len());
    out.push_str(text.get(at..end).unwrap_or_default());
    for (index, position) in commented.added.iter().enumerate() {
        let lines = cells
            .get(position)
            .map_or(1, |flagged| lines_of(&flagged.text));
        out.push_str(&shape(index, *position, lines));
    }
    out.push_str(text.get(end..).unwrap_or_default());
    if let Some(drawing) = drawing {
        rewrite.set(&drawing, out);
        return Ok(None);
    }
    let drawing = rewrite.free_name("xl/drawings/vmlDrawing#.vml");
    let id = rewrite.relate(part, "vmlDrawing", &drawing)?;
    rewrite.declare_extension(
        "vml",
        "application/vnd.openxmlformats-officedocument.vmlDrawing",
    )?;
    rewrite.set(&drawing, out);
    Ok(Some(id))
}

const EMPTY: &str = r##"<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>"##;

/// The shapes of a drawing. It is read as text, because spreadsheet programs write drawings that are no XML.
fn shapes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(name) = text.get(at..).and_then(|rest| rest.find("shape ")) {
        let name = at + name;
        at = name + "shape ".len();
        // The name with its prefix, whatever that is: `<v:shape `.
        let before = text.get(..name).unwrap_or_default();
        let Some(start) = before.rfind('<') else {
            continue;
        };
        let prefix = before.get(start + 1..).unwrap_or_default();
        if !prefix.is_empty() && !prefix.ends_with(':') || prefix.contains(char::is_whitespace) {
            continue;
        }
        let close = format!("</{prefix}shape>");
        let Some(end) = text.get(start..).and_then(|rest| rest.find(&close)) else {
            continue;
        };
        at = start + end + close.len();
        found.push(start..at);
    }
    found
}

/// The cell that a shape is the comment of.
fn cell_of(shape: &str) -> Option<(u32, u32)> {
    if !shape.contains("\"Note\"") && !shape.contains("'Note'") {
        return None;
    }
    let number = |name: &str| -> Option<u32> {
        let (_, rest) = shape.split_once(&format!(":{name}>"))?;
        rest.split_once('<')?.0.trim().parse().ok()
    };
    Some((number("Row")?, number("Column")?))
}

/// Lines that a text takes in a box.
fn lines_of(text: &str) -> usize {
    text.lines()
        .map(|line| line.chars().count().div_ceil(24).max(1))
        .sum()
}

/// The box of a comment, as high as its text, up to a page. It declares its names itself: those of the drawing may
/// have other prefixes.
fn shape(index: usize, (row, column): (u32, u32), lines: usize) -> String {
    let height = (lines.clamp(3, 30) * 13) + 8;
    let rows = u32::try_from(height / 18 + 1).unwrap_or(u32::MAX);
    let top = row.saturating_sub(1);
    format!(
        "<v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\" id=\"_x0000_sdutylint{index}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:5pt;width:240pt;height:{height}pt;z-index:{};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}, 15, {top}, 10, {}, 40, {}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
        index + 1,
        column + 1,
        column + 5,
        top + rows,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_by_their_cell() {
        let text = format!(
            "<xml><v:shapetype id=\"a\"/><ns0:shape a><ns1:Row>9</ns1:Row></ns0:shape>{}<br>{}</xml>",
            shape(0, (4, 2), 3),
            shape(1, (7, 0), 3)
        );
        let found = shapes(&text);
        let cells: Vec<_> = found
            .iter()
            .map(|shape| cell_of(&text[shape.clone()]))
            .collect();
        assert_eq!(cells, [None, Some((4, 2)), Some((7, 0))]);
    }
}
