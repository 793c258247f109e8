use serde::Deserialize;

use super::Test;
use crate::list::Stage as ListStage;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::lookup;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject, What};
use crate::rule::{OneOrMany, Pattern};
use crate::source::Span;
use crate::tree::{Problem, Spanned};
use crate::vocabulary::{Field, StageId};

fn load(names: &OneOrMany, loader: &Loader<'_>, problems: &mut Vec<Problem>) -> Vec<StageId> {
    names
        .iter()
        .filter_map(|name| lookup::stage(&name.value, name.span, loader.vocabulary, problems))
        .collect()
}

fn stages<'a, 's>(subject: &Subject<'a, 's>) -> &'a [ListStage<'s>] {
    subject.item().map_or(&[], |item| &item.stages)
}

fn is(stage: &ListStage<'_>, wanted: &[StageId]) -> bool {
    stage.kinds.iter().any(|kind| wanted.contains(kind))
}

/// The label, else the whole stage.
fn head(stage: &ListStage<'_>) -> Span {
    stage
        .label
        .as_ref()
        .map_or_else(|| stage.value.span(), |label| label.span())
}

/// Shows where stages stand or would stand, and which there are.
fn describe(subject: &Subject<'_, '_>, context: &Context<'_>, evidence: &mut Evidence) {
    if let Some(item) = subject.item() {
        evidence.place(item.anchor(Field::Duties), Some(Field::Duties));
    }
    let there = crate::rule::common::stages(subject, context);
    if there.zh.is_empty() {
        evidence.saw("没有写明环节", "no stage is named");
    } else {
        evidence.saw(
            format!("环节有：{}", there.zh),
            format!("the stages are: {}", there.en),
        );
    }
}

/// `stage: STAGES`: the item has one of the stages.
pub(super) struct Stage(Vec<StageId>);

impl Test for Stage {
    type Params = OneOrMany;

    const NAME: &'static str = "stage";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(params: OneOrMany, _: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let wanted = load(&params, loader, &mut problems);
        super::checked(Self(wanted), problems)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        stages(subject).iter().any(|stage| is(stage, &self.0))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        if held {
            for stage in stages(subject).iter().filter(|stage| is(stage, &self.0)) {
                evidence.place(head(stage), Some(Field::Duties));
            }
        }
        describe(subject, context, evidence);
    }
}

/// `is-stage: STAGES`: the stage that the rule looks at is one of these.
pub(super) struct IsStage(Vec<StageId>);

impl Test for IsStage {
    type Params = OneOrMany;

    const NAME: &'static str = "is-stage";
    const KINDS: &'static [Kind] = &[Kind::Stage];

    fn load(params: OneOrMany, _: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let wanted = load(&params, loader, &mut problems);
        super::checked(Self(wanted), problems)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        matches!(subject.what, What::Stage(_, stage) if is(stage, &self.0))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        if let What::Stage(_, stage) = subject.what {
            evidence.place(head(stage), Some(Field::Duties));
            let names: Vec<&str> = stage
                .kinds
                .iter()
                .filter_map(|id| context.vocabulary.stage(*id))
                .map(|kind| &*kind.zh)
                .collect();
            let names = names.join("、");
            evidence.saw(format!("环节是：{names}"), format!("the stage is: {names}"));
        }
    }
}

/// `catch-all: true`: the stage names no duty of its own (其他法律法规规定应履行的责任).
pub(super) struct CatchAll(bool);

impl Test for CatchAll {
    type Params = bool;

    const NAME: &'static str = "catch-all";
    const KINDS: &'static [Kind] = &[Kind::Stage];

    fn load(wanted: bool, _: Span, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self(wanted))
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        matches!(subject.what, What::Stage(_, stage) if stage.catch_all == self.0)
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        _: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        evidence.place(subject.span(), Some(Field::Duties));
        let is = matches!(subject.what, What::Stage(_, stage) if stage.catch_all);
        if is {
            evidence.saw("是兜底条款", "it is a catch-all");
        } else {
            evidence.saw("不是兜底条款", "it is no catch-all");
        }
    }
}

/// `stage-before: {first, then}`: where the item has both, the first stands before the other.
pub(super) struct StageBefore {
    first: Vec<StageId>,
    then: Vec<StageId>,
}

/// Parameters of `stage-before`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Order {
    /// The stages that come first.
    first: OneOrMany,
    /// The stages that come after them.
    then: OneOrMany,
}

