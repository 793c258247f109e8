use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::check::table;
use crate::rule::{Context, Hit, Kind, Loader, OneOrMany, Point, Subject, unknown};
use crate::source::Span;
use crate::tree::{Problem, Spanned};

/// A word; those of built-in tables stand in the program.
type Word = Cow<'static, str>;

/// Words in place of which another is right.
pub struct Substitution {
    /// The range of the words that begin with a character. Made when a text first needs it: tables hold thousands
    /// of words, and most lists none of them.
    beginnings: OnceLock<FxHashMap<char, Range<usize>>>,
    /// The words in their order, each with the right one; `None` for words that are right as they are.
    right: Vec<(Word, Option<Word>)>,
}

/// Parameters of `substitution`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// Wrong words, each with the right one.
    #[serde(default)]
    words: BTreeMap<String, Spanned<String>>,
    /// A table of pairs by its name: a reference table of a pack (its first two columns, wrong and right), or a
    /// built-in one.
    #[serde(default)]
    table: Option<Spanned<String>>,
    /// Longer words that hold a wrong one and are right.
    #[serde(default)]
    except: Option<OneOrMany>,
}

impl Substitution {
    fn beginnings(&self) -> FxHashMap<char, Range<usize>> {
        let mut beginnings: FxHashMap<char, Range<usize>> = FxHashMap::default();
        for (index, (word, _)) in self.right.iter().enumerate() {
            if let Some(first) = word.chars().next() {
                beginnings.entry(first).or_insert(index..index).end = index + 1;
            }
        }
        beginnings
    }

    /// The longest words in `text` with their bytes, from left to right, none over another.
    fn words<'s>(&'s self, text: &'s str) -> impl Iterator<Item = (Range<usize>, Option<&'s str>)> {
        let beginnings = self.beginnings.get_or_init(|| self.beginnings());
        let mut end = 0;
        text.char_indices().filter_map(move |(at, character)| {
            if at < end {
                return None;
            }
            let words = self.right.get(beginnings.get(&character)?.clone())?;
            let rest = text.get(at..)?;
            let (word, right) = words
                .iter()
                .filter(|(word, _)| rest.starts_with(&**word))
                .max_by_key(|(word, _)| word.len())?;
            end = at + word.len();
            Some((at..end, right.as_deref()))
        })
    }
}

/// The pairs of a reference table of a pack.
fn of_pack(loader: &Loader<'_>, name: &str) -> Option<Vec<(Word, Word)>> {
    let table = loader.tables.get(name)?;
    let pairs = table.rows.iter().filter_map(|row| match row.as_slice() {
        [wrong, right, ..] if !wrong.is_empty() && wrong != right => {
            Some((wrong.clone().into(), right.clone().into()))
        }
        _ => None,
    });
    Some(pairs.collect())
}

impl Point for Substitution {
    type Params = Params;

    const NAME: &'static str = "substitution";
    const KINDS: &'static [Kind] = &[Kind::Text, Kind::Stage, Kind::Post, Kind::Header];
    const VALUES: &'static [&'static str] = &["wrong", "right"];

    fn load(params: Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        // Of equal words the later counts.
        let mut all: Vec<(Word, Option<Word>)> = Vec::new();
        if let Some(name) = &params.table {
            match of_pack(loader, &name.value).or_else(|| table::pairs(&name.value)) {
                Some(pairs) => {
                    all.extend(pairs.into_iter().map(|(wrong, right)| (wrong, Some(right))))
                }
                None => {
                    let known = table::names();
                    let own = loader.tables.keys().map(String::as_str);
                    let known: Vec<&str> = known.iter().map(String::as_str).chain(own).collect();
                    problems.push(unknown(&name.value, name.span, ("词表", "table"), &known));
                }
            }
        }
        for (wrong, right) in &params.words {
            if wrong.is_empty() || *wrong == right.value {
                problems.push(Problem::new(
                    right.span,
                    format!("「{wrong}」改成「{}」没有变化", right.value),
                    format!("`{wrong}` to `{}` changes nothing", right.value),
                ));
            }
            all.push((wrong.clone().into(), Some(right.value.clone().into())));
        }
        for word in params.except.iter().flat_map(OneOrMany::iter) {
            if !all
                .iter()
                .any(|(wrong, right)| right.is_some() && word.value.contains(&**wrong))
            {
                problems.push(Problem::new(
                    word.span,
                    format!("「{}」里没有要替换的词，不必列为例外", word.value),
                    format!(
                        "`{}` holds no word to replace: no exception is needed",
                        word.value
                    ),
                ));
            }
            all.push((word.value.clone().into(), None));
        }
        if problems.is_empty() && all.is_empty() {
            problems.push(Problem::new(
                Span::default(),
                "没有要替换的词：请写 words 或 table",
                "no words to replace: give `words` or `table`",
            ));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        // What is kept is the first of equal ones.
        all.reverse();
        all.dedup_by(|(later, _), (earlier, _)| later == earlier);
        all.reverse();
        Ok(Self {
            beginnings: OnceLock::new(),
            right: all,
        })
    }

    fn literals(&self) -> Vec<String> {
        self.right
            .iter()
            .filter(|(_, right)| right.is_some())
            .map(|(wrong, _)| wrong.to_string())
            .collect()
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        // Neighbours are one hit: a word in the wrong script, not each of its characters.
        let mut run: Option<(Range<usize>, String)> = None;
        let mut runs = Vec::new();
        for (found, right) in self.words(text) {
            let Some(right) = right else { continue };
            match &mut run {
                Some((range, so_far)) if range.end == found.start => {
                    range.end = found.end;
                    so_far.push_str(right);
                }
                _ => runs.extend(run.replace((found, right.to_owned()))),
            }
        }
        runs.extend(run);
        hits.extend(runs.into_iter().map(|(range, right)| {
            let span = value.view.source_span(range.clone());
            Hit::at(span)
                .value("wrong", text.get(range).unwrap_or_default())
                .value("right", right.clone())
                .edit(span, right)
        }));
    }
}
