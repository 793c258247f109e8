use std::fmt::Write;

use crate::diagnostic::{Applicability, Because, Diagnostic};
use crate::message::Language;
use crate::source::Source;

/// The author of our comments: by this name they are found again and replaced.
pub(super) const AUTHOR: &str = "dutylint 审查";
/// The name of the sheet with all findings.
pub(super) const REVIEW_SHEET: &str = "审查意见";
/// Characters of a flagged text that a comment repeats.
const EXCERPT: usize = 60;

/// A finding in the words of a comment and of the review sheet.
pub(super) struct Words {
    pub(super) severity: String,
    pub(super) rule: String,
    pub(super) message: String,
    /// The flagged characters, line breaks as blanks, long ones cut; empty where something is missing.
    pub(super) flagged: String,
    pub(super) help: String,
    pub(super) because: String,
    pub(super) item: String,
    pub(super) place: String,
}

impl Words {
    pub(super) fn new(diagnostic: &Diagnostic, source: &Source, language: Language) -> Self {
        let flagged = source.slice(diagnostic.span);
        let help = diagnostic
            .help
            .as_ref()
            .map_or("", |help| help.get(language));
        let fix = diagnostic
            .fix
            .as_ref()
            .filter(|fix| fix.applicability != Applicability::Suggestion)
            .map_or("", |fix| fix.title.get(language));
        let help = match (help, fix) {
            ("", fix) | (fix, "") => fix.to_owned(),
            (help, fix) if help.contains(fix) => help.to_owned(),
            (help, fix) => format!("{help}（{fix}）"),
        };
        let place = match source.place(diagnostic.span.start()) {
            Some(place) => place.describe(language),
            None => {
                let position = source.position(diagnostic.span.start());
                match language {
                    Language::Zh => format!("第{}行第{}字", position.line, position.column),
                    Language::En => format!("{}:{}", position.line, position.column),
                }
            }
        };
        Self {
            severity: diagnostic.severity.words().get(language).to_owned(),
            rule: diagnostic.rule.to_string(),
            message: diagnostic.message.get(language).to_owned(),
            flagged: excerpt(flagged),
            help,
            because: provisions(&diagnostic.because),
            item: item(diagnostic),
            place,
        }
    }

    /// The text of a comment, a line each.
    pub(super) fn lines(&self, language: Language) -> Vec<String> {
        let labels = match language {
            Language::Zh => ["问题：", "原文：", "建议：", "依据：", "规则："],
            Language::En => ["problem: ", "text: ", "help: ", "basis: ", "rule: "],
        };
        let flagged = match self.flagged.as_str() {
            "" => String::new(),
            flagged => format!("“{flagged}”"),
        };
        let mut lines = vec![match language {
            Language::Zh => format!("【{}】{}", self.severity, self.message),
            Language::En => format!("[{}] {}", self.severity, self.message),
        }];
        for (label, text) in labels.iter().skip(1).zip([
            flagged.as_str(),
            self.help.as_str(),
            self.because.as_str(),
            self.rule.as_str(),
        ]) {
            if !text.is_empty() {
                lines.push(format!("{label}{text}"));
            }
        }
        lines
    }
}

fn excerpt(text: &str) -> String {
    let mut out = String::new();
    let mut count = 0;
    for word in text.split(['\n', '\r', '\t']).map(str::trim) {
        for character in word.chars() {
            if count == EXCERPT {
                out.push('…');
                return out;
            }
            out.push(character);
            count += 1;
        }
    }
    out
}

fn provisions(because: &[Because]) -> String {
    let mut out = String::new();
    for provision in because {
        if !out.is_empty() {
            out.push('；');
        }
        // Writing to a string cannot fail.
        let _ = if provision.law.contains('《') {
            write!(out, "{}{}", provision.law, provision.article)
        } else {
            write!(out, "《{}》{}", provision.law, provision.article)
        };
    }
    out
}

fn item(diagnostic: &Diagnostic) -> String {
    let Some(item) = &diagnostic.item else {
        return String::new();
    };
    let number = item.number.as_deref().or(item.code.as_deref());
    let name = item.name.as_deref().unwrap_or_default();
    match number {
        Some(number) if !name.is_empty() => format!("{number} {name}"),
        Some(number) => number.to_owned(),
        None => name.to_owned(),
    }
}
