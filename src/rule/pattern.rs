use regex::Regex;
use regex_syntax::hir::{Hir, HirKind, Look};

use super::point::Loader;
use crate::expression::Expression;
use crate::source::{is_blank, is_folded};
use crate::tree::{Problem, Spanned};

/// A regular expression of a rule: its grammar is checked when the rule is loaded.
pub struct Pattern {
    expression: Expression,
    names: Vec<String>,
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.expression.as_str())
    }
}

impl Pattern {
    /// Checks a regular expression.
    ///
    /// # Errors
    /// Where it is malformed, can match nothing, or matches everything.
    pub fn new(text: &Spanned<String>) -> Result<Self, Problem> {
        let hir = regex_syntax::parse(&text.value).map_err(|error| malformed(text, &error))?;
        let properties = hir.properties();
        if properties.minimum_len().is_none() || order_is_impossible(&hir) {
            return Err(Problem::new(
                text.span,
                "这个正则表达式什么也匹配不到",
                "this regular expression matches nothing",
            ));
        }
        if properties.minimum_len() == Some(0) && properties.look_set().is_empty() {
            return Err(Problem::new(
                text.span,
                "这个正则表达式在任何文字里都能匹配（可以匹配空文字）",
                "this regular expression matches every text (it matches the empty one)",
            )
            .with_help(
                "请把不可缺的部分写成不带 ?、* 的",
                "write what must be there without `?` and `*`",
            ));
        }
        let expression = Expression::new(&text.value, &hir);
        Ok(Self {
            names: names(&hir),
            expression,
        })
    }

    /// A regular expression known to be well-formed.
    fn known(text: &str) -> Self {
        Self {
            names: written_names(text).map(str::to_owned).collect(),
            expression: Expression::known(text),
        }
    }

    /// The regular expression of a rule over texts as they stand in the list. Those of files known to be
    /// sound are taken as they are; others are checked, and their machines made.
    ///
    /// # Errors
    /// As [`Self::new`] and [`Self::check`].
    pub fn load_raw(text: &Spanned<String>, loader: &Loader<'_>) -> Result<Self, Problem> {
        if loader.laws.is_none() {
            return Ok(Self::known(&text.value));
        }
        let pattern = Self::new(text)?;
        pattern.check(text.span)?;
        Ok(pattern)
    }

    /// The regular expression of a rule over normalised texts, as [`Self::load_raw`].
    ///
    /// # Errors
    /// As [`Self::load_raw`]; where it asks for what no normalised text has.
    pub fn load(text: &Spanned<String>, loader: &Loader<'_>) -> Result<Self, Problem> {
        let pattern = Self::load_raw(text, loader)?;
        if loader.laws.is_some() {
            let hir = regex_syntax::parse(&text.value).map_err(|error| malformed(text, &error))?;
            if let Some(what) = asks_for_folded(&hir) {
                return Err(Problem::new(
                    text.span,
                    format!("这个正则表达式什么也匹配不到：比对的文字里没有{}", what.0),
                    format!(
                        "this regular expression matches nothing: no text compared has {}",
                        what.1
                    ),
                )
                .with_help(
                    "比对前，全角字母数字已换成半角，汉字间的空白和换行已去掉；请照此书写",
                    "full-width letters and digits are made half-width and blanks between Chinese characters dropped before: write it so",
                ));
            }
        }
        Ok(pattern)
    }

    /// Makes the machine now.
    ///
    /// # Errors
    /// Where it would be too large.
    pub fn check(&self, span: crate::source::Span) -> Result<(), Problem> {
        if self.expression.machine().is_some() {
            Ok(())
        } else {
            Err(Problem::new(
                span,
                "这个正则表达式太大，请减少重复次数",
                "this regular expression is too large: repeat less",
            ))
        }
    }

    /// The machine, where there may be a match in `text`. It is not too large, which [`Self::check`] reports.
    pub fn regex_for(&self, text: &str) -> Option<&Regex> {
        self.expression.machine_for(text)
    }

    /// The names of its captures.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Literals of which at least one stands in every match; empty where there are none to name.
    pub fn literals(&self) -> Vec<String> {
        self.expression.literals()
    }

    /// Whether it matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.expression.is_match(text)
    }
}

