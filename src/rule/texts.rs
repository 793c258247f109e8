//! Which texts a predicate or detector looks at: those of named fields, or the subject's own.

use super::OneOrMany;
use super::context::Context;
use super::evidence::Evidence;
use super::lookup;
use super::subject::Subject;
use crate::list::Value;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// The fields whose texts are looked at; none for the subject's own text.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<Field>);

impl Fields {
    /// Looks the names up; what is not known is added to `problems`.
    pub fn load(names: Option<&OneOrMany>, problems: &mut Vec<Problem>) -> Self {
        Self(names.map_or_else(Vec::new, |names| lookup::fields(names.iter(), problems)))
    }

    /// Whether the subject's own text is meant.
    pub fn is_own(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields.
    pub fn iter(&self) -> impl Iterator<Item = Field> + '_ {
        self.0.iter().copied()
    }

    /// The texts, with their fields.
    pub fn values<'a, 's>(&self, subject: &Subject<'a, 's>) -> Vec<(&'a Value<'s>, Option<Field>)> {
        if self.is_own() {
            return subject
                .text()
                .map(|value| (value, subject.field()))
                .into_iter()
                .collect();
        }
        self.0
            .iter()
            .flat_map(|field| {
                subject
                    .values(*field)
                    .map(move |value| (value, Some(*field)))
            })
            .collect()
    }

    /// Notes where the texts stand or would stand, and what is written there.
    pub(super) fn describe(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        evidence: &mut Evidence,
    ) {
        if self.is_own() {
            if let Some(value) = subject.text() {
                evidence.place(value.span(), subject.field());
                let shown = super::shortened(value.as_str());
                evidence.saw(
                    format!("文字是「{shown}」"),
                    format!("the text is `{shown}`"),
                );
            }
            return;
        }
        for field in self.iter() {
            let name = context.field_name(field);
            let mut any = false;
            for value in subject.values(field) {
                any = true;
                evidence.place(value.span(), Some(field));
                let shown = super::shortened(value.as_str());
                evidence.saw(
                    format!("{}是「{shown}」", name.zh),
                    format!("{} is `{shown}`", name.en),
                );
            }
            if !any {
                lacks(field, ("是空的", "is blank"), subject, context, evidence);
            }
        }
    }
}

/// Notes what a field lacks, and where it would stand.
pub(super) fn lacks(
    field: Field,
    (zh, en): (&str, &str),
    subject: &Subject<'_, '_>,
    context: &Context<'_>,
    evidence: &mut Evidence,
) {
    if let Some(item) = subject.item() {
        evidence.place(item.anchor(field), Some(field));
    }
    let name = context.field_name(field);
    evidence.saw(format!("{}{zh}", name.zh), format!("{} {en}", name.en));
}
