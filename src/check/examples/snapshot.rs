//! What the invalid examples of a rule file gave when a person last looked: kept beside the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ExampleFinding, ExampleResult, Verdict};
use crate::message::Message;
use crate::source::Source;
use crate::tree::Problem;

/// The findings of the invalid examples of the rules of one file.
#[derive(Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Snapshot {
    rules: BTreeMap<String, Vec<Entry>>,
}

/// One example.
#[derive(Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    /// Its number among the invalid ones, from 1.
    example: usize,
    /// What was found.
    findings: Vec<ExampleFinding>,
}

/// Where the snapshot of a rule file stands: `own.snap` beside `own.yaml`.
pub struct SnapshotPath(pub PathBuf);

impl SnapshotPath {
    /// The snapshot beside `rule_file`.
    pub fn of(rule_file: &Path) -> Self {
        Self(rule_file.with_extension("snap"))
    }
}

/// What stands above the entries of a snapshot.
const HEAD: &str = "\
# 本文件由 dutylint test --update 写成：各规则的反例报出什么、标在何处。改规则后请核对差异，无误再更新。
# Written by dutylint test --update: what the invalid examples of each rule gave, and where.
";

impl Snapshot {
    /// Reads a snapshot.
    ///
    /// # Errors
    /// What is wrong in it, with places.
    pub fn load(source: &Source) -> Result<Self, Vec<Problem>> {
        crate::tree::load(source)
    }

    /// The snapshot of these results: those of the invalid examples that came out as they say.
    pub fn of<'r>(results: impl IntoIterator<Item = &'r ExampleResult>) -> Self {
        let mut rules: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for result in results {
            if !result.valid && result.verdict == Verdict::Validated {
                rules
                    .entry(result.rule.to_string())
                    .or_default()
                    .push(Entry {
                        example: result.number,
                        findings: result.findings.clone(),
                    });
            }
        }
        Self { rules }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The file, in YAML.
    pub fn render(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut page = HEAD.to_owned();
        for (rule, entries) in &self.rules {
            page.push_str(&format!("{rule}:\n"));
            for entry in entries {
                page.push_str(&format!("  - example: {}\n    findings:\n", entry.example));
                for finding in &entry.findings {
                    page.push_str(&format!("      - at: {}\n", finding.at));
                    page.push_str(&format!("        text: {}\n", quoted(&finding.text)));
                    page.push_str(&format!("        says: {}\n", quoted(&finding.says)));
                }
            }
        }
        page
    }

    /// Judges a result by the snapshot: an invalid example that came out otherwise than before is wrong.
    /// Whether the snapshot has the example.
    pub fn judge(&self, result: &mut ExampleResult) -> bool {
        if result.valid || result.verdict != Verdict::Validated {
            return true;
        }
        let entries = self.rules.get(&*result.rule);
        let known = entries
            .into_iter()
            .flatten()
            .find(|entry| entry.example == result.number);
        let Some(known) = known else {
            return false;
        };
        if known.findings != result.findings {
            result.verdict = Verdict::Wrong;
            result.details.push(Message::new(
                format!(
                    "与快照不同：原为{}，现为{}",
                    in_words(&known.findings),
                    in_words(&result.findings)
                ),
                format!(
                    "not as in the snapshot: was {}, is {}",
                    in_words(&known.findings),
                    in_words(&result.findings)
                ),
            ));
        }
        true
    }
}

fn in_words(findings: &[ExampleFinding]) -> String {
    let one =
        |finding: &ExampleFinding| format!("「{}」@{} {}", finding.text, finding.at, finding.says);
    findings.iter().map(one).collect::<Vec<_>>().join("；")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn result(text: &str) -> ExampleResult {
        ExampleResult {
            rule: "own/name".into(),
            file: 0,
            span: Span::default(),
            valid: false,
            number: 2,
            verdict: Verdict::Validated,
            details: Vec::new(),
            findings: vec![ExampleFinding {
                at: 7,
                text: text.to_owned(),
                says: "写了“\\”和\n换行。".to_owned(),
            }],
        }
    }

    #[test]
    fn a_snapshot_written_is_the_snapshot_read() {
        let snapshot = Snapshot::of([&result("骗取: '#' ")]);
        let source = Source::new("own.snap", snapshot.render(), "UTF-8");
        assert_eq!(Snapshot::load(&source).unwrap(), snapshot);
    }

    #[test]
    fn what_came_out_otherwise_is_wrong() {
        let snapshot = Snapshot::of([&result("骗取")]);
        let mut same = result("骗取");
        assert!(snapshot.judge(&mut same));
        assert_eq!(same.verdict, Verdict::Validated);
        let mut other = result("骗取补贴");
        assert!(snapshot.judge(&mut other));
        assert_eq!(other.verdict, Verdict::Wrong);
        assert!(other.details[0].zh.contains("「骗取」@7"));
        let mut new = result("骗取");
        new.number = 3;
        assert!(!snapshot.judge(&mut new));
        assert_eq!(new.verdict, Verdict::Validated);
    }
}
