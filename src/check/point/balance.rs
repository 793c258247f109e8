use serde::Deserialize;

use crate::diagnostic::Edit;
use crate::list::Value;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, near};
use crate::source::View;
use crate::tree::{Problem, Spanned};

/// Brackets and quotation marks without their partner.
pub struct Balance {
    pairs: Vec<(Vec<char>, Vec<char>)>,
    /// Whether a pair stands within itself, for each.
    nests: Vec<bool>,
    /// Whether one of the characters is a letter or digit: then no character can be passed over.
    letters: bool,
    enumerators: bool,
}

/// Chinese characters, ASCII letters and digits: most of a text.
fn is_letter(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '0'..='9' | 'A'..='Z' | 'a'..='z')
}

/// Parameters of `balance`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The pairs that belong together.
    pairs: Vec<PairSyntax>,
    /// Whether a closing bracket after a number at the start of a line (`1）`) is counted as unopened.
    #[serde(default)]
    enumerators: bool,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PairSyntax {
    /// Characters that open.
    open: Spanned<String>,
    /// Characters that close them.
    close: Spanned<String>,
    /// Whether they stand within each other. Where they do not (quotation marks), one that is turned the wrong way
    /// can be told from one that is missing.
    #[serde(default = "PairSyntax::usually_nests")]
    nests: bool,
}

impl PairSyntax {
    fn usually_nests() -> bool {
        true
    }
}

impl Point for Balance {
    type Params = Params;

    const NAME: &'static str = "balance";
    const KINDS: &'static [Kind] = &[Kind::Text, Kind::Stage, Kind::Post, Kind::Header];
    const VALUES: &'static [&'static str] = &["bracket", "partner", "near"];
    const VARIANTS: &'static [&'static str] = &["unclosed", "unopened", "turned"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let problems: Vec<Problem> = params
            .pairs
            .iter()
            .flat_map(|pair| [&pair.open, &pair.close])
            .filter(|side| side.value.is_empty())
            .map(|side| {
                Problem::new(
                    side.span,
                    "这里至少要有一个字符",
                    "at least one character belongs here",
                )
            })
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let characters = |side: &Spanned<String>| side.value.chars().collect();
        Ok(Self {
            pairs: params
                .pairs
                .iter()
                .map(|pair| (characters(&pair.open), characters(&pair.close)))
                .collect(),
            letters: params
                .pairs
                .iter()
                .flat_map(|pair| [&pair.open, &pair.close])
                .any(|side| side.value.chars().any(is_letter)),
            nests: params.pairs.iter().map(|pair| pair.nests).collect(),
            enumerators: params.enumerators,
        })
    }

    fn literals(&self) -> Vec<String> {
        self.pairs
            .iter()
            .flat_map(|(open, close)| open.iter().chain(close))
            .map(char::to_string)
            .collect()
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        // Open brackets: which pair, the character, where.
        let mut open: Vec<(usize, char, usize)> = Vec::new();
        let mut found: Vec<(usize, &'static str, char, char)> = Vec::new();
        for (at, character) in text.char_indices() {
            if !self.letters && is_letter(character) {
                continue;
            }
            if let Some(pair) = self
                .pairs
                .iter()
                .position(|(all, _)| all.contains(&character))
            {
                open.push((pair, character, at));
                continue;
            }
            let Some(pair) = self
                .pairs
                .iter()
                .position(|(_, all)| all.contains(&character))
            else {
                continue;
            };
            match open.iter().rposition(|(other, _, _)| *other == pair) {
                Some(depth) => {
                    for (inner, bracket, at) in open.drain(depth..).skip(1) {
                        found.push((at, "unclosed", bracket, self.partner(inner, bracket)));
                    }
                }
                None if !self.enumerators && is_enumerator(&value.view, at) => {}
                None => found.push((at, "unopened", character, self.opener(pair, character))),
            }
        }
        for (pair, bracket, at) in open {
            found.push((at, "unclosed", bracket, self.partner(pair, bracket)));
        }
        for pair in 0..self.pairs.len() {
            let faulty = |(at, ..): &(usize, &str, char, char)| self.of_pair(text, *at, pair);
            if self.nests.get(pair) == Some(&false) && found.iter().any(faulty) {
                let turned = self.turned(pair, value);
                if !turned.is_empty() {
                    found.retain(|one| !faulty(one));
                    hits.extend(turned);
                }
            }
        }
        found.sort_unstable_by_key(|(at, ..)| *at);
        hits.extend(found.into_iter().map(|(at, variant, bracket, partner)| {
            let span = value.view.source_span(at..at + bracket.len_utf8());
            Hit::at(span)
                .variant(variant)
                .value("bracket", bracket)
                .value("partner", partner)
                .value("near", near(text, at))
        }));
    }
}

