//! A rule as written to a rule that can run. Everything that is wrong is found in one run.

mod assertion;
mod parts;

use std::borrow::Cow;
use std::sync::Arc;

use crate::message::Message;
use crate::rule::checked::{Folding, Period, Rule};
use crate::rule::common;
use crate::rule::condition::Condition;
use crate::rule::files;
use crate::rule::load_condition::ConditionLoader;
use crate::rule::lookup;
use crate::rule::point::Loader;
use crate::rule::subject::Kind;
use crate::rule::syntax::{RuleSyntax, WordsSyntax};
use crate::rule::template::Template;
use crate::tree::{Node, Problem, Spanned, from_part, to_json};

/// Compiles the rule at `node`.
pub(in crate::rule) fn rule(
    node: &Node,
    loader: Loader<'_>,
    pack: &Arc<str>,
) -> Result<Rule, Vec<Problem>> {
    // What is wrong in the form of a rule does not hide what is wrong in its conditions and messages.
    let (node, syntax, problems) = match from_part::<RuleSyntax>(node, loader.text) {
        Ok(syntax) => (Cow::Borrowed(node), syntax, Vec::new()),
        Err(problems) => match in_part(node, loader.text, &problems) {
            Some((repaired, syntax)) => (Cow::Owned(repaired), syntax, problems),
            None => return Err(problems),
        },
    };
    let node = &*node;
    let loader = Loader {
        kind: syntax.subject.value,
        ..loader
    };
    let mut compiler = Compiler { loader, problems };
    let rule = compiler.rule(node, &syntax, pack);
    if compiler.problems.is_empty() {
        Ok(rule)
    } else {
        Err(compiler.problems)
    }
}

/// What every rule has, for one in which it is missing or wrong.
const RULE: &str =
    "{id: unnamed, title: {zh: unnamed}, severity: info, category: none, message: {zh: unnamed}}";

/// A rule with `problems` as far as it can be read; `None` where it is not known what it is about.
fn in_part(node: &Node, text: &str, problems: &[Problem]) -> Option<(Node, RuleSyntax)> {
    files::repaired(node, text, problems, RULE)
}

/// A statement in both languages without placeholders.
pub(in crate::rule) fn plain(words: &WordsSyntax) -> Message {
    Message::new(
        words.zh.value.trim(),
        words.en.as_ref().map_or("", |en| en.value.trim()),
    )
}

struct Compiler<'l> {
    loader: Loader<'l>,
    problems: Vec<Problem>,
}

