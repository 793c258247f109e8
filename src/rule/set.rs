use std::collections::BTreeMap;
use std::sync::Arc;

use super::checked::Rule;
use super::compile::{self, Home};
use super::named::Named;
use super::point::{Loader, PointDefinition};
use super::subject::Kind;
use super::syntax::PackSyntax;
use crate::diagnostic::Severity;
use crate::message::Message;
use crate::source::Source;
use crate::tree::{Node, Problem, from_node, parse_yaml};
use crate::vocabulary::Vocabulary;

/// The rules of a run, with the files they stand in.
#[derive(Debug, Default)]
pub struct RuleSet {
    sources: Vec<Source>,
    packs: Vec<Pack>,
    rules: Vec<Rule>,
}

/// One rule file.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its name.
    pub name: Arc<str>,
    /// What it is called.
    pub title: Message,
    /// Its version.
    pub version: Option<String>,
    /// What it is for.
    pub about: Option<Message>,
}

/// Something wrong in a rule file.
#[derive(Debug, Clone)]
pub struct RuleProblem {
    /// The file, by its position among those given.
    pub file: usize,
    /// What is wrong, and where.
    pub problem: Problem,
}

/// Rule files that do not load, with all that is wrong in them.
#[derive(Debug)]
pub struct RuleErrors {
    /// The files.
    pub sources: Vec<Source>,
    /// What is wrong, in the order of the files.
    pub problems: Vec<RuleProblem>,
}

/// What rule files are loaded with.
#[derive(Clone, Copy)]
pub struct Tables<'t> {
    /// The words of the field.
    pub vocabulary: &'t Vocabulary,
    /// The extension points there are.
    pub points: &'t [PointDefinition],
}

impl RuleSet {
    /// Loads rule files in order. A rule of a later file takes the place of an earlier one with its id.
    ///
    /// # Errors
    /// All that is wrong in any of them.
    pub fn load(sources: Vec<Source>, tables: Tables<'_>) -> Result<Self, RuleErrors> {
        let mut files = Vec::new();
        let mut problems: Vec<RuleProblem> = Vec::new();
        for (file, source) in sources.iter().enumerate() {
            let mut told = |found: Vec<Problem>| {
                problems.extend(
                    found
                        .into_iter()
                        .map(|problem| RuleProblem { file, problem }),
                );
            };
            match read(source) {
                Ok(read) => files.push((file, read)),
                Err(found) => told(found),
            }
        }
        let mut loading = Loading {
            sources: &sources,
            tables,
            named: BTreeMap::new(),
            problems,
        };
        for (file, read) in &files {
            loading.named(*file, read);
        }
        let mut packs = Vec::new();
        let mut rules: Vec<Rule> = Vec::new();
        for (file, read) in &files {
            packs.push(Pack {
                name: read.pack.pack.value.as_str().into(),
                title: compile::plain(&read.pack.title),
                version: read.pack.version.clone(),
                about: read.pack.about.as_ref().map(compile::plain),
            });
            loading.rules(*file, read, &mut rules);
        }
        let mut problems = loading.problems;
        if problems.is_empty() {
            Ok(Self {
                sources,
                packs,
                rules,
            })
        } else {
            problems.sort_by_key(|one| (one.file, one.problem.span));
            Err(RuleErrors { sources, problems })
        }
    }

    /// The rules, in the order of their files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The packs, in the order of their files.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The rule files.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The rule with this id, or that formerly had it.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| &*rule.id == id).or_else(|| {
            let mut all = self.rules.iter();
            all.find(|rule| rule.formerly.iter().any(|former| former == id))
        })
    }

    /// Keeps the rules that `keep` wants.
    pub fn retain(&mut self, keep: impl FnMut(&Rule) -> bool) {
        self.rules.retain(keep);
    }

    /// Sets how grave every finding of a rule is; whether there is such a rule.
    pub fn set_severity(&mut self, id: &str, severity: Severity) -> bool {
        let Some(rule) = self.rules.iter_mut().find(|rule| &*rule.id == id) else {
            return false;
        };
        rule.severity = severity;
        for assertion in &mut rule.assertions {
            assertion.words.severity = severity;
            for (_, words) in &mut assertion.variants {
                words.severity = severity;
            }
        }
        true
    }
}

/// A rule file read, not yet compiled.
struct Read {
    root: Node,
    pack: PackSyntax,
}

fn read(source: &Source) -> Result<Read, Vec<Problem>> {
    let text = source.text();
    let root = parse_yaml(text)?.into_iter().next().ok_or_else(|| {
        vec![Problem::new(
            crate::source::Span::default(),
            "规则文件是空的",
            "the rule file is empty",
        )]
    })?;
    let pack = from_node::<PackSyntax>(&root, text)?;
    Ok(Read { root, pack })
}

struct Loading<'l> {
    sources: &'l [Source],
    tables: Tables<'l>,
    named: BTreeMap<String, Named>,
    problems: Vec<RuleProblem>,
}

impl Loading<'_> {
    fn loader(&self, file: usize) -> Loader<'_> {
        Loader {
            file,
            text: self.sources.get(file).map_or("", Source::text),
            kind: Kind::Item,
            vocabulary: self.tables.vocabulary,
            points: self.tables.points,
        }
    }

    fn tell(&mut self, file: usize, found: impl IntoIterator<Item = Problem>) {
        let told = found
            .into_iter()
            .map(|problem| RuleProblem { file, problem });
        self.problems.extend(told);
    }

    fn named(&mut self, file: usize, read: &Read) {
        let text = self.sources.get(file).map_or("", Source::text);
        let Some(conditions) = read.root.get(text, "conditions") else {
            return;
        };
        for (name, syntax) in &read.pack.conditions {
            let Some(body) = conditions
                .get(text, name)
                .and_then(|node| node.get(text, "when"))
            else {
                continue;
            };
            let parameters = syntax.parameters.iter().map(|one| one.value.clone());
            let named = Named::new(parameters.collect(), body, file, text);
            let unused: Vec<Problem> = named
                .unused()
                .into_iter()
                .map(|name| {
                    Problem::new(
                        body.span,
                        format!("参数「{name}」没有用到：条件里没有 ${name}"),
                        format!("the parameter `{name}` is not used: there is no ${name}"),
                    )
                })
                .collect();
            self.tell(file, unused);
            self.named.insert(name.clone(), named);
        }
    }

    fn rules(&mut self, file: usize, read: &Read, rules: &mut Vec<Rule>) {
        let text = self.sources.get(file).map_or("", Source::text);
        let pack: Arc<str> = read.pack.pack.value.as_str().into();
        let nodes = read.root.get(text, "rules").map_or(&[][..], Node::items);
        let mut found: Vec<Problem> = Vec::new();
        let mut compiled: Vec<Rule> = Vec::new();
        for node in nodes {
            let home = Home {
                pack: &pack,
                named: &self.named,
            };
            match compile::rule(node, self.loader(file), &home) {
                Ok(rule) => match compiled.iter().find(|other| other.id == rule.id) {
                    Some(_) => found.push(Problem::new(
                        node.get(text, "id").map_or(node.span, |id| id.span),
                        format!("规则号「{}」在这个文件里已经用过", rule.id),
                        format!("there already is a rule `{}` in this file", rule.id),
                    )),
                    None => compiled.push(rule),
                },
                Err(problems) => found.extend(problems),
            }
        }
        self.tell(file, found);
        for rule in compiled {
            match rules.iter_mut().find(|other| other.id == rule.id) {
                Some(other) => *other = rule,
                None => rules.push(rule),
            }
        }
    }
}