impl Balance {
    /// Whether the character at the byte `at` is one of the pair.
    fn of_pair(&self, text: &str, at: usize, pair: usize) -> bool {
        let character = text.get(at..).and_then(|rest| rest.chars().next());
        let sides = self.pairs.get(pair);
        character
            .zip(sides)
            .is_some_and(|(one, (open, close))| open.contains(&one) || close.contains(&one))
    }

    /// The marks of a pair that does not stand within itself which are turned the wrong way: as many as can be
    /// paired in their order. Neighbours are one hit.
    fn turned(&self, pair: usize, value: &Value<'_>) -> Vec<Hit> {
        let text = value.as_str();
        let Some((open, close)) = self.pairs.get(pair) else {
            return Vec::new();
        };
        let marks: Vec<(usize, char)> = text
            .char_indices()
            .filter(|(_, mark)| open.contains(mark) || close.contains(mark))
            .collect();
        if !marks.len().is_multiple_of(2) {
            return Vec::new();
        }
        let mut hits: Vec<(usize, Hit)> = Vec::new();
        for (index, &(at, mark)) in marks.iter().enumerate() {
            let right = match (index % 2, close.contains(&mark)) {
                (0, true) => self.opener(pair, mark),
                (1, false) => self.partner(pair, mark),
                _ => continue,
            };
            let span = value.view.source_span(at..at + mark.len_utf8());
            match hits.last_mut() {
                Some((last, hit)) if *last + 1 == index && index % 2 == 1 => {
                    *last = index;
                    hit.edits.push(Edit {
                        span,
                        text: right.into(),
                    });
                }
                _ => hits.push((
                    index,
                    Hit::at(span)
                        .variant("turned")
                        .value("bracket", mark)
                        .value("partner", right)
                        .value("near", near(text, at))
                        .edit(span, right),
                )),
            }
        }
        hits.into_iter().map(|(_, hit)| hit).collect()
    }

    /// The closing character that stands at the same place of its set.
    fn partner(&self, pair: usize, open: char) -> char {
        let side = self.pairs.get(pair).and_then(|(all, close)| {
            let index = all.iter().position(|one| *one == open)?;
            close.get(index).or(close.first()).copied()
        });
        side.unwrap_or(open)
    }

    fn opener(&self, pair: usize, close: char) -> char {
        let side = self.pairs.get(pair).and_then(|(open, all)| {
            let index = all.iter().position(|one| *one == close)?;
            open.get(index).or(open.first()).copied()
        });
        side.unwrap_or(close)
    }
}

/// Whether the bracket at `at` closes a number at the start of a line: `1）`, `二）`, `a)`.
fn is_enumerator(view: &View<'_>, at: usize) -> bool {
    let text = view.as_str();
    let before = text.get(..at).unwrap_or_default();
    let number: usize = before
        .chars()
        .rev()
        .take_while(|character| {
            character.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(*character)
        })
        .take(3)
        .map(char::len_utf8)
        .sum();
    let start = at - number;
    number > 0
        && (view.starts_line(start)
            || before
                .get(..start)
                .and_then(|rest| rest.chars().next_back())
                .is_none_or(|character| "。；：;:，,、".contains(character)))
}
