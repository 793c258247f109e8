use std::collections::BTreeMap;

use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, class};
use crate::tree::{Problem, Spanned};
use crate::vocabulary::{ClassId, Field};

/// Texts that speak of another class of power than their item's: the cases of a permit under a penalty.
pub struct ForeignClass {
    fields: Vec<Field>,
    related: Vec<(ClassId, Vec<ClassId>)>,
    words: Vec<(ClassId, Vec<String>)>,
    least: usize,
}

/// Parameters of `foreign-class`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The fields whose texts speak of their item's class.
    fields: Vec<Field>,
    /// How often the other class must be named.
    #[serde(default = "Params::usual_least")]
    least: usize,
    /// Classes whose items may well speak of other classes.
    #[serde(default)]
    related: BTreeMap<String, Vec<Spanned<String>>>,
    /// Words beside its name by which a text speaks of a class.
    #[serde(default)]
    words: BTreeMap<String, Vec<Spanned<String>>>,
}

impl Params {
    fn usual_least() -> usize {
        2
    }
}

impl Point for ForeignClass {
    type Params = Params;

    const NAME: &'static str = "foreign-class";
    const KINDS: &'static [Kind] = &[Kind::Item];
    const VALUES: &'static [&'static str] = &["other", "own", "count"];

    fn load(params: Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut related = Vec::new();
        for (own, others) in &params.related {
            let Some(span) = others.first().map(|other| other.span) else {
                continue;
            };
            let mut known = |name: &str, span| class(name, span, loader.vocabulary, &mut problems);
            let Some(own) = known(own, span) else {
                continue;
            };
            let others = others
                .iter()
                .filter_map(|other| known(&other.value, other.span))
                .collect();
            related.push((own, others));
        }
        let mut words = Vec::new();
        for (own, spoken) in &params.words {
            let Some(span) = spoken.first().map(|word| word.span) else {
                continue;
            };
            if let Some(own) = class(own, span, loader.vocabulary, &mut problems) {
                let spoken = spoken.iter().map(|word| word.value.clone()).collect();
                words.push((own, spoken));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            fields: params.fields,
            related,
            words,
            least: params.least.max(1),
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(own) = subject.class() else { return };
        let Some(own_class) = context.vocabulary.class(own) else {
            return;
        };
        for &field in &self.fields {
            for value in subject.values(field) {
                let text = value.as_str();
                if text.contains(&*own_class.zh) || self.words(own).any(|word| text.contains(word))
                {
                    continue;
                }
                for (index, other) in context.vocabulary.classes().iter().enumerate() {
                    let id = ClassId(u16::try_from(index).unwrap_or(u16::MAX));
                    if id == own || !other.power || self.may_name(own, id) {
                        continue;
                    }
                    // A law named after the class (行政许可法) is no word about the item.
                    let named = text
                        .match_indices(&*other.zh)
                        .filter(|(at, name)| !text[at + name.len()..].starts_with('法'));
                    let spoken = self.words(id).flat_map(|word| text.match_indices(word));
                    let mut places: Vec<_> = named
                        .chain(spoken)
                        .map(|(at, word)| (at, at + word.len()))
                        .collect();
                    places.sort_unstable();
                    // 行政处罚决定 is one mention, though two of the words stand in it.
                    let mut end = 0;
                    places.retain(|&(from, to)| {
                        let apart = from >= end;
                        end = end.max(to);
                        apart
                    });
                    let count = places.len();
                    if let Some(&(from, to)) = places.first()
                        && count >= self.least
                    {
                        let mut hit = Hit::at(value.view.source_span(from..to))
                            .value("other", &*other.zh)
                            .value("own", &*own_class.zh)
                            .value("count", count.to_string());
                        hit.field = Some(field);
                        hits.push(hit);
                    }
                }
            }
        }
    }
}

impl ForeignClass {
    fn words(&self, class: ClassId) -> impl Iterator<Item = &str> {
        let own = self.words.iter().filter(move |(known, _)| *known == class);
        own.flat_map(|(_, words)| words).map(String::as_str)
    }

    fn may_name(&self, own: ClassId, other: ClassId) -> bool {
        self.related
            .iter()
            .any(|(class, others)| *class == own && others.contains(&other))
    }
}
