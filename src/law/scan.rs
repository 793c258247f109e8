//! Small steps over the text of a view: markup, characters before and after a place.

use crate::source::View;

/// The text of a view with the places where blanks and line breaks were.
#[derive(Clone, Copy)]
pub struct Scan<'v, 's> {
    /// The view.
    pub view: &'v View<'s>,
    /// Its text.
    pub text: &'v str,
}

impl<'v, 's> Scan<'v, 's> {
    /// A scan of `view`.
    pub fn new(view: &'v View<'s>) -> Self {
        Self {
            view,
            text: view.as_str(),
        }
    }

    /// The text from `at` on.
    pub fn rest(&self, at: usize) -> &'v str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The text before `at`.
    pub fn before(&self, at: usize) -> &'v str {
        self.text.get(..at).unwrap_or_default()
    }

    /// The text of `from..to`.
    pub fn between(&self, from: usize, to: usize) -> &'v str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The character at `at`.
    pub fn character(&self, at: usize) -> Option<char> {
        self.rest(at).chars().next()
    }

    /// `at` after markup that stands there: emphasis marks, tags, entities of blanks, ASCII blanks.
    pub fn skip_markup(&self, mut at: usize) -> usize {
        loop {
            let rest = self.rest(at);
            let skipped = match rest.bytes().next() {
                Some(b'*' | b' ') => 1,
                Some(b'<') => tag(rest).unwrap_or(0),
                Some(b'&') => ["&nbsp;", "&emsp;", "&ensp;", "&#160;"]
                    .iter()
                    .find(|entity| rest.starts_with(**entity))
                    .map_or(0, |entity| entity.len()),
                _ => 0,
            };
            if skipped == 0 {
                return at;
            }
            at += skipped;
        }
    }

    /// The place before markup that ends at `at`.
    pub fn skip_markup_back(&self, mut at: usize) -> usize {
        loop {
            let before = self.before(at);
            let skipped = match before.bytes().next_back() {
                Some(b'*' | b' ') => 1,
                Some(b'>') => tag_back(before).unwrap_or(0),
                Some(b';') => ["&nbsp;", "&emsp;", "&ensp;", "&#160;"]
                    .iter()
                    .find(|entity| before.ends_with(**entity))
                    .map_or(0, |entity| entity.len()),
                _ => 0,
            };
            if skipped == 0 {
                return at;
            }
            at -= skipped;
        }
    }

    /// Whether a blank, a line break or a block tag was between `from` and `to` (inclusive).
    pub fn parted(&self, from: usize, to: usize) -> bool {
        let within = |places: &[u32]| {
            let first = places.partition_point(|&place| (place as usize) < from);
            places
                .get(first)
                .is_some_and(|&place| (place as usize) <= to)
        };
        within(self.view.blanks())
            || within(self.view.breaks())
            || self.between(from, to).contains('<')
    }

    /// Whether a line or a paragraph starts at `at`, markup before it not counted.
    pub fn starts_line(&self, at: usize) -> bool {
        let start = self.skip_markup_back(at);
        (start..=at).any(|place| self.text.is_char_boundary(place) && self.view.starts_line(place))
            || ["<p", "<P", "<br", "<BR", "<li", "<LI", "</p>", "</P>"]
                .iter()
                .any(|tag| self.between(start, at).contains(tag))
    }
}

/// The length of a tag at the start of `text` (`<p class="x">`, `</p>`), no comparison and no inner title.
fn tag(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let end = inner.find(['>', '<'])?;
    (inner.as_bytes().get(end) == Some(&b'>') && end < LONGEST_TAG).then_some(end + 2)
}

/// The length of a tag at the end of `text`.
fn tag_back(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let floor = bytes.len().saturating_sub(LONGEST_TAG);
    let start = floor + bytes.get(floor..)?.iter().rposition(|&byte| byte == b'<')?;
    let len = tag(text.get(start..)?)?;
    (start + len == text.len()).then_some(len)
}

/// Bytes of a tag that is still taken for one.
const LONGEST_TAG: usize = 200;

/// Whether `character` is a Han character.
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

/// Whether `character` ends a sentence or a clause that a heading may follow.
pub fn ends_sentence(character: char) -> bool {
    matches!(
        character,
        '。' | '；' | ';' | '！' | '？' | '…' | '”' | '』' | '」' | '．'
    )
}
