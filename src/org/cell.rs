use std::ops::Range;

use crate::source::{Span, View};

use super::words::Words;

/// One unit or post named in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The bytes of the cell's view.
    pub range: Range<usize>,
    /// The bytes of the source.
    pub span: Span,
    /// What it names.
    pub who: Who,
    /// Whether only a line break parts it from the mention before: it may be one broken word.
    pub after_break: bool,
}

/// Who is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A unit by its name, with the post in it where one is written (基金监管科负责人).
    Unit {
        /// The name, brackets included, in bytes of the view.
        name: Range<usize>,
        /// The post.
        post: Option<Range<usize>>,
    },
    /// Some unit, without saying which (相关业务科室), or a post in it.
    SomeUnit {
        /// The words for the unit, in bytes of the view.
        name: Range<usize>,
        /// The post.
        post: Option<Range<usize>>,
    },
    /// A post without a unit (分管领导).
    Post,
}

impl Who {
    /// The bytes of the name of a unit.
    pub fn unit(&self) -> Option<Range<usize>> {
        match self {
            Self::Unit { name, .. } => Some(name.clone()),
            Self::SomeUnit { .. } | Self::Post => None,
        }
    }
}

/// The units and posts named in a cell, in order.
///
/// A separator inside brackets parts nothing. A line break parts only what ends as a unit or post
/// from what does so itself: narrow columns break words anywhere.
pub fn mentions(view: &View<'_>, words: &Words) -> Vec<Mention> {
    let text = view.as_str();
    let mut mentions = Vec::new();
    for (part, after_break) in parts(view, words) {
        let Some(part) = trimmed(text, part) else {
            continue;
        };
        let mut rest = part;
        let mut joined = after_break;
        // 经办人和负责人 are two posts of one unit; only the first keeps the unit.
        while let Some(cut) = words.conjunction(&text[rest.clone()]) {
            let first = rest.start..rest.start + cut.start;
            rest = rest.start + cut.end..rest.end;
            mentions.extend(mention(view, first, joined, words));
            joined = false;
        }
        mentions.extend(mention(view, rest, joined, words));
    }
    mentions
}

fn mention(
    view: &View<'_>,
    range: Range<usize>,
    after_break: bool,
    words: &Words,
) -> Option<Mention> {
    let text = view.as_str().get(range.clone())?;
    if words.is_nothing(text) {
        return None;
    }
    let cut = words.post_start(text);
    let name = range.start..range.start + cut;
    let post = (cut < text.len()).then(|| range.start + cut..range.end);
    let who = match &text[..cut] {
        "" => Who::Post,
        unit if words.is_generic(unit) => Who::SomeUnit { name, post },
        _ => Who::Unit { name, post },
    };
    Some(Mention {
        span: view.source_span(range.clone()),
        range,
        who,
        after_break,
    })
}

/// The stretches between separators, each with whether only a line break stands before it.
fn parts(view: &View<'_>, words: &Words) -> Vec<(Range<usize>, bool)> {
    let text = view.as_str();
    let mut parts = Vec::new();
    let mut breaks = view.breaks().iter().map(|&at| at as usize).peekable();
    let mut depth = 0u32;
    let (mut start, mut after_break) = (0, false);
    for (at, character) in text.char_indices() {
        let mut broken = false;
        while breaks.next_if(|&place| place <= at).is_some() {
            broken = true;
        }
        if broken && depth == 0 && at > start && is_whole(&text[start..at], &text[at..], words) {
            parts.push((start..at, after_break));
            (start, after_break) = (at, true);
        }
        match character {
            '（' | '(' | '【' | '〔' | '[' => depth += 1,
            '）' | ')' | '】' | '〕' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 && words.is_separator(character) => {
                parts.push((start..at, after_break));
                (start, after_break) = (at + character.len_utf8(), false);
            }
            _ => {}
        }
    }
    parts.push((start..text.len(), after_break));
    // A bracket that never closes hides all separators after it: better to part than to swallow.
    if depth > 0 {
        let (last, after_break) = parts.pop().unwrap_or((0..text.len(), false));
        let mut start = last.start;
        for (at, character) in text[last.clone()].char_indices() {
            if words.is_separator(character) {
                parts.push((start..last.start + at, after_break));
                start = last.start + at + character.len_utf8();
            }
        }
        parts.push((start..last.end, after_break));
    }
    parts
}

/// Whether `before` reads as a whole unit or post and `after` does not continue it.
fn is_whole(before: &str, after: &str, words: &Words) -> bool {
    let long = |text: &str| text.chars().nth(2).is_some();
    let ends = |text: &str| {
        words.post_start(text) < text.len()
            || words.kind_of_name(text).is_some()
            || text.ends_with(['）', ')'])
    };
    let next = after
        .split(|character| words.is_separator(character))
        .next()
        .unwrap_or(after);
    long(before)
        && ends(before)
        && long(next)
        && !next.starts_with(['（', '('])
        && starts_number_or_name(next, words)
}

