//! Profiles (方案) have their names declared in packs, so that a misspelt one in a rule is told.

use super::files::Read;
use super::lookup;
use super::set::RuleProblem;
use crate::source::Source;
use crate::tree::{Node, Problem};

/// The names that the files declare, in alphabetical order.
pub(super) fn declared(files: &[Read]) -> Vec<String> {
    let mut names: Vec<String> = files
        .iter()
        .flat_map(|read| read.pack.profiles.keys().cloned())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Names that rules, templates and overrides use and no file declares. Where none declares any, all are free.
pub(super) fn unknown(files: &[Read], sources: &[Source]) -> Vec<RuleProblem> {
    let declared = declared(files);
    let known: Vec<&str> = declared.iter().map(String::as_str).collect();
    let mut problems = Vec::new();
    if known.is_empty() {
        return problems;
    }
    for read in files.iter().filter(|read| !read.sound) {
        let text = sources.get(read.file).map_or("", Source::text);
        for name in used(&read.root, text) {
            let written = name.as_str(text).unwrap_or_default();
            if !known.contains(&written) && !written.contains('$') {
                problems.push(RuleProblem {
                    file: read.file,
                    problem: problem(written, name, &known),
                });
            }
        }
    }
    problems
}

fn problem(written: &str, name: &Node, known: &[&str]) -> Problem {
    let problem = lookup::unknown(written, name.span, ("方案", "profile"), known);
    match crate::tree::nearest(written, known.iter().copied()) {
        Some(_) => problem,
        None => problem.with_help(
            format!(
                "可用的方案：{}；新的方案请先在规则包开头的 profiles 里写明",
                known.join("、")
            ),
            format!(
                "there are: {}; declare a new one under `profiles` at the beginning of the pack",
                known.join(", ")
            ),
        ),
    }
}

/// The entries of every `profiles:` of rules, templates and overrides.
fn used<'n>(root: &'n Node, text: &str) -> Vec<&'n Node> {
    let below = |key: &str| root.get(text, key);
    let rules = below("rules").map_or(&[][..], Node::items).iter();
    let templates = below("templates").map_or(&[][..], Node::entries).iter();
    let overrides = below("overrides").map_or(&[][..], Node::entries).iter();
    rules
        .chain(templates.filter_map(|entry| entry.value.get(text, "rule")))
        .chain(overrides.map(|entry| &entry.value))
        .filter_map(|node| node.get(text, "profiles"))
        .flat_map(Node::items)
        .collect()
}
