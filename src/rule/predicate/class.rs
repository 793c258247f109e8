use super::Test;
use crate::rule::OneOrMany;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::lookup;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::{ClassId, Field};

/// `class: CLASSES`: the item is of one of the classes of power.
pub(super) struct Class(Vec<ClassId>);

/// `sub-class: NAMES`: the item names one of the sub-classes (in brackets after its class).
pub(super) struct SubClass(Vec<String>);

fn describe(subject: &Subject<'_, '_>, context: &Context<'_>, evidence: &mut Evidence) {
    if let Some(item) = subject.item() {
        evidence.place(item.anchor(Field::Type), Some(Field::Type));
    }
    match subject.class().and_then(|id| context.vocabulary.class(id)) {
        Some(class) => evidence.saw(
            format!("权力类型是{}", class.zh),
            format!("the class of power is {}", class.en),
        ),
        None => evidence.saw("权力类型不明", "the class of power is not known"),
    }
}

impl Test for Class {
    type Params = OneOrMany;

    const NAME: &'static str = "class";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(params: OneOrMany, _: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let classes = params
            .iter()
            .filter_map(|name| {
                lookup::class(&name.value, name.span, loader.vocabulary, &mut problems)
            })
            .collect();
        super::checked(Self(classes), problems)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        subject.class().is_some_and(|class| self.0.contains(&class))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        describe(subject, context, evidence);
    }

    fn classes(&self) -> Option<Vec<ClassId>> {
        Some(self.0.clone())
    }
}

impl Test for SubClass {
    type Params = OneOrMany;

    const NAME: &'static str = "sub-class";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(params: OneOrMany, _: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let known: Vec<&str> = loader
            .vocabulary
            .classes()
            .iter()
            .flat_map(|class| &class.subs)
            .flat_map(|sub| [&*sub.zh, &*sub.key])
            .collect();
        let problems: Vec<Problem> = params
            .iter()
            .filter(|name| !known.contains(&name.value.as_str()))
            .map(|name| lookup::unknown(&name.value, name.span, ("子类", "sub-class"), &known))
            .collect();
        super::checked(
            Self(params.iter().map(|name| name.value.clone()).collect()),
            problems,
        )
    }

    fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool {
        subject.values(Field::Type).any(|value| {
            let Some(found) = context.vocabulary.class_of(value.as_str()) else {
                return false;
            };
            let subs = context
                .vocabulary
                .class(found.class)
                .map(|class| &class.subs);
            found
                .sub
                .and_then(|index| subs?.get(index))
                .is_some_and(|sub| {
                    self.0
                        .iter()
                        .any(|name| **name == *sub.zh || **name == *sub.key)
                })
        })
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        describe(subject, context, evidence);
    }
}
