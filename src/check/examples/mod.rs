//! Runs the examples of rules: what each must find and what it must leave alone.

mod file;
mod snapshot;
mod text;

use std::sync::Arc;

use super::Checker;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::law::LawTable;
use crate::list::{List, Value, recognise};
use crate::message::Message;
use crate::org::Graph;
use crate::read::{Block, Document, Note, read};
use crate::rule::syntax::{ExampleSyntax, RuleSyntax};
use crate::rule::{Context, Rule, RuleSet};
use crate::source::{Source, Span, Text};
use crate::tree::{Node, Value as NodeValue, from_node, parse_json, to_json};
use file::bytes_of;
pub use snapshot::{Snapshot, SnapshotPath};
use text::list_of_text;

/// How an example came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// As it should.
    Validated,
    /// A valid example has findings.
    Noisy,
    /// An invalid example has none.
    Missing,
    /// An invalid example has findings, but not those it should have.
    Wrong,
    /// The example itself cannot be read.
    Unreadable,
}

/// The result of one example.
#[derive(Debug, Clone)]
pub struct ExampleResult {
    /// The rule.
    pub rule: Arc<str>,
    /// The rule file, by its position in the set.
    pub file: usize,
    /// The example's bytes in that file.
    pub span: Span,
    /// Whether it is a valid example.
    pub valid: bool,
    /// Its number among the valid or the invalid ones, from 1.
    pub number: usize,
    /// How it came out.
    pub verdict: Verdict,
    /// What it came out with, and what was expected, one statement each.
    pub details: Vec<Message>,
    /// What was found.
    pub findings: Vec<ExampleFinding>,
}

/// A finding of an example.
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExampleFinding {
    /// Where it begins: characters from the beginning of the example (of the file, for one that is a file).
    pub at: usize,
    /// The text that is flagged.
    pub text: String,
    /// The Chinese message.
    pub says: String,
}

/// Runs every example of every rule of the set. Days and organisation are those of the examples, else
/// those of `context`.
pub fn run_examples(rules: &RuleSet, context: &Context<'_>) -> Vec<ExampleResult> {
    let mut results = Vec::new();
    for written in RuleSet::written(rules.sources()) {
        let source = rules.sources().get(written.file);
        let rule = rules.rules().iter().find(|rule| *rule.id == *written.id);
        let (Some(source), Some(rule)) = (source, rule) else {
            continue;
        };
        // Texts of a template stand elsewhere: what is flagged in them is told in a text of their own.
        let own = written
            .from_template
            .then(|| in_own_text(source, &written.node))
            .flatten();
        let (source, node) = match &own {
            Some((source, node)) => (source, node),
            None => (source, &written.node),
        };
        // Sets are made of files that load.
        if let Ok(syntax) = from_node::<RuleSyntax>(node, source.text()) {
            let first = results.len();
            of_rule(source, rule, node, &syntax, context, &mut results);
            if own.is_some() {
                let spans = results.iter_mut().skip(first);
                spans.for_each(|result| result.span = written.node.span);
            }
        }
    }
    results
}

fn in_own_text(source: &Source, node: &Node) -> Option<(Source, Node)> {
    let text = to_json(node, source.text());
    let node = parse_json(&text).ok()?;
    Some((Source::new(source.name(), text, "UTF-8"), node))
}

fn of_rule(
    source: &Source,
    rule: &Rule,
    node: &Node,
    syntax: &RuleSyntax,
    context: &Context<'_>,
    results: &mut Vec<ExampleResult>,
) {
    let examples = node.get(source.text(), "examples");
    for (key, valid, all) in [
        ("valid", true, &syntax.examples.valid),
        ("invalid", false, &syntax.examples.invalid),
    ] {
        let nodes = examples.and_then(|examples| examples.get(source.text(), key));
        let nodes = nodes.map_or(&[][..], Node::items);
        for (index, (node, example)) in nodes.iter().zip(all).enumerate() {
            let runner = Runner {
                rule,
                source,
                context,
            };
            let (verdict, details, findings) = runner.judge(node, example, valid);
            results.push(ExampleResult {
                rule: rule.id.clone(),
                file: rule.file,
                span: node.span,
                valid,
                number: index + 1,
                verdict,
                details,
                findings,
            });
        }
    }
}

