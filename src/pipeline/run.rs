use std::io::Read as _;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cache::{FoundAnywhere, Stored};
use super::engine::copy;
use super::one::{FileResult, check_bytes, unreadable};
use super::{Cache, Engine, Input, Key, Manner};
use crate::check::{ListFacts, Statistics as Figures};
use crate::config::Policy;
use crate::diagnostic::{Diagnostic, Severity};
use crate::message::Language;
use crate::read::ReadOptions;
use crate::report::{
    Checked, FileReport, ListSummary, Report, RuleStatistics, Statistics, fingerprint,
};
use crate::suppress::{self, Suppressions};
use crate::trouble::io_reason;

/// Files to check with what they are checked by.
#[derive(Debug)]
pub struct Job {
    /// One engine a configuration.
    pub engines: Vec<Engine>,
    /// The files, each with the position of its engine.
    pub inputs: Vec<(Input, usize)>,
    /// What is known of the files beforehand.
    pub options: ReadOptions,
    /// What does not count.
    pub suppressions: Suppressions,
    /// The language of the report.
    pub language: Language,
    /// Whether figures by rule are wanted.
    pub statistics: bool,
    /// Whether a format of the run shows whole lists.
    pub outline: bool,
    /// Where findings are kept from one run to the next.
    pub cache: Option<Cache>,
}

impl Job {
    /// How its files are checked.
    pub(super) fn manner(&self, outline: bool) -> Manner<'_> {
        Manner {
            options: &self.options,
            outline,
            cache: self.cache.as_ref(),
        }
    }
}

/// Checks all files of `job`, in parallel, and makes the report. Its order does not depend on the number of threads.
pub fn run(job: &Job) -> Report {
    run_with(job, &read_input)
}

/// As [`run`], with the bytes of the files from `read`: what an editor holds, what a correction would write.
pub fn run_with(job: &Job, read: &(dyn Fn(&Input) -> std::io::Result<Vec<u8>> + Sync)) -> Report {
    let checkers: Vec<_> = job.engines.iter().map(Engine::checker).collect();
    let results: Vec<Option<FileResult>> = job
        .inputs
        .par_iter()
        .map(|(input, index)| {
            let engine = job.engines.get(*index)?;
            let checker = checkers.get(*index)?;
            Some(match read(input) {
                Ok(bytes) => {
                    check_bytes(engine, checker, input, bytes, job.manner(job.outline))
                }
                Err(error) => {
                    let reason = io_reason(&error);
                    let message = crate::message::Message::new(
                        format!("无法读取：{}", reason.zh),
                        format!("cannot be read: {}", reason.en),
                    );
                    let help = crate::message::Message::new(
                        "请核对路径是否写对、文件是否被其他程序占用、是否有读取权限。",
                        "check the path, whether another program holds the file, and its permissions.",
                    );
                    unreadable(input, message, Some(help))
                }
            })
        })
        .collect();
    let mut files = Vec::new();
    let mut of_lists = Vec::new();
    let mut figures = Figures::default();
    for (result, (_, engine)) in results.into_iter().zip(&job.inputs) {
        let Some(result) = result else { continue };
        figures.add(&result.statistics);
        if result.report.outcome.is_ok() {
            of_lists.push(OfList {
                file: files.len(),
                engine: *engine,
                facts: result.facts,
                key: result.key,
            });
        }
        files.push(result.report);
    }
    for (index, checker) in checkers.iter().enumerate() {
        let own: Vec<&OfList> = of_lists
            .iter()
            .filter(|list| list.engine == index)
            .collect();
        if let Some(engine) = job.engines.get(index) {
            let found = between(engine, checker, &own, job.cache.as_ref());
            join(engine, &own, found, &mut files);
        }
    }
    if let Some(cache) = &job.cache {
        cache.sweep();
    }
    finish(job, files, &figures)
}

/// What is known of a list when lists are compared.
struct OfList {
    /// The position of its file.
    file: usize,
    /// The position of its engine.
    engine: usize,
    facts: Stored,
    key: Key,
}

/// The findings between the lists of one engine, each with the position of its list among them.
fn between(
    engine: &Engine,
    checker: &crate::check::Checker<'_>,
    lists: &[&OfList],
    cache: Option<&Cache>,
) -> Vec<(usize, Diagnostic)> {
    let parts = [engine.identity().as_bytes(), b"between lists"];
    let key = Key::of(
        parts
            .into_iter()
            .chain(lists.iter().map(|list| list.key.as_bytes())),
    );
    if let Some(FoundAnywhere(found)) = cache.and_then(|cache| cache.get(&key)) {
        return found;
    }
    let facts: Vec<ListFacts> = lists
        .par_iter()
        .map(|list| {
            let facts = list.facts.facts().map(std::borrow::Cow::into_owned);
            facts.unwrap_or_default()
        })
        .collect();
    let found = FoundAnywhere(checker.check_all(&facts));
    if let Some(cache) = cache {
        cache.put(&key, &found);
    }
    found.0
}

