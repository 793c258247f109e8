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

/// `same: [FIELD, FIELD]`: the same is written in the fields.
pub(super) struct Same(Vec<Field>);

fn written(subject: &Subject<'_, '_>, field: Field) -> String {
    subject.values(field).map(|value| value.as_str()).collect()
}

impl Test for Same {
    type Params = OneOrMany;

    const NAME: &'static str = "same";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(params: OneOrMany, span: Span, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let fields = lookup::fields(params.iter(), &mut problems);
        if params.0.len() < 2 {
            problems.push(Problem::new(
                span,
                "same 要比较至少两个字段",
                "`same` compares at least two fields",
            ));
        }
        super::checked(Self(fields), problems)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        let texts: Vec<String> = self
            .0
            .iter()
            .map(|field| written(subject, *field))
            .collect();
        texts.windows(2).all(|pair| pair.first() == pair.last())
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        for field in self.0.iter().rev() {
            if let Some(item) = subject.item() {
                evidence.place(item.anchor(*field), Some(*field));
            }
            let name = context.field_name(*field);
            let shown = crate::rule::shortened(&written(subject, *field));
            evidence.saw(
                format!("{}是「{shown}」", name.zh),
                format!("{} is `{shown}`", name.en),
            );
        }
    }
}
