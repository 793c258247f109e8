use super::Test;
use crate::rule::condition::Condition;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject, What};
use crate::rule::syntax::{ConditionSlot, Deferred};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// `main-item: CONDITION`: the item is a sub-item, and its main item meets the condition.
pub(super) struct MainItem(Condition);

/// `sub-item: true`: the item is a sub-item of another.
pub(super) struct SubItem(bool);

fn main_item<'a, 's>(subject: &Subject<'a, 's>) -> Option<Subject<'a, 's>> {
    let parent = subject.item()?.parent?;
    let item = subject.list.items.get(parent)?;
    Some(Subject {
        list: subject.list,
        what: What::Item(item),
    })
}

impl Test for MainItem {
    type Params = Deferred<ConditionSlot>;

    const NAME: &'static str = "main-item";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(
        _: Deferred<ConditionSlot>,
        _: Span,
        loader: &Loader<'_>,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let condition = loader.whole_condition(Kind::Item, &mut problems);
        super::checked(Self(condition.unwrap_or_else(Condition::always)), problems)
    }

    fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool {
        main_item(subject).is_some_and(|main| self.0.holds(&main, context))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        let Some(main) = main_item(subject) else {
            evidence.saw("这不是子项", "this is no sub-item");
            return;
        };
        if let Some(name) = main.first_value(Field::Name) {
            let shown = crate::rule::shortened(name.as_str());
            evidence.saw(
                format!("主项是「{shown}」"),
                format!("the main item is `{shown}`"),
            );
        }
        let held = self.0.holds(&main, context);
        self.0.evidence(&main, context, held, evidence);
    }
}

impl Test for SubItem {
    type Params = bool;

    const NAME: &'static str = "sub-item";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(wanted: bool, _: Span, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self(wanted))
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        main_item(subject).is_some() == self.0
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        _: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        if let Some(item) = subject.item() {
            evidence.place(item.anchor(Field::Name), Some(Field::Name));
        }
        if main_item(subject).is_some() {
            evidence.saw("这是子项", "this is a sub-item");
        } else {
            evidence.saw("这不是子项", "this is no sub-item");
        }
    }
}
