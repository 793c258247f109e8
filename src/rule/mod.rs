//! The rule language: what a rule is about, its conditions, its extension points and its messages.
//! A rule that loads is a rule that can run.
//!
//! Knows the data types of lists, laws and organisations; not how lists are read, not which
//! extension points there are ([`crate::check`] hands those in as a table).

mod anchor;
mod common;
mod context;
mod lookup;
mod one_or_many;
mod pattern;
mod point;
mod subject;
mod suggest;
mod values;

pub use common::shortened;
pub use context::Context;
pub use lookup::{class, field, fields, place, stage, unknown};
pub use one_or_many::OneOrMany;
pub use pattern::Pattern;
pub use point::{Fact, Hit, HitLabel, Joined, Loader, Point, PointDefinition};
pub use subject::{Kind, Subject, TextPlace, What};
pub use suggest::nearest;
pub use values::Values;
