use serde::Deserialize;

use crate::org::mentions;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;

/// Units left as the template of a higher level had them: 地州市农业农村局 in a city's own list.
pub struct TemplateActor;

/// Parameters of `template-actor`: none; the patterns are words of the vocabulary.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

impl Point for TemplateActor {
    type Params = Params;

    const NAME: &'static str = "template-actor";
    const KINDS: &'static [Kind] = &[Kind::Text];
    const VALUES: &'static [&'static str] = &["unit", "template"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else { return };
        let text = value.as_str();
        let words = context.unit_words;
        let named: Vec<_> = mentions(&value.view, words)
            .iter()
            .filter_map(|mention| mention.who.unit())
            .collect();
        // 江州市民政局、县（市、区）民政局: beside the own body the levels below it are meant.
        let beside = named.iter().any(|range| {
            let name = &text[range.clone()];
            words.template(name).is_none() && words.level_of_name(name).is_some()
        });
        for range in named {
            if beside && words.names_levels(&text[range.clone()]) {
                continue;
            }
            if let Some(found) = words.template(&text[range.clone()]) {
                let found = range.start + found.start..range.start + found.end;
                hits.push(
                    Hit::at(value.view.source_span(found.clone()))
                        .value("unit", &text[range])
                        .value("template", &text[found]),
                );
            }
        }
    }
}