/// A new entry is a list number, or a text that itself can be a unit or post.
fn starts_number_or_name(text: &str, words: &Words) -> bool {
    text.starts_with(|character: char| character.is_ascii_digit() || character == '（')
        || words.post_start(text) < text.len()
        || words.kind_of_name(text).is_some()
}

/// `range` without list numbers (`1.`, `（一）`, `一.`), blanks and full stops at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    let body = strip_number(part.trim());
    let body = body.trim().trim_end_matches(['。', '.', '：', ':']);
    let start = range.start + (body.as_ptr() as usize - part.as_ptr() as usize);
    (!body.is_empty()).then(|| start..start + body.len())
}

fn strip_number(text: &str) -> &str {
    let digits =
        |character: char| character.is_ascii_digit() || "一二三四五六七八九十".contains(character);
    let inner = text.trim_start_matches(['（', '(']);
    let rest = inner.trim_start_matches(digits);
    if rest.len() == inner.len() {
        return text;
    }
    let after = rest.trim_start_matches(['）', ')', '.', '．', '、', ':', '：', ' ']);
    if after.len() < rest.len() {
        after
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::Text;

    fn read(cell: &str) -> Vec<(String, &'static str)> {
        let words = Words::builtin().unwrap();
        let view = View::new(&Text::verbatim(cell, Span::new(0, cell.len())));
        mentions(&view, words)
            .into_iter()
            .map(|mention| {
                let text = view.as_str();
                match mention.who {
                    Who::Unit { name, post: None } => (text[name].to_owned(), "unit"),
                    Who::Unit { name, .. } => (text[name].to_owned(), "post of unit"),
                    Who::SomeUnit { name, .. } => (text[name].to_owned(), "some unit"),
                    Who::Post => (text[mention.range].to_owned(), "post"),
                }
            })
            .collect()
    }

    fn units(cell: &str) -> Vec<String> {
        read(cell).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn units_are_parted_but_not_inside_brackets() {
        assert_eq!(units("稽核科、服务中心"), ["稽核科", "服务中心"]);
        assert_eq!(
            units("规划科/质量科／综合科"),
            ["规划科", "质量科", "综合科"]
        );
        assert_eq!(
            units("种植科（种业、农药管理科)、畜牧科（渔政科）"),
            ["种植科（种业、农药管理科)", "畜牧科（渔政科）"]
        );
        assert_eq!(units("1.综合科；2.法规科。"), ["综合科", "法规科"]);
        assert_eq!(
            units("综合科（法规科、监管科"),
            ["综合科（法规科", "监管科"]
        );
        assert_eq!(units("无"), Vec::<String>::new());
    }

    #[test]
    fn line_breaks_part_whole_names_only() {
        assert_eq!(
            units("综合管理科\n基金监管科"),
            ["综合管理科", "基金监管科"]
        );
        assert_eq!(units("基金监管\n科负责人"), ["基金监管科"]);
        assert_eq!(units("市医\n保局"), ["市医保局"]);
        assert_eq!(
            units("政策法\n规科 、\n综合核\n算科"),
            ["政策法规科", "综合核算科"]
        );
        assert_eq!(units("农业科\n（监管科）"), ["农业科（监管科）"]);
    }

    #[test]
    fn posts_are_told_from_units() {
        assert_eq!(read("分管领导"), [("分管领导".to_owned(), "post")]);
        assert_eq!(
            read("审核科窗口经办人员、相关业务科室经办人和负责人"),
            [
                ("审核科".to_owned(), "post of unit"),
                ("相关业务科室".to_owned(), "some unit"),
                ("负责人".to_owned(), "post"),
            ]
        );
        assert_eq!(
            read("1.具体承办人；\n2.内设机构负责人；\n3.单位法定代表人或分管领导。"),
            [
                ("具体承办人".to_owned(), "post"),
                ("内设机构".to_owned(), "some unit"),
                ("单位法定代表人".to_owned(), "post"),
                ("分管领导".to_owned(), "post"),
            ]
        );
        assert_eq!(units("成果转化与合作交流科"), ["成果转化与合作交流科"]);
    }

    proptest! {
        #[test]
        fn every_mention_lies_in_the_cell(cell in "[科局、（）/\\n 负责人领导a1.；]{0,30}") {
            let words = Words::builtin().unwrap();
            let view = View::new(&Text::verbatim(&cell, Span::new(0, cell.len())));
            let mut end = 0;
            for mention in mentions(&view, words) {
                prop_assert!(mention.range.start >= end && mention.range.end <= view.as_str().len());
                prop_assert!(cell.is_char_boundary(mention.span.start()) && cell.is_char_boundary(mention.span.end()));
                prop_assert!(!view.as_str()[mention.range.clone()].is_empty());
                end = mention.range.end;
            }
        }
    }
}
