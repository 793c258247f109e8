//! Word comments on the flagged characters in a copy of a document.

mod anchor;
mod comments;
mod earlier;

use std::collections::BTreeMap;

use super::parts::{Patch, Rewrite, patched, qualifier};
use super::words::Words;
use super::{AnnotateError, Annotated};
use crate::diagnostic::Diagnostic;
use crate::message::Language;
use crate::read::docx::layout;
use crate::read::office::Kind;
use crate::source::{Place, Source};

/// Annotates the document `bytes`, which `source` was read from.
pub(super) fn annotate(
    bytes: &[u8],
    source: &Source,
    diagnostics: &[&Diagnostic],
    language: Language,
) -> Result<Annotated, AnnotateError> {
    let layout = layout(bytes)?;
    let mut rewrite = Rewrite::open(Kind::DOCX, bytes)?;
    let main = rewrite.package().main_part()?;
    let mut texts: BTreeMap<usize, String> = BTreeMap::new();
    let mut patches: BTreeMap<usize, Vec<Patch>> = BTreeMap::new();
    for (index, part) in layout.parts.iter().enumerate() {
        let text = rewrite.text(part)?.ok_or(AnnotateError::Changed)?;
        texts.insert(index, text);
    }
    let mut list = comments::CommentList::open(&mut rewrite, &main)?;
    let own = list.remove_own();
    for (index, text) in &texts {
        let removed = earlier::marks(text, &own)?;
        patches
            .entry(*index)
            .or_default()
            .extend(removed.into_iter().map(|range| Patch::replace(range, "")));
    }

    let mut annotated = Annotated::new("docx");
    let mut cuts = anchor::Cuts::new(&layout);
    for diagnostic in diagnostics {
        let words = Words::new(diagnostic, source, language);
        let mut lines = words.lines(language);
        // Text beside the body takes no comment of its own: it hangs on the place it is anchored at.
        if let Some(place @ Place::Aside { .. }) = source.place(diagnostic.span.start()) {
            lines.insert(1, place.describe(language));
        }
        let id = list.next_id();
        if cuts.comment(source, diagnostic.span, id) {
            list.add(id, &lines);
            annotated.commented += 1;
        }
    }
    for (part, patch) in cuts.patches(&texts) {
        patches.entry(part).or_default().push(patch);
    }
    for (index, patches) in patches {
        if patches.is_empty() {
            continue;
        }
        if let (Some(text), Some(part)) = (texts.get(&index), layout.parts.get(index)) {
            let text = patched(text, patches)?;
            rewrite.set(part, text);
        }
    }
    list.write(&mut rewrite, &main)?;
    annotated.bytes = rewrite.finish()?;
    Ok(annotated)
}

/// The start of an element of WordprocessingML: `<w:name`.
fn tag(prefix: &str, name: &str) -> String {
    format!("<{}{name}", qualifier(prefix))
}

/// An attribute of WordprocessingML: `w:name="value"`. Attributes have the prefix even where elements have none.
fn attribute(prefix: &str, name: &str, value: impl std::fmt::Display) -> String {
    format!(" {}{name}=\"{value}\"", qualifier(prefix))
}
