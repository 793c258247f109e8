//! The rule language: what a rule is about, its conditions, its extension points and its messages.
//! A rule that loads is a rule that can run.
//!
//! Knows the data types of lists, laws and organisations; not how lists are read, not which
//! extension points there are ([`crate::check`] hands those in as a table).

mod anchor;
mod checked;
mod common;
mod compile;
mod condition;
mod context;
mod evidence;
mod files;
mod laws;
mod load;
mod load_condition;
mod lookup;
mod named;
mod one_or_many;
mod pattern;
mod point;
mod predicate;
mod profiles;
mod schema;
mod set;
mod subject;
pub mod syntax;
mod table;
mod template;
mod texts;
mod values;

pub use crate::tree::nearest;
pub use anchor::Anchor;
pub(crate) use checked::Requirement;
pub use checked::{Assertion, FixTemplate, Folding, Period, Rule, Words};
pub use common::{near, shortened, value};
pub use condition::Condition;
pub use context::Context;
pub use evidence::{Evidence, Trace};
pub(crate) use load::Written;
pub use lookup::{class, field, fields, place, stage, unknown};
pub use one_or_many::OneOrMany;
pub use pattern::Pattern;
pub use point::{Fact, Gathered, Hit, HitLabel, Joined, Loader, Point, PointDefinition};
pub use predicate::{ALL as PREDICATES, PredicateDefinition};
pub use schema::schema;
pub use set::{Pack, RuleErrors, RuleProblem, RuleSet, Tables};
pub use subject::{Kind, Subject, TextPlace, What, item_ref};
pub use syntax::Measured;
pub use table::{Row, Table};
pub use template::Template;
pub use texts::Fields;
pub use values::Values;
