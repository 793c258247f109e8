use super::{Correction, Reason, Target};
use crate::annotate::AnnotateError;
use crate::diagnostic::Edit;
use crate::read::Format;
use crate::source::{Source, byte_offsets, encode};

/// A file of a text format: bytes outside the edits stay as they are, in whatever encoding.
pub(super) struct TextFile<'t> {
    bytes: &'t [u8],
    source: &'t Source,
    format: Format,
}

impl<'t> TextFile<'t> {
    pub(super) fn new(bytes: &'t [u8], source: &'t Source, format: Format) -> Self {
        Self {
            bytes,
            source,
            format,
        }
    }
}

impl Target for TextFile<'_> {
    fn refusal(&self, correction: &Correction<'_>) -> Option<Reason> {
        correction.edits.iter().find_map(|edit| {
            let Some(text) = escaped(self.format, edit) else {
                return Some(Reason::Syntax);
            };
            encode(&text, self.source.encoding())
                .is_none()
                .then_some(Reason::Encoding)
        })
    }

    fn apply(&self, corrections: &[&Correction<'_>]) -> Result<Vec<u8>, AnnotateError> {
        let mut edits: Vec<&Edit> = corrections
            .iter()
            .flat_map(|correction| correction.edits.iter().copied())
            .collect();
        edits.sort_by_key(|edit| edit.span);
        let offsets: Vec<usize> = edits
            .iter()
            .flat_map(|edit| [edit.span.start(), edit.span.end()])
            .collect();
        let encoding = self.source.encoding();
        let places = byte_offsets(self.bytes, encoding, &offsets).ok_or(AnnotateError::Changed)?;
        let mut out = Vec::with_capacity(self.bytes.len() + edits.len() * 8);
        let mut at = 0;
        for (edit, place) in edits.iter().zip(places.chunks_exact(2)) {
            let &[start, end] = place else { continue };
            let text = escaped(self.format, edit).ok_or(AnnotateError::Changed)?;
            let new = encode(&text, encoding).ok_or(AnnotateError::Changed)?;
            out.extend_from_slice(self.bytes.get(at..start).ok_or(AnnotateError::Changed)?);
            out.extend_from_slice(&new);
            at = end;
        }
        out.extend_from_slice(self.bytes.get(at..).ok_or(AnnotateError::Changed)?);
        Ok(out)
    }
}

/// The new text of an edit as it is written in the format; `None` where that depends on what is around it.
fn escaped(format: Format, edit: &Edit) -> Option<String> {
    let text = &edit.text;
    let plain = |special: &[char]| (!text.contains(special)).then(|| text.clone());
    match format {
        Format::Json | Format::JsonLines => {
            let quoted = serde_json::to_string(text).ok()?;
            let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
            Some(inner.to_owned())
        }
        Format::Html => Some(quick_xml::escape::partial_escape(text.as_str()).into_owned()),
        Format::Csv => plain(&['"', ',', ';', '\t', '|', '\n', '\r']),
        Format::Markdown => plain(&['|', '*', '_', '`', '<', '>', '[', ']', '\\', '&', '#', '\n']),
        Format::Yaml => plain(&[
            ':', '#', '"', '\'', '\\', '[', ']', '{', '}', ',', '&', '*', '!', '|', '>', '%', '@',
            '`', '\n', '\t', '-', '?',
        ]),
        _ => plain(&['\n', '\r']),
    }
}
