use serde::Deserialize;

use super::Test;
use crate::rule::OneOrMany;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject};
use crate::rule::texts::Fields;
use crate::source::Span;
use crate::tree::Problem;

/// `length: {field, at-least, at-most}`: each of the texts has so many characters.
pub(super) struct Length {
    fields: Fields,
    least: usize,
    most: usize,
}

/// Parameters of `length`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Params {
    /// The fields; the subject's own text where none is named.
    #[serde(default)]
    field: Option<OneOrMany>,
    /// Characters, at least.
    #[serde(default)]
    at_least: Option<usize>,
    /// Characters, at most.
    #[serde(default)]
    at_most: Option<usize>,
}

impl Test for Length {
    type Params = Params;

    const NAME: &'static str = "length";
    const KINDS: &'static [Kind] = super::OF_TEXTS;
    const VALUES: &'static [&'static str] = &["length"];

    fn load(params: Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let (fields, mut problems) = super::texts(params.field.as_ref(), span, loader);
        let least = params.at_least.unwrap_or(0);
        let most = params.at_most.unwrap_or(usize::MAX);
        if params.at_least.is_none() && params.at_most.is_none() {
            problems.push(Problem::new(
                span,
                "length 需要 at-least 或 at-most",
                "`length` needs `at-least` or `at-most`",
            ));
        }
        if least > most {
            problems.push(Problem::new(
                span,
                format!("没有文字既不少于 {least} 字又不多于 {most} 字"),
                format!("no text has at least {least} and at most {most} characters"),
            ));
        }
        let length = Self {
            fields,
            least,
            most,
        };
        super::checked(length, problems)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.fields.values(subject).iter().all(|(value, _)| {
            // Bytes bound characters from above: most texts need no counting.
            let bytes = value.as_str().len();
            let count = || value.as_str().chars().count();
            (self.least == 0 || count() >= self.least)
                && (bytes <= self.most || count() <= self.most)
        })
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        _: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        for (value, field) in self.fields.values(subject) {
            let count = value.as_str().chars().count();
            if !(self.least..=self.most).contains(&count) {
                evidence.place(value.span(), field);
                evidence.values.text("length", count.to_string());
            }
            evidence.saw(format!("共 {count} 字"), format!("{count} characters"));
        }
    }
}
