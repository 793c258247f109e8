//! One JSON document. Its types are its schema: `schema/findings.schema.json` is generated from them.

use std::io;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::suppress::{RegisterEntry, State};

use super::{FileReport, Finding, Report, Style, Tally};

/// The version of the document; it changes when a field is taken away or changes its meaning.
const VERSION: u32 = 1;

/// The document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Findings of dutylint")]
pub struct JsonReport {
    /// The version of this document's form.
    pub version: u32,
    /// The program that wrote it.
    pub tool: Tool,
    /// The day whose law was applied (`YYYY-MM-DD`).
    pub as_of: String,
    /// The files in the order they were checked.
    pub files: Vec<FileView>,
    /// The findings by file and place.
    pub findings: Vec<Finding>,
    /// Every waiver with its state.
    #[serde(default)]
    pub waivers: Vec<WaiverView>,
    /// How the findings stand to the baseline; null without one.
    #[serde(default)]
    pub baseline: Option<BaselineView>,
    /// The figures.
    pub summary: Summary,
}

/// A waiver of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Waiver")]
pub struct WaiverView {
    /// The register it stands in.
    pub file: String,
    /// Its line there, from 1.
    pub line: usize,
    /// The rule, as written.
    pub rule: String,
    /// The item, as written; null for all.
    pub item: Option<String>,
    /// The field; null for all.
    pub field: Option<String>,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approver: String,
    /// The number of the document that approves it.
    pub document: String,
    /// Its last day (`YYYY-MM-DD`).
    pub expires: String,
    /// How it stands.
    pub state: State,
    /// The number of findings it keeps from counting.
    pub findings: usize,
}

/// How the findings stand to the baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Baseline")]
pub struct BaselineView {
    /// Findings that it knows.
    pub known: usize,
    /// Findings that it does not know.
    pub new: usize,
    /// Findings of it that are gone.
    pub gone: usize,
}

impl WaiverView {
    fn new(entry: &RegisterEntry) -> Self {
        Self {
            file: entry.file.to_string(),
            line: entry.line,
            rule: entry.rule.clone(),
            item: entry.item.clone(),
            field: entry.field.clone(),
            reason: entry.reason.clone(),
            approver: entry.approver.clone(),
            document: entry.document.clone(),
            expires: entry.expires.to_string(),
            state: entry.state,
            findings: entry.findings,
        }
    }
}

/// The program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "File")]
pub struct FileView {
    /// What the report calls it: a path with `/`.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes; null when it could not be read.
    pub sha256: Option<String>,
    /// Its format; null when it could not be read.
    pub format: Option<String>,
    /// Its encoding; null when it could not be read.
    pub encoding: Option<String>,
    /// The title of the list.
    pub title: Option<String>,
    /// The department whose list it is.
    pub department: Option<String>,
    /// The number of items, sub-items included.
    pub items: usize,
    /// The number of items by class of power.
    pub classes: Vec<ClassCount>,
    /// The number of main duties of the department.
    pub duties: usize,
    /// The number of texts that could not be assigned to a field.
    pub unassigned: usize,
    /// Why it could not be checked.
    pub error: Option<String>,
}

/// The number of items of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClassCount {
    /// The class as the vocabulary names it; empty for items without one.
    pub class: String,
    /// The number of items.
    pub items: usize,
}

/// The figures of the run. Suppressed findings are in none but their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Files.
    pub files: usize,
    /// Files that could not be checked.
    pub failed: usize,
    /// Items of all lists.
    pub items: usize,
    /// Findings of severity error.
    pub error: usize,
    /// Findings of severity warning.
    pub warning: usize,
    /// Findings of severity info.
    pub info: usize,
    /// Suppressed findings.
    pub suppressed: usize,
    /// The day until which the law table is complete.
    pub laws_known_until: Option<String>,
    /// Figures by rule, when asked for (`--statistics`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<RuleFigures>>,
}

