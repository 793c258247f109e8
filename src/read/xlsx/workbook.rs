use crate::read::ReadError;
use crate::read::office::number_format::Epoch;
use crate::read::office::package::{Package, Relationship};
use crate::read::office::xml::Token;

/// What the main part of a workbook says.
pub(crate) struct Workbook {
    /// The main part.
    pub(crate) part: String,
    /// The worksheets in their order.
    pub(crate) sheets: Vec<SheetEntry>,
    /// The relationships of the main part.
    pub(crate) relationships: Vec<Relationship>,
    /// The day that dates are counted from.
    pub(crate) epoch: Epoch,
}

/// A worksheet as the workbook lists it.
pub(crate) struct SheetEntry {
    /// Its name.
    pub(crate) name: String,
    /// The part that holds it; `None` where the file does not say.
    pub(crate) part: Option<String>,
    /// Whether it is hidden.
    pub(crate) hidden: bool,
}

impl Workbook {
    /// The part of the relationship type `name` (`styles`, `sharedStrings`).
    pub(crate) fn related(&self, name: &str) -> Option<&str> {
        self.relationships
            .iter()
            .find(|relationship| relationship.is(name))?
            .part
            .as_deref()
    }
}

/// Reads the main part of a workbook.
///
/// # Errors
/// When it is missing or damaged.
pub(crate) fn workbook(package: &mut Package<'_>) -> Result<Workbook, ReadError> {
    let part = package.main_part()?;
    let relationships = package.relationships(&part)?;
    let mut sheets = Vec::new();
    let mut epoch = Epoch::Year1900;
    let kind = package.kind();
    let mut xml = package
        .xml(&part)?
        .ok_or_else(|| kind.damaged(part.clone(), "缺少"))?;
    loop {
        match xml.next()? {
            Token::Open(element) => match element.local() {
                "workbookPr" if element.flag("date1904") => epoch = Epoch::Year1904,
                "sheet" => {
                    let id = element.attribute("id").unwrap_or_default();
                    let relationship = relationships
                        .iter()
                        .find(|relationship| relationship.id == id);
                    // Chart sheets, dialogs and macro sheets hold no cells of a list.
                    if relationship.is_some_and(|relationship| !relationship.is("worksheet")) {
                        continue;
                    }
                    sheets.push(SheetEntry {
                        name: element.attribute("name").unwrap_or_default().into_owned(),
                        part: relationship.and_then(|relationship| relationship.part.clone()),
                        hidden: element
                            .attribute("state")
                            .is_some_and(|state| matches!(&*state, "hidden" | "veryHidden")),
                    });
                }
                _ => {}
            },
            Token::End => break,
            _ => {}
        }
    }
    drop(xml);
    Ok(Workbook {
        part,
        sheets,
        relationships,
        epoch,
    })
}
