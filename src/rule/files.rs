//! Rule files as they are read: their packs, the packs they build on, and what can be read of broken ones.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::lookup;
use super::named::detached;
use super::set::{RuleProblem, Tables};
use super::syntax::PackSyntax;
use crate::source::{Source, Span};
use crate::tree::{Entry, Node, Problem, Value, from_node, parse_yaml};

/// A rule file read, not yet compiled.
pub(super) struct Read {
    /// Its position among the files.
    pub(super) file: usize,
    /// Its tree.
    pub(super) root: Node,
    /// Its pack.
    pub(super) pack: PackSyntax,
    /// Whether all packs it builds on are there: else its names are not blamed.
    pub(super) whole: bool,
    /// Whether it is known to be sound.
    pub(super) sound: bool,
}

/// All rule files of a run.
pub(super) struct Files {
    /// The files: the available packs that were not given first.
    pub(super) sources: Vec<Source>,
    /// The first so many are known to be sound.
    pub(super) sound: usize,
    /// What could be read of them.
    pub(super) files: Vec<Read>,
    /// What is wrong with them.
    pub(super) problems: Vec<RuleProblem>,
}

/// A file with what was read of it.
struct Given {
    source: Source,
    read: Option<(Node, PackSyntax)>,
    problems: Vec<Problem>,
    sound: bool,
}

impl Given {
    fn new(source: Source, sound: bool) -> Self {
        let (read, problems) = match read(&source) {
            Ok(read) => (Some(read), Vec::new()),
            Err(problems) => (in_part(&source, &problems), problems),
        };
        Self {
            source,
            read,
            problems,
            sound,
        }
    }

    fn pack(&self) -> Option<&PackSyntax> {
        self.read.as_ref().map(|(_, pack)| pack)
    }
}

impl Files {
    /// Reads the files given and, before them, the available packs that they build on.
    pub(super) fn read(sources: Vec<Source>, tables: Tables<'_>) -> Self {
        let mut all: Vec<Given> = sources
            .into_par_iter()
            .enumerate()
            .map(|(index, source)| Given::new(source, index < tables.sound))
            .collect();
        let mut available: Option<Vec<Source>> = None;
        let mut unknown: Vec<String> = Vec::new();
        while let Some(name) = missing(&all, &unknown) {
            let available = available.get_or_insert_with(tables.available);
            match available.iter().position(|pack| stem(pack) == name) {
                Some(index) => all.insert(0, Given::new(available.swap_remove(index), true)),
                None => unknown.push(name),
            }
        }
        let mut known: Vec<String> = all
            .iter()
            .filter_map(|given| given.pack().map(|pack| pack.pack.value.clone()))
            .collect();
        known.extend(available.iter().flatten().map(|pack| stem(pack).to_owned()));
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let mut read = Self {
            sources: Vec::new(),
            sound: all.iter().filter(|given| given.sound).count(),
            files: Vec::new(),
            problems: Vec::new(),
        };
        for (file, given) in all.into_iter().enumerate() {
            let mut problems = given.problems;
            if let Some((root, pack)) = given.read {
                // A key of the pack itself that is not known may have been meant for `extends`.
                let text = given.source.text();
                let of_pack = |problem: &Problem| {
                    let before = text.get(..problem.span.start()).unwrap_or_default();
                    before.is_empty() || before.ends_with('\n')
                };
                let mut whole = !problems.iter().any(of_pack);
                let extended = pack.extends.iter();
                for name in extended.filter(|name| unknown.contains(&name.value)) {
                    whole = false;
                    let what = ("规则包", "pack");
                    problems.push(lookup::unknown(&name.value, name.span, what, &known));
                }
                read.files.push(Read {
                    file,
                    root,
                    pack,
                    whole,
                    sound: given.sound,
                });
            }
            let problems = problems.into_iter();
            read.problems
                .extend(problems.map(|problem| RuleProblem { file, problem }));
            read.sources.push(given.source);
        }
        read
    }
}

