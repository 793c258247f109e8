use std::collections::{BTreeMap, BTreeSet};

use super::super::parts::{Patch, qualifier};
use super::{attribute, tag};
use crate::read::docx::{Layout, ParagraphPlace, PieceKind, Run, TextPiece};
use crate::source::{Source, Span};

/// Where marks of comments are put into the XML of a document: before or after a run, or within one, which is then
/// cut in two with the same properties.
pub(super) struct Cuts<'l> {
    layout: &'l Layout,
    /// By part and byte.
    cuts: BTreeMap<(usize, usize), Cut>,
    /// Start tags of `w:t` that are cut: blanks at the ends of their text have to be kept from now on.
    preserved: BTreeSet<(usize, usize, usize)>,
}

#[derive(Default)]
struct Cut {
    /// Ends of ranges come before starts, so that neighbours do not overlap.
    ends: String,
    starts: String,
    /// The run that is cut here, and whether within a `w:t`.
    within: Option<(usize, bool)>,
    /// An empty paragraph element that has to be opened.
    opens: Option<usize>,
}

/// A place for a mark.
struct Mark {
    part: usize,
    at: usize,
    within: Option<(usize, bool)>,
    opens: Option<usize>,
}

impl<'l> Cuts<'l> {
    pub(super) fn new(layout: &'l Layout) -> Self {
        Self {
            layout,
            cuts: BTreeMap::new(),
            preserved: BTreeSet::new(),
        }
    }

    /// Puts the comment `id` on the bytes `span` of the rendered text, or as near to it as there is something to put
    /// it on; `false` where the document has nothing at all.
    pub(super) fn comment(&mut self, source: &Source, span: Span, id: u32) -> bool {
        let layout = self.layout;
        // Text beside the body hangs on a run of it.
        if let Some(run) = layout.aside_at(span.start()) {
            if let Some(run) = run.and_then(|run| layout.runs.get(run)) {
                self.around(run, id);
                return true;
            }
        } else {
            // What is missing, and automatic numbers, have no characters: the whole line stands for them.
            let span = if layout.pieces_in(span).is_empty() {
                source
                    .place_with_span(span.start())
                    .map_or(span, |(_, line)| line)
            } else {
                span
            };
            let pieces = layout.pieces_in(span);
            if let (Some(first), Some(last)) = (pieces.first(), pieces.last()) {
                let start = self.before(first, span.start());
                let end = self.after(last, span.end());
                // A cell whose characters are in another part (never in real files) would end before it begins.
                if let (Some(start), Some(end)) = (start, end)
                    && start.part == end.part
                    && start.at <= end.at
                {
                    let prefix = layout.runs.get(first.run).map_or("", |run| &run.prefix);
                    self.mark(&start, &end, prefix, id);
                    return true;
                }
            }
        }
        let paragraph = layout
            .paragraph_at(span.start())
            .filter(|paragraph| paragraph.part == 0)
            .or_else(|| {
                layout
                    .paragraphs
                    .iter()
                    .find(|paragraph| paragraph.part == 0)
            });
        match paragraph {
            Some(paragraph) => {
                self.at_end(paragraph, id);
                true
            }
            None => false,
        }
    }

    /// The place before the byte `offset` of the rendered text, which is in `piece` or before it.
    fn before(&mut self, piece: &TextPiece, offset: usize) -> Option<Mark> {
        let run = self.layout.runs.get(piece.run)?;
        let into = offset.saturating_sub(piece.rendered.start());
        let within_text = piece.kind == PieceKind::Text && into > 0 && into < piece.rendered.len();
        if within_text {
            return Some(self.within(piece, run, piece.raw.start + into));
        }
        let content = run.properties.as_ref().map_or(run.open.end, |p| p.end);
        let begins_run = piece.element.start == content
            && (piece.kind == PieceKind::Element || piece.raw.start == piece.element.end);
        if begins_run {
            return Some(Mark {
                part: run.part,
                at: run.open.start,
                within: None,
                opens: None,
            });
        }
        Some(self.within(piece, run, piece.raw.start))
    }

    /// The place after the byte `offset` of the rendered text, which is the end of a byte in `piece`.
    fn after(&mut self, piece: &TextPiece, offset: usize) -> Option<Mark> {
        let run = self.layout.runs.get(piece.run)?;
        let into = offset.saturating_sub(piece.rendered.start());
        if piece.kind == PieceKind::Text && into > 0 && into < piece.rendered.len() {
            return Some(self.within(piece, run, piece.raw.start + into));
        }
        let p = qualifier(&run.prefix);
        let tail = match piece.kind {
            PieceKind::Element => format!("</{p}r>"),
            _ => format!("</{p}t></{p}r>"),
        };
        if piece.raw.end + tail.len() == run.end {
            return Some(Mark {
                part: run.part,
                at: run.end,
                within: None,
                opens: None,
            });
        }
        Some(self.within(piece, run, piece.raw.end))
    }

