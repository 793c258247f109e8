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
    /// Whether only a line break, a blank or a conjunction parts it from the mention before: both may be one name.
    pub loosely_parted: bool,
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
/// A separator inside brackets parts nothing. A line break, a blank or the number of an entry parts only
/// what ends as a unit or post from what does so itself: narrow columns break words anywhere.
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
            joined = true;
        }
        mentions.extend(mention(view, rest, joined, words));
    }
    mentions
}

fn mention(
    view: &View<'_>,
    range: Range<usize>,
    loosely_parted: bool,
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
        loosely_parted,
    })
}

/// The stretches between separators, each with whether only a line break, a blank or a number stands before it.
fn parts(view: &View<'_>, words: &Words) -> Vec<(Range<usize>, bool)> {
    let text = view.as_str();
    let mut parts = Vec::new();
    let mut breaks = view.breaks().iter().map(|&at| at as usize).peekable();
    let mut blanks = view.blanks().iter().map(|&at| at as usize).peekable();
    let mut depth = 0u32;
    let (mut start, mut loosely) = (0, false);
    for (at, character) in text.char_indices() {
        let (mut broken, mut apart) = (false, false);
        while breaks.next_if(|&place| place <= at).is_some() {
            broken = true;
        }
        while blanks.next_if(|&place| place <= at).is_some() {
            apart = true;
        }
        if depth == 0 && at > start {
            let (before, after) = (&text[start..at], &text[at..]);
            // 基金监管科 负责人 is one mention; only a line break makes two of it.
            let gap = broken || (apart && words.post_start(after) > 0);
            if (gap && is_whole(before, after, words))
                || (entry_number(after) > 0 && ends_whole(before, words))
            {
                parts.push((start..at, loosely));
                (start, loosely) = (at, true);
            }
        }
        match character {
            '（' | '(' | '【' | '〔' | '[' => depth += 1,
            '）' | ')' | '】' | '〕' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 && words.is_separator(character) => {
                parts.push((start..at, loosely));
                (start, loosely) = (at + character.len_utf8(), false);
            }
            '：' | ':' if depth == 0 => {
                let before = strip_number(text[start..at].trim());
                if words.is_label(before) {
                    // 牵头：…: what the unit does, no unit.
                    (start, loosely) = (at + character.len_utf8(), false);
                } else if ends_whole(before, words) {
                    parts.push((start..at, loosely));
                    (start, loosely) = (at + character.len_utf8(), false);
                }
            }
            _ => {}
        }
    }
    parts.push((start..text.len(), loosely));
    // A bracket that never closes hides all separators after it: better to part than to swallow.
    if depth > 0 {
        let (last, loosely) = parts.pop().unwrap_or((0..text.len(), false));
        let mut start = last.start;
        for (at, character) in text[last.clone()].char_indices() {
            if words.is_separator(character) {
                parts.push((start..last.start + at, loosely));
                start = last.start + at + character.len_utf8();
            }
        }
        parts.push((start..last.end, loosely));
    }
    parts
}

/// The bytes of the number that an entry begins with (`2.`, `（二）`, `②`); 0 where it begins with none.
fn entry_number(text: &str) -> usize {
    let Some(first) = text.chars().next() else {
        return 0;
    };
    if is_circled(first) {
        return first.len_utf8();
    }
    if !first.is_ascii_digit() && !matches!(first, '（' | '(') {
        return 0;
    }
    text.len() - strip_number(text).len()
}

/// ① to ⑳.
fn is_circled(character: char) -> bool {
    matches!(character, '①'..='⑳')
}

/// Whether `text` reads as a whole unit or post.
fn ends_whole(text: &str, words: &Words) -> bool {
    text.chars().nth(2).is_some()
        && (words.post_start(text) < text.len()
            || words.kind_of_name(text).is_some()
            || text.ends_with(['）', ')']))
}

/// Whether `before` reads as a whole unit or post and `after` does not continue it.
fn is_whole(before: &str, after: &str, words: &Words) -> bool {
    let next = after
        .split(|character| words.is_separator(character))
        .next()
        .unwrap_or(after);
    ends_whole(before, words)
        && next.chars().nth(2).is_some()
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
    // 3、: the number of an entry before a separator.
    (!body.chars().all(is_figure)).then(|| start..start + body.len())
}

/// Whether `character` can be part of the number of an entry.
fn is_figure(character: char) -> bool {
    character.is_ascii_digit() || "一二三四五六七八九十".contains(character)
}

fn strip_number(text: &str) -> &str {
    if let Some(rest) = text.strip_prefix(is_circled) {
        return rest;
    }
    let inner = text.trim_start_matches(['（', '(']);
    let rest = inner.trim_start_matches(is_figure);
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
    fn blanks_numbers_and_labels_part_units() {
        assert_eq!(
            units("办公室 社会救助科　养老服务科"),
            ["办公室", "社会救助科", "养老服务科"]
        );
        assert_eq!(units("社会　救助科、办 公 室"), ["社会救助科", "办公室"]);
        assert_eq!(
            read("基金监管科 负责人"),
            [("基金监管科".to_owned(), "post of unit")]
        );
        assert_eq!(
            units("1.办公室 2.社会救助科3、养老服务科"),
            ["办公室", "社会救助科", "养老服务科"]
        );
        assert_eq!(
            units("①办公室②社会救助科（一）养老服务科"),
            ["办公室", "社会救助科", "养老服务科"]
        );
        assert_eq!(
            units("牵头：社会救助科；配合单位：养老服务科+法规科"),
            ["社会救助科", "养老服务科", "法规科"]
        );
    }

    #[test]
    fn conjunctions_part_whole_units() {
        assert_eq!(
            units("江州市民政局会同江州市公安局"),
            ["江州市民政局", "江州市公安局"]
        );
        assert_eq!(units("办公室和社会救助科"), ["办公室", "社会救助科"]);
        assert_eq!(
            units("社会救助科及各县区民政局"),
            ["社会救助科", "各县区民政局"]
        );
        for one in [
            "公立医院和基层卫生科",
            "成果转化与合作交流科",
            "种植科（种业科和农药管理科）",
        ] {
            assert_eq!(units(one), [one]);
        }
    }

    #[test]
    fn levels_and_kinds_of_bodies_name_no_unit() {
        for some in ["市级", "县级", "各区县民政局", "县级民政部门"] {
            assert_eq!(read(some), [(some.to_owned(), "some unit")]);
        }
        assert_eq!(read("江州市民政局本级")[0].1, "unit");
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
