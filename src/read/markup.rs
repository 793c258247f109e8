//! Markup of web pages left over in texts of other formats: pages that were pasted or exported carelessly.

use super::document::{Note, NoteKind};
use super::entity;
use crate::message::Message;
use crate::source::{RawText, Span, TextBuilder};

/// Elements whose tags part lines.
pub(super) const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Other elements that are left over in practice.
const INLINES: &[&str] = &[
    "a",
    "b",
    "big",
    "col",
    "colgroup",
    "em",
    "font",
    "i",
    "img",
    "input",
    "label",
    "o:p",
    "s",
    "small",
    "span",
    "st1:chsdate",
    "strike",
    "strong",
    "sub",
    "sup",
    "u",
];

/// Characters that markup begins with.
const STARTS: [char; 3] = ['<', '&', '['];

/// Drops tags of HTML and bookmarks of converters from a text, decodes its entities and notes each of them. Tags of blocks and `<br>`
/// become line feeds. What only looks like a tag (`<民法典>`, `a<b`) stays.
///
/// `source` is the text of the source that `raw` belongs to.
pub fn without_markup(source: &str, raw: RawText, notes: &mut Vec<Note>) -> RawText {
    if !raw.as_str(source).contains(STARTS) {
        return raw;
    }
    let span = raw.span;
    let text = raw.text(source);
    let found = find(text.as_str());
    if found.is_empty() {
        return raw;
    }
    let mut out = TextBuilder::new(source);
    let mut done = 0;
    for markup in &found {
        out.push_text(&text.slice(done..markup.start));
        let at = text.source_span(markup.start..markup.end);
        let parts_lines = markup.decoded == "\n";
        let written = out.as_str().trim_end_matches([' ', '\t']);
        if !parts_lines || !(written.is_empty() || written.ends_with('\n')) {
            out.replaced(&markup.decoded, at);
        }
        notes.push(note(source, at));
        done = markup.end;
    }
    out.push_text(&text.slice(done..text.as_str().len()));
    out.trim_end();
    out.finish(span)
}

fn note(source: &str, span: Span) -> Note {
    let markup = source.get(span.range()).unwrap_or_default();
    let shown: String = markup.chars().take(40).collect();
    Note {
        kind: NoteKind::LeftoverMarkup,
        span,
        message: Message::new(
            format!("文字里残留了网页或转换软件的代码“{shown}”，请删去"),
            format!("code of a web page or a converter is left over: `{shown}`; remove it"),
        ),
    }
}

/// One tag or entity: its bytes in the text, and what it stands for.
struct Markup {
    start: usize,
    end: usize,
    decoded: String,
}

fn find(text: &str) -> Vec<Markup> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(STARTS)) {
        let start = at + next;
        let rest = text.get(start..).unwrap_or_default();
        let markup = match rest.as_bytes().first() {
            Some(b'&') => entity::decode(rest, false),
            Some(b'[') => bookmark(rest),
            _ => tag(rest),
        };
        match markup {
            Some((decoded, length)) => {
                at = start + length;
                found.push(Markup {
                    start,
                    end: at,
                    decoded,
                });
            }
            None => at = start + 1,
        }
    }
    found
}

/// A bookmark as converters from Word write it into texts: `[bookmark: _GoBack]`.
fn bookmark(text: &str) -> Option<(String, usize)> {
    let name = text.strip_prefix("[bookmark: ")?;
    let length = name.bytes().take(64).position(|byte| byte == b']')?;
    Some((String::new(), text.len() - name.len() + length + 1))
}

/// What the tag at the start of `text` stands for (a line feed or nothing), and its bytes.
pub(super) fn tag(text: &str) -> Option<(String, usize)> {
    /// Attributes of exported pages are long, but not without end.
    const LONGEST: usize = 4096;
    let inner = text.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let length = inner
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || byte == b':'))?;
    let name = inner.get(..length)?.to_ascii_lowercase();
    let block = BLOCKS.contains(&name.as_str());
    if !block && !INLINES.contains(&name.as_str()) {
        return None;
    }
    let rest = inner.get(length..)?;
    if !rest.starts_with(['>', '/', ' ', '\t', '\r', '\n']) {
        return None;
    }
    // Attributes begin with a letter; `a<b 且 c>d` is a comparison.
    let attributes = rest.trim_start_matches([' ', '\t', '\r', '\n']);
    if !attributes.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '>' | '/' | '_')) {
        return None;
    }
    let close = rest
        .bytes()
        .take(LONGEST)
        .position(|byte| byte == b'>' || byte == b'<')?;
    if rest.as_bytes().get(close) != Some(&b'>') {
        return None;
    }
    let end = text.len() - rest.len() + close + 1;
    let decoded = if block { "\n" } else { "" };
    Some((decoded.to_owned(), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(source: &str) -> (RawText, Vec<&str>) {
        let mut notes = Vec::new();
        let raw = RawText::verbatim(Span::new(0, source.len()));
        let raw = without_markup(source, raw, &mut notes);
        let tags = notes
            .iter()
            .map(|note| &source[note.span.range()])
            .collect();
        (raw, tags)
    }

    #[test]
    fn tags_and_entities_are_dropped_and_noted() {
        let source = "[bookmark: _GoBack]<p>《甲法》第一条：&ldquo;乙&rdquo;</p> <ol style=\"list-style: none\"> 1. 丙<br/>丁</ol>";
        let (raw, tags) = cleaned(source);
        let text = raw.text(source);
        assert_eq!(text.as_str(), "《甲法》第一条：“乙”\n  1. 丙\n丁");
        assert_eq!(tags.len(), 8, "{tags:?}");
        for part in ["第一条", "丙", "丁"] {
            let at = text.as_str().find(part).unwrap();
            assert_eq!(&source[text.source_span(at..at + part.len()).range()], part);
        }
        let at = text.as_str().find('“').unwrap();
        assert_eq!(&source[text.source_span(at..at + 3).range()], "&ldquo;");
    }

    #[test]
    fn what_only_looks_like_markup_stays() {
        for source in [
            "<民法典>第一条",
            "a<b 且 c>d",
            "A&B",
            "<p",
            "<甲>",
            "R&D;",
            "<1>项",
            "<通知>",
        ] {
            let (raw, tags) = cleaned(source);
            assert_eq!(raw.as_str(source), source);
            assert!(tags.is_empty(), "{tags:?}");
        }
    }
}
