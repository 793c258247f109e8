use std::fmt;

use miette::{GraphicalReportHandler, LabeledSpan, SourceCode};

use super::excerpt::{Excerpts, Mark};
use super::{text, word};
use crate::diagnostic::{Diagnostic, Severity};
use crate::message::Language;
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
        let headline = headline(report, diagnostic);
        let Some(source) = file.source() else {
            return Self::plain(headline);
        };
        let primary = Mark {
            source,
            file: &file.name,
            span: diagnostic.span,
        };
        let mut marks = vec![(primary, None)];
        let mut left_out = 0;
        for label in &diagnostic.labels {
            let Some(source) = report.source(file, label.file.as_deref()) else {
                continue;
            };
            let words = text(report, &label.message).to_owned();
            let mark = Mark {
                source,
                file: label.file.as_deref().unwrap_or(&file.name),
                span: label.span,
            };
            let full = marks.len() > MOST_LABELS;
            match marks.first_mut() {
                // What is to be seen at the flagged characters themselves.
                Some((first, said)) if first.span == mark.span && first.file == mark.file => {
                    *said = Some(words);
                }
                _ if full => left_out += 1,
                _ => marks.push((mark, Some(words))),
            }
        }
        if left_out > 0
            && let Some((_, Some(last))) = marks.last_mut()
        {
            last.push_str(&match report.language {
                Language::Zh => format!("（另有 {left_out} 处）"),
                Language::En => format!(" (and {left_out} more)"),
            });
        }
        Self::marked(
            headline,
            diagnostic.severity,
            &marks,
            report.language,
            style,
        )
    }

    /// A statement without a place.
    pub fn plain(headline: String) -> Self {
        Self {
            headline,
            severity: Severity::Error,
            excerpts: Excerpts::default(),
            labels: Vec::new(),
        }
    }

    /// A statement with marks, the first of which is what it is about; with what is to be seen there.
    pub fn marked(
        headline: String,
        severity: Severity,
        marks: &[(Mark<'_>, Option<String>)],
        language: Language,
        style: &Style,
    ) -> Self {
        // The gutter: line number, bar and blanks.
        let width = style.width.saturating_sub(12);
        let places: Vec<Mark<'_>> = marks.iter().map(|(mark, _)| *mark).collect();
        let excerpts = Excerpts::new(&places, width, language);
        let labels = marks
            .iter()
            .enumerate()
            .map(|(index, (_, words))| {
                let range = excerpts.range(index);
                if index == 0 {
                    LabeledSpan::new_primary_with_span(words.clone(), range)
                } else {
                    LabeledSpan::new_with_span(words.clone(), range)
                }
            })
            .collect();
        Self {
            headline,
            severity,
            excerpts,
            labels,
        }
    }
}

fn headline(report: &Report, diagnostic: &Diagnostic) -> String {
    let severity = diagnostic.severity.words();
    // The id comes early: at the end of a long message it would be broken over lines.
    format!(
        "{}[{}]{}{}",
        text(report, &severity),
        diagnostic.rule,
        word(report, "：", ": "),
        text(report, &diagnostic.message),
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
    let view = FindingView::plain(format!(
        "{}{}{}",
        file.name,
        word(report, " 无法检查：", " was not checked: "),
        text(report, &failure.message),
    ));
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
