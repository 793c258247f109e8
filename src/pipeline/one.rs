use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use super::Engine;
use super::records::{records, summary};
use crate::check::{Checker, ListFacts, Statistics};
use crate::message::Message;
use crate::read::{ReadOptions, read_with};
use crate::report::outline::Outline;
use crate::report::{Checked, Failure, FileReport, fingerprint};

/// A file to check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// What reports call it: a path with `/`.
    pub name: String,
    /// Where it is; `None` for standard input.
    pub path: Option<PathBuf>,
    /// Whether it was named itself, not found in a folder.
    pub named: bool,
}

/// What checking one file gave.
#[derive(Debug)]
pub struct FileResult {
    /// The file with its findings, before suppressions.
    pub report: FileReport,
    /// Figures by rule.
    pub statistics: Statistics,
    /// What the pass over all lists needs.
    pub facts: ListFacts,
}

/// Reads and checks the bytes of one file. A panic in it is that file's failure and no other's.
pub fn check_bytes(
    engine: &Engine,
    checker: &Checker<'_>,
    input: &Input,
    bytes: Vec<u8>,
    options: &ReadOptions,
    outline: bool,
) -> FileResult {
    let size = bytes.len() as u64;
    let sha256 = fingerprint::sha256(&bytes);
    let done = catch_unwind(AssertUnwindSafe(|| {
        checked(engine, checker, input, bytes, options, outline)
    }))
    .unwrap_or_else(|_| Err(fault()));
    let (outcome, statistics, facts) = match done {
        Ok((checked, statistics, facts)) => (Ok(checked), statistics, facts),
        Err(failure) => (Err(failure), Statistics::default(), ListFacts::default()),
    };
    FileResult {
        report: FileReport {
            name: input.name.as_str().into(),
            path: input.path.clone(),
            bytes: size,
            sha256,
            outcome,
        },
        statistics,
        facts,
    }
}

fn checked(
    engine: &Engine,
    checker: &Checker<'_>,
    input: &Input,
    bytes: Vec<u8>,
    options: &ReadOptions,
    outline: bool,
) -> Result<(Checked, Statistics, ListFacts), Failure> {
    let (source, document) = read_with(&input.name, bytes, options).map_err(|error| Failure {
        message: error.message(),
        help: None,
    })?;
    let vocabulary = engine.vocabulary();
    let list = crate::list::recognise(&source, &document, vocabulary);
    let found = checker.check_list(&list, &document.notes, &());
    let policy = engine.policy(input.path.as_deref());
    let diagnostics = found
        .diagnostics
        .into_iter()
        .filter_map(|mut diagnostic| {
            diagnostic.severity = policy.severity(&diagnostic.rule, diagnostic.severity)?;
            Some(diagnostic)
        })
        .collect();
    let format = document.format.key();
    let summary = summary(&list, vocabulary);
    let items = records(&list);
    let outline = outline.then(|| Outline::of(&list, vocabulary));
    drop(list);
    Ok((
        Checked {
            source,
            format,
            list: summary,
            items,
            diagnostics,
            outline,
        },
        found.statistics,
        found.facts,
    ))
}

/// A fault of this program, not of the file.
fn fault() -> Failure {
    Failure {
        message: Message::new(
            "检查这个文件时程序内部出错",
            "the program failed on this file",
        ),
        help: Some(Message::new(
            "这是程序的缺陷，请把文件（或能重现问题的一部分）报告给维护者；其余文件照常检查。",
            "this is a fault of the program: please report it with the file, or the part of it that shows the fault; the other files were checked.",
        )),
    }
}

/// A file that could not be read at all.
pub(super) fn unreadable(input: &Input, message: Message, help: Option<Message>) -> FileResult {
    FileResult {
        report: FileReport {
            name: Arc::from(input.name.as_str()),
            path: input.path.clone(),
            bytes: 0,
            sha256: String::new(),
            outcome: Err(Failure { message, help }),
        },
        statistics: Statistics::default(),
        facts: ListFacts::default(),
    }
}
