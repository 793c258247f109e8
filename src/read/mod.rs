//! Format bytes to a [`Document`]: one file a format.
//!
//! What a file is is told by its content, not by its name. A new format is one new file and one line
//! in [`Format`].

mod document;
mod error;
mod office;
mod xls;
mod xlsx;

pub use document::{Block, Cell, Document, Note, NoteKind, Paragraph, Table};
pub use error::ReadError;
