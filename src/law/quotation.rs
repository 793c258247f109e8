//! The extent of quoted text.

use std::ops::Range;

use super::scan::Scan;

/// Quotation marks: opening and closing.
const MARKS: [(char, char); 4] = [('“', '”'), ('「', '」'), ('『', '』'), ('‘', '’')];

/// The content of the quotation marks that open at `from`, if they close.
pub fn in_marks(scan: &Scan<'_, '_>, from: usize) -> Option<Range<usize>> {
    let open = scan.character(from)?;
    let (_, close) = MARKS.into_iter().find(|(mark, _)| *mark == open)?;
    let start = from + open.len_utf8();
    let mut depth = 1;
    for (offset, character) in scan.rest(start).char_indices() {
        if character == open {
            depth += 1;
        } else if character == close {
            depth -= 1;
            if depth == 0 {
                let end = start + offset;
                // “药品”是指… only begins with a quoted word.
                let after = scan.skip_markup(end + close.len_utf8());
                let ends = scan
                    .character(end + close.len_utf8())
                    .is_none_or(|next| "。；;，,、）)".contains(next))
                    || scan.parted(end + close.len_utf8(), after)
                    || scan.between(start, end).ends_with(['。', '；', '…', '！']);
                return ends.then_some(start..end);
            }
        }
    }
    None
}

/// `range` without blanks, markup, quotation marks and separators around it; nothing where nothing is left.
pub fn trimmed(scan: &Scan<'_, '_>, range: Range<usize>) -> Option<Range<usize>> {
    let mut start = range.start;
    let mut end = range.end;
    loop {
        let next = scan.skip_markup(start).min(end);
        let next = match scan.character(next) {
            Some(character @ ('：' | ':')) if next < end => next + character.len_utf8(),
            _ => next,
        };
        if next == start {
            break;
        }
        start = next;
    }
    loop {
        let back = scan.skip_markup_back(end).max(start);
        let back = match scan.between(start, back).chars().next_back() {
            Some(character @ ('【' | '|' | '/')) => back - character.len_utf8(),
            _ => back,
        };
        if back == end {
            break;
        }
        end = back;
    }
    // An opening mark without its partner at the end belongs to the quotation as a whole.
    let text = scan.between(start, end);
    let first = text.chars().next()?;
    let last = text.chars().next_back()?;
    if MARKS.contains(&(first, last)) {
        start += first.len_utf8();
        end -= last.len_utf8();
    }
    let words = scan.between(start, end).chars().any(char::is_alphanumeric);
    (start < end && words).then_some(start..end)
}
