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

/// `contains: {field, words}`: one of the words stands in one of the texts.
pub(super) struct Contains {
    fields: Fields,
    words: Vec<String>,
}

/// `one-of: {field, words}`: one of the texts is one of the words.
pub(super) struct OneOf(Contains);

/// Parameters of `contains` and `one-of`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Params {
    /// The fields; the subject's own text where none is named.
    #[serde(default)]
    field: Option<OneOrMany>,
    /// The words.
    words: OneOrMany,
}

impl Contains {
    fn new(params: &Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let (fields, mut problems) = super::texts(params.field.as_ref(), span, loader);
        for word in params.words.iter().filter(|word| word.value.is_empty()) {
            problems.push(Problem::new(
                word.span,
                "空词到处都是",
                "an empty word is everywhere",
            ));
        }
        if problems.is_empty() {
            let words = params.words.iter().map(|word| word.value.clone()).collect();
            Ok(Self { fields, words })
        } else {
            Err(problems)
        }
    }
}

impl Test for Contains {
    type Params = Params;

    const NAME: &'static str = "contains";
    const KINDS: &'static [Kind] = super::OF_TEXTS;
    const VALUES: &'static [&'static str] = &["word"];

    fn load(params: Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Self::new(&params, span, loader)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.fields.values(subject).iter().any(|(value, _)| {
            self.words
                .iter()
                .any(|word| value.as_str().contains(word.as_str()))
        })
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
            for word in &self.words {
                if let Some(at) = value.as_str().find(word.as_str()) {
                    evidence.place(value.view.source_span(at..at + word.len()), field);
                    evidence.values.text("word", word.as_str());
                    evidence.saw(format!("其中有「{word}」"), format!("it has `{word}`"));
                }
            }
        }
    }
}

impl Test for OneOf {
    type Params = Params;

    const NAME: &'static str = "one-of";
    const KINDS: &'static [Kind] = super::OF_TEXTS;

    fn load(params: Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Contains::new(&params, span, loader).map(Self)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.0
            .fields
            .values(subject)
            .iter()
            .any(|(value, _)| self.0.words.iter().any(|word| value.as_str() == word))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        self.0.fields.describe(subject, context, evidence);
    }
}
