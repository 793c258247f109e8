use crate::read::ReadError;
use crate::read::office::margin::{Margin, Margins};
use crate::read::office::package::Package;
use crate::read::office::xml::Token;

/// The texts of the headers and footers of the pages (ISO/IEC 26300-3 §16.9). Paragraphs that the program fills in (page
/// numbers, dates, the name of the sheet) are no text of the workbook.
pub(super) fn margins(package: &mut Package<'_>) -> Result<Margins, ReadError> {
    let mut margins = Margins::default();
    let Some(mut xml) = package.xml("styles.xml")? else {
        return Ok(margins);
    };
    let mut margin: Option<Margin> = None;
    let mut paragraph: Option<String> = None;
    let mut filled_in = false;
    loop {
        match xml.next()? {
            Token::Open(element) => match (element.name().prefix(), element.local()) {
                ("style", name) if element.attribute("display").as_deref() != Some("false") => {
                    margin = of(name).filter(|_| !element.empty).or(margin);
                }
                // Not shown.
                ("style", name) if of(name).is_some() && !element.empty => xml.skip_element()?,
                ("text", "p" | "h") if margin.is_some() && !element.empty => {
                    paragraph = Some(String::new());
                    filled_in = false;
                }
                ("text", "s") => paragraph.iter_mut().for_each(|text| text.push(' ')),
                ("text", "span" | "a" | "tab" | "line-break") => {}
                ("text", _) => filled_in = true,
                _ => {}
            },
            Token::Close(element) => match (element.name().prefix(), element.local()) {
                ("style", name) if of(name).is_some() => margin = None,
                ("text", "p" | "h") => {
                    if let (Some(text), Some(margin), false) = (paragraph.take(), margin, filled_in)
                    {
                        margins.add(margin, &text);
                    }
                }
                _ => {}
            },
            Token::Text(text) => paragraph.iter_mut().for_each(|part| part.push_str(&text)),
            Token::End => return Ok(margins),
            Token::Skip => {}
        }
    }
}

/// The margin that an element of a master page is.
fn of(name: &str) -> Option<Margin> {
    match name {
        "header" | "header-left" | "header-first" => Some(Margin::Header),
        "footer" | "footer-left" | "footer-first" => Some(Margin::Footer),
        _ => None,
    }
}
