use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprints;
use super::{FileReport, Report};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Label, Severity};
use crate::source::{Source, Span};

/// A finding as machine formats give it: every place resolved, every text in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The file.
    pub file: String,
    /// The first flagged character.
    pub start: PositionView,
    /// Just after the last flagged character; the same as `start` where something is missing.
    pub end: PositionView,
    /// The address in Word or Excel (`Sheet1!F12`), null for text files.
    pub place: Option<String>,
    /// The flagged text exactly as it stands in the file.
    pub text: String,
    /// The item it is about.
    pub item: Option<ItemView>,
    /// The field it is about, by its key in the vocabulary (`basis`, `duties` …).
    pub field: Option<String>,
    /// Other places that explain it.
    pub labels: Vec<LabelView>,
    /// What to do.
    pub help: Option<String>,
    /// The provisions that make it a defect.
    pub because: Vec<BecauseView>,
    /// A correction.
    pub fix: Option<FixView>,
    /// The same for the same finding after sorting, renumbering or exporting the list anew.
    pub fingerprint: String,
    /// How sure the detector is, from 0 to 1; null where the finding is certain.
    pub confidence: Option<f32>,
    /// The fold it belongs to: the same failure in most items of a list is shown once to people.
    pub fold: Option<String>,
    /// Whether it stands for its whole fold: it is about the list, and in no figure.
    pub fold_head: bool,
    /// Why it does not count; null for a finding that counts.
    pub suppressed: Option<SuppressionView>,
}

/// A place in a file's decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Position")]
pub struct PositionView {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters (Unicode scalar values), from 1.
    pub column: usize,
    /// Bytes of the decoded text (UTF-8, without a byte order mark) before it.
    pub offset: usize,
}

/// The item a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ItemRef")]
pub struct ItemView {
    /// Its position in the list, from 0.
    pub index: usize,
    /// Its number as printed, else as inferred from its neighbours.
    pub number: Option<String>,
    /// Its item code (事项编码).
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its class of power as written.
    #[serde(rename = "type")]
    pub class: Option<String>,
}

/// A secondary place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Label")]
pub struct LabelView {
    /// The file.
    pub file: String,
    /// Its first character.
    pub start: PositionView,
    /// Just after its last character.
    pub end: PositionView,
    /// The address in Word or Excel, null for text files.
    pub place: Option<String>,
    /// What is to be seen there.
    pub message: String,
}

/// A provision a rule rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Because")]
pub struct BecauseView {
    /// The title of the instrument.
    pub law: String,
    /// The article (`第六十三条第一款`), empty where the whole instrument is meant.
    pub article: String,
    /// In force from this day (`YYYY-MM-DD`).
    pub from: Option<String>,
    /// In force until the day before this one.
    pub until: Option<String>,
}

/// A correction: its edits are applied together or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Fix")]
pub struct FixView {
    /// What it does.
    pub title: String,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// The edits, in order, without overlap.
    pub edits: Vec<EditView>,
}

/// The replacement of a stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Edit")]
pub struct EditView {
    /// The first replaced character.
    pub start: PositionView,
    /// Just after the last replaced character; the same as `start` to insert.
    pub end: PositionView,
    /// The new text, not yet escaped for the format of the file.
    pub text: String,
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Suppression")]
pub struct SuppressionView {
    /// `comment`, `waiver` or `baseline`.
    pub kind: String,
    /// The reason given.
    pub reason: Option<String>,
    /// Who approved it.
    pub approver: Option<String>,
}

impl Finding {
    /// The findings of `file`, in order.
    pub fn of_file(report: &Report, file: &FileReport) -> Vec<Self> {
        let Some(source) = file.source() else {
            return Vec::new();
        };
        let mut fingerprints = Fingerprints::default();
        file.diagnostics()
            .iter()
            .map(|diagnostic| {
                let fingerprint = fingerprints.next(source, diagnostic);
                Self::new(report, file, source, diagnostic, fingerprint)
            })
            .collect()
    }

    fn new(
        report: &Report,
        file: &FileReport,
        source: &Source,
        diagnostic: &Diagnostic,
        fingerprint: String,
    ) -> Self {
        let language = report.language;
        let (start, end) = range(source, diagnostic.span);
        Self {
            rule: diagnostic.rule.to_string(),
            severity: diagnostic.severity,
            message: diagnostic.message.get(language).to_owned(),
            file: file.name.to_string(),
            start,
            end,
            place: place(report, source, diagnostic.span),
            text: source.slice(diagnostic.span).to_owned(),
            item: diagnostic.item.as_deref().map(|item| ItemView {
                index: item.index,
                number: item.number.clone(),
                code: item.code.clone(),
                name: item.name.clone(),
                class: item.class.clone(),
            }),
            field: diagnostic.field.as_deref().map(str::to_owned),
            labels: diagnostic
                .labels
                .iter()
                .filter_map(|label| LabelView::new(report, file, label))
                .collect(),
            help: diagnostic
                .help
                .as_ref()
                .map(|help| help.get(language).to_owned()),
            because: diagnostic
                .because
                .iter()
                .map(|because| BecauseView {
                    law: because.law.clone(),
                    article: because.article.clone(),
                    from: because.from.clone(),
                    until: because.until.clone(),
                })
                .collect(),
            fix: diagnostic
                .fix
                .as_ref()
                .map(|fix| FixView::new(report, source, fix)),
            fingerprint,
            confidence: diagnostic.confidence,
            fold: diagnostic.fold.as_deref().map(str::to_owned),
            fold_head: diagnostic.fold_head,
            suppressed: diagnostic
                .suppressed
                .as_deref()
                .map(|suppression| SuppressionView {
                    kind: suppression.kind.to_owned(),
                    reason: suppression.reason.clone(),
                    approver: suppression.approver.clone(),
                }),
        }
    }
}

impl LabelView {
    fn new(report: &Report, file: &FileReport, label: &Label) -> Option<Self> {
        let source = report.source(file, label.file.as_deref())?;
        let (start, end) = range(source, label.span);
        Some(Self {
            file: label.file.as_deref().unwrap_or(&file.name).to_owned(),
            start,
            end,
            place: place(report, source, label.span),
            message: label.message.get(report.language).to_owned(),
        })
    }
}

impl FixView {
    fn new(report: &Report, source: &Source, fix: &Fix) -> Self {
        Self {
            title: fix.title.get(report.language).to_owned(),
            applicability: fix.applicability,
            edits: fix
                .edits
                .iter()
                .map(|edit| {
                    let (start, end) = range(source, edit.span);
                    EditView {
                        start,
                        end,
                        text: edit.text.clone(),
                    }
                })
                .collect(),
        }
    }
}

fn range(source: &Source, span: Span) -> (PositionView, PositionView) {
    (
        PositionView::new(source, span.start()),
        PositionView::new(source, span.end()),
    )
}

fn place(report: &Report, source: &Source, span: Span) -> Option<String> {
    source
        .place(span.start())
        .map(|place| place.describe(report.language))
}

impl PositionView {
    /// The position of the byte `offset` of `source`.
    pub fn new(source: &Source, offset: usize) -> Self {
        let position = source.position(offset);
        Self {
            line: position.line,
            column: position.column,
            offset,
        }
    }
}
