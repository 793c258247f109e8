use std::sync::Arc;

use crate::config::KnownRule;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity};
use crate::message::Message;
use crate::report::RuleInfo;
use crate::source::Span;

/// A rule about suppressions themselves: what it looks at is no list, so it is no rule of a pack.
#[derive(Debug, Clone, Copy)]
pub struct Definition {
    /// Its id.
    pub id: &'static str,
    /// How grave its findings are.
    pub severity: Severity,
    title: (&'static str, &'static str),
    help: (&'static str, &'static str),
}

pub(super) const MALFORMED: Definition = Definition {
    id: "suppress/malformed",
    severity: Severity::Error,
    title: (
        "豁免写得不完整或有误，不起作用",
        "a suppression that is incomplete or wrong has no effect",
    ),
    help: (
        "补全规则名和理由；豁免登记还须写明批准人、文号和期限。",
        "give the rule and the reason; a waiver also names approver, document and expiry.",
    ),
};
pub(super) const EXPIRED: Definition = Definition {
    id: "suppress/expired",
    severity: Severity::Error,
    title: ("豁免已过期", "a waiver has expired"),
    help: (
        "改正清单，或者重新报批并更新期限和文号。",
        "correct the list, or have the waiver approved anew and update expiry and document.",
    ),
};
pub(super) const EXPIRING: Definition = Definition {
    id: "suppress/expiring",
    severity: Severity::Warning,
    title: (
        "豁免将在三十天内到期",
        "a waiver expires within thirty days",
    ),
    help: (
        "在到期前改正清单，或者重新报批。",
        "correct the list before that day, or have the waiver approved anew.",
    ),
};
pub(super) const UNUSED: Definition = Definition {
    id: "suppress/unused",
    severity: Severity::Warning,
    title: ("豁免没有对应的问题", "a suppression meets no finding"),
    help: (
        "问题已经改正的，删去这条豁免。",
        "delete it where the finding has been corrected.",
    ),
};

/// The rules of this room.
pub fn rules() -> &'static [Definition] {
    &[MALFORMED, EXPIRED, EXPIRING, UNUSED]
}

impl Definition {
    /// As selectors know it.
    pub fn known(&self) -> KnownRule {
        KnownRule {
            id: self.id.into(),
            category: "suppress".into(),
            formerly: Vec::new(),
            profiles: Vec::new(),
            thorough: false,
        }
    }

    /// As reports tell of it.
    pub fn info(&self) -> RuleInfo {
        RuleInfo {
            id: self.id.into(),
            category: "suppress".into(),
            severity: self.severity,
            summary: Message::new(self.title.0, self.title.1),
            help: Some(Message::new(self.help.0, self.help.1)),
            because: Arc::new([]),
        }
    }

    /// A finding of this rule.
    pub(super) fn finding(&self, span: Span, message: Message) -> Diagnostic {
        Diagnostic {
            rule: self.id.into(),
            severity: self.severity,
            message: message.into(),
            help: Some(Message::new(self.help.0, self.help.1).into()),
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
}

/// The correction that takes `span` away.
pub(super) fn deletion(span: Span) -> Fix {
    Fix {
        title: Message::new("删去这条豁免", "delete this suppression"),
        applicability: Applicability::Safe,
        edits: vec![Edit {
            span,
            text: String::new(),
        }],
    }
}
