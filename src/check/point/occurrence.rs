use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Pattern, Point, Subject};
use crate::tree::{Problem, Spanned};

/// How often a pattern matches in one text.
pub struct Occurrence {
    pattern: Pattern,
    at_least: usize,
    at_most: usize,
}

/// Parameters of `occurrence`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The expression, over the normalised text.
    pattern: Spanned<String>,
    /// So many matches at least.
    #[serde(default)]
    at_least: Option<usize>,
    /// So many matches at most.
    #[serde(default)]
    at_most: Option<usize>,
}

impl Point for Occurrence {
    type Params = Params;

    const NAME: &'static str = "occurrence";
    const KINDS: &'static [Kind] = &[Kind::Text, Kind::Stage, Kind::Post, Kind::Header];
    const VALUES: &'static [&'static str] = &["count"];
    const VARIANTS: &'static [&'static str] = &["few", "many"];

    fn load(params: Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let at_least = params.at_least.unwrap_or(0);
        let at_most = params.at_most.unwrap_or(usize::MAX);
        if (params.at_least.is_none() && params.at_most.is_none()) || at_least > at_most {
            return Err(vec![Problem::new(
                loader.span(),
                "occurrence 需要 at-least 或 at-most，前者不大于后者",
                "`occurrence` needs `at-least` or `at-most`, the first not above the second",
            )]);
        }
        Ok(Self {
            pattern: Pattern::load(&params.pattern, loader).map_err(|problem| vec![problem])?,
            at_least,
            at_most,
        })
    }

    fn literals(&self) -> Vec<String> {
        // A text without any match may have too few.
        if self.at_least > 0 {
            return Vec::new();
        }
        self.pattern.literals()
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else {
            return;
        };
        let regex = self.pattern.regex_for(value.as_str());
        let found: Vec<_> = regex
            .into_iter()
            .flat_map(|regex| regex.find_iter(value.as_str()))
            .collect();
        let hit = |span| Hit::at(span).value("count", found.len().to_string());
        if found.len() > self.at_most {
            // The first that is one too many.
            let extra = found.get(self.at_most).map(regex::Match::range);
            let span = extra.map_or(value.span(), |range| value.view.source_span(range));
            hits.push(hit(span).variant("many"));
        } else if found.len() < self.at_least {
            hits.push(hit(value.span()).variant("few"));
        }
    }
}
