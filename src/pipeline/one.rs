use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use super::Engine;
use super::cache::{Cache, Key, Record, Stored};
use super::records::{records, summary};
use crate::check::{Checker, ListFacts, Statistics};
use crate::message::Message;
use crate::read::{Document, Format, ReadOptions, read_with};
use crate::report::outline::Outline;
use crate::report::{Checked, Failure, FileReport, fingerprint};
use crate::source::Source;

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
    pub(super) facts: Stored,
    /// Names what it says with all that it is judged by.
    pub(super) key: Key,
}

/// How files are checked, beside what they are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'m> {
    /// What is known of the files beforehand.
    pub options: &'m ReadOptions,
    /// Whether a format of the run shows whole lists.
    pub outline: bool,
    /// Where findings are kept.
    pub cache: Option<&'m Cache>,
}

/// Reads and checks the bytes of one file. A panic in it is that file's failure and no other's.
pub fn check_bytes(
    engine: &Engine,
    checker: &Checker<'_>,
    input: &Input,
    bytes: Vec<u8>,
    manner: Manner<'_>,
) -> FileResult {
    let size = bytes.len() as u64;
    let sha256 = fingerprint::sha256(&bytes);
    let key = key(engine, input, &sha256, manner.options);
    let kept = manner.cache.and_then(|cache| cache.get::<Record>(&key));
    let done = catch_unwind(AssertUnwindSafe(|| match kept {
        Some(record) => {
            let outline = manner
                .outline
                .then(|| outline(engine, input, bytes, manner.options))
                .transpose()?;
            Ok((record, outline))
        }
        None => {
            let (record, outline) = checked(
                engine,
                checker,
                input,
                bytes,
                manner.options,
                manner.outline,
            )?;
            if let Some(cache) = manner.cache {
                cache.put(&key, &record);
            }
            Ok((record, outline))
        }
    }))
    .unwrap_or_else(|_| Err(fault()));
    let (outcome, statistics, facts) = match done {
        Ok((record, outline)) => {
            let (checked, statistics, facts) = in_force(engine, input, record, outline);
            (Ok(checked), statistics, facts)
        }
        Err(failure) => (Err(failure), Statistics::default(), no_facts()),
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
        key,
    }
}

/// Names what a file says with all that it is judged by. Its name is part of it: it decides where formats are alike.
fn key(engine: &Engine, input: &Input, sha256: &str, options: &ReadOptions) -> Key {
    let encoding = options.encoding.as_deref().unwrap_or_default();
    let format = options.format.map(Format::key).unwrap_or_default();
    Key::of([
        engine.identity().as_bytes(),
        input.name.as_bytes(),
        encoding.as_bytes(),
        format.as_bytes(),
        sha256.as_bytes(),
    ])
}

fn checked(
    engine: &Engine,
    checker: &Checker<'_>,
    input: &Input,
    bytes: Vec<u8>,
    options: &ReadOptions,
    outline: bool,
) -> Result<(Record, Option<Outline>), Failure> {
    let (source, document) = read(input, bytes, options)?;
    let vocabulary = engine.vocabulary();
    let list = crate::list::recognise_with(&source, &document, vocabulary, engine.laws());
    let found = checker.check_list(&list, &document.notes, &());
    let format = document.format.key();
    let summary = summary(&list, vocabulary);
    let items = records(&list);
    let outline = outline.then(|| Outline::of(&list, vocabulary));
    drop(list);
    let record = Record {
        source,
        format,
        list: summary,
        items,
        diagnostics: found.diagnostics,
        statistics: found.statistics,
        facts: Stored::Facts(found.facts),
    };
    Ok((record, outline))
}

fn outline(
    engine: &Engine,
    input: &Input,
    bytes: Vec<u8>,
    options: &ReadOptions,
) -> Result<Outline, Failure> {
    let (source, document) = read(input, bytes, options)?;
    let list = crate::list::recognise_with(&source, &document, engine.vocabulary(), engine.laws());
    Ok(Outline::of(&list, engine.vocabulary()))
}

fn read(
    input: &Input,
    bytes: Vec<u8>,
    options: &ReadOptions,
) -> Result<(Source, Document), Failure> {
    read_with(&input.name, bytes, options).map_err(|error| Failure {
        message: error.message(),
        help: None,
    })
}

/// The findings as the settings for the path of the file have them.
fn in_force(
    engine: &Engine,
    input: &Input,
    record: Record,
    outline: Option<Outline>,
) -> (Checked, Statistics, Stored) {
    let policy = engine.policy(input.path.as_deref());
    let mut diagnostics: Vec<_> = record
        .diagnostics
        .into_iter()
        .filter_map(|mut diagnostic| {
            diagnostic.severity = policy.severity(&diagnostic.rule, diagnostic.severity)?;
            Some(diagnostic)
        })
        .collect();
    super::yielding::drop_yielding(&mut diagnostics, engine.rules().rules());
    let checked = Checked {
        source: record.source,
        format: record.format,
        list: record.list,
        items: record.items,
        diagnostics,
        outline,
    };
    (checked, record.statistics, record.facts)
}

fn no_facts() -> Stored {
    Stored::Facts(ListFacts::default())
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
        facts: no_facts(),
        key: Key::of([input.name.as_bytes()]),
    }
}
