//! Rule files to a set of rules: conditions and templates of all files first, then the rules in order,
//! with what later files change in them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::checked::Rule;
use super::compile;
use super::files::{self, Files, Read};
use super::load_condition::ConditionLoader;
use super::lookup;
use super::named::{Named, detached, fill, mentions, moved, substitute, unknown_parameter, unused};
use super::point::Loader;
use super::profiles;
use super::set::{Pack, RuleErrors, RuleProblem, RuleSet, Tables};
use super::subject::Kind;
use super::syntax::OverrideSyntax;
use super::table::{ReadTable, Table};
use crate::source::{Source, Span};
use crate::tree::{Node, Problem, Value};

/// A rule before it is compiled: its node with the templates filled in, and where it came from.
struct Draft<'f> {
    id: String,
    node: Cow<'f, Node>,
    /// The file it stands in.
    file: usize,
    pack: Arc<str>,
    from_template: bool,
    /// The template it is made from; empty where it is written in full.
    template: String,
    /// Whether its file is known to be sound.
    sound: bool,
}

struct Loading<'l> {
    sources: &'l [Source],
    conditions: BTreeMap<String, Named>,
    templates: BTreeMap<String, Named>,
    lists: BTreeMap<String, Table>,
    problems: Vec<RuleProblem>,
}

pub(super) fn load(sources: Vec<Source>, tables: Tables<'_>) -> Result<RuleSet, RuleErrors> {
    let Files {
        sources,
        sound,
        files,
        problems,
    } = Files::read(sources, tables);
    let mut loading = Loading::new(&sources, &files);
    loading.problems.extend(problems);
    let unknown = profiles::unknown(&files, &sources);
    loading.problems.extend(unknown);
    loading.tables(&files, tables.table);
    let drafts = loading.drafts(&files);
    let rules = loading.compile(&drafts, &files, tables);
    loading.alone(&files, &drafts, tables);
    let packs = files
        .iter()
        .map(|read| Pack {
            name: read.pack.pack.value.as_str().into(),
            title: compile::plain(&read.pack.title),
            version: read.pack.version.clone(),
            about: read.pack.about.as_ref().map(compile::plain),
        })
        .collect();
    let mut problems = loading.problems;
    if problems.is_empty() {
        return Ok(RuleSet {
            sources,
            sound,
            packs,
            profiles: profiles::declared(&files),
            rules,
            table_files: Vec::new(),
        });
    }
    problems.sort_by_key(|one| (one.file, one.problem.span));
    problems
        .dedup_by(|later, earlier| later.file == earlier.file && later.problem == earlier.problem);
    Err(RuleErrors { sources, problems })
}

/// A rule as written, with its templates and parameters filled in.
pub(crate) struct Written {
    pub(crate) id: String,
    pub(crate) node: Node,
    /// The file it stands in.
    pub(crate) file: usize,
    /// Whether texts of it stand elsewhere: its places are those of the file, its texts are not.
    pub(crate) from_template: bool,
}

/// The rules of files that load, as written: for their examples and pages.
pub(super) fn written(sources: &[Source]) -> Vec<Written> {
    let files: Vec<Read> = sources
        .iter()
        .enumerate()
        .filter_map(|(file, source)| {
            let (root, pack) = files::read(source).ok()?;
            Some(Read {
                file,
                root,
                pack,
                whole: true,
                sound: true,
            })
        })
        .collect();
    let mut loading = Loading::new(sources, &files);
    let drafts = loading.drafts(&files);
    let changes = loading.changes(&drafts, &files);
    // The files load.
    let mut none = Vec::new();
    drafts
        .iter()
        .map(|draft| {
            let own = changes.get(draft.id.as_str());
            let changes = own.map_or(&[][..], Vec::as_slice);
            let node = loading.with_parameters(draft, changes, &mut none);
            Written {
                id: draft.id.clone(),
                node: node.into_owned(),
                file: draft.file,
                from_template: draft.from_template,
            }
        })
        .collect()
}

impl<'l> Loading<'l> {
    fn new(sources: &'l [Source], files: &[Read]) -> Self {
        let mut loading = Self {
            sources,
            conditions: BTreeMap::new(),
            templates: BTreeMap::new(),
            lists: BTreeMap::new(),
            problems: Vec::new(),
        };
        for read in files {
            loading.parts(read);
        }
        loading
    }

