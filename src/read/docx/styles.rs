use rustc_hash::FxHashMap;

use crate::read::ReadError;
use crate::read::office::package::Package;
use crate::read::office::xml::Token;

/// Styles that are based on one another, at most.
const CHAIN_LIMIT: usize = 32;

/// The paragraph styles of a document (ISO/IEC 29500-1 §17.7), as far as its text depends on them.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: FxHashMap<String, Style>,
    default: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    number: Option<u32>,
    level: Option<u32>,
    outline: Option<u8>,
    hidden: bool,
}

/// What a style gives to its paragraphs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inherited {
    /// The numbering (`numId`).
    pub(super) number: Option<u32>,
    /// The level of the numbering, from 0.
    pub(super) level: Option<u32>,
    /// The heading level, 0 for running text.
    pub(super) heading: u8,
    /// Whether the text is hidden.
    pub(super) hidden: bool,
}

impl Styles {
    /// What the style `id`, or the default style, gives, those it is based on included.
    pub(super) fn inherited(&self, id: Option<&str>) -> Inherited {
        let mut inherited = Inherited::default();
        let mut outline = None;
        let mut next = id.or(self.default.as_deref());
        for _ in 0..CHAIN_LIMIT {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else {
                break;
            };
            inherited.number = inherited.number.or(style.number);
            inherited.level = inherited.level.or(style.level);
            inherited.hidden |= style.hidden;
            outline = outline
                .or(style.outline)
                .or_else(|| heading_of(&style.name));
            next = style.based_on.as_deref();
        }
        inherited.heading = heading(outline);
        inherited
    }

    /// The numbering that the numbering style `id` stands for.
    pub(super) fn number_of(&self, id: &str) -> Option<u32> {
        self.styles.get(id)?.number
    }
}

/// The heading level of an outline level; the outline level 9 is running text (§17.3.1.20).
pub(super) fn heading(outline: Option<u8>) -> u8 {
    match outline {
        Some(level @ 0..=8) => level + 1,
        _ => 0,
    }
}

/// The outline level of a style by the names that Word gives to its own.
fn heading_of(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if name == "title" {
        return Some(0);
    }
    let level: u8 = name.strip_prefix("heading ")?.parse().ok()?;
    level.checked_sub(1).filter(|level| *level < 9)
}

/// Reads the styles; a document without them has none.
pub(super) fn styles(package: &mut Package<'_>, part: Option<&str>) -> Result<Styles, ReadError> {
    let mut styles = Styles::default();
    let Some(part) = part else {
        return Ok(styles);
    };
    let Some(mut xml) = package.xml(part)? else {
        return Ok(styles);
    };
    let mut id = String::new();
    let mut style = Style::default();
    loop {
        match xml.next()? {
            Token::Open(element) => {
                let value = || element.attribute("val").map(|value| value.into_owned());
                let number = || element.number::<u32>("val");
                match element.local() {
                    "style" => {
                        style = Style::default();
                        id = element
                            .attribute("styleId")
                            .unwrap_or_default()
                            .into_owned();
                        if element.flag("default")
                            && element.attribute("type").as_deref() == Some("paragraph")
                        {
                            styles.default = Some(id.clone());
                        }
                    }
                    "name" => style.name = value().unwrap_or_default(),
                    "basedOn" => style.based_on = value(),
                    "numId" => style.number = number(),
                    "ilvl" => style.level = number(),
                    "outlineLvl" => style.outline = element.number("val"),
                    "vanish" => style.hidden = is_on(&element),
                    // What the style was before a tracked change.
                    "pPrChange" | "rPrChange" if !element.empty => xml.skip_element()?,
                    _ => {}
                }
            }
            Token::Close(element) if element.local() == "style" => {
                styles
                    .styles
                    .insert(std::mem::take(&mut id), std::mem::take(&mut style));
            }
            Token::End => return Ok(styles),
            _ => {}
        }
    }
}

/// Whether a toggle such as `<w:vanish/>` is on (§17.17.4).
pub(super) fn is_on(element: &crate::read::office::xml::Element<'_>) -> bool {
    !element
        .attribute("val")
        .is_some_and(|value| matches!(&*value, "0" | "false" | "off"))
}