/// Puts the findings between lists to their files.
fn join(
    engine: &Engine,
    lists: &[&OfList],
    found: Vec<(usize, Diagnostic)>,
    files: &mut [FileReport],
) {
    let mut policies: FxHashMap<usize, Policy> = FxHashMap::default();
    for (list, mut diagnostic) in found {
        let Some(at) = lists.get(list).map(|list| list.file) else {
            continue;
        };
        let Some(file) = files.get_mut(at) else {
            continue;
        };
        let policy = policies
            .entry(at)
            .or_insert_with(|| engine.policy(file.path.as_deref()));
        let Some(severity) = policy.severity(&diagnostic.rule, diagnostic.severity) else {
            continue;
        };
        diagnostic.severity = severity;
        if let Ok(checked) = &mut file.outcome {
            checked.diagnostics.push(diagnostic);
        }
    }
    for at in policies.into_keys() {
        if let Some(Ok(checked)) = files.get_mut(at).map(|file| &mut file.outcome) {
            checked.diagnostics.sort_by_key(|found| found.span);
        }
    }
}

/// Applies suppressions and gathers what reports tell beside the findings.
fn finish(job: &Job, mut files: Vec<FileReport>, figures: &Figures) -> Report {
    let first = job.engines.first();
    let as_of = first.map_or_else(
        || jiff::Zoned::now().date(),
        |engine| engine.settings().as_of.value,
    );
    let known = first.map(Engine::known_rules).unwrap_or_default();
    let outcome = suppress::apply(&mut files, &job.suppressions, known, as_of);
    for (source, mut diagnostics) in outcome.files {
        if let Some(engine) = first {
            let policy = engine.policy(Some(std::path::Path::new(source.name())));
            diagnostics.retain_mut(|diagnostic| {
                policy
                    .severity(&diagnostic.rule, diagnostic.severity)
                    .map(|severity| diagnostic.severity = severity)
                    .is_some()
            });
        }
        files.push(register_file(source, diagnostics));
    }
    let statistics = job.statistics.then(|| statistics(job, figures, &files));
    Report {
        as_of,
        language: job.language,
        rules: first.map(Engine::rule_infos).unwrap_or_default(),
        fields: first.map(Engine::field_names).unwrap_or_default(),
        register: outcome.register,
        standing: outcome.standing,
        laws_known_until: match first {
            Some(engine) => engine.context().laws().date,
            None => crate::law::LawTable::builtin().date,
        },
        asides: job.engines.iter().flat_map(Engine::asides).collect(),
        statistics,
        files,
    }
}

/// A register of waivers that has something wrong with it, as a file of the report.
fn register_file(
    source: crate::source::Source,
    diagnostics: Vec<crate::diagnostic::Diagnostic>,
) -> FileReport {
    FileReport {
        name: source.name().into(),
        path: None,
        bytes: source.text().len() as u64,
        sha256: fingerprint::sha256(source.text().as_bytes()),
        outcome: Ok(Checked {
            source: copy(&source),
            format: "waivers",
            list: ListSummary::default(),
            items: std::sync::Arc::new([]),
            diagnostics,
            outline: None,
        }),
    }
}

fn statistics(job: &Job, figures: &Figures, files: &[FileReport]) -> Statistics {
    let policies: Vec<_> = job
        .engines
        .iter()
        .map(|engine| engine.policy(None))
        .collect();
    let in_force = |id: &str| {
        policies
            .iter()
            .any(|policy| policy.severity(id, Severity::Info).is_some())
    };
    let mut counts: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for diagnostic in files.iter().flat_map(FileReport::diagnostics) {
        if diagnostic.fold_head {
            continue;
        }
        let (found, suppressed) = counts.entry(&diagnostic.rule).or_default();
        match diagnostic.suppressed {
            None => *found += 1,
            Some(_) => *suppressed += 1,
        }
    }
    Statistics {
        rules: figures
            .rules
            .iter()
            .filter(|(id, _)| in_force(id) || counts.contains_key(&**id))
            .map(|(id, figures)| {
                let (findings, suppressed) = counts.get(&**id).copied().unwrap_or_default();
                RuleStatistics {
                    id: id.clone(),
                    in_scope: usize::try_from(figures.in_scope).ok(),
                    evaluated: usize::try_from(figures.evaluated).unwrap_or(usize::MAX),
                    findings,
                    suppressed,
                }
            })
            .collect(),
    }
}

/// The bytes of an input.
///
/// # Errors
/// Those of the operating system.
pub fn read_input(input: &Input) -> std::io::Result<Vec<u8>> {
    match &input.path {
        Some(path) => std::fs::read(path),
        None => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes)?;
            Ok(bytes)
        }
    }
}