/// Whether the start of the text is asked for after something, or its end before something.
fn order_is_impossible(hir: &Hir) -> bool {
    let length = |part: &Hir| part.properties().minimum_len().unwrap_or(0);
    match hir.kind() {
        HirKind::Capture(capture) => order_is_impossible(&capture.sub),
        HirKind::Repetition(repetition) => {
            repetition.min > 0 && order_is_impossible(&repetition.sub)
        }
        HirKind::Alternation(parts) => parts.iter().all(order_is_impossible),
        HirKind::Concat(parts) => {
            let before = |index: usize| parts.iter().take(index).map(length).sum::<usize>();
            let after = |index: usize| parts.iter().skip(index + 1).map(length).sum::<usize>();
            parts
                .iter()
                .enumerate()
                .any(|(index, part)| match part.kind() {
                    HirKind::Look(Look::Start) => before(index) > 0,
                    HirKind::Look(Look::End) => after(index) > 0,
                    _ => order_is_impossible(part),
                })
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
    }
}

/// What every match needs that no normalised text has.
fn asks_for_folded(hir: &Hir) -> Option<(&'static str, &'static str)> {
    const FULL_WIDTH: (&str, &str) = ("全角字母数字", "full-width letters or digits");
    const BLANK: (&str, &str) = ("汉字间的空白", "blanks between Chinese characters");
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            if text.chars().any(is_folded) {
                return Some(FULL_WIDTH);
            }
            let around: Vec<char> = text.chars().collect();
            let lost = around.windows(2).any(|pair| match pair {
                [one, other] => {
                    let chinese = |character: char| !character.is_ascii() && !is_blank(character);
                    (is_blank(*one) && chinese(*other)) || (chinese(*one) && is_blank(*other))
                }
                _ => false,
            });
            lost.then_some(BLANK)
        }
        HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => {
            let mut ranges = class.ranges().iter();
            let all = ranges.all(|range| is_folded(range.start()) && is_folded(range.end()));
            (all && !class.ranges().is_empty()).then_some(FULL_WIDTH)
        }
        HirKind::Capture(capture) => asks_for_folded(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => asks_for_folded(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().find_map(asks_for_folded),
        HirKind::Alternation(parts) => {
            let all: Option<Vec<_>> = parts.iter().map(asks_for_folded).collect();
            all?.first().copied()
        }
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

fn malformed(text: &Spanned<String>, error: &regex_syntax::Error) -> Problem {
    let (what, at) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), Some(error.span())),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), Some(error.span())),
        other => (other.to_string(), None),
    };
    // The pattern stands in the file as it is unless YAML escapes are in it; then the whole is shown.
    let span = at
        .filter(|_| text.span.len() == text.value.len())
        .map_or(text.span, |at| {
            crate::source::Span::new(
                text.span.start() + at.start.offset,
                text.span.start() + at.end.offset.max(at.start.offset + 1),
            )
        });
    Problem::new(
        span,
        format!("正则表达式写得不对：{what}"),
        format!("malformed regular expression: {what}"),
    )
}

/// The names of captures of a well-formed expression, without parsing it.
fn written_names(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("(?").filter_map(|(at, open)| {
        let rest = text.get(at + open.len()..)?;
        let name = rest.strip_prefix("P<").or_else(|| rest.strip_prefix('<'))?;
        name.split('>').next()
    })
}

fn names(hir: &Hir) -> Vec<String> {
    match hir.kind() {
        HirKind::Capture(capture) => {
            let mut found: Vec<String> = capture.name.iter().map(ToString::to_string).collect();
            found.extend(names(&capture.sub));
            found
        }
        HirKind::Repetition(repetition) => names(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().flat_map(names).collect()
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;
    use crate::tree::{Node, parse_yaml};

    fn pattern(text: &str) -> Result<Pattern, Problem> {
        Pattern::new(&Spanned::new(text.to_owned(), Span::new(0, text.len())))
    }

    #[test]
    fn literals_that_every_match_has() {
        let needed = |text: &str| pattern(text).unwrap().literals();
        assert_eq!(needed("第[0-9]+条"), ["条"]);
        assert_eq!(needed("(一式三份|一式两份)"), ["一式三份", "一式两份"]);
        assert_eq!(needed("(?P<a>骗取){2}"), ["骗取"]);
        assert_eq!(needed("[^。]{0,20}不少于"), ["不少于"]);
        assert_eq!(needed(r"\p{Han}+"), Vec::<String>::new());
        assert_eq!(needed("(听证)?告知|x"), ["x", "告知"]);
        assert!(pattern("(听证)?告知|x?").is_err());
    }

    fn scalars(node: &Node, text: &str, found: &mut Vec<String>) {
        found.extend(node.as_str(text).map(str::to_owned));
        for entry in node.entries() {
            scalars(&entry.value, text, found);
        }
        for item in node.items() {
            scalars(item, text, found);
        }
    }

    #[test]
    fn names_in_the_built_in_packs_are_those_of_the_parser() {
        let packs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/packs");
        let mut texts = Vec::new();
        for pack in std::fs::read_dir(packs).unwrap() {
            let text = std::fs::read_to_string(pack.unwrap().path()).unwrap();
            for document in parse_yaml(&text).unwrap() {
                scalars(&document, &text, &mut texts);
            }
        }
        texts.retain(|text| text.contains("(?"));
        assert!(texts.len() > 20);
        for text in texts {
            // Some are texts about expressions, or have parameters in them.
            let Ok(hir) = regex_syntax::parse(&text) else {
                continue;
            };
            assert_eq!(
                names(&hir),
                written_names(&text).collect::<Vec<_>>(),
                "{text}"
            );
        }
    }

    #[test]
    fn what_cannot_match_is_refused() {
        assert!(pattern("[^\\s\\S]").is_err());
        assert!(pattern(r"a{2,1}").is_err());
        assert!(pattern("处罚^对").is_err());
        assert!(pattern("(处罚$)的").is_ok());
        assert!(pattern("处罚$的").is_err());
        assert!(pattern("^处罚$").is_ok());
        assert!(pattern("(听证)?").is_err());
        assert!(pattern("^$").is_ok());
        let error = pattern("第(条").unwrap_err();
        assert_eq!(error.span.start(), 3);
    }
}
