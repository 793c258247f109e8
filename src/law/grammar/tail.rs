//! What follows a title or a number, and whether it makes a citation of its own.

use super::State;
use crate::law::lead::{Boundary, Lead};
use crate::law::notes::Notes;
use crate::law::provision;
use crate::law::scan::is_han;
use crate::law::words;

/// What follows the number of a provision or a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// A colon.
    Colon,
    /// A blank, a line break or 【.
    Break,
    /// 规定 and a colon or comma, without a verb before the title.
    Says,
    /// A mark of enumeration or the end of a sentence.
    Mark,
    /// The next title.
    Title,
    /// The end of the text.
    End,
    /// The sentence goes on: 第二十条规定的.
    Running,
    /// Other text.
    Text,
}

impl State<'_, '_, '_> {
    /// What follows at `at`, and where text after it begins. `verb` says that a verb stands before the
    /// title, so that 规定 goes on with the sentence.
    pub(super) fn tail(&self, at: usize, verb: bool, numbered: bool) -> (Tail, usize) {
        let scan = self.scan;
        let start = scan.skip_markup(at);
        let rest = scan.rest(start);
        let Some(first) = rest.chars().next() else {
            return (Tail::End, start);
        };
        match first {
            '：' | ':' => return (Tail::Colon, scan.skip_markup(start + first.len_utf8())),
            '《' => return (Tail::Title, start),
            '【' => return (Tail::Break, start),
            '。' | '；' | ';' | '、' | '，' | ',' | '）' | ')' | '．' | '.' | '/' | '…' => {
                let after = scan.skip_markup(start + first.len_utf8());
                // 第十三条；社会保险… and 第二十条。社会…: the mark stands for a colon.
                let text_follows = scan
                    .character(after)
                    .is_some_and(|next| is_han(next) || next == '“')
                    && scan.character(after) != Some('第')
                    && !scan.parted(start + first.len_utf8(), after)
                    && words::starts(scan.rest(after), &self.grammar.words.lead_in).is_none()
                    && !self.names_provision(after);
                if numbered && text_follows && matches!(first, '；' | ';' | '．' | '.') {
                    return (Tail::Text, after);
                }
                return (Tail::Mark, after);
            }
            _ => {}
        }
        let parted = scan.parted(at, start);
        if let Some(after) =
            words::starts(rest, &self.grammar.words.said).and_then(|word| rest.strip_prefix(word))
        {
            let said = scan.text.len() - after.len();
            let mark = after.chars().next();
            if let Some(mark @ ('：' | ':')) = mark {
                return (Tail::Colon, scan.skip_markup(said + mark.len_utf8()));
            }
            if !verb && let Some(mark @ ('，' | ',' | '“')) = mark {
                let body = if mark == '“' {
                    said
                } else {
                    said + mark.len_utf8()
                };
                return (Tail::Says, body);
            }
            return (Tail::Running, start);
        }
        if words::starts(rest, &self.grammar.words.running).is_some() {
            return (Tail::Running, start);
        }
        if parted {
            return (Tail::Break, start);
        }
        if matches!(first, '“' | '「' | '『' | '"') {
            return (Tail::Colon, start);
        }
        (Tail::Text, start)
    }

    /// Whether a title without brackets stands at `at` with its number and nothing after it: 甲条例第三条。
    fn names_provision(&self, at: usize) -> bool {
        /// More bytes are no title.
        const LONGEST: usize = 120;
        let scan = self.scan;
        let Some(length) = scan.rest(at).find('第').filter(|&length| length <= LONGEST) else {
            return false;
        };
        let name = scan.between(at, at + length);
        let title = name
            .chars()
            .all(|character| is_han(character) || "（）〈〉".contains(character))
            && words::ends(name, &self.grammar.words.instrument).is_some();
        title
            && provision::group(&scan, at + length, None).is_some_and(|group| {
                let next = scan.character(group.end);
                next.is_none_or(|next| "。；;，,、）)：:".contains(next))
            })
    }

    /// Whether a title begins a new citation although a quotation is open.
    pub(super) fn interrupts(
        &self,
        lead: &Lead,
        notes: &Notes,
        numbered: bool,
        tail: Tail,
    ) -> bool {
        if lead.rank.is_some() {
            return true;
        }
        let noted = notes.version.is_some() || notes.document_number.is_some();
        match lead.boundary {
            Boundary::Line => tail != Tail::Running || noted,
            Boundary::Sentence => match tail {
                Tail::Running => false,
                Tail::Colon | Tail::Break => numbered || noted || !lead.verb,
                Tail::Text | Tail::Says => (numbered || noted) && !lead.verb,
                Tail::End | Tail::Title | Tail::Mark => !lead.verb,
            },
            Boundary::Clause => numbered && tail == Tail::Colon,
            Boundary::None => false,
        }
    }
}
