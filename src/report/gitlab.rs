//! The Code Quality report of GitLab.

use std::io;

use serde::Serialize;

use super::fingerprint::{Fingerprints, sha256};
use super::{Report, Style};
use crate::diagnostic::Severity;

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut issues = Vec::new();
    for file in &report.files {
        let Some(source) = file.source() else {
            continue;
        };
        let mut fingerprints = Fingerprints::default();
        for diagnostic in file.diagnostics() {
            let fingerprint = fingerprints.next(source, diagnostic);
            if diagnostic.suppressed.is_some() || diagnostic.fold_head {
                continue;
            }
            let start = diagnostic.span.start();
            let place = source
                .place(start)
                .map(|place| format!("{}: ", place.describe(report.language)))
                .unwrap_or_default();
            issues.push(Issue {
                description: format!("{place}{}", diagnostic.message.get(report.language)),
                check_name: &diagnostic.rule,
                // Unique over the report, as GitLab asks: equal findings of two files differ by the file.
                fingerprint: sha256(format!("{}\n{fingerprint}", file.name).as_bytes()),
                severity: match diagnostic.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "major",
                    Severity::Info => "info",
                },
                location: Location {
                    path: &file.name,
                    lines: Lines {
                        begin: if place.is_empty() {
                            source.position(start).line
                        } else {
                            1
                        },
                    },
                },
            });
        }
    }
    for file in &report.files {
        if let Err(failure) = &file.outcome {
            issues.push(Issue {
                description: failure.message.get(report.language).to_owned(),
                check_name: "unreadable",
                fingerprint: sha256(format!("{}\nunreadable", file.name).as_bytes()),
                severity: "blocker",
                location: Location {
                    path: &file.name,
                    lines: Lines { begin: 1 },
                },
            });
        }
    }
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    /// What GitLab documents: these fields, these severities, fingerprints that are unique.
    #[test]
    fn the_documented_fields() {
        let issues: Vec<serde_json::Value> =
            serde_json::from_str(&written("gitlab", &sample())).unwrap();
        assert_eq!(issues.len(), 3);
        for issue in &issues {
            assert!(issue["description"].is_string() && issue["check_name"].is_string());
            assert!(
                ["info", "minor", "major", "critical", "blocker"]
                    .contains(&issue["severity"].as_str().unwrap())
            );
            assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
        }
        let unique: std::collections::BTreeSet<_> = issues
            .iter()
            .map(|issue| issue["fingerprint"].as_str())
            .collect();
        assert_eq!(unique.len(), 3);
        assert_eq!(issues[0]["location"]["path"], "lists/江州.tsv");
        assert_eq!(issues[0]["location"]["lines"]["begin"], 2);
    }
}