impl Compiler<'_> {
    fn rule(&mut self, node: &Node, syntax: &RuleSyntax, pack: &Arc<str>) -> Rule {
        let text = self.loader.text;
        self.id(&syntax.id);
        self.scope(syntax);
        let mut values = common::names(self.loader.kind);
        let when = match node.get(text, "when") {
            Some(when) => {
                let (condition, more) = self.condition(when);
                values.extend(more);
                condition
            }
            None => Condition::always(),
        };
        let assertions = self.assertions(node, syntax, &when, &values);
        if self.loader.laws.is_some() {
            self.says_nothing(node);
        }
        let fold = syntax.fold.as_ref().map(|fold| {
            if !matches!(
                self.loader.kind,
                Kind::Item
                    | Kind::Stage
                    | Kind::Post
                    | Kind::Citation
                    | Kind::Text
                    | Kind::Header
                    | Kind::Note
            ) {
                self.problems.push(Problem::new(
                    node.entry(text, "fold")
                        .map_or(node.span, |entry| entry.key.span),
                    "关于整份清单或分组的规则不能合并成一条",
                    "rules about the whole list or a section cannot be folded",
                ));
            }
            let known = ["count", "total", "list"].map(str::to_owned);
            Folding {
                share: fold.share,
                at_least: usize::try_from(fold.at_least).unwrap_or(usize::MAX),
                message: Template::compile(&fold.message, &known, &mut self.problems),
                help: fold
                    .help
                    .as_ref()
                    .map(|help| Template::compile(help, &known, &mut self.problems)),
            }
        });
        Rule {
            id: syntax.id.value.as_str().into(),
            title: plain(&syntax.title),
            about: syntax.about.as_ref().map(plain),
            severity: syntax.severity,
            category: syntax.category.value.clone(),
            profiles: texts(&syntax.profiles),
            thorough: syntax.thorough,
            measured: syntax.measured,
            yields_to: texts(&syntax.yields_to),
            formerly: texts(&syntax.formerly),
            in_force: syntax
                .in_force
                .as_ref()
                .map_or_else(Period::default, |period| self.period(period)),
            kind: self.loader.kind,
            places: syntax
                .places
                .iter()
                .filter_map(|name| lookup::place(&name.value, name.span, &mut self.problems))
                .collect(),
            notes: syntax
                .notes
                .iter()
                .filter_map(|name| self.note(name))
                .collect(),
            files: self.files(&syntax.files),
            when,
            assertions,
            first_match: syntax.first_match,
            fold,
            pack: pack.clone(),
            file: self.loader.file,
            span: node.span,
        }
    }

    /// A rule that requires what puts an item in its scope never finds anything.
    fn says_nothing(&mut self, node: &Node) {
        let text = self.loader.text;
        if let (Some(when), Some(require)) = (node.get(text, "when"), node.entry(text, "require"))
            && to_json(when, text) == to_json(&require.value, text)
        {
            self.problems.push(
                Problem::new(
                    require.key.span.cover(require.value.span),
                    "require 与 when 相同：这条规则永远不会发现问题",
                    "`require` says the same as `when`: this rule never finds anything",
                )
                .with_help(
                    "when 写哪些事项要查，require 写它们必须怎样",
                    "`when` says which items are meant, `require` what must hold for them",
                ),
            );
        }
    }

    /// Lower-case words joined by `-`, parts joined by `/`.
    fn id(&mut self, id: &Spanned<String>) {
        let well_formed = !id.value.is_empty()
            && id.value.split('/').all(|part| {
                part.starts_with(|c: char| c.is_ascii_lowercase())
                    && part
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            });
        if !well_formed {
            self.problems.push(
                Problem::new(
                    id.span,
                    format!("规则号「{}」写法不对", id.value),
                    format!("`{}` is no rule id", id.value),
                )
                .with_help(
                    "用小写字母、数字和连字符，分段用斜线，如 penalty/hearing",
                    "lower-case words joined by `-`, parts joined by `/`, such as penalty/hearing",
                ),
            );
        }
    }

    fn scope(&mut self, syntax: &RuleSyntax) {
        let kind = self.loader.kind;
        for (given, wanted, key) in [
            (&syntax.places, Kind::Text, "in"),
            (&syntax.notes, Kind::Note, "notes"),
        ] {
            if let Some(first) = given.first().filter(|_| kind != wanted) {
                self.problems.push(Problem::new(
                    first.span,
                    format!("{key} 只用于 for: {} 的规则", wanted.key()),
                    format!("`{key}` belongs to rules with `for: {}`", wanted.key()),
                ));
            }
        }
        if syntax.first_match && syntax.assert.len() < 2 {
            self.problems.push(Problem::new(
                syntax.id.span,
                "first-match 需要 assert 下至少两项",
                "`first-match` needs at least two assertions",
            ));
        }
    }

    fn condition(&mut self, node: &Node) -> (Condition, Vec<String>) {
        let mut loader = ConditionLoader::new(self.loader, &mut self.problems);
        let condition = loader.load(node);
        let values = std::mem::take(&mut loader.values);
        (condition, values)
    }
}

fn texts(spanned: &[Spanned<String>]) -> Vec<String> {
    spanned.iter().map(|one| one.value.clone()).collect()
}
