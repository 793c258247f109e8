//! The predicates of conditions, one file each. A new one is its file and its line here.

mod cites;
mod class;
mod column;
mod contains;
mod count;
mod header;
mod length;
mod listed;
mod main_item;
mod matches;
mod name_class;
mod present;
mod same;
mod stage;
mod unit;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::context::Context;
use super::evidence::Evidence;
use super::point::Loader;
use super::subject::{Kind, Subject};
use super::texts::Fields;
use crate::rule::OneOrMany;
use crate::source::Span;
use crate::tree::{Node, Problem};
use crate::vocabulary::ClassId;

/// A predicate as its file writes it.
pub(crate) trait Test: Send + Sync + Sized + 'static {
    /// What stands after its key.
    type Params: DeserializeOwned + JsonSchema;

    /// Its key.
    const NAME: &'static str;
    /// The kinds of subjects it can be asked of.
    const KINDS: &'static [Kind];
    /// The placeholders its evidence fills.
    const VALUES: &'static [&'static str] = &[];

    /// Checks and compiles the parameters, which stand at `span` of the rule file.
    fn load(params: Self::Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>>;

    /// Whether it holds.
    fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool;

    /// What decided it.
    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    );

    /// Placeholders that depend on the parameters: named captures.
    fn captures(&self) -> Vec<String> {
        Vec::new()
    }

    /// The classes of power it holds for, where that is all it says: tells conditions nothing can meet.
    fn classes(&self) -> Option<Vec<ClassId>> {
        None
    }
}

/// A predicate made ready, whatever its type.
pub(crate) trait Predicate: Send + Sync {
    fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool;
    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    );
    fn captures(&self) -> Vec<String>;
    fn classes(&self) -> Option<Vec<ClassId>>;
}

impl<T: Test> Predicate for T {
    fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool {
        Test::holds(self, subject, context)
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        Test::evidence(self, subject, context, held, evidence);
    }

    fn captures(&self) -> Vec<String> {
        Test::captures(self)
    }

    fn classes(&self) -> Option<Vec<ClassId>> {
        Test::classes(self)
    }
}

type LoadPredicate = fn(&Node, &Loader<'_>) -> Result<Box<dyn Predicate>, Vec<Problem>>;

/// A predicate in the table of them.
pub struct PredicateDefinition {
    /// Its key.
    pub name: &'static str,
    /// The kinds of subjects it can be asked of.
    pub kinds: &'static [Kind],
    /// The placeholders its evidence fills.
    pub values: &'static [&'static str],
    /// The JSON Schema of what stands after its key.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    pub(super) load: LoadPredicate,
}

impl PredicateDefinition {
    const fn of<T: Test>() -> Self {
        Self {
            name: T::NAME,
            kinds: T::KINDS,
            values: T::VALUES,
            schema: <T::Params as JsonSchema>::json_schema,
            load: load::<T>,
        }
    }
}

fn load<T: Test>(node: &Node, loader: &Loader<'_>) -> Result<Box<dyn Predicate>, Vec<Problem>> {
    let params = crate::tree::from_part::<T::Params>(node, loader.text)?;
    let loader = Loader {
        params: Some(node),
        ..*loader
    };
    Ok(Box::new(T::load(params, node.span, &loader)?))
}

/// Every predicate, by key.
pub const ALL: &[PredicateDefinition] = &[
    PredicateDefinition::of::<present::Present>(),
    PredicateDefinition::of::<present::Blank>(),
    PredicateDefinition::of::<column::Column>(),
    PredicateDefinition::of::<class::Class>(),
    PredicateDefinition::of::<class::SubClass>(),
    PredicateDefinition::of::<name_class::NameClass>(),
    PredicateDefinition::of::<matches::Matches>(),
    PredicateDefinition::of::<contains::Contains>(),
    PredicateDefinition::of::<contains::OneOf>(),
    PredicateDefinition::of::<length::Length>(),
    PredicateDefinition::of::<same::Same>(),
    PredicateDefinition::of::<stage::Stage>(),
    PredicateDefinition::of::<stage::IsStage>(),
    PredicateDefinition::of::<stage::CatchAll>(),
    PredicateDefinition::of::<stage::StageBefore>(),
    PredicateDefinition::of::<stage::StageMentions>(),
    PredicateDefinition::of::<cites::Cites>(),
    PredicateDefinition::of::<count::Count>(),
    PredicateDefinition::of::<header::Header>(),
    PredicateDefinition::of::<listed::Listed>(),
    PredicateDefinition::of::<unit::Unit>(),
    PredicateDefinition::of::<main_item::MainItem>(),
    PredicateDefinition::of::<main_item::SubItem>(),
];

/// What is an item or belongs to one.
const OF_ITEMS: &[Kind] = &[
    Kind::Item,
    Kind::Stage,
    Kind::Post,
    Kind::Citation,
    Kind::Text,
];

/// What has a text, or fields with texts.
const OF_TEXTS: &[Kind] = &[
    Kind::Item,
    Kind::Stage,
    Kind::Post,
    Kind::Citation,
    Kind::Text,
    Kind::Header,
];

/// Everything.
const ANY: &[Kind] = &Kind::ALL;

/// The texts that a predicate looks at, with what is wrong: it needs fields, or a subject that is a text itself.
fn texts(names: Option<&OneOrMany>, span: Span, loader: &Loader<'_>) -> (Fields, Vec<Problem>) {
    let mut problems = Vec::new();
    let fields = Fields::load(names, &mut problems);
    let has_text = matches!(
        loader.kind,
        Kind::Stage | Kind::Post | Kind::Text | Kind::Header
    );
    if fields.is_own() && !has_text && problems.is_empty() {
        problems.push(
            Problem::new(span, "这里要写明看哪个字段", "say which field is looked at")
                .with_help("请加上 field: …", "add `field: ...`"),
        );
    }
    (fields, problems)
}

/// The predicate, or the problems of its parameters.
fn checked<T>(predicate: T, problems: Vec<Problem>) -> Result<T, Vec<Problem>> {
    if problems.is_empty() {
        Ok(predicate)
    } else {
        Err(problems)
    }
}