impl StageBefore {
    /// The first stage that is one of `then`, and a stage of `first` when there is none before it.
    fn reversed<'a, 's>(
        &self,
        subject: &Subject<'a, 's>,
    ) -> Option<(&'a ListStage<'s>, &'a ListStage<'s>)> {
        let stages = stages(subject);
        let then = stages.iter().position(|stage| is(stage, &self.then))?;
        let first = stages.iter().position(|stage| is(stage, &self.first))?;
        // One label may name both (告知决定阶段): its order is that of its words.
        (first > then).then_some((stages.get(first)?, stages.get(then)?))
    }
}

impl Test for StageBefore {
    type Params = Order;

    const NAME: &'static str = "stage-before";
    const KINDS: &'static [Kind] = super::OF_ITEMS;
    const VALUES: &'static [&'static str] = &["first", "then"];

    fn load(params: Order, _: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let first = load(&params.first, loader, &mut problems);
        let then = load(&params.then, loader, &mut problems);
        if let Some(both) = params.then.iter().find(|name| {
            let id = loader.vocabulary.stage_by_key(&name.value);
            id.is_some_and(|id| first.contains(&id))
        }) {
            problems.push(Problem::new(
                both.span,
                format!("「{}」不能排在它自己之前", both.value),
                format!("`{}` cannot stand before itself", both.value),
            ));
        }
        super::checked(Self { first, then }, problems)
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.reversed(subject).is_none()
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        if let Some((first, then)) = self.reversed(subject) {
            evidence.place(head(first), Some(Field::Duties));
            evidence.place(head(then), Some(Field::Duties));
            let name = |stage: &ListStage<'_>| {
                let text = stage.label.as_ref().unwrap_or(&stage.value);
                crate::rule::shortened(text.as_str())
            };
            evidence.values.text("first", name(first));
            evidence.values.text("then", name(then));
        }
        describe(subject, context, evidence);
    }
}

/// `stage-mentions: {stage, words, pattern}`: one of the stages has one of the words, or matches.
pub(super) struct StageMentions {
    stages: Vec<StageId>,
    words: Vec<String>,
    pattern: Option<Pattern>,
}

/// Parameters of `stage-mentions`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Mention {
    /// The stages; any stage where none is named.
    #[serde(default)]
    stage: Option<OneOrMany>,
    /// Words.
    #[serde(default)]
    words: Option<OneOrMany>,
    /// A regular expression.
    #[serde(default)]
    pattern: Option<Spanned<String>>,
}

impl StageMentions {
    fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.words
            .iter()
            .find_map(|word| text.find(word.as_str()).map(|at| at..at + word.len()))
            .or_else(|| {
                let found = self.pattern.as_ref()?.regex_for(text)?.find(text)?;
                Some(found.range())
            })
    }

    fn chosen<'a, 's>(&self, subject: &Subject<'a, 's>) -> impl Iterator<Item = &'a ListStage<'s>> {
        stages(subject)
            .iter()
            .filter(|stage| self.stages.is_empty() || is(stage, &self.stages))
    }
}

impl Test for StageMentions {
    type Params = Mention;

    const NAME: &'static str = "stage-mentions";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(params: Mention, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let stages = params
            .stage
            .as_ref()
            .map_or_else(Vec::new, |names| load(names, loader, &mut problems));
        let words = OneOrMany::values(params.words.as_ref());
        let pattern = params.pattern.as_ref().and_then(|text| {
            Pattern::load(text, loader)
                .map_err(|problem| problems.push(problem))
                .ok()
        });
        if words.is_empty() && params.pattern.is_none() {
            problems.push(Problem::new(
                span,
                "stage-mentions 需要 words 或 pattern",
                "`stage-mentions` needs `words` or `pattern`",
            ));
        }
        super::checked(
            Self {
                stages,
                words,
                pattern,
            },
            problems,
        )
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.chosen(subject)
            .any(|stage| self.find(stage.value.as_str()).is_some())
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        for stage in self.chosen(subject) {
            match self.find(stage.value.as_str()) {
                Some(range) => {
                    let shown = stage.value.as_str().get(range.clone()).unwrap_or_default();
                    evidence.saw(
                        format!("环节里写有「{shown}」"),
                        format!("the stage has `{shown}`"),
                    );
                    evidence.place(stage.value.view.source_span(range), Some(Field::Duties));
                }
                None if !held => evidence.place(head(stage), Some(Field::Duties)),
                None => {}
            }
        }
        describe(subject, context, evidence);
    }
}
