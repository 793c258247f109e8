use rustc_hash::FxHashMap;

use super::Workbook;
use crate::read::ReadError;
use crate::read::office::number_format::NumberFormat;
use crate::read::office::package::Package;
use crate::read::office::xml::Token;

/// The number formats of a workbook's cell styles.
#[derive(Default)]
pub(super) struct Styles {
    formats: Vec<NumberFormat>,
    /// For each cell style its format.
    cells: Vec<usize>,
    general: NumberFormat,
}

impl Styles {
    /// The number format of the cell style `style`.
    pub(super) fn format(&self, style: u32) -> &NumberFormat {
        self.cells
            .get(style as usize)
            .and_then(|&format| self.formats.get(format))
            .unwrap_or(&self.general)
    }
}

/// Reads the styles part; a workbook without one shows all numbers as they are.
pub(super) fn styles(package: &mut Package<'_>, workbook: &Workbook) -> Result<Styles, ReadError> {
    let mut styles = Styles::default();
    let part = workbook.related("styles").unwrap_or("xl/styles.xml");
    let Some(mut xml) = package.xml(part)? else {
        return Ok(styles);
    };
    let mut codes: FxHashMap<u32, String> = FxHashMap::default();
    let mut known: FxHashMap<u32, usize> = FxHashMap::default();
    let mut in_cells = false;
    loop {
        match xml.next()? {
            Token::Open(element) => match element.local() {
                "numFmt" => {
                    let code = element.attribute("formatCode").unwrap_or_default();
                    if let Some(id) = element.number("numFmtId") {
                        codes.insert(id, code.into_owned());
                    }
                }
                "cellXfs" => in_cells = !element.empty,
                "xf" if in_cells => {
                    let id = element.number("numFmtId").unwrap_or(0);
                    let formats = &mut styles.formats;
                    let format = *known.entry(id).or_insert_with(|| {
                        formats.push(match codes.get(&id) {
                            Some(code) => NumberFormat::parse(code),
                            None => NumberFormat::builtin(id),
                        });
                        formats.len() - 1
                    });
                    styles.cells.push(format);
                }
                _ => {}
            },
            Token::Close(element) if element.local() == "cellXfs" => in_cells = false,
            Token::End => return Ok(styles),
            _ => {}
        }
    }
}
