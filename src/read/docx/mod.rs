//! Office Open XML documents (`.docx`, `.docm`): WordprocessingML of ISO/IEC 29500-1 §17.
//!
//! Read as Word shows it with all tracked changes accepted. Comments and pictures are no part of a list.

mod element;
mod layout;
mod numbering;
mod paragraph;
mod properties;
mod story;
mod styles;

use super::office::Kind;
use super::office::package::Package;
use super::office::rendering::Rendering;
use super::{Document, ReadError};
use crate::source::Source;

pub(crate) use layout::{Layout, ParagraphPlace, PieceKind, Run, TextPiece};

/// Reads a document.
///
/// # Errors
/// When a part is damaged or the document is larger than any real list.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<(Source, Document), ReadError> {
    let (rendering, document, _) = render(bytes)?;
    Ok((rendering.finish(name), document))
}

/// Where the rendered text of the document stands in its parts.
///
/// # Errors
/// As reading it.
pub(crate) fn layout(bytes: &[u8]) -> Result<Layout, ReadError> {
    render(bytes).map(|(_, _, layout)| layout)
}

fn render(bytes: &[u8]) -> Result<(Rendering, Document, Layout), ReadError> {
    let mut package = Package::open(Kind::DOCX, bytes)?;
    let main = package.main_part()?;
    let relationships = package.relationships(&main)?;
    let related = |name: &str| {
        relationships
            .iter()
            .find(|relationship| relationship.is(name))
            .and_then(|relationship| relationship.part.as_deref())
    };
    let styles = styles::styles(&mut package, related("styles"))?;
    let numbering = numbering::numbering(&mut package, related("numbering"))?;
    let body = package
        .text(&main)?
        .ok_or_else(|| Kind::DOCX.damaged(main.clone(), "缺少"))?;
    let mut reader = story::StoryReader::new(&styles, numbering);
    reader.read_body(&main, &body)?;
    for (kind, element) in [("footnotes", "footnote"), ("endnotes", "endnote")] {
        if let Some(part) = related(kind)
            && let Some(notes) = package.text(part)?
        {
            reader.read_notes(part, &notes, element)?;
        }
    }
    for kind in ["header", "footer"] {
        let margins = relationships
            .iter()
            .filter(|relationship| relationship.is(kind));
        for (number, part) in (1..).zip(margins.filter_map(|margin| margin.part.as_deref())) {
            if let Some(margin) = package.text(part)? {
                reader.read_margin(part, &margin, kind, number)?;
            }
        }
    }
    Ok(reader.finish())
}