/// The name of an available pack: that of its file without folder and ending.
fn stem(pack: &Source) -> &str {
    let name = pack.name().rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".yaml").unwrap_or(name)
}

/// The first pack that is built on and not there.
fn missing(all: &[Given], unknown: &[String]) -> Option<String> {
    let there = |name: &str| {
        all.iter()
            .filter_map(Given::pack)
            .any(|pack| pack.pack.value == name)
    };
    all.iter()
        .filter_map(Given::pack)
        .flat_map(|pack| &pack.extends)
        .find(|name| !there(&name.value) && !unknown.contains(&name.value))
        .map(|name| name.value.clone())
}

/// The tree and the pack of a file.
///
/// # Errors
/// Syntax errors, or all that does not belong there.
pub(super) fn read(source: &Source) -> Result<(Node, PackSyntax), Vec<Problem>> {
    let text = source.text();
    let root = parse_yaml(text)?.into_iter().next().ok_or_else(|| {
        vec![Problem::new(
            Span::default(),
            "规则文件是空的",
            "the rule file is empty",
        )]
    })?;
    let pack = from_node::<PackSyntax>(&root, text)?;
    Ok((root, pack))
}

/// What every pack has, for a file in which it is missing or wrong.
const PACK: &str = "{pack: unnamed, title: {zh: unnamed}}";

/// A file with `problems` as far as it can be read, so that what else is wrong in it is told too.
fn in_part(source: &Source, problems: &[Problem]) -> Option<(Node, PackSyntax)> {
    let text = source.text();
    let root = parse_yaml(text).ok()?.into_iter().next()?;
    repaired(&root, text, problems, PACK)
}

/// What is taken out of a part that lacks something needed may leave the whole without something needed, and so
/// on: no deeper than parts of rules lie in one another.
const DEEPEST: usize = 16;

/// `node` without the entries that `problems` blame, and with those of `instead` that it lacks then, as far as it can
/// be read; `None` where it cannot.
pub(super) fn repaired<T: DeserializeOwned + JsonSchema>(
    node: &Node,
    text: &str,
    problems: &[Problem],
    instead: &str,
) -> Option<(Node, T)> {
    let mut node = completed(node, text, problems, instead)?;
    for _ in 0..DEEPEST {
        match from_node::<T>(&node, text) {
            Ok(read) => return Some((node, read)),
            Err(problems) => node = completed(&node, text, &problems, instead)?,
        }
    }
    None
}

fn completed(node: &Node, text: &str, problems: &[Problem], instead: &str) -> Option<Node> {
    let mut node = without(node, problems)?;
    let needed = parse_yaml(instead).ok()?.into_iter().next()?;
    let needed = detached(&needed, instead);
    let (Value::Mapping(entries), Value::Mapping(needed)) = (&mut node.value, needed.value) else {
        return None;
    };
    for entry in needed {
        let key = entry.key.as_str("");
        if !entries.iter().any(|known| known.key.as_str(text) == key) {
            entries.push(entry);
        }
    }
    Some(node)
}

fn without(node: &Node, problems: &[Problem]) -> Option<Node> {
    let blamed = |span: Span| problems.iter().any(|problem| problem.span == span);
    let touched = |span: Span| problems.iter().any(|problem| span.contains(problem.span));
    if !touched(node.span) {
        return Some(node.clone());
    }
    let value = match &node.value {
        Value::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .filter(|entry| !blamed(entry.key.span) && !blamed(entry.value.span))
                .filter_map(|entry| {
                    Some(Entry {
                        key: entry.key.clone(),
                        value: without(&entry.value, problems)?,
                    })
                })
                .collect(),
        ),
        Value::Sequence(items) => Value::Sequence(
            items
                .iter()
                .filter(|item| !blamed(item.span))
                .filter_map(|item| without(item, problems))
                .collect(),
        ),
        Value::Null | Value::Scalar { .. } => return None,
    };
    Some(Node {
        span: node.span,
        value,
    })
}
