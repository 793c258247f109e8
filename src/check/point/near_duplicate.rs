use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::duplicate::{Cluster, Pair, Texts, clusters, differences, near_pairs, same_essence};
use crate::list::Value;
use crate::rule::{Context, Fact, Gathered, Hit, Joined, Kind, Loader, Point, Subject, item_ref};
use crate::source::{Span, View};
use crate::tree::Problem;
use crate::vocabulary::Field;

use super::told::told;

/// Texts of one field that are nearly the same, as clusters: one hit for all that are near to the
/// most frequent of them, with the characters that differ.
pub struct NearDuplicate {
    field: Field,
    indifferent: Vec<String>,
    at_least: f32,
}

/// Parameters of `near-duplicate`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The field whose texts are compared.
    field: Field,
    /// Words that may differ without changing what is meant.
    #[serde(default)]
    indifferent: Vec<String>,
    /// How sure a cluster must be, from 0 to 1.
    #[serde(default)]
    at_least: f32,
}

/// The most places a finding points at.
const LABELS: usize = 12;

/// A distinct text and where it stands.
struct Held<'a, 's> {
    value: &'a Value<'s>,
    places: Vec<usize>,
}

impl Point for NearDuplicate {
    type Params = Params;

    const NAME: &'static str = "near-duplicate";
    const KINDS: &'static [Kind] = &[Kind::List, Kind::AllLists];
    const VALUES: &'static [&'static str] =
        &["usual", "other", "differences", "spellings", "count"];
    const LABELS: &'static [&'static str] = &["usual", "other"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut indifferent = params.indifferent;
        indifferent.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Ok(Self {
            field: params.field,
            indifferent,
            at_least: params.at_least,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let held = self.held(subject);
        let texts: Texts = held.iter().map(|held| held.value.as_str()).collect();
        let weights: Vec<u32> = held
            .iter()
            .map(|held| u32::try_from(held.places.len()).unwrap_or(u32::MAX))
            .collect();
        for cluster in clusters(&self.pairs(&texts, &weights), &weights) {
            let Some((others, sure)) = self.sure(&cluster, &texts) else {
                continue;
            };
            let at = |index: u32| &held[index as usize];
            let usual = at(cluster.center);
            let Some(&first) = others.first() else {
                continue;
            };
            let count: usize = others
                .iter()
                .chain([&cluster.center])
                .map(|&index| at(index).places.len())
                .sum();
            let mut hit = Hit::at(marked(usual.value, at(first).value))
                .value("usual", usual.value.as_str())
                .value("other", at(first).value.as_str())
                .words(
                    "differences",
                    told(usual.value.as_str(), at(first).value.as_str()),
                )
                .value("spellings", (others.len() + 1).to_string())
                .value("count", count.to_string())
                .label("usual", usual.value.span());
            for &other in others.iter().skip(1).take(LABELS) {
                let other = at(other).value;
                hit = hit
                    .label("other", marked(usual.value, other))
                    .label_words("differences", told(usual.value.as_str(), other.as_str()));
            }
            hit.item = at(first).places.first().copied();
            hit.field = Some(self.field);
            hit.confidence = Some(sure);
            hits.push(hit);
        }
    }

    fn gather(&self, subject: &Subject<'_, '_>, _: &Context<'_>, facts: &mut Vec<Fact>) {
        for held in self.held(subject) {
            let item = held
                .places
                .first()
                .and_then(|&place| subject.list.items.get(place));
            let span = held.value.span();
            facts.push(Fact {
                start: span.start,
                end: span.end,
                item: item.map(item_ref),
                key: held.value.as_str().to_owned(),
                values: Vec::new(),
                hashes: std::iter::once(held.places.len() as u64)
                    .chain(bends(&held.value.view, span))
                    .collect(),
            });
        }
    }

    fn join(&self, lists: &[Gathered<'_>], _: &Context<'_>, hits: &mut Vec<Joined>) {
        // Distinct texts over all lists, with where each stands first and how often.
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut weights: Vec<u32> = Vec::new();
        let mut texts = Texts::new();
        let mut known: FxHashMap<&str, usize> = FxHashMap::default();
        let mut lists_of: Vec<(usize, bool)> = Vec::new();
        for (list, gathered) in lists.iter().enumerate() {
            for (index, fact) in gathered.facts.iter().enumerate() {
                let times = fact
                    .hashes
                    .first()
                    .map_or(1, |&times| u32::try_from(times).unwrap_or(u32::MAX));
                let next = places.len();
                let at = *known.entry(&fact.key).or_insert(next);
                if at == next {
                    texts.push(&fact.key);
                    places.push((list, index));
                    weights.push(times);
                    lists_of.push((list, false));
                } else {
                    weights[at] = weights[at].saturating_add(times);
                    lists_of[at].1 |= lists_of[at].0 != list;
                }
            }
        }
        drop(known);
        for cluster in clusters(&self.pairs(&texts, &weights), &weights) {
            let Some((others, sure)) = self.sure(&cluster, &texts) else {
                continue;
            };
            // What stands in one list only is told by the rule about lists.
            let home = lists_of[cluster.center as usize];
            let across: Vec<u32> = others
                .into_iter()
                .filter(|&other| lists_of[other as usize] != home || home.1)
                .collect();
            let Some(&first) = across.first() else {
                continue;
            };
            let fact = |index: u32| {
                let (list, at) = places[index as usize];
                Some((lists.get(list)?, lists.get(list)?.facts.get(at)?))
            };
            let (usual, other) = (
                texts.get(cluster.center as usize),
                texts.get(first as usize),
            );
            let count: u32 = across
                .iter()
                .chain([&cluster.center])
                .map(|&index| weights[index as usize])
                .sum();
            let mut hit = Hit::default()
                .value("usual", usual)
                .value("other", other)
                .words("differences", told(usual, other))
                .value("spellings", (across.len() + 1).to_string())
                .value("count", count.to_string());
            if let Some((gathered, fact)) = fact(cluster.center) {
                hit = hit.label_in("usual", gathered.file.clone(), fact.span());
            }
            for (gathered, fact) in across
                .iter()
                .skip(1)
                .filter_map(|&other| fact(other))
                .take(LABELS)
            {
                hit = hit
                    .label_in("other", gathered.file.clone(), marked_in(usual, fact))
                    .label_words("differences", told(usual, &fact.key));
            }
            hit.field = Some(self.field);
            hit.confidence = Some(sure);
            if let Some((_, fact)) = fact(first) {
                hit.span = marked_in(usual, fact);
            }
            let (list, fact) = places[first as usize];
            hits.push(Joined { list, fact, hit });
        }
    }
}

impl NearDuplicate {
    /// The distinct texts of the field, in the order of the list.
    fn held<'a, 's>(&self, subject: &Subject<'a, 's>) -> Vec<Held<'a, 's>> {
        let mut all: Vec<Held<'a, 's>> = Vec::new();
        let mut known: FxHashMap<&'a str, usize> = FxHashMap::default();
        for item in &subject.list.items {
            for value in item.values(self.field) {
                let next = all.len();
                let at = *known.entry(value.as_str()).or_insert(next);
                if at == next {
                    all.push(Held {
                        value,
                        places: Vec::new(),
                    });
                }
                all[at].places.push(item.index);
            }
        }
        all
    }

    /// The pairs of texts that may be one: near ones, and those that differ in indifferent words alone.
    fn pairs(&self, texts: &Texts, weights: &[u32]) -> Vec<Pair> {
        let mut pairs = near_pairs(texts);
        if !self.indifferent.is_empty() {
            pairs.extend(same_essence(texts, weights, |text| self.essence(text)));
            pairs.sort_unstable();
            pairs.dedup();
        }
        pairs
    }

    /// The others of a cluster that are sure enough, with how sure the surest is.
    fn sure(&self, cluster: &Cluster, texts: &Texts) -> Option<(Vec<u32>, f32)> {
        let usual = texts.get(cluster.center as usize);
        let mut most = 0.0_f32;
        let others: Vec<u32> = cluster
            .others
            .iter()
            .copied()
            .filter(|&other| {
                let sure = self.likeness(usual, texts.get(other as usize));
                most = most.max(sure);
                sure >= self.at_least
            })
            .collect();
        (!others.is_empty()).then_some((others, most))
    }

    /// How sure it is that two near texts are meant to be one: sure where only marks and words
    /// differ that change nothing.
    fn likeness(&self, one: &str, other: &str) -> f32 {
        // 二类 and 三类, 5. and 6. are meant to differ.
        let numbers = differences(one, other).iter().all(|difference| {
            let (one, other) = (
                &one[difference.one.clone()],
                &other[difference.other.clone()],
            );
            one.chars().chain(other.chars()).all(numbers)
        });
        if numbers {
            return 0.0;
        }
        if self.essence(one) == self.essence(other) {
            return 0.95;
        }
        0.4
    }

    /// The text without marks and without the words that may differ.
    fn essence(&self, text: &str) -> String {
        let mut rest = text;
        let mut out = String::with_capacity(text.len());
        'text: while let Some(character) = rest.chars().next() {
            for word in &self.indifferent {
                if let Some(after) = rest.strip_prefix(word.as_str()) {
                    rest = after;
                    continue 'text;
                }
            }
            if character.is_alphanumeric() {
                out.push(character);
            }
            rest = &rest[character.len_utf8()..];
        }
        out
    }
}

/// Whether a character can be part of a number.
fn numbers(character: char) -> bool {
    character.is_numeric() || "一二三四五六七八九十百千".contains(character)
}

/// The bytes of the source of `value` that differ from `usual`; the whole where only something is missing.
fn marked(usual: &Value<'_>, value: &Value<'_>) -> Span {
    match differing(usual.as_str(), value.as_str()) {
        Some(range) => value.view.source_span(range),
        None => value.span(),
    }
}

/// The bytes of the file of `fact` that differ from `usual`.
fn marked_in(usual: &str, fact: &Fact) -> Span {
    let place = |at: usize| {
        if at >= fact.key.len() {
            return fact.end;
        }
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let bends = fact.hashes.get(1..).unwrap_or_default();
        let before = bends
            .iter()
            .rev()
            .find(|&&bend| bend >> 32 <= u64::from(at));
        let (from, source) = match before {
            Some(&bend) => (high(bend), low(bend)),
            None => (0, fact.start),
        };
        source.saturating_add(at - from).min(fact.end)
    };
    match differing(usual, &fact.key) {
        Some(range) => Span {
            start: place(range.start),
            end: place(range.end),
        },
        None => fact.span(),
    }
}

/// Where a view of what stands at `span` is not the text byte for byte: from each such byte on (upper half), the
/// byte of the source (lower half). Nothing for most.
fn bends(view: &View<'_>, span: Span) -> Vec<u64> {
    let mut bends = Vec::new();
    let mut expected = u64::from(span.start);
    for (at, character) in view.as_str().char_indices() {
        let source = u64::from(view.source_span(at..at + character.len_utf8()).start);
        if source != expected {
            bends.push((at as u64) << 32 | source);
        }
        expected = source + character.len_utf8() as u64;
    }
    bends
}

fn high(bend: u64) -> u32 {
    u32::try_from(bend >> 32).unwrap_or(u32::MAX)
}

fn low(bend: u64) -> u32 {
    u32::try_from(bend & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// The bytes of `text` that differ from `usual`, from the first to the last; `None` where nothing does.
fn differing(usual: &str, text: &str) -> Option<Range<usize>> {
    let found = differences(usual, text);
    let (first, last) = (found.first()?, found.last()?);
    // A lost character is shown with the one before it.
    let mut start = first.other.start;
    if first.other.is_empty() {
        start -= text[..start].chars().next_back().map_or(0, char::len_utf8);
    }
    let mut end = last.other.end;
    if end == start {
        end += text[end..].chars().next().map_or(0, char::len_utf8);
    }
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    /// What is marked of `written`, as it stands in a file behind five bytes, against `usual`.
    fn marked_of(written: &str, usual: &str) -> String {
        let file = format!("a，\n{written}。");
        let span = Span::new(5, 5 + written.len());
        let view = View::new(&Text::verbatim(&file, span));
        let fact = Fact {
            start: span.start,
            end: span.end,
            item: None,
            key: view.as_str().to_owned(),
            values: Vec::new(),
            hashes: std::iter::once(1).chain(bends(&view, span)).collect(),
        };
        file[marked_in(usual, &fact).range()].to_owned()
    }

    #[test]
    fn what_differs_is_marked_in_the_file() {
        let usual = "对第3类养老机构未备案的处罚";
        assert_eq!(marked_of("对第3类养老机构未备案的行政处罚", usual), "行政");
        assert_eq!(
            marked_of("对第３类养老\n机构未 备案的行\n政处罚", usual),
            "行\n政"
        );
        assert_eq!(marked_of("对第３类养老机构未备案处罚", usual), "案");
        assert_eq!(
            marked_of("对第3类养老机构未备案的处罚", usual),
            "对第3类养老机构未备案的处罚"
        );
    }
}
