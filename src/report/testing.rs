//! Hand-made reports for the tests of formats.

use std::sync::Arc;

use super::{Checked, Failure, FileReport, ListSummary, Report, RuleInfo, fingerprint};
use crate::diagnostic::{
    Applicability, Because, Diagnostic, Edit, Fix, ItemRef, Label, Severity, Suppression,
};
use crate::message::{Language, Message};
use crate::source::{Source, Span};

/// A list of the fictional city with some of everything.
pub(crate) const TEXT: &str = "序号\t事项名称\t设定依据\n1\t对骗取医疗保障基金的处罚\t《江州市旧条例》第三条：骗取骗取基金的，责令退回。\n2\t医疗救助对象认\n定\t\n";

/// A finding at the `occurrence`th place of `needle` in `text`.
pub(crate) fn at(text: &str, needle: &str, occurrence: usize) -> Span {
    let (start, _) = text.match_indices(needle).nth(occurrence).unwrap();
    Span::new(start, start + needle.len())
}

/// A plain finding.
pub(crate) fn finding(rule: &str, severity: Severity, span: Span) -> Diagnostic {
    Diagnostic {
        rule: rule.into(),
        severity,
        message: Message::new("这里不对", "this is wrong").into(),
        help: None,
        because: Arc::new([]),
        span,
        labels: Vec::new(),
        fix: None,
        item: None,
        field: None,
        confidence: None,
        fold: None,
        fold_head: false,
        suppressed: None,
    }
}

/// A file that was checked.
pub(crate) fn file(name: &str, source: Source, diagnostics: Vec<Diagnostic>) -> FileReport {
    FileReport {
        name: name.into(),
        path: None,
        bytes: source.text().len() as u64,
        sha256: fingerprint::sha256(source.text().as_bytes()),
        outcome: Ok(Checked {
            source,
            format: "tsv",
            list: ListSummary {
                title: Some("江州市权责清单".into()),
                items: 2,
                classes: vec![("行政处罚".into(), 1), (String::new(), 1)],
                ..ListSummary::default()
            },
            items: Arc::new([]),
            diagnostics,
            outline: None,
        }),
    }
}

/// A report of these files.
pub(crate) fn report(files: Vec<FileReport>) -> Report {
    Report {
        files,
        as_of: jiff::civil::date(2026, 1, 2),
        language: Language::Zh,
        rules: vec![RuleInfo {
            id: "law/repealed".into(),
            category: "law".into(),
            severity: Severity::Error,
            summary: Message::new("引用的法律已废止", "cites a repealed law"),
            help: None,
            because: Arc::new([]),
        }],
        fields: [(Arc::from("basis"), Message::new("设定依据", "basis"))].into(),
        register: Vec::new(),
        standing: None,
        laws_known_until: Some(jiff::civil::date(2026, 1, 1)),
        asides: Vec::new(),
        statistics: None,
    }
}

/// A report with some of everything.
pub(crate) fn sample() -> Report {
    let item = Arc::new(ItemRef {
        index: 0,
        number: Some("1".into()),
        code: None,
        name: Some("对骗取医疗保障基金的处罚".into()),
        class: Some("行政处罚".into()),
    });
    let repealed = Diagnostic {
        message: Message::new(
            "《江州市旧条例》已于 2020-05-01 废止",
            "《江州市旧条例》 was repealed on 2020-05-01",
        )
        .into(),
        help: Some(Message::new("改引《江州市新条例》", "cite 《江州市新条例》").into()),
        because: Arc::new([Because {
            law: "江州市新条例".into(),
            article: "第四十条".into(),
            from: Some("2020-05-01".into()),
            until: None,
        }]),
        labels: vec![Label {
            file: None,
            span: at(TEXT, "设定依据", 0),
            message: Message::new("这一列", "this column"),
        }],
        item: Some(item.clone()),
        field: Some("basis".into()),
        ..finding("law/repealed", Severity::Error, at(TEXT, "江州市旧条例", 0))
    };
    let repeated = Diagnostic {
        fix: Some(Fix {
            title: Message::new("删去重复的“骗取”", "delete the repeated 骗取"),
            applicability: Applicability::Safe,
            edits: vec![Edit {
                span: at(TEXT, "骗取", 2),
                text: String::new(),
            }],
        }),
        item: Some(item),
        confidence: Some(0.9),
        ..finding("text/repeated", Severity::Warning, at(TEXT, "骗取骗取", 0))
    };
    let waived = Diagnostic {
        suppressed: Some(Arc::new(Suppression {
            kind: "waiver",
            reason: Some("上级文件如此".into()),
            approver: Some("某某".into()),
        })),
        ..finding("text/broken", Severity::Info, at(TEXT, "认\n定", 0))
    };
    report(vec![
        file(
            "lists/江州.tsv",
            Source::new("lists/江州.tsv", TEXT.into(), "UTF-8"),
            vec![repealed, repeated, waived],
        ),
        FileReport {
            name: "lists/坏.xlsx".into(),
            path: None,
            bytes: 3,
            sha256: String::new(),
            outcome: Err(Failure {
                message: Message::new("不是工作簿", "no workbook"),
                help: Some(Message::new("请重新导出", "export it again")),
            }),
        },
    ])
}

/// What a format writes.
pub(crate) fn written(name: &str, report: &Report) -> String {
    let mut out = Vec::new();
    (super::format(name).unwrap().write)(report, &super::Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
