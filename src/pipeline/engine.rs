use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Key;
use crate::check::{Checker, builtin_packs_without_examples, load_rules_beside, table_path};
use crate::config::{KnownRule, Policies, Policy, Settings, read_source};
use crate::law::LawTable;
use crate::message::Message;
use crate::org::{Graph, Words};
use crate::report::RuleInfo;
use crate::rule::{Context, Rule, RuleErrors, RuleSet};
use crate::source::Source;
use crate::suppress;
use crate::tree::Problem;
use crate::trouble::Trouble;
use crate::vocabulary::{Field, Vocabulary};

/// Everything that lists are judged by under one configuration: loaded once, used for all its files.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    vocabulary: Vocabulary,
    unit_words: &'static Words,
    organisation: Option<(Source, Graph)>,
    /// The built-in table with those of the settings; `None` where it is the built-in one alone.
    laws: Option<LawTable>,
    rules: RuleSet,
    known: Vec<KnownRule>,
    policies: Policies,
    identity: Key,
}

impl Engine {
    /// Loads vocabulary, laws, organisation and rules as `settings` say.
    ///
    /// # Errors
    /// All that is wrong in any of their files, and selectors that name no rule.
    pub fn load(settings: Settings) -> Result<Self, Vec<Trouble>> {
        // The checks ask for them soon; until then the rules keep another core busy.
        rayon::spawn(|| {
            LawTable::builtin();
        });
        rayon::spawn(|| {
            let _ = Words::builtin();
        });
        let vocabulary = load_vocabulary(&settings.vocabulary.value)?;
        let laws = super::laws::load(&settings.laws.value)?;
        let unit_words = Words::builtin()
            .map_err(|problems| vec![internal("rules/vocabulary/organisation.yaml", problems)])?;
        let organisation = match &settings.org.value {
            None => None,
            Some(path) => {
                let words = vocabulary.unit_words().unwrap_or(unit_words);
                Some(load_organisation(path, words)?)
            }
        };
        let rules = load_all_rules(&settings.rules.value, &vocabulary, laws.as_ref())?;
        let known: Vec<KnownRule> = rules
            .rules()
            .iter()
            .map(known_rule)
            .chain(suppress::rules().iter().map(suppress::Definition::known))
            .collect();
        let policies = settings.policies(&known, rules.profiles())?;
        let identity = identity(&settings, &rules);
        Ok(Self {
            settings,
            vocabulary,
            unit_words,
            organisation,
            laws,
            rules,
            known,
            policies,
            identity,
        })
    }

    /// A checker for the lists of this engine.
    pub fn checker(&self) -> Checker<'_> {
        let asked =
            |rule: &Rule| !rule.thorough || self.settings.asks_for(&rule.id, &rule.profiles);
        Checker::of(&self.rules, self.context(), asked)
    }

    /// The table of laws: the built-in one, or that with what the user's own files add.
    pub fn laws(&self) -> &LawTable {
        self.laws.as_ref().unwrap_or_else(|| LawTable::builtin())
    }

    /// The words for units: those of the program, with what the user's own files add.
    pub fn unit_words(&self) -> &Words {
        self.vocabulary.unit_words().unwrap_or(self.unit_words)
    }

    /// What lists are judged by beside the rules.
    pub fn context(&self) -> Context<'_> {
        Context {
            as_of: self.settings.as_of.value,
            vocabulary: &self.vocabulary,
            unit_words: self.unit_words(),
            organisation: self.organisation.as_ref().map(|(_, graph)| graph),
            laws: self.laws.as_ref(),
        }
    }

    /// Names all that lists are judged by: this build, rules, words, laws, organisation and the day. What is in force
    /// for the rules of a path is no part of it.
    pub fn identity(&self) -> &Key {
        &self.identity
    }

    /// What is in force for the rules in the file at `path`.
    pub fn policy(&self, path: Option<&Path>) -> Policy {
        self.settings.policy(&self.policies, path)
    }

    /// The settings it was loaded by.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The words of the field.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The rules of the packs.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The rules that selectors may name: those of the packs and those about suppressions.
    pub fn known_rules(&self) -> &[KnownRule] {
        &self.known
    }

    /// What reports tell of the rules.
    pub fn rule_infos(&self) -> Vec<RuleInfo> {
        self.rules
            .rules()
            .iter()
            .map(rule_info)
            .chain(suppress::rule_infos())
            .collect()
    }

    /// The names of the fields for people.
    pub fn field_names(&self) -> std::collections::BTreeMap<Arc<str>, Message> {
        Field::ALL
            .iter()
            .map(|&field| (field.key().into(), self.context().field_name(field)))
            .collect()
    }

    /// The file of the organisation, that labels may point into.
    pub fn asides(&self) -> Vec<Source> {
        self.organisation
            .iter()
            .map(|(source, _)| copy(source))
            .collect()
    }
}

/// The built-in words with those of the files at `paths`.
///
/// # Errors
/// Files that cannot be read, and all that is wrong in them.
pub fn load_vocabulary(paths: &[PathBuf]) -> Result<Vocabulary, Vec<Trouble>> {
    let words = read_all(paths)?;
    Vocabulary::load(&words).map_err(|found| {
        let (places, problems) = found
            .into_iter()
            .filter_map(|one| {
                let file = words.iter().position(|source| source.name() == one.file)?;
                Some((file, one.problem))
            })
            .unzip();
        by_file(places, problems, &words)
    })
}