    fn text(&self, file: usize) -> &'l str {
        self.sources.get(file).map_or("", Source::text)
    }

    fn tell(&mut self, file: usize, found: impl IntoIterator<Item = Problem>) {
        let told = found
            .into_iter()
            .map(|problem| RuleProblem { file, problem });
        self.problems.extend(told);
    }

    /// Conditions with a name, templates and tables of one file.
    fn parts(&mut self, read: &Read) {
        let text = self.text(read.file);
        let pack = &read.pack;
        for name in pack.conditions.keys() {
            if let Some(named) = self.part(read, ["conditions", name, "when"], text) {
                self.conditions.insert(name.clone(), named);
            }
        }
        for name in pack.templates.keys() {
            if let Some(named) = self.part(read, ["templates", name, "rule"], text) {
                self.templates.insert(name.clone(), named);
            }
        }
    }

    /// The reference tables of all files.
    fn tables(&mut self, files: &[Read], read_table: &ReadTable<'_>) {
        for read in files {
            let Some(source) = self.sources.get(read.file) else {
                continue;
            };
            let text = source.text();
            let tables = read.root.get(text, "tables");
            let mut problems = Vec::new();
            for name in read.pack.tables.keys() {
                if let Some(node) = tables.and_then(|tables| tables.get(text, name)) {
                    let file = (source.name(), text);
                    let table = Table::load(node, file, read_table, &mut problems);
                    self.lists.insert(name.clone(), table);
                }
            }
            self.tell(read.file, problems);
        }
    }

    fn part(&mut self, read: &Read, [group, name, body]: [&str; 3], text: &str) -> Option<Named> {
        let part = read.root.get(text, group)?.get(text, name)?;
        let body = part.get(text, body)?;
        let mut problems = Vec::new();
        let declared = part.get(text, "parameters");
        let named = Named::new(declared, body, read.file, text, &mut problems);
        self.tell(read.file, problems);
        Some(named)
    }

    /// The rules of all files with their templates filled in; a later one with the same id takes the
    /// place of an earlier one.
    fn drafts<'f>(&mut self, files: &'f [Read]) -> Vec<Draft<'f>> {
        let mut drafts: Vec<Draft<'f>> = Vec::new();
        for read in files {
            let text = self.text(read.file);
            let nodes = read.root.get(text, "rules").map_or(&[][..], Node::items);
            let mut own: Vec<Draft<'f>> = Vec::new();
            for node in nodes {
                let Some(draft) = self.draft(read, node, text) else {
                    continue;
                };
                if !draft.id.is_empty() && own.iter().any(|other| other.id == draft.id) {
                    let span = node.get(text, "id").map_or(node.span, |id| id.span);
                    self.tell(read.file, [used_id(&draft.id, span)]);
                    continue;
                }
                own.push(draft);
            }
            for draft in own {
                let same = drafts
                    .iter_mut()
                    .find(|other| other.id == draft.id && !draft.id.is_empty());
                match same {
                    Some(other) => *other = draft,
                    None => drafts.push(draft),
                }
            }
        }
        drafts
    }

    fn draft<'f>(&mut self, read: &'f Read, node: &'f Node, text: &'l str) -> Option<Draft<'f>> {
        let mut template = String::new();
        let (node, from_template) = match node.get(text, "template") {
            None => (Cow::Borrowed(node), false),
            Some(name) => {
                let mut problems = Vec::new();
                let made = self.made_from(read.file, node, name, text, &mut problems);
                self.tell(read.file, problems);
                template = name.as_str(text).unwrap_or_default().to_owned();
                (Cow::Owned(made?), true)
            }
        };
        let id = node.get(text, "id").and_then(|id| id.as_str(text));
        Some(Draft {
            id: id.unwrap_or_default().to_owned(),
            file: read.file,
            pack: read.pack.pack.value.as_str().into(),
            from_template,
            template,
            sound: read.sound,
            node,
        })
    }

    /// `{template: NAME, with: {parameter: value}}`, and whatever else the entry says in place of the
    /// template.
    fn made_from(
        &self,
        file: usize,
        node: &Node,
        name: &Node,
        text: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Node> {
        let written = name.as_str(text).unwrap_or_default();
        let Some(template) = self.templates.get(written) else {
            let known: Vec<&str> = self.templates.keys().map(String::as_str).collect();
            let what = ("规则模板", "template");
            problems.push(lookup::unknown(written, name.span, what, &known));
            return None;
        };
        let with = node.get(text, "with");
        let mut body = substitute(template, with, name.span, text, problems)?;
        if template.file() != file {
            body = moved(&body, name.span);
        }
        body.span = node.span;
        if let Value::Mapping(entries) = &mut body.value {
            for own in node.entries() {
                let key = own.key.as_str(text).unwrap_or_default();
                if matches!(key, "template" | "with") {
                    continue;
                }
                entries.retain(|entry| entry.key.as_str(text) != Some(key));
                entries.push(own.clone());
            }
        }
        Some(body)
    }

    /// What files change in rules, by their ids.
    fn changes<'f>(&mut self, drafts: &[Draft<'_>], files: &'f [Read]) -> Changes<'f> {
        let mut changes = Changes::new();
        for read in files {
            for (id, change) in &read.pack.overrides {
                let named = drafts
                    .iter()
                    .find(|draft| draft.id == *id)
                    .or_else(|| drafts.iter().find(|draft| self.was_called(draft, id)));
                if let Some(draft) = named {
                    let changed = changes.entry(draft.id.clone()).or_default();
                    changed.push((read, id, change));
                } else if read.whole {
                    let known: Vec<&str> = drafts.iter().map(|draft| draft.id.as_str()).collect();
                    let span = self.override_key(read, id);
                    let problem = lookup::unknown(id, span, ("规则", "rule"), &known);
                    self.tell(read.file, [problem]);
                }
            }
        }
        changes
    }

    /// Compiles the rules, each on its own; their order and that of the problems is that of the drafts.
    fn compile(&mut self, drafts: &[Draft<'_>], files: &[Read], tables: Tables<'_>) -> Vec<Rule> {
        let changes = self.changes(drafts, files);
        let compiled: Vec<(Option<Rule>, Vec<RuleProblem>)> = drafts
            .par_iter()
            .map(|draft| {
                let own = changes
                    .get(draft.id.as_str())
                    .map_or(&[][..], Vec::as_slice);
                let mut problems = Vec::new();
                let rule = self.rule(draft, own, tables, &mut problems);
                (rule, problems)
            })
            .collect();
        let mut rules = Vec::with_capacity(compiled.len());
        for (rule, problems) in compiled {
            rules.extend(rule);
            self.problems.extend(problems);
        }
        rules
    }

    /// One rule with what files change in it; `None` where it is off or does not compile.
    fn rule(
        &self,
        draft: &Draft<'_>,
        changes: &[Change<'_>],
        tables: Tables<'_>,
        problems: &mut Vec<RuleProblem>,
    ) -> Option<Rule> {
        if changes.last().is_some_and(|(_, _, change)| change.off) {
            return None;
        }
        let node = self.with_parameters(draft, changes, problems);
        let mut tell = |found: Vec<Problem>| {
            let file = draft.file;
            problems.extend(
                found
                    .into_iter()
                    .map(|problem| RuleProblem { file, problem }),
            );
        };
        if !draft.sound {
            tell(self.unused_parameters(draft));
        }
        let loader = self.loader(draft.file, draft.sound, tables);
        let mut rule = compile::rule(&node, loader, &draft.pack)
            .map_err(tell)
            .ok()?;
        for (_, _, change) in changes {
            if let Some(severity) = change.severity {
                rule.set_severity(severity);
            }
            if let Some(profiles) = &change.profiles {
                rule.profiles = profiles.iter().map(|one| one.value.clone()).collect();
            }
        }
        Some(rule)
    }

    fn loader<'s, 't: 's>(&'s self, file: usize, sound: bool, tables: Tables<'t>) -> Loader<'s> {
        Loader {
            file,
            text: self.text(file),
            kind: Kind::Item,
            vocabulary: tables.vocabulary,
            points: tables.points,
            tables: &self.lists,
            laws: (!sound).then(tables.laws),
            conditions: &self.conditions,
            params: None,
            depth: 0,
        }
    }

    /// What is wrong in named conditions and templates, whether they are used or not; what depends on their
    /// parameters is told where they are used.
    fn alone(&mut self, files: &[Read], drafts: &[Draft<'_>], tables: Tables<'_>) {
        let mut told = Vec::new();
        for read in files.iter().filter(|read| !read.sound) {
            let text = self.text(read.file);
            let loader = self.loader(read.file, false, tables);
            let apart = |mut found: Vec<Problem>| {
                found.retain(|problem| {
                    let written = text.get(problem.span.range());
                    !written.is_some_and(|written| written.contains('$'))
                });
                found
            };
            let mut tell = |found: Vec<Problem>| {
                let file = read.file;
                let found = found.into_iter();
                told.extend(found.map(|problem| RuleProblem { file, problem }));
            };
            for name in read.pack.conditions.keys() {
                if let Some(named) = self.conditions.get(name) {
                    tell(condition_alone(&named.alone(), loader, &apart));
                }
            }
            let pack: Arc<str> = read.pack.pack.value.as_str().into();
            for name in read.pack.templates.keys() {
                let used = drafts.iter().any(|draft| draft.template == *name);
                if let Some(named) = self.templates.get(name).filter(|_| !used) {
                    let compiled = compile::rule(&named.alone(), loader, &pack);
                    tell(apart(compiled.err().unwrap_or_default()));
                }
            }
        }
        self.problems.extend(told);
    }

    /// Whether a rule formerly had the id.
    fn was_called(&self, draft: &Draft<'_>, id: &str) -> bool {
        let text = self.text(draft.file);
        let former = draft
            .node
            .get(text, "formerly")
            .map_or(&[][..], Node::items);
        former.iter().any(|former| former.as_str(text) == Some(id))
    }

    /// Parameters of a rule that stand nowhere in it.
    fn unused_parameters(&self, draft: &Draft<'_>) -> Vec<Problem> {
        let text = self.text(draft.file);
        let Some(parameters) = draft.node.entry(text, "parameters") else {
            return Vec::new();
        };
        let within = draft.node.entries().iter().map(|entry| &entry.value);
        let within: Vec<Node> = within
            .filter(|value| value.span != parameters.value.span)
            .map(|value| detached(value, text))
            .collect();
        parameters
            .value
            .entries()
            .iter()
            .filter_map(|entry| {
                let name = entry.key.as_str(text)?;
                let used = within.iter().any(|node| mentions(node, name));
                (!used).then(|| unused(name, entry.key.span))
            })
            .collect()
    }

    fn override_key(&self, read: &Read, id: &str) -> Span {
        let text = self.text(read.file);
        let overrides = read.root.get(text, "overrides");
        overrides
            .and_then(|node| node.entry(text, id))
            .map_or_else(Span::default, |entry| entry.key.span)
    }

    /// The rule with the values of its parameters: its own, or those of the last file that changes them.
    fn with_parameters<'d>(
        &self,
        draft: &'d Draft<'_>,
        changes: &[Change<'_>],
        problems: &mut Vec<RuleProblem>,
    ) -> Cow<'d, Node> {
        let text = self.text(draft.file);
        let parameters = draft.node.entry(text, "parameters");
        let mut values: Vec<(&str, Node)> = parameters
            .map_or(&[][..], |entry| entry.value.entries())
            .iter()
            .filter_map(|entry| {
                let name = entry.key.as_str(text)?;
                Some((name, detached(&entry.value, text)))
            })
            .collect();
        for (read, id, change) in changes {
            let text = self.text(read.file);
            let overrides = read.root.get(text, "overrides");
            let given = overrides
                .and_then(|node| node.get(text, id))
                .and_then(|node| node.get(text, "parameters"));
            for name in change.parameters.keys() {
                let Some(entry) = given.and_then(|node| node.entry(text, name)) else {
                    continue;
                };
                match values.iter_mut().find(|(known, _)| known == name) {
                    Some((_, value)) => *value = detached(&entry.value, text),
                    None => {
                        let known: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
                        problems.push(RuleProblem {
                            file: read.file,
                            problem: unknown_parameter(name, entry.key.span, &known),
                        });
                    }
                }
            }
        }
        if values.is_empty() {
            return Cow::Borrowed(&draft.node);
        }
        Cow::Owned(fill(&draft.node, text, values))
    }
}

/// What files change in rules: by the id, the file with its change, in the order of the files.
type Changes<'f> = BTreeMap<String, Vec<Change<'f>>>;

/// A file, the id as it is written there, and what it changes.
type Change<'f> = (&'f Read, &'f str, &'f OverrideSyntax);

/// What is wrong in a condition, of what kind of subjects it may be meant: that which fits best.
fn condition_alone(
    body: &Node,
    loader: Loader<'_>,
    apart: &dyn Fn(Vec<Problem>) -> Vec<Problem>,
) -> Vec<Problem> {
    let mut least: Option<Vec<Problem>> = None;
    // Most conditions are about items: what is wrong for all kinds alike is told as for these.
    for kind in std::iter::once(Kind::Item).chain(Kind::ALL) {
        let mut problems = Vec::new();
        ConditionLoader::new(Loader { kind, ..loader }, &mut problems).load(body);
        let problems = apart(problems);
        if least
            .as_ref()
            .is_none_or(|least| problems.len() < least.len())
        {
            least = Some(problems);
        }
    }
    least.unwrap_or_default()
}

fn used_id(id: &str, span: Span) -> Problem {
    Problem::new(
        span,
        format!("规则号「{id}」在这个文件里已经用过"),
        format!("there already is a rule `{id}` in this file"),
    )
}
