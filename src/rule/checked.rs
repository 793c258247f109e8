use std::sync::Arc;

use globset::GlobSet;
use jiff::civil::Date;

use super::anchor::Anchor;
use super::condition::Condition;
use super::point::Detector;
use super::subject::{Kind, TextPlace};
use super::syntax::Measured;
use super::template::Template;
use crate::diagnostic::{Applicability, Because, Severity};
use crate::message::Message;
use crate::read::NoteKind;
use crate::source::Span;

/// A rule that can run.
#[derive(Debug)]
pub struct Rule {
    /// Its id.
    pub id: Arc<str>,
    /// What it is called.
    pub title: Message,
    /// What it looks for and why.
    pub about: Option<Message>,
    /// How grave a finding is, where an assertion does not say otherwise.
    pub severity: Severity,
    /// The group it is listed under.
    pub category: String,
    /// The profiles it belongs to; empty for all.
    pub profiles: Vec<String>,
    /// Whether it is looked at only where that is asked for.
    pub thorough: bool,
    /// How many of its findings were right, of those read on published lists.
    pub measured: Option<Measured>,
    /// The rules whose findings at the same characters take the place of its own.
    pub yields_to: Vec<String>,
    /// Former ids that mean this rule.
    pub formerly: Vec<String>,
    /// The period in which it applies.
    pub in_force: Period,
    /// What it is about.
    pub kind: Kind,
    /// For texts: where they stand; empty for everywhere.
    pub places: Vec<TextPlace>,
    /// For remarks of the reader: their kinds; empty for all.
    pub notes: Vec<NoteKind>,
    /// The files it is about; `None` for all.
    pub files: Option<GlobSet>,
    /// Which subjects are in scope.
    pub when: Condition,
    /// What must hold.
    pub assertions: Vec<Assertion>,
    /// Whether only the first assertion that applies is looked at.
    pub first_match: bool,
    /// How the same failure in most items is told once.
    pub fold: Option<Folding>,
    /// The pack it stands in.
    pub pack: Arc<str>,
    /// The file it stands in, by its position in the set.
    pub file: usize,
    /// Its bytes in that file.
    pub span: Span,
}

impl Rule {
    /// Sets how grave every finding of it is.
    pub fn set_severity(&mut self, severity: Severity) {
        self.severity = severity;
        for assertion in &mut self.assertions {
            assertion.words.severity = severity;
            for (_, words) in &mut assertion.variants {
                words.severity = severity;
            }
        }
    }
}

/// One requirement of a rule.
pub struct Assertion {
    /// Where it applies, within the scope of the rule.
    pub when: Condition,
    /// What is looked at.
    pub(crate) test: Requirement,
    /// The provisions it rests on.
    pub because: Vec<Because>,
    /// Where the finding is shown; `None` for what the condition or detector points at.
    pub at: Option<Anchor>,
    /// What it says, where no case has words of its own.
    pub words: Words,
    /// Words for cases of the detector.
    pub variants: Vec<(String, Words)>,
    /// Words at secondary places.
    pub labels: Vec<(String, Template)>,
    /// Its bytes in the rule file.
    pub span: Span,
}

impl Assertion {
    /// The words for a case of the detector.
    pub(crate) fn words_of(&self, variant: Option<&str>) -> &Words {
        variant
            .and_then(|variant| self.variants.iter().find(|(name, _)| name == variant))
            .map_or(&self.words, |(_, words)| words)
    }
}

/// What a finding says.
#[derive(Debug, Clone)]
pub struct Words {
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: Template,
    /// What to do.
    pub help: Option<Template>,
    /// The correction.
    pub fix: Option<FixTemplate>,
}

/// A correction to be made for a finding.
#[derive(Debug, Clone)]
pub struct FixTemplate {
    /// What it does.
    pub title: Template,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// What takes the place of the flagged text; `None` where the detector has the edits.
    pub replace: Option<Template>,
}

/// How the same failure in most items of a list is told once.
#[derive(Debug, Clone)]
pub struct Folding {
    /// The share of those in scope that must fail.
    pub share: f32,
    /// The number that must fail.
    pub at_least: usize,
    /// The one statement.
    pub message: Template,
    /// What to do.
    pub help: Option<Template>,
}

pub(crate) enum Requirement {
    /// A finding where it does not hold.
    Require(Condition),
    /// A finding where it holds.
    Forbid(Condition),
    /// A finding for each hit.
    Detect(&'static str, Box<dyn Detector>),
    /// A finding for each subject in scope.
    Each,
}

impl std::fmt::Debug for Assertion {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let test = match &self.test {
            Requirement::Require(condition) => format!("require {condition:?}"),
            Requirement::Forbid(condition) => format!("forbid {condition:?}"),
            Requirement::Detect(name, _) => format!("check {name}"),
            Requirement::Each => "each".to_owned(),
        };
        formatter
            .debug_struct("Assertion")
            .field("when", &self.when)
            .field("test", &test)
            .finish_non_exhaustive()
    }
}

/// A period of days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The day after the last.
    pub until: Option<Date>,
}

impl Period {
    /// Whether `day` lies in it.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}
