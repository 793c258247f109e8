use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Test;
use crate::list::{Item, Stage};
use crate::message::Message;
use crate::rule::OneOrMany;
use crate::rule::condition::Condition;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::lookup;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject, What};
use crate::rule::syntax::{ConditionSlot, Deferred};
use crate::source::Span;
use crate::tree::{Problem, Spanned};
use crate::vocabulary::{Field, StageId};

/// `count: {of, at-least, at-most, equals}`: how many there are.
pub(super) struct Count {
    of: Countable,
    chosen: Chosen,
    at_least: Option<Amount>,
    at_most: Option<Amount>,
    equals: Option<Amount>,
}

/// Parameters of `count`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Params {
    /// What is counted.
    of: Spanned<Countable>,
    /// Of stages: only those that name a stage of the vocabulary.
    #[serde(default)]
    named: bool,
    /// Of stages: only those that are no catch-all.
    #[serde(default)]
    real: bool,
    /// Of stages: without these.
    #[serde(default)]
    except: Option<OneOrMany>,
    /// Of items and sub-items: those that meet this condition.
    #[serde(default, rename = "where")]
    chosen: Option<Deferred<ConditionSlot>>,
    /// So many at least.
    #[serde(default)]
    at_least: Option<Amount>,
    /// So many at most.
    #[serde(default)]
    at_most: Option<Amount>,
    /// Exactly so many.
    #[serde(default)]
    equals: Option<Amount>,
}

/// Which stages count.
#[derive(Default)]
struct Chosen {
    named: bool,
    real: bool,
    except: Vec<StageId>,
    items: Option<Condition>,
}

impl Chosen {
    fn wants_item(
        &self,
        item: &Item<'_>,
        subject: &Subject<'_, '_>,
        context: Option<&Context<'_>>,
    ) -> bool {
        let (Some(condition), Some(context)) = (&self.items, context) else {
            return true;
        };
        let subject = Subject {
            list: subject.list,
            what: What::Item(item),
        };
        condition.holds(&subject, context)
    }

    fn wants(&self, stage: &Stage<'_>) -> bool {
        (!self.named || !stage.kinds.is_empty())
            && (!self.real || !stage.catch_all)
            && (stage.kinds.is_empty()
                || !stage.kinds.iter().all(|kind| self.except.contains(kind)))
    }
}

/// What can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Countable {
    /// Stages of duty of the item.
    Stages,
    /// Units and posts in charge of the item.
    Posts,
    /// Citations of the item.
    Citations,
    /// Citations in the basis of the power.
    BasisCitations,
    /// Sub-items of the item.
    SubItems,
    /// Items of the section, or of the list.
    Items,
    /// Main duties of the list.
    MainDuties,
}

impl Countable {
    fn count(
        self,
        subject: &Subject<'_, '_>,
        chosen: &Chosen,
        context: Option<&Context<'_>>,
    ) -> usize {
        let list = subject.list;
        let item = subject.item();
        match self {
            Self::Stages => item.map_or(0, |item| {
                let stages = item.stages.iter();
                stages.filter(|stage| chosen.wants(stage)).count()
            }),
            Self::Posts => item.map_or(0, |item| item.posts.len()),
            Self::Citations => item.map_or(0, |item| item.citations.len()),
            Self::BasisCitations => item.map_or(0, |item| {
                let citations = item.citations.iter();
                citations
                    .filter(|(field, _)| *field == Field::Basis)
                    .count()
            }),
            Self::SubItems => item.map_or(0, |item| {
                list.sub_items(item.index)
                    .filter(|other| chosen.wants_item(other, subject, context))
                    .count()
            }),
            Self::Items => {
                let items = match subject.what {
                    What::Section(section) => list.items.get(section.items.clone()),
                    _ => Some(list.items.as_slice()),
                };
                let items = items.unwrap_or_default().iter();
                items
                    .filter(|item| chosen.wants_item(item, subject, context))
                    .count()
            }
            Self::MainDuties => list.duties.len(),
        }
    }

    fn words(self) -> Message {
        match self {
            Self::Stages => Message::new("环节", "stages"),
            Self::Posts => Message::new("责任岗位", "posts"),
            Self::Citations => Message::new("引用", "citations"),
            Self::BasisCitations => Message::new("设定依据中的引用", "citations in the basis"),
            Self::SubItems => Message::new("子项", "sub-items"),
            Self::Items => Message::new("事项", "items"),
            Self::MainDuties => Message::new("主要职责", "main duties"),
        }
    }

