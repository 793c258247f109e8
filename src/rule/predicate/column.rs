use super::Test;
use crate::rule::OneOrMany;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::lookup;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// `column: FIELDS`: the list has a column (or label) for each of the fields, or a value somewhere.
pub(super) struct Column(Vec<Field>);

impl Test for Column {
    type Params = OneOrMany;

    const NAME: &'static str = "column";
    const KINDS: &'static [Kind] = super::ANY;

    fn load(params: OneOrMany, _: Span, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let fields = lookup::fields(params.iter(), &mut problems);
        super::checked(Self(fields), problems)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.0.iter().all(|field| subject.list.has_field(*field))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        for field in &self.0 {
            let name = context.field_name(*field);
            if subject.list.has_field(*field) {
                let of_list = subject.list.headers.iter();
                for header in of_list.filter(|header| header.field == Some(*field)) {
                    evidence.place(header.value.span(), Some(*field));
                }
                evidence.saw(
                    format!("清单有「{}」栏", name.zh),
                    format!("the list has a column for {}", name.en),
                );
            } else {
                evidence.saw(
                    format!("清单没有「{}」栏", name.zh),
                    format!("the list has no column for {}", name.en),
                );
            }
        }
    }
}
