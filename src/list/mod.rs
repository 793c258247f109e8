//! The domain model of a list of powers and duties, and the recogniser that finds it in a document.

pub mod extract;
pub mod format;
mod model;
mod recognise;

pub use model::{
    Declared, Header, Item, List, Origin, Post, Repeated, Section, Shape, Stage, Unassigned, Value,
};
pub use recognise::{recognise, recognise_with};
