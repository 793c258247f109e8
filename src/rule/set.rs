use std::sync::Arc;

use super::checked::Rule;
use super::load::{self, Written};
use super::point::PointDefinition;
use super::table::Table;
use crate::diagnostic::Severity;
use crate::law::LawTable;
use crate::message::Message;
use crate::source::Source;
use crate::tree::Problem;
use crate::vocabulary::Vocabulary;

/// The rules of a run, with the files they stand in.
#[derive(Debug, Default)]
pub struct RuleSet {
    pub(super) sources: Vec<Source>,
    pub(super) sound: usize,
    pub(super) packs: Vec<Pack>,
    pub(super) profiles: Vec<String>,
    pub(super) rules: Vec<Rule>,
    pub(super) table_files: Vec<(String, String)>,
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
    /// The first files so many are known to be sound: what costs much is checked in the others only.
    pub sound: usize,
    /// The table of laws; asked for only where a file is checked in full.
    pub laws: &'t (dyn Fn() -> &'t LawTable + Sync),
    /// Reads a reference table: the name of the rule file, and the path that it names.
    pub table: &'t (dyn Fn(&str, &str) -> Result<Table, Message> + Sync),
    /// Packs that `extends` may name though they are not among the files given; their file names tell
    /// their names. Asked only where one is missing.
    pub available: &'t (dyn Fn() -> Vec<Source> + Sync),
}

impl RuleSet {
    /// Loads rule files in order. A rule of a later file takes the place of an earlier one with its id.
    ///
    /// # Errors
    /// All that is wrong in any of them.
    pub fn load(sources: Vec<Source>, tables: Tables<'_>) -> Result<Self, RuleErrors> {
        load::load(sources, tables)
    }

    /// The rules, in the order of their files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The files of reference tables that were read: the name of the rule file, and the path that it names.
    pub fn table_files(&self) -> &[(String, String)] {
        &self.table_files
    }

    /// The same with the files of reference tables that were read for it.
    #[must_use]
    pub fn with_table_files(self, table_files: Vec<(String, String)>) -> Self {
        Self {
            table_files,
            ..self
        }
    }

    /// The packs, in the order of their files.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The profiles that the packs declare, in alphabetical order.
    pub fn profiles(&self) -> &[String] {
        &self.profiles
    }

    /// How many of the first rule files are known to be sound: the built-in ones.
    pub fn sound(&self) -> usize {
        self.sound
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

    /// The rules of files that load, as they are written there.
    pub(crate) fn written(sources: &[Source]) -> Vec<Written> {
        load::written(sources)
    }

    /// Keeps the rules that `keep` wants.
    pub fn retain(&mut self, keep: impl FnMut(&Rule) -> bool) {
        self.rules.retain(keep);
    }

    /// Sets how grave every finding of a rule is; whether there is such a rule.
    pub fn set_severity(&mut self, id: &str, severity: Severity) -> bool {
        let rule = self.rules.iter_mut().find(|rule| &*rule.id == id);
        rule.map(|rule| rule.set_severity(severity)).is_some()
    }
}
