use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Pattern, Point, Subject, shortened};
use crate::tree::{Problem, Spanned};

/// A block of text that stands twice in one cell.
pub struct DoubledBlock {
    least: usize,
    side_by_side: usize,
    beginning: Option<Pattern>,
}

/// Parameters of `doubled-block`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The shortest block in characters.
    least: usize,
    /// The shortest block in characters that stands twice with nothing between; as `least` where it is not given.
    #[serde(default)]
    side_by_side: Option<usize>,
    /// An expression that the beginning of the block must match.
    #[serde(default)]
    beginning: Option<Spanned<String>>,
}

impl Point for DoubledBlock {
    type Params = Params;

    const NAME: &'static str = "doubled-block";
    const KINDS: &'static [Kind] = &[Kind::Text];
    const VALUES: &'static [&'static str] = &["block", "length"];
    const LABELS: &'static [&'static str] = &["first"];

    fn load(params: Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let beginning = params
            .beginning
            .as_ref()
            .map(|text| Pattern::load(text, loader))
            .transpose();
        Ok(Self {
            least: params.least.max(8),
            side_by_side: params.side_by_side.unwrap_or(params.least).max(8),
            beginning: beginning.map_err(|problem| vec![problem])?,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        if text.chars().count() < 2 * self.side_by_side {
            return;
        }
        let clauses = self.cut(text, super::odd_phrase::clauses(value));
        // Each clause with its position and where what was copied begins.
        let mut known: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
        let mut at = 0;
        while at < clauses.len() {
            let clause = &text[clauses[at].clone()];
            let Some(&(first, begins)) = known.get(clause) else {
                let start = clauses[at].start;
                known.insert(clause, (at, start));
                // The copy may lack the label: 立案责任：甲。甲。
                let body = clause.len() - without_label(clause).len();
                known.entry(&clause[body..]).or_insert((at, start + body));
                at += 1;
                continue;
            };
            // As many clauses as go on alike, but not into the copy itself.
            let mut length = 1;
            while first + length < at
                && clauses
                    .get(at + length)
                    .is_some_and(|next| text[next.clone()] == text[clauses[first + length].clone()])
            {
                length += 1;
            }
            let copy = clauses[at].start..clauses[at + length - 1].end;
            let original = begins..clauses[first + length - 1].end;
            let characters = text[copy.clone()].chars().count();
            // Twice without anything between is no way to write, however short.
            let least = match first + length == at {
                true => self.side_by_side,
                false => self.least,
            };
            if characters >= least && self.begins(&text[copy.clone()]) {
                let mut hit = Hit::at(value.view.source_span(copy.clone()))
                    .value("block", shortened(&text[copy]))
                    .value("length", characters.to_string())
                    .label("first", value.view.source_span(original));
                hit.confidence = Some(if characters >= 2 * least { 0.95 } else { 0.9 });
                hits.push(hit);
            }
            at += length;
        }
    }
}

/// `clause` without a label of a few characters in front (立案责任：).
fn without_label(clause: &str) -> &str {
    const LONGEST: usize = 10;
    let mut start = clause.char_indices().take(LONGEST);
    let colon = start.find(|(_, character)| matches!(character, '：' | ':'));
    colon.map_or(clause, |(at, colon)| &clause[at + colon.len_utf8()..])
}

impl DoubledBlock {
    /// The clauses, parted also where a block can begin: an article follows its law's title without a mark.
    fn cut(&self, text: &str, clauses: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let Some(beginning) = &self.beginning else {
            return clauses;
        };
        let mut parted = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let mut start = clause.start;
            let text = &text[clause.clone()];
            let regex = beginning.regex_for(text);
            let found = regex.into_iter().flat_map(|regex| regex.find_iter(text));
            let places = found.flat_map(|found| {
                // A number without a title before it may be no heading: 违反第十条规定的.
                let number = found.as_str().rfind('第').filter(|&number| number > 0);
                number
                    .into_iter()
                    .flat_map(move |number| [found.start(), found.start() + number])
            });
            for place in places.map(|place| clause.start + place) {
                if place > start {
                    parted.push(start..place);
                    start = place;
                }
            }
            parted.push(start..clause.end);
        }
        parted
    }

    fn begins(&self, block: &str) -> bool {
        let Some(pattern) = &self.beginning else {
            return true;
        };
        let found = pattern.regex_for(block).and_then(|regex| regex.find(block));
        found.is_some_and(|found| found.start() == 0)
    }
}
