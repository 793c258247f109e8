use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::list::Value;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, TextPlace, What};
use crate::slip::{language, likeness};
use crate::tree::Problem;

/// Characters that read oddly in legal Chinese, with what would read well.
pub struct StrangeCharacter {
    at_least: f32,
    places: Vec<TextPlace>,
    optional: String,
}

/// Parameters of `strange-character`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// How sure a hit must be, from 0 to 1.
    at_least: f32,
    /// Fields that are not looked at.
    #[serde(default)]
    except: Vec<crate::vocabulary::Field>,
    /// Characters that may stand or be left out without changing what is said.
    #[serde(default)]
    optional: String,
}

impl Point for StrangeCharacter {
    type Params = Params;

    const NAME: &'static str = "strange-character";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["wrong", "right", "phrase", "count"];
    const VARIANTS: &'static [&'static str] = &["wrong", "extra", "missing"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            at_least: params.at_least,
            places: params.except.into_iter().map(TextPlace::Field).collect(),
            optional: params.optional,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        // Each distinct text once; where it stands again, the finding is told at the first place.
        let mut texts: Vec<&str> = Vec::new();
        let mut places: Vec<(
            &Value<'_>,
            Option<usize>,
            Option<crate::vocabulary::Field>,
            u32,
        )> = Vec::new();
        let mut known: FxHashMap<&str, usize> = FxHashMap::default();
        let all = super::super::texts::texts(subject.list);
        for text in &all {
            let What::Text(item, place, value) = text.what else {
                continue;
            };
            if self.places.contains(&place) {
                continue;
            }
            let next = texts.len();
            let at = *known.entry(value.as_str()).or_insert(next);
            if at == next {
                texts.push(value.as_str());
                places.push((value, item.map(|item| item.index), text.field(), 1));
            } else if let Some((_, _, _, count)) = places.get_mut(at) {
                *count += 1;
            }
        }
        let (model, judge) = language::builtin();
        for found in
            language::suspicions(&texts, model, judge, likeness(), f64::from(self.at_least))
        {
            let (Some(text), Some(&(value, item, field, count))) =
                (texts.get(found.text), places.get(found.text))
            else {
                continue;
            };
            let wrong = text.get(found.range.clone()).unwrap_or_default();
            let mut changed = wrong.chars().chain(found.right.chars());
            if (wrong.is_empty() || found.right.is_empty())
                && changed.all(|one| self.optional.contains(one))
            {
                continue;
            }
            let variant = match (wrong.is_empty(), found.right.is_empty()) {
                (true, _) => "missing",
                (_, true) => "extra",
                _ => "wrong",
            };
            let shown = super::odd_phrase::shown(text, &found.range);
            let mut hit = Hit::at(value.view.source_span(shown))
                .variant(variant)
                .value("wrong", wrong)
                .value("right", found.right.clone())
                .value("phrase", corrected(text, &found))
                .value("count", count.to_string())
                .edit(value.view.source_span(found.range.clone()), found.right);
            hit.item = item;
            hit.field = field;
            hit.confidence = Some(found.certainty);
            hits.push(hit);
        }
    }
}

/// The corrected characters with a few on either side.
fn corrected(text: &str, found: &language::Suspicion) -> String {
    const BESIDE: usize = 4;
    let before = text.get(..found.range.start).unwrap_or_default();
    let start = before
        .char_indices()
        .rev()
        .nth(BESIDE - 1)
        .map_or(0, |(at, _)| at);
    let after = text.get(found.range.end..).unwrap_or_default();
    let end = after
        .char_indices()
        .nth(BESIDE)
        .map_or(after.len(), |(at, _)| at);
    format!("{}{}{}", &before[start..], found.right, &after[..end])
}
