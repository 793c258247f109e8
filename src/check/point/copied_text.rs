use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::check::telling::{Apart, may_speak_of, pairs, telling};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, shortened};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Texts that are the same, word for word, as those of another item and speak of that one, not of their own.
pub struct CopiedText {
    fields: Vec<Field>,
    least: usize,
}

/// Parameters of `copied-text`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The fields whose texts speak of their item.
    fields: Vec<Field>,
    /// The least number of characters of such a text.
    #[serde(default = "Params::usual_least")]
    least: usize,
}

impl Params {
    fn usual_least() -> usize {
        16
    }
}

/// Items that share a text: more of them share what every item says.
const MOST: usize = 40;

impl Point for CopiedText {
    type Params = Params;

    const NAME: &'static str = "copied-text";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["own", "other"];
    const LABELS: &'static [&'static str] = &["other"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            fields: params.fields,
            least: params.least,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let items = &subject.list.items;
        let names = telling(items);
        for &field in &self.fields {
            let mut sharing: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
            for (index, item) in items.iter().enumerate() {
                // A cell that is merged over several rows is one text, not a copy.
                if let Some(value) = item.value(field) {
                    let text = value.as_str();
                    // A character is at least a byte.
                    if text.len() >= self.least && text.chars().nth(self.least).is_some() {
                        sharing.entry(text).or_default().push(index);
                    }
                }
            }
            let shared = sharing
                .iter()
                .filter(|(_, of)| (2..=MOST).contains(&of.len()));
            for (text, of) in shared {
                let text = pairs(text);
                // Most texts that items share speak of none of them.
                let may_be = |index: &usize| {
                    let name = names.get(*index);
                    name.is_some_and(|name| may_speak_of(&text, name))
                };
                let spoken_of: Vec<usize> = of.iter().copied().filter(may_be).collect();
                let span = |index: usize| Some(items.get(index)?.value(field)?.span());
                for &index in of {
                    let other = spoken_of.iter().copied().find(|&other| {
                        let both = names.get(other).zip(names.get(index));
                        other != index
                            && span(other) != span(index)
                            && both
                                .and_then(|(other, own)| Apart::of(other, own))
                                .is_some_and(|apart| apart.speaks_of_one(&text))
                    });
                    hits.extend(other.and_then(|other| hit(subject, field, index, other)));
                }
            }
        }
        hits.sort_by_key(|hit| hit.span);
    }
}

fn hit(subject: &Subject<'_, '_>, field: Field, index: usize, other: usize) -> Option<Hit> {
    let items = &subject.list.items;
    let (item, other) = (items.get(index)?, items.get(other)?);
    let mut hit = Hit::at(item.value(field)?.span())
        .value("own", shortened(item.name()?.as_str()))
        .value("other", shortened(other.name()?.as_str()))
        .label("other", other.value(field)?.span());
    hit.item = Some(index);
    hit.field = Some(field);
    Some(hit)
}
