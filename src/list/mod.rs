//! The domain model of a list of powers and duties, and the recogniser that finds it in a document.

mod model;

pub use model::{
    Declared, Header, Item, List, Origin, Post, Section, Shape, Stage, Unassigned, Value,
};
