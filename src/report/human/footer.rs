use super::{text, word};
use crate::diagnostic::{Applicability, Diagnostic, ItemRef};
use crate::report::{Report, Style};

/// The lines under an excerpt: the item, the provision, what to do.
pub(super) fn write(page: &mut String, report: &Report, diagnostic: &Diagnostic, style: &Style) {
    if let Some(item) = diagnostic.item.as_deref() {
        let words = item_words(report, item, diagnostic.field.as_deref());
        line(page, word(report, "事项：", "item: "), &words, style);
    }
    if !diagnostic.because.is_empty() {
        let provisions: Vec<String> = diagnostic
            .because
            .iter()
            .map(|because| format!("《{}》{}", because.law, because.article))
            .collect();
        let words = provisions.join(word(report, "；", "; "));
        line(page, word(report, "依据：", "basis: "), &words, style);
    }
    if let Some(help) = &diagnostic.help {
        line(
            page,
            word(report, "办法：", "help: "),
            text(report, help),
            style,
        );
    }
    if let Some(fix) = &diagnostic.fix {
        let label = match fix.applicability {
            Applicability::Safe => word(report, "可自动改：", "fix: "),
            Applicability::Unsafe => word(report, "可自动改（须核对）：", "fix (to be reviewed): "),
            Applicability::Suggestion => word(report, "建议改为：", "suggestion: "),
        };
        line(page, label, text(report, &fix.title), style);
    }
}

fn item_words(report: &Report, item: &ItemRef, field: Option<&str>) -> String {
    let mut words = String::new();
    if let Some(number) = &item.number {
        words.push_str(word(report, "序号 ", "no. "));
        words.push_str(number);
        words.push(' ');
    }
    if let Some(code) = &item.code {
        words.push_str(code);
        words.push(' ');
    }
    words.push_str(
        item.name
            .as_deref()
            .unwrap_or(word(report, "（没有名称）", "(no name)")),
    );
    if let Some(class) = &item.class {
        match report.language {
            crate::message::Language::Zh => {
                words.push('（');
                words.push_str(class);
                words.push('）');
            }
            crate::message::Language::En => {
                words.push_str(" (");
                words.push_str(class);
                words.push(')');
            }
        }
    }
    if let Some(field) = field {
        words.push_str(" · ");
        words.push_str(field_word(report, field));
    }
    words
}

/// The name of a field for people.
fn field_word<'f>(report: &'f Report, key: &'f str) -> &'f str {
    report
        .fields
        .get(key)
        .map_or(key, |name| text(report, name))
}

/// One footer: `label` and `words`, wrapped and hanging after the label.
pub(super) fn line(page: &mut String, label: &str, words: &str, style: &Style) {
    use unicode_width::UnicodeWidthStr as _;
    let indent = " ".repeat(2 + label.width());
    let shown = if style.color {
        format!("  \u{1b}[36m{label}\u{1b}[0m")
    } else {
        format!("  {label}")
    };
    let options = textwrap::Options::new(style.width.saturating_sub(2))
        .initial_indent(&shown)
        .subsequent_indent(&indent);
    page.push_str(&textwrap::fill(words, options));
    page.push('\n');
}
