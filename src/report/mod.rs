//! What a run has to say, and the formats it is said in.
//!
//! A [`Report`] is the one input of every format. A new format is one new file and one line in [`FORMATS`].

pub mod changes;
mod checkstyle;
mod csv;
mod finding;
pub mod fingerprint;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod json_lines;
mod junit;
mod markdown;
pub mod outline;
mod rdjson;
mod sarif;
mod short;
mod style;
mod tally;
mod template;
#[cfg(test)]
pub(crate) mod testing;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Because, Diagnostic, Severity};
use crate::message::{Language, Message};
use crate::source::Source;
use crate::suppress::{ItemRecord, RegisterEntry, Standing};

pub use finding::{EditView, Finding, FixView, ItemView, LabelView, PositionView};
pub use human::trouble;
pub use json::{ClassCount, FileView, JsonReport, Summary, Tool, schema};
pub use style::{ColorChoice, Style};
pub use tally::Tally;

/// The result of one run over all its files.
#[derive(Debug)]
pub struct Report {
    /// The files in the order they are reported.
    pub files: Vec<FileReport>,
    /// The day whose law was applied.
    pub as_of: jiff::civil::Date,
    /// The language of messages.
    pub language: Language,
    /// The rules of the run that findings may name.
    pub rules: Vec<RuleInfo>,
    /// The names of fields for people, by their key.
    pub fields: BTreeMap<Arc<str>, Message>,
    /// Every waiver with its state.
    pub register: Vec<RegisterEntry>,
    /// How the findings stand to the baseline, where there is one.
    pub standing: Option<Standing>,
    /// The day until which the law table is complete.
    pub laws_known_until: Option<jiff::civil::Date>,
    /// Files that were not checked but that labels point into (an organisation graph, a list compared with).
    pub asides: Vec<Source>,
    /// Whether figures by rule are wanted.
    pub statistics: Option<Statistics>,
}

/// One file of a run.
#[derive(Debug)]
pub struct FileReport {
    /// What reports call it: a path with `/`.
    pub name: Arc<str>,
    /// Where it is on this machine; `None` for standard input.
    pub path: Option<PathBuf>,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes in hexadecimal digits; empty when it could not be read.
    pub sha256: String,
    /// What came of it, or why nothing did.
    pub outcome: Result<Checked, Failure>,
}

/// A file that was read and checked.
#[derive(Debug)]
pub struct Checked {
    /// Its text.
    pub source: Source,
    /// The name of its format (`csv`, `xlsx`, …).
    pub format: &'static str,
    /// What kind of list it is.
    pub list: ListSummary,
    /// The items of the list, in order.
    pub items: Arc<[ItemRecord]>,
    /// The findings, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The list itself ([`outline::Outline::of`]), when a format of the run shows the whole of it ([`Format::outline`]).
    pub outline: Option<outline::Outline>,
}

/// Why a file could not be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was expected and what was seen.
    pub message: Message,
    /// The way out.
    pub help: Option<Message>,
}

/// The list of a file in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListSummary {
    /// Its title.
    pub title: Option<String>,
    /// The department whose list it is.
    pub department: Option<String>,
    /// The number of items, sub-items included.
    pub items: usize,
    /// The number of items by class of power as the vocabulary names it, in the order of first
    /// appearance; the empty name counts items without a class.
    pub classes: Vec<(String, usize)>,
    /// The number of main duties of the department.
    pub duties: usize,
    /// The number of texts that could not be assigned to a field.
    pub unassigned: usize,
}

/// A rule as reports tell of it.
#[derive(Debug, Clone)]
pub struct RuleInfo {
    /// Its id.
    pub id: Arc<str>,
    /// The group it belongs to (`law`, `structure`, …).
    pub category: Arc<str>,
    /// How grave its findings are in this run.
    pub severity: Severity,
    /// What it asks, in one sentence.
    pub summary: Message,
    /// What to do about its findings.
    pub help: Option<Message>,
    /// The provisions it rests on.
    pub because: Arc<[Because]>,
}

/// Figures about the rules of a run.
#[derive(Debug, Clone, Default)]
pub struct Statistics {
    /// One entry a rule, in the order of the rules.
    pub rules: Vec<RuleStatistics>,
}

/// Figures about one rule.
#[derive(Debug, Clone)]
pub struct RuleStatistics {
    /// Its id.
    pub id: Arc<str>,
    /// Items, stages, texts (or lists, for rules about whole lists) it was about; `None` where that is not
    /// counted. With 0 its silence says nothing: it is vacuous.
    pub in_scope: Option<usize>,
    /// Requirements looked at: a rule may have several, or none that applies to what is in its scope.
    pub evaluated: usize,
    /// Findings that count.
    pub findings: usize,
    /// Findings that are suppressed.
    pub suppressed: usize,
}

