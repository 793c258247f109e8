//! What a check found: built by `check`, read by everything after it. How it is shown is not known here.

mod fix;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::message::Message;
use crate::source::Span;

pub use fix::{Applicability, Edit, Fix};

/// How grave a finding is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Advice.
    Info,
    /// Very likely a defect.
    Warning,
    /// Publishing it would be unlawful or plainly wrong.
    Error,
}

impl Severity {
    /// The word for it in both languages.
    pub fn words(self) -> Message {
        match self {
            Self::Info => Message::new("提示", "info"),
            Self::Warning => Message::new("警告", "warning"),
            Self::Error => Message::new("错误", "error"),
        }
    }
}

/// A finding at the exact characters.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule's id.
    pub rule: Arc<str>,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one sentence; shared by all findings that say the same.
    pub message: Arc<Message>,
    /// What to do.
    pub help: Option<Arc<Message>>,
    /// The provisions that make it a defect.
    pub because: Arc<[Because]>,
    /// The flagged bytes of the file that was checked.
    pub span: Span,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// A correction.
    pub fix: Option<Fix>,
    /// The item it is about.
    pub item: Option<Arc<ItemRef>>,
    /// The field it is about, by its key in the vocabulary (`basis`, `duties` …).
    pub field: Option<Arc<str>>,
    /// How sure the detector is, from 0 to 1; `None` where the finding is certain.
    pub confidence: Option<f32>,
    /// The fold it belongs to: the same failure in most items of the list is shown once.
    pub fold: Option<Arc<str>>,
    /// Whether this finding stands for the whole fold it belongs to.
    pub fold_head: bool,
    /// Why it is not counted (waiver, in-file comment, baseline); `None` for a finding that counts.
    pub suppressed: Option<Arc<Suppression>>,
}

impl Diagnostic {
    /// Whether people are shown the head of its fold in its place.
    pub fn is_folded_away(&self) -> bool {
        self.fold.is_some() && !self.fold_head
    }
}

/// A provision that a rule rests on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Because {
    /// The title of the instrument.
    pub law: String,
    /// The article as people write it (`第六十三条第一款`), empty where the whole instrument is meant.
    pub article: String,
    /// In force from this day (`YYYY-MM-DD`), where the rule says so.
    pub from: Option<String>,
    /// In force until the day before this one.
    pub until: Option<String>,
}

/// A secondary place.
#[derive(Clone, Debug)]
pub struct Label {
    /// The file, as reports call it; `None` for the file of the finding.
    pub file: Option<Arc<str>>,
    /// The bytes in that file's text.
    pub span: Span,
    /// What is to be seen there.
    pub message: Message,
}

/// The item a finding is about, as people name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ItemRef {
    /// Its position in the list, from 0.
    pub index: usize,
    /// Its number as printed, or as inferred where none is printed.
    pub number: Option<String>,
    /// Its item code (事项编码).
    pub code: Option<String>,
    /// Its name, normalised.
    pub name: Option<String>,
    /// Its class of power as written, normalised.
    #[serde(rename = "type")]
    pub class: Option<String>,
}

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suppression {
    /// `comment`, `waiver` or `baseline`.
    pub kind: &'static str,
    /// The reason given.
    pub reason: Option<String>,
    /// Who approved it.
    pub approver: Option<String>,
}
