use serde::Deserialize;

use super::Test;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject, What};
use crate::source::Span;
use crate::tree::Problem;

/// `header: known | misspelt | unknown`: how the header was understood.
pub(super) struct Header(Understood);

/// How a header was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Understood {
    /// As a field, by one of its names.
    Known,
    /// As a field, though misspelt.
    Misspelt,
    /// Not at all.
    Unknown,
}

fn understood(subject: &Subject<'_, '_>) -> Option<Understood> {
    let What::Header(header) = subject.what else {
        return None;
    };
    Some(match (&header.field, &header.misspelling_of) {
        (_, Some(_)) => Understood::Misspelt,
        (Some(_), None) => Understood::Known,
        (None, None) => Understood::Unknown,
    })
}

impl Test for Header {
    type Params = Understood;

    const NAME: &'static str = "header";
    const KINDS: &'static [Kind] = &[Kind::Header];

    fn load(wanted: Understood, _: Span, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self(wanted))
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        understood(subject) == Some(self.0)
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        evidence.place(subject.span(), subject.field());
        match subject.field().map(|field| context.field_name(field)) {
            Some(name) => evidence.saw(
                format!("当作「{}」栏", name.zh),
                format!("it was taken for {}", name.en),
            ),
            None => evidence.saw("不知是什么栏", "it is not known"),
        }
    }
}
