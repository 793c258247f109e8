use std::fmt;

use miette::{GraphicalReportHandler, LabeledSpan, SourceCode};

use super::excerpt::{Excerpts, Mark};
use super::{text, word};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Failure, FileReport, Report, Style};

/// Secondary places shown with a finding; more are counted.
const MOST_LABELS: usize = 6;

/// A finding as miette takes it.
pub(super) struct FindingView {
    headline: String,
    severity: Severity,
    excerpts: Excerpts,
    labels: Vec<LabeledSpan>,
}

impl FindingView {
    /// The view of `diagnostic`.
    pub fn new(report: &Report, file: &FileReport, diagnostic: &Diagnostic, style: &Style) -> Self {
        let mut marks = Vec::new();
        let mut words = Vec::new();
        if let Some(source) = file.source() {
            marks.push(Mark {
                source,
                file: &file.name,
                span: diagnostic.span,
            });
            words.push(None);
        }
        let mut left_out = 0;
        for label in &diagnostic.labels {
            let Some(source) = report.source(file, label.file.as_deref()) else {
                continue;
            };
            let repeats = marks.first().is_some_and(|first| {
                first.span == label.span && first.source.name() == source.name()
            });
            if repeats {
                // What is to be seen at the flagged characters themselves.
                if let Some(first) = words.first_mut() {
                    *first = Some(text(report, &label.message).to_owned());
                }
                continue;
            }
            if marks.len() > MOST_LABELS {
                left_out += 1;
                continue;
            }
            marks.push(Mark {
                source,
                file: label.file.as_deref().unwrap_or(&file.name),
                span: label.span,
            });
            words.push(Some(text(report, &label.message).to_owned()));
        }
        if left_out > 0
            && let Some(Some(last)) = words.last_mut()
        {
            last.push_str(&match report.language {
                crate::message::Language::Zh => format!("（另有 {left_out} 处）"),
                crate::message::Language::En => format!(" (and {left_out} more)"),
            });
        }
        // The gutter: line number, bar and blanks.
        let width = style.width.saturating_sub(12);
        let excerpts = Excerpts::new(&marks, width, report.language);
        let labels = words
            .into_iter()
            .enumerate()
            .map(|(index, words)| {
                let range = excerpts.range(index);
                if index == 0 {
                    LabeledSpan::new_primary_with_span(words, range)
                } else {
                    LabeledSpan::new_with_span(words, range)
                }
            })
            .collect();
        Self {
            headline: headline(report, diagnostic),
            severity: diagnostic.severity,
            excerpts,
            labels,
        }
    }
}

fn headline(report: &Report, diagnostic: &Diagnostic) -> String {
    let severity = diagnostic.severity.words();
    format!(
        "{}{}{} [{}]",
        text(report, &severity),
        word(report, "：", ": "),
        text(report, &diagnostic.message),
        diagnostic.rule,
    )
}

/// Renders a file that could not be checked.
pub(super) fn failure(
    page: &mut String,
    report: &Report,
    file: &FileReport,
    failure: &Failure,
    handler: &GraphicalReportHandler,
    style: &Style,
) {
    let view = FindingView {
        headline: format!(
            "{}{}{}",
            file.name,
            word(report, " 无法检查：", " was not checked: "),
            text(report, &failure.message),
        ),
        severity: Severity::Error,
        excerpts: Excerpts::default(),
        labels: Vec::new(),
    };
    // Writing to a string does not fail.
    let _ = handler.render_report(page, &view);
    if let Some(help) = &failure.help {
        super::footer::line(
            page,
            word(report, "办法：", "help: "),
            text(report, help),
            style,
        );
    }
    page.push('\n');
}

impl fmt::Debug for FindingView {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.headline)
    }
}

impl fmt::Display for FindingView {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.headline)
    }
}

impl std::error::Error for FindingView {}

impl miette::Diagnostic for FindingView {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() {
            return None;
        }
        Some(Box::new(self.labels.iter().cloned()))
    }
}