    fn field(self) -> Option<Field> {
        match self {
            Self::Stages => Some(Field::Duties),
            Self::Posts => Some(Field::Unit),
            Self::BasisCitations | Self::Citations => Some(Field::Basis),
            Self::SubItems | Self::Items | Self::MainDuties => None,
        }
    }
}

/// A number, or the count of something else: `{of: posts}`.
#[derive(Clone, Copy, Debug)]
enum Amount {
    Number(usize),
    Of(Countable),
}

impl Amount {
    fn value(self, subject: &Subject<'_, '_>) -> usize {
        match self {
            Self::Number(number) => number,
            Self::Of(countable) => countable.count(subject, &Chosen::default(), None),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor)
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Other {
    of: Countable,
}

struct AmountVisitor;

impl<'de> Visitor<'de> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("一个数，或 {of: …} / a number, or {of: ...}")
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Amount, E> {
        usize::try_from(number)
            .map(Amount::Number)
            .map_err(|_| E::custom("这个数太大 / this number is too large"))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Amount, E> {
        usize::try_from(number)
            .map(Amount::Number)
            .map_err(|_| E::custom("数不能是负的 / a count is not negative"))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Amount, A::Error> {
        Other::deserialize(MapAccessDeserializer::new(map)).map(|other| Amount::Of(other.of))
    }
}

impl JsonSchema for Amount {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Amount")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let other = generator.subschema_for::<Other>();
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, other] })
    }
}

impl Count {
    fn limits(&self, subject: &Subject<'_, '_>) -> (usize, usize) {
        let value = |amount: &Option<Amount>| amount.map(|amount| amount.value(subject));
        let equals = value(&self.equals);
        (
            value(&self.at_least).or(equals).unwrap_or(0),
            value(&self.at_most).or(equals).unwrap_or(usize::MAX),
        )
    }
}

impl Test for Count {
    type Params = Params;

    const NAME: &'static str = "count";
    const KINDS: &'static [Kind] = super::ANY;
    const VALUES: &'static [&'static str] = &["count", "wanted"];

    fn load(params: Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let given = [&params.at_least, &params.at_most, &params.equals];
        if given.iter().all(|amount| amount.is_none()) {
            problems.push(Problem::new(
                span,
                "count 需要 at-least、at-most 或 equals",
                "`count` needs `at-least`, `at-most` or `equals`",
            ));
        }
        let of_item = !matches!(params.of.value, Countable::Items | Countable::MainDuties);
        if of_item && !super::OF_ITEMS.contains(&loader.kind) {
            problems.push(Problem::new(
                params.of.span,
                "只有事项及其中的内容才有这个数",
                "only items and what belongs to them have this count",
            ));
        }
        let except = params.except.iter().flat_map(OneOrMany::iter);
        let of_items = matches!(params.of.value, Countable::Items | Countable::SubItems);
        if params.chosen.is_some() && !of_items {
            problems.push(Problem::new(
                params.of.span,
                "where 只用于 of: items 和 sub-items",
                "`where` belongs to `of: items` and `of: sub-items`",
            ));
        }
        let items = loader.condition("where", Kind::Item, &mut problems);
        let chosen = Chosen {
            items,
            named: params.named,
            real: params.real,
            except: except
                .filter_map(|name| {
                    lookup::stage(&name.value, name.span, loader.vocabulary, &mut problems)
                })
                .collect(),
        };
        let choosy = params.named || params.real || params.except.is_some();
        if choosy && params.of.value != Countable::Stages {
            problems.push(Problem::new(
                params.of.span,
                "named、real、except 只用于 of: stages",
                "`named`, `real` and `except` belong to `of: stages`",
            ));
        }
        super::checked(
            Self {
                of: params.of.value,
                chosen,
                at_least: params.at_least,
                at_most: params.at_most,
                equals: params.equals,
            },
            problems,
        )
    }

    fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool {
        let (least, most) = self.limits(subject);
        (least..=most).contains(&self.of.count(subject, &self.chosen, Some(context)))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        let count = self.of.count(subject, &self.chosen, Some(context));
        let (least, most) = self.limits(subject);
        let wanted = if count < least { least } else { most };
        evidence.values.text("count", count.to_string());
        evidence.values.text("wanted", wanted.to_string());
        if let (Some(item), Some(field)) = (subject.item(), self.of.field()) {
            evidence.place(item.anchor(field), Some(field));
        }
        let words = self.of.words();
        evidence.saw(
            format!("{}共 {count} 个", words.zh),
            format!("{count} {}", words.en),
        );
    }
}
