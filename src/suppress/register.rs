use std::sync::Arc;

use crate::message::Message;

/// How a waiver stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// In force and used.
    Active,
    /// In force, but it meets no finding.
    Unused,
    /// In force for thirty days or less.
    Expiring,
    /// Past its day: without effect.
    Expired,
}

impl State {
    /// The word for it in both languages.
    pub fn words(self) -> Message {
        match self {
            Self::Active => Message::new("有效", "active"),
            Self::Unused => Message::new("未用到", "unused"),
            Self::Expiring => Message::new("即将到期", "expires soon"),
            Self::Expired => Message::new("已过期", "expired"),
        }
    }
}

/// A waiver as the register in a report lists it.
#[derive(Debug, Clone)]
pub struct RegisterEntry {
    /// The file it stands in.
    pub file: Arc<str>,
    /// Its line, from 1.
    pub line: usize,
    /// The rule, as written.
    pub rule: String,
    /// The item, as written; `None` for all.
    pub item: Option<String>,
    /// The field; `None` for all.
    pub field: Option<String>,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approver: String,
    /// The number of the document that approves it.
    pub document: String,
    /// Its last day.
    pub expires: jiff::civil::Date,
    /// The number of findings it keeps from counting.
    pub findings: usize,
    /// How it stands.
    pub state: State,
}