struct Runner<'r> {
    rule: &'r Rule,
    source: &'r Source,
    context: &'r Context<'r>,
}

/// A finding of an example, told without its file.
struct Seen {
    message: String,
    flagged: String,
    at: usize,
    diagnostic: Diagnostic,
}

type Judgement = (Verdict, Vec<Message>, Vec<ExampleFinding>);

impl Runner<'_> {
    fn judge(&self, node: &Node, example: &ExampleSyntax, valid: bool) -> Judgement {
        let seen = match self.run(node, example) {
            Ok(seen) => seen,
            Err(message) => return (Verdict::Unreadable, vec![message], Vec::new()),
        };
        let told = |seen: &[Seen]| -> Vec<ExampleFinding> {
            seen.iter()
                .map(|one| ExampleFinding {
                    at: one.at,
                    text: one.flagged.clone(),
                    says: one.message.clone(),
                })
                .collect()
        };
        if valid {
            let verdict = if seen.is_empty() {
                Verdict::Validated
            } else {
                Verdict::Noisy
            };
            return (verdict, Vec::new(), told(&seen));
        }
        if seen.is_empty() {
            return (Verdict::Missing, Vec::new(), Vec::new());
        }
        let details = self.differences(node, example, &seen);
        let verdict = if details.is_empty() {
            Verdict::Validated
        } else {
            Verdict::Wrong
        };
        (verdict, details, told(&seen))
    }

    fn differences(&self, node: &Node, example: &ExampleSyntax, seen: &[Seen]) -> Vec<Message> {
        let mut details = Vec::new();
        let wanted: Vec<&str> = example.flags.iter().map(|one| one.value.as_str()).collect();
        let flagged: Vec<&str> = seen.iter().map(|one| one.flagged.as_str()).collect();
        if !wanted.is_empty() && wanted != flagged {
            details.push(Message::new(
                format!(
                    "应标出「{}」，实际标出「{}」",
                    wanted.join("」「"),
                    flagged.join("」「")
                ),
                format!("should flag {wanted:?}, flags {flagged:?}"),
            ));
        }
        if let Some(says) = &example.says
            && !seen.iter().any(|one| one.message.contains(&says.value))
        {
            details.push(Message::new(
                format!("消息里应有「{}」", says.value),
                format!("the message should say {:?}", says.value),
            ));
        }
        if let Some(fixed) = &example.fixed {
            let text = node.get(self.source.text(), "text").and_then(Node::scalar);
            let after = text.map(|text| self.fixed(text.span, seen));
            if after.as_deref() != Some(fixed.value.as_str()) {
                details.push(Message::new(
                    format!(
                        "改正后应为「{}」，实际为「{}」",
                        fixed.value,
                        after.clone().unwrap_or_default()
                    ),
                    format!(
                        "the correction should give {:?}, gives {after:?}",
                        fixed.value
                    ),
                ));
            }
        }
        details
    }

    /// The text at `span` after the corrections of all findings.
    fn fixed(&self, span: Span, seen: &[Seen]) -> String {
        let mut edits: Vec<_> = seen
            .iter()
            .filter_map(|one| one.diagnostic.fix.as_ref())
            .filter(|fix| fix.applicability >= Applicability::Suggestion)
            .flat_map(|fix| &fix.edits)
            .filter(|edit| span.contains(edit.span))
            .collect();
        edits.sort_by_key(|edit| edit.span);
        let mut out = String::new();
        let mut at = span.start();
        for edit in edits {
            if edit.span.start() >= at {
                out.push_str(self.source.slice(Span::new(at, edit.span.start())));
                out.push_str(&edit.text);
                at = edit.span.end();
            }
        }
        out.push_str(self.source.slice(Span::new(at, span.end())));
        out
    }

    fn run(&self, node: &Node, example: &ExampleSyntax) -> Result<Vec<Seen>, Message> {
        let text = self.source.text();
        let graph = match node.get(text, "organisation") {
            Some(node) => Some(
                Graph::load_node(node, self.source, self.context.unit_words)
                    .map_err(|problems| first(&problems))?,
            ),
            None => None,
        };
        let laws = match node.get(text, "laws") {
            Some(node) => {
                let mut laws = LawTable::builtin().clone();
                laws.add_node(node, self.source)
                    .map_err(|problems| first(&problems))?;
                Some(laws)
            }
            None => None,
        };
        let as_of = match &example.as_of {
            Some(day) => day.value.parse().map_err(|_| {
                Message::new(
                    format!("「{}」不是日期", day.value),
                    format!("{:?} is no date", day.value),
                )
            })?,
            None => self.context.as_of,
        };
        let context = Context {
            as_of,
            organisation: graph.as_ref().or(self.context.organisation),
            laws: laws.as_ref().or(self.context.laws),
            ..*self.context
        };
        let checker = Checker::of_rule(self.rule, context);
        if let Some(file) = &example.file {
            let (source, document) = read(&file.name.value, bytes_of(file)?)
                .map_err(|error| Message::new(error.to_string(), error.to_string()))?;
            let list = recognise(&source, &document, context.vocabulary);
            return Ok(seen(&checker, &list, &document.notes, 0));
        }
        if !example.lists.is_empty() {
            let nodes = node.get(text, "lists").map_or(&[][..], Node::items);
            let mut facts = Vec::new();
            for node in nodes {
                let document = as_document(node.clone());
                let list = recognise(self.source, &document, context.vocabulary);
                facts.push(checker.check_list(&list, &[], &()).facts);
            }
            let found = checker.check_all(&facts);
            return Ok(found
                .into_iter()
                .map(|(_, diagnostic)| told(self.source, diagnostic, node.span.start()))
                .collect());
        }
        if let Some(written) = node.get(text, "text").and_then(Node::scalar) {
            let value = Value::new(written.text(text));
            let list = list_of_text(value, self.rule, self.source, context.vocabulary);
            return Ok(seen(&checker, &list, &[], node.span.start()));
        }
        let tree = match (node.get(text, "item"), node.get(text, "list")) {
            (Some(item), _) => Node {
                span: item.span,
                value: NodeValue::Sequence(vec![item.clone()]),
            },
            (None, Some(list)) => list.clone(),
            (None, None) => {
                return Err(Message::new(
                    "例子里要写 text、item、list、lists 或 file 之一",
                    "an example has `text`, `item`, `list`, `lists` or `file`",
                ));
            }
        };
        let document = as_document(tree);
        let list = recognise(self.source, &document, context.vocabulary);
        if list.items.is_empty() {
            return Err(Message::new(
                "例子里没有认出事项",
                "no item was recognised in the example",
            ));
        }
        Ok(seen(&checker, &list, &[], node.span.start()))
    }
}

fn as_document(node: Node) -> Document {
    Document {
        blocks: vec![Block::Tree(node)],
        ..Document::default()
    }
}

fn seen(checker: &Checker<'_>, list: &List<'_>, notes: &[Note], start: usize) -> Vec<Seen> {
    let found = checker.check_list(list, notes, &()).diagnostics;
    found
        .into_iter()
        .map(|diagnostic| told(list.source, diagnostic, start))
        .collect()
}

/// `start` is the byte where the example begins.
fn told(source: &Source, diagnostic: Diagnostic, start: usize) -> Seen {
    let before = source.text().get(start..diagnostic.span.start());
    let text = Text::verbatim(source.text(), diagnostic.span);
    Seen {
        message: diagnostic.message.zh.clone(),
        flagged: text.trimmed().as_str().to_owned(),
        at: before.map_or(0, |before| before.chars().count()),
        diagnostic,
    }
}

fn first(problems: &[crate::tree::Problem]) -> Message {
    problems
        .first()
        .map(|problem| problem.message.clone())
        .unwrap_or_default()
}
