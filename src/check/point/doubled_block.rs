use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Pattern, Point, Subject, shortened};
use crate::tree::{Problem, Spanned};

/// A block of text that stands twice in one cell.
pub struct DoubledBlock {
    least: usize,
    beginning: Option<Pattern>,
}

/// Parameters of `doubled-block`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The shortest block in characters.
    least: usize,
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
            beginning: beginning.map_err(|problem| vec![problem])?,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        if text.chars().count() < 2 * self.least {
            return;
        }
        let clauses = self.cut(text, super::odd_phrase::clauses(value));
        let mut known: FxHashMap<&str, usize> = FxHashMap::default();
        let mut at = 0;
        while at < clauses.len() {
            let clause = &text[clauses[at].clone()];
            let Some(&first) = known.get(clause) else {
                known.insert(clause, at);
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
            let original = clauses[first].start..clauses[first + length - 1].end;
            let characters = text[copy.clone()].chars().count();
            if characters >= self.least && self.begins(&text[copy.clone()]) {
                hits.push(
                    Hit::at(value.view.source_span(copy.clone()))
                        .value("block", shortened(&text[copy]))
                        .value("length", characters.to_string())
                        .label("first", value.view.source_span(original)),
                );
            }
            at += length;
        }
    }
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