    fn within(&mut self, piece: &TextPiece, run: &Run, at: usize) -> Mark {
        let in_text = piece.kind != PieceKind::Element;
        if in_text {
            self.preserved
                .insert((run.part, piece.element.start, piece.element.end));
        }
        Mark {
            part: run.part,
            at,
            within: Some((piece.run, in_text)),
            opens: None,
        }
    }

    fn mark(&mut self, start: &Mark, end: &Mark, prefix: &str, id: u32) {
        let number = attribute(prefix, "id", id);
        let cut = self.cut(start);
        cut.starts
            .push_str(&format!("{}{number}/>", tag(prefix, "commentRangeStart")));
        let range_end = ends(prefix, id);
        self.cut(end).ends.push_str(&range_end);
    }

    fn cut(&mut self, mark: &Mark) -> &mut Cut {
        let cut = self.cuts.entry((mark.part, mark.at)).or_default();
        cut.within = cut.within.or(mark.within);
        cut.opens = cut.opens.or(mark.opens);
        cut
    }

    /// Puts a comment around a run.
    fn around(&mut self, run: &Run, id: u32) {
        let mark = |at| Mark {
            part: run.part,
            at,
            within: None,
            opens: None,
        };
        self.mark(&mark(run.open.start), &mark(run.end), &run.prefix, id);
    }

    /// Puts a comment on the end of a paragraph without text.
    fn at_end(&mut self, paragraph: &ParagraphPlace, id: u32) {
        let empty = paragraph.open == paragraph.close;
        let mark = Mark {
            part: paragraph.part,
            at: paragraph.close.start,
            within: None,
            opens: empty.then_some(paragraph.open.end),
        };
        let prefix = &paragraph.prefix;
        let number = attribute(prefix, "id", id);
        let text = format!(
            "{}{number}/>{}",
            tag(prefix, "commentRangeStart"),
            ends(prefix, id)
        );
        self.cut(&mark).starts.push_str(&text);
    }

    /// The patches of all parts, given their texts.
    pub(super) fn patches(self, texts: &BTreeMap<usize, String>) -> Vec<(usize, Patch)> {
        let mut patches = Vec::new();
        for (part, start, end) in self.preserved {
            let tag = texts.get(&part).and_then(|text| text.get(start..end));
            if tag.is_some_and(|tag| !tag.contains("xml:space")) {
                let at = end.saturating_sub(1);
                patches.push((part, Patch::insert(at, " xml:space=\"preserve\"")));
            }
        }
        for ((part, at), cut) in self.cuts {
            let text = texts.get(&part).map_or("", String::as_str);
            let marks = format!("{}{}", cut.ends, cut.starts);
            let patch = match (cut.within, cut.opens) {
                (Some((run, in_text)), _) => {
                    let Some(run) = self.layout.runs.get(run) else {
                        continue;
                    };
                    let p = qualifier(&run.prefix);
                    let properties = run
                        .properties
                        .clone()
                        .and_then(|properties| text.get(properties))
                        .unwrap_or_default();
                    Patch::insert(
                        at,
                        if in_text {
                            format!(
                                "</{p}t></{p}r>{marks}<{p}r>{properties}<{p}t xml:space=\"preserve\">"
                            )
                        } else {
                            format!("</{p}r>{marks}<{p}r>{properties}")
                        },
                    )
                }
                (None, Some(end)) => {
                    let tag = text.get(at..end).unwrap_or_default();
                    let start = tag.strip_suffix("/>").unwrap_or(tag).trim_end();
                    let name = start
                        .trim_start_matches('<')
                        .split_ascii_whitespace()
                        .next()
                        .unwrap_or("w:p");
                    Patch::replace(at..end, format!("{start}>{marks}</{name}>"))
                }
                (None, None) => Patch::insert(at, marks),
            };
            patches.push((part, patch));
        }
        patches
    }
}

/// The end of the range of a comment, and the mark that the comment hangs on.
fn ends(prefix: &str, id: u32) -> String {
    let p = qualifier(prefix);
    let number = attribute(prefix, "id", id);
    format!("<{p}commentRangeEnd{number}/><{p}r><{p}commentReference{number}/></{p}r>")
}