impl Report {
    /// The text that a label of `file` points into.
    pub fn source<'r>(&'r self, file: &'r FileReport, label: Option<&str>) -> Option<&'r Source> {
        match label {
            None => file.source(),
            Some(name) if name == &*file.name => file.source(),
            Some(name) => self
                .files
                .iter()
                .find(|other| &*other.name == name)
                .and_then(FileReport::source)
                .or_else(|| self.asides.iter().find(|source| source.name() == name)),
        }
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&RuleInfo> {
        self.rules.iter().find(|rule| &*rule.id == id)
    }

    /// The findings that count, each by itself: what data formats hold.
    pub fn counted(&self) -> impl Iterator<Item = (&FileReport, &Source, &Diagnostic)> {
        self.files.iter().flat_map(|file| {
            file.counted()
                .map(move |(source, found)| (file, source, found))
        })
    }

    /// The findings that count as people are shown them: of a fold its head.
    pub fn shown(&self) -> impl Iterator<Item = (&FileReport, &Source, &Diagnostic)> {
        self.files.iter().flat_map(|file| {
            let source = file.source().into_iter();
            source.flat_map(move |source| {
                file.diagnostics()
                    .iter()
                    .filter(|found| found.suppressed.is_none() && !found.is_folded_away())
                    .map(move |found| (file, source, found))
            })
        })
    }

    /// All findings with their files, in the order of the report.
    pub fn findings(&self) -> impl Iterator<Item = (&FileReport, &Diagnostic)> {
        self.files
            .iter()
            .flat_map(|file| file.diagnostics().iter().map(move |found| (file, found)))
    }
}

impl FileReport {
    /// The text of the file, when it could be read.
    pub fn source(&self) -> Option<&Source> {
        self.outcome.as_ref().ok().map(|checked| &checked.source)
    }

    /// The findings; none when the file could not be read.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.outcome
            .as_ref()
            .map_or(&[], |checked| &checked.diagnostics)
    }
}

impl FileReport {
    /// The findings that count, each by itself, with the text they are in.
    pub fn counted(&self) -> impl Iterator<Item = (&Source, &Diagnostic)> {
        self.source().into_iter().flat_map(|source| {
            self.diagnostics()
                .iter()
                .filter(|found| found.suppressed.is_none() && !found.fold_head)
                .map(move |found| (source, found))
        })
    }
}

/// Writes a report in one format.
///
/// # Errors
/// Those of the writer.
pub type Write = fn(&Report, &Style, &mut dyn io::Write) -> io::Result<()>;

/// An output format.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub purpose: (&'static str, &'static str),
    /// Whether it shows the whole list, so that files must carry their outline.
    pub outline: bool,
    /// Writes it.
    pub write: Write,
}

const HUMAN: Format = Format {
    name: "human",
    purpose: (
        "给人看的：摘录原文并标出问题处",
        "for people: excerpts with the flagged characters marked",
    ),
    outline: false,
    write: human::write,
};

/// Every output format.
pub const FORMATS: &[Format] = &[
    HUMAN,
    Format {
        name: "short",
        purpose: ("每个问题一行", "one line a finding"),
        outline: false,
        write: short::write,
    },
    Format {
        name: "json",
        purpose: (
            "一份 JSON 文件（schema/findings.schema.json）",
            "one JSON document (schema/findings.schema.json)",
        ),
        outline: false,
        write: json::write,
    },
    Format {
        name: "jsonl",
        purpose: ("每行一个 JSON 对象", "one JSON object a line"),
        outline: false,
        write: json_lines::write,
    },
    Format {
        name: "sarif",
        purpose: (
            "SARIF 2.1.0，供代码扫描平台使用",
            "SARIF 2.1.0 for code scanning",
        ),
        outline: false,
        write: sarif::write,
    },
    Format {
        name: "github",
        purpose: ("GitHub Actions 注解", "annotations of GitHub Actions"),
        outline: false,
        write: github::write,
    },
    Format {
        name: "gitlab",
        purpose: ("GitLab 代码质量报告", "Code Quality report of GitLab"),
        outline: false,
        write: gitlab::write,
    },
    Format {
        name: "junit",
        purpose: ("JUnit XML，供 CI 平台使用", "JUnit XML for CI servers"),
        outline: false,
        write: junit::write,
    },
    Format {
        name: "checkstyle",
        purpose: ("Checkstyle XML", "Checkstyle XML"),
        outline: false,
        write: checkstyle::write,
    },
    Format {
        name: "rdjson",
        purpose: ("reviewdog 诊断格式", "Reviewdog Diagnostic Format"),
        outline: false,
        write: rdjson::write,
    },
    Format {
        name: "csv",
        purpose: ("表格，可用 Excel 打开", "a table for spreadsheets"),
        outline: false,
        write: csv::write,
    },
    Format {
        name: "markdown",
        purpose: ("Markdown 摘要", "a summary in Markdown"),
        outline: false,
        write: markdown::write,
    },
    Format {
        name: "html",
        purpose: (
            "一个网页：清单全文、标出的问题、统计和筛选，可打印",
            "one page: the whole list, findings marked in it, figures and filters; prints well",
        ),
        outline: true,
        write: html::write,
    },
];

/// The format for people on a terminal.
pub fn usual_format() -> &'static Format {
    &HUMAN
}

/// The format of this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
