//! `dutylint` checks government lists of powers and duties (权责清单) as a compiler checks code.
//!
//! One direction, each room knowing only the data types of the ones before it:
//!
//! ```text
//! paths ─► source ─► read ─► list ─► check ─► report / fix / annotate
//!                              ▲        ▲
//!                       vocabulary   rule · law · org
//! ```
//!
//! The command line and the tests are thin callers of this line.

pub mod annotate;
pub mod check;
pub mod cli;
pub mod compare;
pub mod config;
pub mod diagnostic;
pub mod duplicate;
pub mod expression;
pub mod fix;
pub mod law;
pub mod list;
pub mod message;
pub mod org;
pub mod pipeline;
pub mod read;
pub mod report;
pub mod rule;
pub mod sequence;
pub mod slip;
pub mod source;
pub mod suppress;
pub mod tree;
pub mod trouble;
pub mod vocabulary;
