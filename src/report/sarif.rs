//! SARIF 2.1.0 (OASIS Standard, 27 March 2020).

use std::io;

use serde::Serialize;
use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::{FileReport, Report, RuleInfo, Style};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::message::Language;
use crate::source::{Source, Span};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The key of our fingerprint; its number changes when its making does.
const FINGERPRINT: &str = "dutylint/v1";

/// A place in an artifact: in text files a region, in office files the address of the cell.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let results: Vec<Value> = report
        .files
        .iter()
        .enumerate()
        .flat_map(|(index, file)| results(report, index, file))
        .collect();
    let notifications: Vec<Value> = report
        .files
        .iter()
        .enumerate()
        .filter_map(|(index, file)| {
            let failure = file.outcome.as_ref().err()?;
            Some(json!({
                "level": "error",
                "message": {"text": failure.message.get(report.language)},
                "locations": [{"physicalLocation": {"artifactLocation": artifact(&file.name, Some(index))}}],
            }))
        })
        .collect();
    let artifacts: Vec<Value> = report.files.iter().map(describe).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": report.rules.iter().map(|rule| descriptor(report, rule)).collect::<Vec<_>>(),
            }},
            "language": match report.language { Language::Zh => "zh-CN", Language::En => "en" },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder the check was started in."}}},
            "invocations": [{
                "executionSuccessful": notifications.is_empty(),
                "toolExecutionNotifications": notifications,
                "properties": {"asOf": report.as_of.to_string()},
            }],
            "artifacts": artifacts,
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn descriptor(report: &Report, rule: &RuleInfo) -> Value {
    let language = report.language;
    let mut descriptor = json!({
        "id": &*rule.id,
        "shortDescription": {"text": rule.summary.get(language)},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {
            "category": &*rule.category,
            "tags": [&*rule.category],
            "because": rule.because.iter().map(|because| format!("《{}》{}", because.law, because.article)).collect::<Vec<_>>(),
        },
    });
    if let Some(help) = &rule.help {
        descriptor["help"] = json!({"text": help.get(language)});
    }
    descriptor
}

fn describe(file: &FileReport) -> Value {
    let mut described = json!({"location": artifact(&file.name, None)});
    if !file.sha256.is_empty() {
        described["hashes"] = json!({"sha-256": file.sha256});
        described["length"] = json!(file.bytes);
    }
    if let Some(source) = file.source().filter(|source| source.encoding() != "office") {
        described["encoding"] = json!(source.encoding());
    }
    described
}

fn results(report: &Report, index: usize, file: &FileReport) -> Vec<Value> {
    let Some(source) = file.source() else {
        return Vec::new();
    };
    let mut fingerprints = Fingerprints::default();
    file.diagnostics()
        .iter()
        .map(|diagnostic| {
            let fingerprint = fingerprints.next(source, diagnostic);
            result(report, (index, file), source, diagnostic, fingerprint)
        })
        .collect()
}

fn result(
    report: &Report,
    (index, file): (usize, &FileReport),
    source: &Source,
    diagnostic: &Diagnostic,
    fingerprint: String,
) -> Value {
    let language = report.language;
    let mut text = diagnostic.message.get(language).to_owned();
    if let Some(help) = &diagnostic.help {
        text.push('\n');
        text.push_str(help.get(language));
    }
    let related: Vec<Location> = diagnostic
        .labels
        .iter()
        .filter_map(|label| {
            let other = report.source(file, label.file.as_deref())?;
            let name = label.file.as_deref().unwrap_or(&file.name);
            let position = report.files.iter().position(|known| &*known.name == name);
            let mut place = location(report, other, name, position, label.span);
            place.message = Some(Text {
                text: label.message.get(language).to_owned(),
            });
            Some(place)
        })
        .enumerate()
        .map(|(id, place)| Location {
            id: Some(id + 1),
            ..place
        })
        .collect();
    let mut result = json!({
        "ruleId": &*diagnostic.rule,
        "level": level(diagnostic.severity),
        "message": {"text": text},
        "locations": [location(report, source, &file.name, Some(index), diagnostic.span)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": {
            "item": diagnostic.item.as_deref(),
            "field": diagnostic.field.as_deref(),
            "confidence": diagnostic.confidence,
            "fold": diagnostic.fold.as_deref(),
            "foldHead": diagnostic.fold_head,
        },
    });
    if let Some(rule) = report
        .rules
        .iter()
        .position(|rule| rule.id == diagnostic.rule)
    {
        result["ruleIndex"] = json!(rule);
    }
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if let Some(why) = diagnostic.suppressed.as_deref() {
        let kind = if why.kind == "comment" {
            "inSource"
        } else {
            "external"
        };
        let justification = why.reason.clone().unwrap_or_else(|| why.kind.to_owned());
        result["suppressions"] =
            json!([{"kind": kind, "status": "accepted", "justification": justification}]);
    }
    if report.standing.is_some() {
        let known = diagnostic
            .suppressed
            .as_deref()
            .is_some_and(|why| why.kind == "baseline");
        result["baselineState"] = json!(if known { "unchanged" } else { "new" });
    }
    // Edits of a rendered workbook are no edits of its bytes.
    if let Some(fix) = &diagnostic.fix
        && source.place(diagnostic.span.start()).is_none()
    {
        result["fixes"] = json!([fix_of(report, source, (index, file), fix)]);
    }
    result
}

fn fix_of(
    report: &Report,
    source: &Source,
    (index, file): (usize, &FileReport),
    fix: &Fix,
) -> Value {
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            json!({
                "deletedRegion": region(source, edit.span, false),
                "insertedContent": {"text": edit.text},
            })
        })
        .collect();
    json!({
        "description": {"text": fix.title.get(report.language)},
        "artifactChanges": [{
            "artifactLocation": artifact(&file.name, Some(index)),
            "replacements": replacements,
        }],
        "properties": {"applicability": fix.applicability},
    })
}

fn location(
    report: &Report,
    source: &Source,
    name: &str,
    index: Option<usize>,
    span: Span,
) -> Location {
    let place = source.place(span.start());
    Location {
        physical_location: PhysicalLocation {
            artifact_location: artifact(name, index),
            region: place.is_none().then(|| region(source, span, true)),
        },
        logical_locations: place
            .map(|place| LogicalLocation {
                fully_qualified_name: place.describe(report.language),
                kind: "element",
            })
            .into_iter()
            .collect(),
        message: None,
        id: None,
    }
}

fn region(source: &Source, span: Span, snippet: bool) -> Region {
    let start = source.position(span.start());
    let end = source.position(span.end());
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        snippet: (snippet && !span.is_empty()).then(|| Text {
            text: source.slice(span).to_owned(),
        }),
    }
}

fn artifact(name: &str, index: Option<usize>) -> ArtifactLocation {
    ArtifactLocation {
        uri: percent_encoded(name),
        uri_base_id: "SRCROOT",
        index,
    }
}

/// A path as a URI reference (RFC 3986): what is not unreserved or `/` in bytes as `%XX`.
fn percent_encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    #[test]
    fn some_of_everything() {
        insta::assert_snapshot!(written("sarif", &sample()));
    }

    #[test]
    fn chinese_names_become_uris() {
        assert_eq!(super::percent_encoded("a/江 1.csv"), "a/%E6%B1%9F%201.csv");
    }
}
