use super::Test;
use crate::rule::OneOrMany;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject};
use crate::rule::texts::{self, Fields};
use crate::source::Span;
use crate::tree::Problem;

/// `present: FIELDS`: something is written in each of the fields.
pub(super) struct Present(Fields);

/// `blank: FIELDS`: nothing is written in any of the fields.
pub(super) struct Blank(Fields);

fn load(params: &OneOrMany) -> Result<Fields, Vec<Problem>> {
    let mut problems = Vec::new();
    let fields = Fields::load(Some(params), &mut problems);
    if problems.is_empty() {
        Ok(fields)
    } else {
        Err(problems)
    }
}

fn written(subject: &Subject<'_, '_>, field: crate::vocabulary::Field) -> bool {
    subject.values(field).any(|value| !value.text.is_blank())
}

impl Test for Present {
    type Params = OneOrMany;

    const NAME: &'static str = "present";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(params: OneOrMany, _: Span, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        load(&params).map(Self)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.0.iter().all(|field| written(subject, field))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        if held {
            return self.0.describe(subject, context, evidence);
        }
        for field in self.0.iter().filter(|field| !written(subject, *field)) {
            texts::lacks(field, ("是空的", "is blank"), subject, context, evidence);
        }
    }
}

impl Test for Blank {
    type Params = OneOrMany;

    const NAME: &'static str = "blank";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(params: OneOrMany, _: Span, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        load(&params).map(Self)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        !self.0.iter().any(|field| written(subject, field))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        self.0.describe(subject, context, evidence);
    }
}