/// The figures of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleFigures {
    /// Its id.
    pub rule: String,
    /// What it was about: items, stages, texts, or lists for rules about lists; null where that is not counted.
    pub in_scope: Option<usize>,
    /// Requirements looked at: a rule may have several.
    #[serde(default)]
    pub evaluated: usize,
    /// Whether nothing was in scope, so that its silence says nothing.
    #[serde(default)]
    pub vacuous: bool,
    /// Findings that count.
    pub findings: usize,
    /// Findings that are suppressed.
    pub suppressed: usize,
}

impl Tool {
    /// This program.
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl FileView {
    /// The view of one file.
    pub fn new(report: &Report, file: &FileReport) -> Self {
        let checked = file.outcome.as_ref().ok();
        let list = checked
            .map(|checked| checked.list.clone())
            .unwrap_or_default();
        Self {
            name: file.name.to_string(),
            bytes: file.bytes,
            sha256: Some(file.sha256.clone()).filter(|hash| !hash.is_empty()),
            format: checked.map(|checked| checked.format.to_owned()),
            encoding: checked.map(|checked| checked.source.encoding().to_owned()),
            title: list.title,
            department: list.department,
            items: list.items,
            classes: list
                .classes
                .into_iter()
                .map(|(class, items)| ClassCount { class, items })
                .collect(),
            duties: list.duties,
            unassigned: list.unassigned,
            error: file
                .outcome
                .as_ref()
                .err()
                .map(|failure| failure.message.get(report.language).to_owned()),
        }
    }
}

impl Summary {
    /// The figures of `report`.
    pub fn new(report: &Report) -> Self {
        let tally = Tally::of(report);
        Self {
            files: report.files.len(),
            failed: tally.failures,
            items: report
                .files
                .iter()
                .filter_map(|file| file.outcome.as_ref().ok())
                .map(|checked| checked.list.items)
                .sum(),
            error: tally.errors,
            warning: tally.warnings,
            info: tally.infos,
            suppressed: tally.suppressed,
            laws_known_until: report.laws_known_until.map(|date| date.to_string()),
            rules: report.statistics.as_ref().map(|statistics| {
                statistics
                    .rules
                    .iter()
                    .map(|rule| RuleFigures {
                        rule: rule.id.to_string(),
                        in_scope: rule.in_scope,
                        evaluated: rule.evaluated,
                        vacuous: rule.in_scope == Some(0),
                        findings: rule.findings,
                        suppressed: rule.suppressed,
                    })
                    .collect()
            }),
        }
    }
}

impl JsonReport {
    /// The document of `report`.
    pub fn new(report: &Report) -> Self {
        Self {
            version: VERSION,
            tool: Tool::this(),
            as_of: report.as_of.to_string(),
            files: report
                .files
                .iter()
                .map(|file| FileView::new(report, file))
                .collect(),
            findings: report
                .files
                .iter()
                .flat_map(|file| Finding::of_file(report, file))
                .collect(),
            waivers: report.register.iter().map(WaiverView::new).collect(),
            baseline: report.standing.as_ref().map(|standing| BaselineView {
                known: standing.known,
                new: standing.new,
                gone: standing.gone.iter().map(|entry| entry.count as usize).sum(),
            }),
            summary: Summary::new(report),
        }
    }
}

/// The JSON Schema of the document.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(JsonReport)
}

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &JsonReport::new(report))?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{sample, written};

    #[test]
    fn some_of_everything() {
        insta::assert_snapshot!(written("json", &sample()));
    }

    #[test]
    fn the_document_keeps_to_its_schema_and_comes_back() {
        let text = written("json", &sample());
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let validator = jsonschema::validator_for(schema().as_value()).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        let back: JsonReport = serde_json::from_str(&text).unwrap();
        assert_eq!(back, JsonReport::new(&sample()));
    }

    #[test]
    fn the_schema_refuses_what_is_none() {
        let validator = jsonschema::validator_for(schema().as_value()).unwrap();
        let mut value = serde_json::to_value(JsonReport::new(&sample())).unwrap();
        assert!(validator.is_valid(&value));
        value["findings"][0]["severity"] = "grave".into();
        assert!(!validator.is_valid(&value));
    }
}
