use crate::read::ReadError;
use crate::read::office::number_format::Epoch;
use crate::read::office::package::{Package, Relationship};
use crate::read::office::xml::Token;

/// The defined name that marks the sheet of our own findings in an annotated copy: it is no part of the list.
pub(crate) const REVIEW_NAME: &str = "_dutylint_review";

/// What the main part of a workbook says.
pub(crate) struct Workbook {
    /// The main part.
    pub(crate) part: String,
    /// The worksheets in their order, without that of our own findings.
    pub(crate) sheets: Vec<SheetEntry>,
    /// The worksheet of our own findings, in a copy that was annotated.
    pub(crate) review: Option<SheetEntry>,
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
    let mut review = None;
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
                "definedName"
                    if !element.empty
                        && element.attribute("name").as_deref() == Some(REVIEW_NAME) =>
                {
                    review = Some(xml.text_of_element()?);
                }
                _ => {}
            },
            Token::End => break,
            _ => {}
        }
    }
    drop(xml);
    let review = review
        .and_then(|reference| {
            let name = sheet_of(&reference);
            sheets
                .iter()
                .position(|sheet: &SheetEntry| sheet.name == name)
        })
        .map(|index| sheets.remove(index));
    Ok(Workbook {
        part,
        sheets,
        review,
        relationships,
        epoch,
    })
}

/// The name of the sheet in a reference such as `'审查意见'!$A$1`.
fn sheet_of(reference: &str) -> String {
    let (sheet, _) = reference.rsplit_once('!').unwrap_or((reference, ""));
    sheet
        .strip_prefix('\'')
        .and_then(|sheet| sheet.strip_suffix('\''))
        .map_or_else(|| sheet.to_owned(), |sheet| sheet.replace("''", "'"))
}
