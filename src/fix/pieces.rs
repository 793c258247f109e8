use std::ops::Range;

use crate::annotate::parts::Patch;
use crate::source::{Piece, RawText};

/// The patches of `raw` that make the `edits` (bytes of its value and new texts, already escaped for the file) in the
/// stretches that the value stands in. What stands between the stretches (the ends of runs, their formats) stays; a new
/// text takes the place of the first character that it replaces. `None` where an edit has no place.
pub(super) fn patches(raw: &RawText, edits: &[(Range<usize>, String)]) -> Option<Vec<Patch>> {
    let whole = [Piece {
        at: 0,
        raw: raw.span,
        verbatim: true,
    }];
    let (length, pieces): (usize, &[Piece]) = match &raw.decoded {
        Some(decoded) => (decoded.0.len(), &decoded.1),
        None => (raw.span.len(), &whole),
    };
    let end_of = |index: usize| {
        pieces
            .get(index + 1)
            .map_or(length, |next| next.at as usize)
    };
    let mut patches = Vec::new();
    for (range, text) in edits {
        if range.end > length {
            return None;
        }
        if range.is_empty() {
            let at = match pieces
                .iter()
                .rposition(|piece| (piece.at as usize) < range.start)
            {
                Some(index) => {
                    let piece = pieces.get(index)?;
                    if piece.verbatim {
                        piece.raw.start() + range.start - piece.at as usize
                    } else {
                        piece.raw.end()
                    }
                }
                None => pieces.first()?.raw.start(),
            };
            patches.push(Patch::insert(at, text.clone()));
            continue;
        }
        let first = pieces
            .partition_point(|piece| piece.at as usize <= range.start)
            .checked_sub(1)?;
        let mut text = Some(text.clone());
        for (index, piece) in pieces.iter().enumerate().skip(first) {
            let at = piece.at as usize;
            if at >= range.end {
                break;
            }
            let from = range.start.max(at) - at;
            let to = range.end.min(end_of(index)) - at;
            let bytes = if piece.verbatim {
                piece.raw.start() + from..piece.raw.start() + to
            } else {
                piece.raw.range()
            };
            patches.push(Patch::replace(bytes, text.take().unwrap_or_default()));
        }
    }
    Some(patches)
}

/// The patches that keep blanks at the ends of the text of elements (their start tags and contents), where `patches`
/// (by place) bring blanks there.
pub(super) fn kept_blanks(
    xml: &str,
    elements: &[(Range<usize>, Range<usize>)],
    patches: &[Patch],
) -> Vec<Patch> {
    let at_an_end = |text: &str| text.starts_with(BLANKS) || text.ends_with(BLANKS);
    elements
        .iter()
        .filter_map(|(open, content)| {
            let first = patches.partition_point(|patch| patch.range.start < content.start);
            let own: Vec<&Patch> = patches
                .iter()
                .skip(first)
                .take_while(|patch| patch.range.end <= content.end)
                .collect();
            let tag = xml.get(open.clone())?;
            let old = xml.get(content.clone())?;
            if own.is_empty() || tag.contains("xml:space") || at_an_end(old) {
                return None;
            }
            let mut new = String::new();
            let mut at = content.start;
            for patch in own {
                new.push_str(xml.get(at..patch.range.start)?);
                new.push_str(&patch.text);
                at = patch.range.end;
            }
            new.push_str(xml.get(at..content.end)?);
            at_an_end(&new)
                .then(|| Patch::insert(open.end.saturating_sub(1), " xml:space=\"preserve\""))
        })
        .collect()
}

/// Blanks that XML without `xml:space` may lose.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];
