//! The page of a rule: what it looks for, why, how to correct what it finds, examples. Made from the rule
//! itself.

mod markdown;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::packs::builtin_packs;
use crate::diagnostic::{Because, Severity};
use crate::message::Message;
use crate::rule::syntax::{ExampleSyntax, RuleSyntax};
use crate::rule::{Assertion, Kind, Measured, Period, Rule, RuleSet, Words, Written};
use crate::source::Source;
use crate::tree::{Node, from_node, to_json};

pub use markdown::{about_what, file_name, index, page};

/// What the page of a rule says.
#[derive(Debug, Clone)]
pub struct RulePage {
    /// Its id.
    pub id: Arc<str>,
    /// What it is called.
    pub title: Message,
    /// What it looks for and why.
    pub about: Option<Message>,
    /// How grave a finding is.
    pub severity: Severity,
    /// The group it is listed under.
    pub category: String,
    /// The pack it stands in.
    pub pack: Arc<str>,
    /// The profiles it belongs to; all where none is named.
    pub profiles: Vec<String>,
    /// Whether it is looked at only where that is asked for.
    pub thorough: bool,
    /// How many of its findings were right, of those read on published lists.
    pub measured: Option<Measured>,
    /// What it is about.
    pub kind: Kind,
    /// The period in which it applies.
    pub in_force: Period,
    /// The provisions it rests on, each once.
    pub because: Vec<Because>,
    /// What it says of what it finds, with its placeholders, and what to do.
    pub statements: Vec<Statement>,
    /// What it leaves alone.
    pub valid: Vec<PageExample>,
    /// What it finds.
    pub invalid: Vec<PageExample>,
}

/// One thing a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: Message,
    /// What to do.
    pub help: Option<Message>,
    /// The correction offered.
    pub fix: Option<Message>,
}

/// An example on a page.
#[derive(Debug, Clone)]
pub struct PageExample {
    /// What it shows.
    pub note: Option<String>,
    /// The example as it is written in the rule file.
    pub yaml: String,
}

/// The pages of all rules of a set, in its order. Built-in packs may have been loaded without their
/// examples: these are read anew.
pub fn rule_pages(rules: &RuleSet) -> Vec<RulePage> {
    let mut sources = builtin_packs();
    sources.truncate(rules.sound());
    let own = rules.sources().iter().skip(sources.len());
    sources.extend(
        own.map(|source| Source::new(source.name(), source.text().to_owned(), source.encoding())),
    );
    let written = RuleSet::written(&sources);
    rules
        .rules()
        .iter()
        .map(|rule| {
            let written = written.iter().find(|one| *one.id == *rule.id);
            let source = sources.get(rule.file);
            let (valid, invalid) = written
                .zip(source)
                .map(|(written, source)| examples(written, source))
                .unwrap_or_default();
            of_rule(rule, valid, invalid)
        })
        .collect()
}

/// The pages of all rules and the one that lists them by pack (README.md), by the names of their files.
pub fn files(rules: &RuleSet) -> BTreeMap<String, String> {
    let all = rule_pages(rules);
    let packs: Vec<(String, String)> = rules
        .packs()
        .iter()
        .map(|pack| {
            let title = match pack.title.en.as_str() {
                "" => pack.title.zh.clone(),
                en => format!("{} · {en}", pack.title.zh),
            };
            (pack.name.to_string(), title)
        })
        .collect();
    let mut files: BTreeMap<String, String> = all
        .iter()
        .map(|rule| (file_name(&rule.id), page(rule)))
        .collect();
    files.insert("README.md".to_owned(), index(&all, &packs));
    files
}

fn of_rule(rule: &Rule, valid: Vec<PageExample>, invalid: Vec<PageExample>) -> RulePage {
    let mut because: Vec<Because> = Vec::new();
    for one in rule.assertions.iter().flat_map(|one| &one.because) {
        if !because.contains(one) {
            because.push(one.clone());
        }
    }
    let mut statements: Vec<Statement> = Vec::new();
    for words in rule.assertions.iter().flat_map(all_words) {
        let statement = Statement {
            severity: words.severity,
            message: words.message.plain(),
            help: words.help.as_ref().map(|help| help.plain()),
            fix: words.fix.as_ref().map(|fix| fix.title.plain()),
        };
        if !statement.message.zh.is_empty() && !statements.contains(&statement) {
            statements.push(statement);
        }
    }
    RulePage {
        id: rule.id.clone(),
        title: rule.title.clone(),
        about: rule.about.clone(),
        severity: rule.severity,
        category: rule.category.clone(),
        pack: rule.pack.clone(),
        profiles: rule.profiles.clone(),
        thorough: rule.thorough,
        measured: rule.measured,
        kind: rule.kind,
        in_force: rule.in_force,
        because,
        statements,
        valid,
        invalid,
    }
}

fn all_words(assertion: &Assertion) -> impl Iterator<Item = &Words> {
    let cases = assertion.variants.iter().map(|(_, words)| words);
    std::iter::once(&assertion.words).chain(cases)
}

fn examples(written: &Written, source: &Source) -> (Vec<PageExample>, Vec<PageExample>) {
    let text = source.text();
    let Ok(syntax) = from_node::<RuleSyntax>(&written.node, text) else {
        return (Vec::new(), Vec::new());
    };
    let all = written.node.get(text, "examples");
    let of = |key: &str, examples: &[ExampleSyntax]| {
        let nodes = all.and_then(|all| all.get(text, key));
        let nodes = nodes.map_or(&[][..], Node::items);
        nodes
            .iter()
            .zip(examples)
            .map(|(node, example)| PageExample {
                note: example.note.clone(),
                yaml: match written.from_template {
                    true => to_json(node, text),
                    false => outdented(source, node),
                },
            })
            .collect()
    };
    (
        of("valid", &syntax.examples.valid),
        of("invalid", &syntax.examples.invalid),
    )
}

/// The text of `node` with its lines moved to the left as far as its first line stands to the right.
fn outdented(source: &Source, node: &Node) -> String {
    let column = source.position(node.span.start()).column.saturating_sub(1);
    let text = source.slice(node.span).trim_end();
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        out.push('\n');
        out.push_str(line.get(blanks.min(column)..).unwrap_or_default());
    }
    out
}
