use serde::Deserialize;

use super::Test;
use crate::message::Message;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject};
use crate::rule::texts::Fields;
use crate::rule::{OneOrMany, Pattern};
use crate::source::Span;
use crate::tree::{Problem, Spanned};

/// `matches: {field, pattern}`: the pattern matches somewhere in one of the texts.
pub(super) struct Matches {
    fields: Fields,
    pattern: Pattern,
}

/// Parameters of `matches`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Params {
    /// The fields; the subject's own text where none is named.
    #[serde(default)]
    field: Option<OneOrMany>,
    /// A regular expression over the normalised text; named groups fill placeholders.
    pattern: Spanned<String>,
}

impl Test for Matches {
    type Params = Params;

    const NAME: &'static str = "matches";
    const KINDS: &'static [Kind] = super::OF_TEXTS;

    fn load(params: Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let (fields, mut problems) = super::texts(params.field.as_ref(), span, loader);
        match Pattern::load(&params.pattern, loader) {
            Ok(pattern) if problems.is_empty() => Ok(Self { fields, pattern }),
            Ok(_) => Err(problems),
            Err(problem) => {
                problems.push(problem);
                Err(problems)
            }
        }
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.fields
            .values(subject)
            .iter()
            .any(|(value, _)| self.pattern.is_match(value.as_str()))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        if !held {
            return self.fields.describe(subject, context, evidence);
        }
        for (value, field) in self.fields.values(subject) {
            let Some(captures) = self
                .pattern
                .regex_for(value.as_str())
                .and_then(|regex| regex.captures(value.as_str()))
            else {
                continue;
            };
            // A group named `flag` narrows what is flagged.
            if let Some(found) = captures.name("flag").or_else(|| captures.get(0)) {
                evidence.place(value.view.source_span(found.range()), field);
                let shown = crate::rule::shortened(found.as_str());
                evidence.saw(format!("其中有「{shown}」"), format!("it has `{shown}`"));
            }
            for name in self.pattern.names() {
                if let Some(found) = captures.name(name) {
                    evidence
                        .values
                        .set(name.clone(), Message::new(found.as_str(), ""));
                }
            }
        }
    }

    fn captures(&self) -> Vec<String> {
        self.pattern.names().to_vec()
    }
}