fn identity(settings: &Settings, rules: &RuleSet) -> Key {
    let day = settings.as_of.value.to_string();
    let mut parts = vec![
        env!("CARGO_PKG_VERSION").as_bytes().to_vec(),
        env!("DUTYLINT_BUILD").as_bytes().to_vec(),
        day.into_bytes(),
    ];
    let asked = rules.rules().iter();
    let asked = asked.filter(|rule| rule.thorough && settings.asks_for(&rule.id, &rule.profiles));
    parts.extend(asked.map(|rule| rule.id.as_bytes().to_vec()));
    // The name of the build is of the packs inside it too.
    let embedded = option_env!("DUTYLINT_BUILD_HAS_RULES").is_some() && !cfg!(debug_assertions);
    let known = if embedded { rules.sound() } else { 0 };
    let sources = rules.sources().iter().skip(known);
    parts.extend(sources.flat_map(|source| [source.name().into(), source.text().into()]));
    let tables = rules.table_files().iter();
    let tables: Vec<PathBuf> = tables.map(|(file, path)| table_path(file, path)).collect();
    let files = settings
        .vocabulary
        .value
        .iter()
        .chain(&settings.laws.value)
        .chain(&settings.org.value)
        .chain(&tables);
    for path in files {
        parts.push(crate::config::shown(path).into_bytes());
        // It was read a moment ago; without it no kept finding is believed but those of the same state.
        parts.push(std::fs::read(path).unwrap_or_default());
    }
    Key::of(parts.iter().map(Vec::as_slice))
}

/// A copy of a source, for reports that outlive the engine.
pub(super) fn copy(source: &Source) -> Source {
    Source::new(source.name(), source.text().to_owned(), source.encoding())
}

fn known_rule(rule: &Rule) -> KnownRule {
    KnownRule {
        id: rule.id.clone(),
        category: rule.category.as_str().into(),
        formerly: rule.formerly.clone(),
        profiles: rule.profiles.clone(),
        thorough: rule.thorough,
    }
}

fn rule_info(rule: &Rule) -> RuleInfo {
    RuleInfo {
        id: rule.id.clone(),
        category: rule.category.as_str().into(),
        severity: rule.severity,
        summary: rule.title.clone(),
        help: rule.about.clone(),
        because: rule
            .assertions
            .first()
            .map(|assertion| assertion.because.as_slice().into())
            .unwrap_or_default(),
    }
}

fn load_organisation(path: &Path, words: &Words) -> Result<(Source, Graph), Vec<Trouble>> {
    let source = read_source(path).map_err(|trouble| vec![trouble])?;
    match Graph::load(&source, words) {
        Ok(graph) => Ok((source, graph)),
        Err(problems) => Err(vec![Trouble::InFile {
            source: Box::new(source),
            problems,
        }]),
    }
}

fn load_all_rules(
    paths: &[PathBuf],
    vocabulary: &Vocabulary,
    laws: Option<&LawTable>,
) -> Result<RuleSet, Vec<Trouble>> {
    let mut own = Vec::new();
    for path in paths {
        own.extend(read_all(&rule_files(path)?)?);
    }
    let builtin = builtin_packs_without_examples();
    load_rules_beside(builtin, own, vocabulary, laws).map_err(|RuleErrors { sources, problems }| {
        let (places, problems) = problems
            .into_iter()
            .map(|one| (one.file, one.problem))
            .unzip();
        by_file(places, problems, &sources)
    })
}

/// The rule files of `path`: itself, or the YAML files in the folder and its folders, by name.
fn rule_files(path: &Path) -> Result<Vec<PathBuf>, Vec<Trouble>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in ignore::WalkBuilder::new(path)
        .sort_by_file_path(Ord::cmp)
        .build()
    {
        let entry = entry.map_err(|error| {
            vec![Trouble::plain(
                format!("无法查看规则文件夹：{error}"),
                format!("cannot look into the folder of rules: {error}"),
            )]
        })?;
        let is_yaml = entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "yaml" || ending == "yml");
        if is_yaml && entry.file_type().is_some_and(|kind| kind.is_file()) {
            files.push(entry.into_path());
        }
    }
    if files.is_empty() {
        return Err(vec![Trouble::plain(
            format!("规则文件夹 {} 里没有 .yaml 文件", path.display()),
            format!("no .yaml file in the folder of rules {}", path.display()),
        )]);
    }
    Ok(files)
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<Source>, Vec<Trouble>> {
    let mut sources = Vec::new();
    let mut troubles = Vec::new();
    for path in paths {
        match read_source(path) {
            Ok(source) => sources.push(source),
            Err(trouble) => troubles.push(trouble),
        }
    }
    if troubles.is_empty() {
        Ok(sources)
    } else {
        Err(troubles)
    }
}

/// Problems with the position of their file, by file.
fn by_file(places: Vec<usize>, problems: Vec<Problem>, sources: &[Source]) -> Vec<Trouble> {
    let mut troubles: Vec<(usize, Vec<Problem>)> = Vec::new();
    for (file, problem) in places.into_iter().zip(problems) {
        match troubles.iter_mut().find(|(known, _)| *known == file) {
            Some((_, of_file)) => of_file.push(problem),
            None => troubles.push((file, vec![problem])),
        }
    }
    troubles
        .into_iter()
        .filter_map(|(file, problems)| {
            Some(Trouble::InFile {
                source: Box::new(copy(sources.get(file)?)),
                problems,
            })
        })
        .collect()
}

/// A built-in file that does not load: a fault of this program, told with its reasons.
fn internal(file: &str, problems: &[Problem]) -> Trouble {
    let reasons: Vec<&str> = problems
        .iter()
        .map(|problem| problem.message.zh.as_str())
        .collect();
    Trouble::plain(
        format!("内置文件 {file} 有误：{}", reasons.join("；")),
        format!("the built-in file {file} is wrong: {}", reasons.join("; ")),
    )
}
