use serde::Deserialize;

use crate::message::Message;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// A class of power that the vocabulary does not know, or does not write so.
pub struct KnownClass {
    canonical: bool,
}

/// Parameters of `known-class`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// Whether only the usual name of a class will do.
    #[serde(default)]
    canonical: bool,
}

impl Point for KnownClass {
    type Params = Params;

    const NAME: &'static str = "known-class";
    const KINDS: &'static [Kind] = &[Kind::Item];
    const VALUES: &'static [&'static str] = &["written", "nearest", "classes"];
    const VARIANTS: &'static [&'static str] = &["near", "unknown", "other-name"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            canonical: params.canonical,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(item) = subject.item() else { return };
        let vocabulary = context.vocabulary;
        for value in item.values(Field::Type) {
            let found = vocabulary.class_of(value.as_str());
            let canonical = found.as_ref().is_some_and(|found| found.canonical);
            if canonical || (found.is_some() && !self.canonical) {
                continue;
            }
            let nearest = found
                .as_ref()
                .map(|found| found.class)
                .or_else(|| vocabulary.nearest_class(value.as_str()));
            let mut hit = Hit {
                field: Some(Field::Type),
                ..Hit::at(value.span())
            }
            .value("written", value.as_str())
            .words("classes", classes(context));
            match nearest.and_then(|id| vocabulary.class(id)) {
                Some(class) => {
                    let variant = if found.is_some() {
                        "other-name"
                    } else {
                        "near"
                    };
                    hit = hit
                        .variant(variant)
                        .value("nearest", &*class.zh)
                        .edit(value.span(), &*class.zh);
                }
                None => hit = hit.variant("unknown"),
            }
            hits.push(hit);
        }
    }
}

fn classes(context: &Context<'_>) -> Message {
    let powers = || {
        context
            .vocabulary
            .classes()
            .iter()
            .filter(|class| class.power)
    };
    let zh: Vec<&str> = powers().map(|class| &*class.zh).collect();
    let en: Vec<&str> = powers().map(|class| &*class.en).collect();
    Message::new(zh.join("、"), en.join(", "))
}
