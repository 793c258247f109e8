//! The steps of the YAML files inside the program, recorded when it was built: reading them back takes a
//! fraction of the time that reading the text takes.

mod format;
#[cfg(test)]
pub(super) mod write;

use super::step;

pub(super) use format::Recorded;
use format::name;

/// Length in bytes and name of a text, and its steps; empty in builds that read their files when they run.
const RECORDED: &[(usize, u64, &[u8])] = include!(concat!(env!("OUT_DIR"), "/recorded.rs"));

/// The recorded steps of `text`.
pub(super) fn steps_of(text: &str) -> Option<&'static [u8]> {
    let mut of_length = RECORDED
        .iter()
        .filter(|(length, ..)| *length == text.len())
        .peekable();
    of_length.peek()?;
    let wanted = name(text);
    of_length
        .find(|(_, name, _)| *name == wanted)
        .map(|(.., steps)| *steps)
}
