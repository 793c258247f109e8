//! A summary in Markdown: for merge requests, job summaries and e-mails.

use std::collections::BTreeMap;
use std::io;

use super::{Report, Style, Tally};
use crate::diagnostic::Severity;
use crate::message::Language;

/// Findings listed one by one; more are counted.
const MOST: usize = 50;

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let language = report.language;
    let say = |zh: &'static str, en: &'static str| match language {
        Language::Zh => zh,
        Language::En => en,
    };
    let tally = Tally::of(report);
    writeln!(
        out,
        "## {}\n",
        say("权责清单检查结果", "Check of lists of powers and duties")
    )?;
    match language {
        Language::Zh => writeln!(
            out,
            "检查了 {} 个文件：**错误 {}**，警告 {}，提示 {}；已豁免 {}；无法检查 {}。按 {} 有效的法律检查。\n",
            report.files.len(),
            tally.errors,
            tally.warnings,
            tally.infos,
            tally.suppressed,
            tally.failures,
            report.as_of
        )?,
        Language::En => writeln!(
            out,
            "{} files: **{} errors**, {} warnings, {} infos; {} suppressed; {} not checked. Judged by the law of {}.\n",
            report.files.len(),
            tally.errors,
            tally.warnings,
            tally.infos,
            tally.suppressed,
            tally.failures,
            report.as_of
        )?,
    }
    for file in &report.files {
        if let Err(failure) = &file.outcome {
            writeln!(
                out,
                "- ⛔ `{}`: {}",
                file.name,
                escaped(failure.message.get(language))
            )?;
        }
    }
    if tally.failures > 0 {
        writeln!(out)?;
    }
    if let Some(standing) = &report.standing {
        writeln!(out, "{}\n", standing.words().get(language))?;
    }
    by_rule(report, out, &say)?;
    findings(report, out, &say)?;
    register(report, out, &say)
}

type Say<'s> = &'s dyn Fn(&'static str, &'static str) -> &'static str;

fn by_rule(report: &Report, out: &mut dyn io::Write, say: Say<'_>) -> io::Result<()> {
    let mut rules: BTreeMap<(std::cmp::Reverse<Severity>, &str), usize> = BTreeMap::new();
    for (_, _, diagnostic) in report.counted() {
        *rules
            .entry((std::cmp::Reverse(diagnostic.severity), &diagnostic.rule))
            .or_default() += 1;
    }
    if rules.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "| {} | {} | {} |",
        say("程度", "severity"),
        say("规则", "rule"),
        say("个数", "count")
    )?;
    writeln!(out, "| --- | --- | ---: |")?;
    for ((severity, rule), count) in &rules {
        let title = report
            .rule(rule)
            .map(|rule| format!(" {}", escaped(rule.summary.get(report.language))))
            .unwrap_or_default();
        writeln!(
            out,
            "| {} | `{rule}`{title} | {count} |",
            severity.0.words().get(report.language)
        )?;
    }
    writeln!(out)
}

fn findings(report: &Report, out: &mut dyn io::Write, say: Say<'_>) -> io::Result<()> {
    let shown: Vec<_> = report.shown().collect();
    if shown.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "| {} | {} | {} | {} |",
        say("位置", "place"),
        say("事项", "item"),
        say("问题", "finding"),
        say("办法", "what to do")
    )?;
    writeln!(out, "| --- | --- | --- | --- |")?;
    for (file, source, diagnostic) in shown.iter().take(MOST) {
        let start = diagnostic.span.start();
        let place = match source.place(start) {
            Some(place) => format!("{} {}", file.name, place.describe(report.language)),
            None => {
                let position = source.position(start);
                format!("{}:{}:{}", file.name, position.line, position.column)
            }
        };
        let item = diagnostic.item.as_deref();
        let help = diagnostic.help.clone().unwrap_or_default();
        writeln!(
            out,
            "| {} | {} | {} {} `{}` | {} |",
            escaped(&place),
            escaped(
                item.and_then(|item| item.name.as_deref())
                    .unwrap_or_default()
            ),
            diagnostic.severity.words().get(report.language),
            escaped(diagnostic.message.get(report.language)),
            diagnostic.rule,
            escaped(help.get(report.language)),
        )?;
    }
    if shown.len() > MOST {
        let more = shown.len() - MOST;
        match report.language {
            Language::Zh => writeln!(out, "\n另有 {more} 条，见完整报告。")?,
            Language::En => writeln!(out, "\n{more} more: see the whole report.")?,
        }
    }
    writeln!(out)
}

fn register(report: &Report, out: &mut dyn io::Write, say: Say<'_>) -> io::Result<()> {
    if report.register.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {}\n", say("豁免登记", "Register of waivers"))?;
    writeln!(
        out,
        "| {} | {} | {} | {} | {} | {} | {} |",
        say("规则", "rule"),
        say("事项", "item"),
        say("理由", "reason"),
        say("批准人", "approver"),
        say("文号", "document"),
        say("期限", "expires"),
        say("状态", "state")
    )?;
    writeln!(out, "| --- | --- | --- | --- | --- | --- | --- |")?;
    for entry in &report.register {
        writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} | {} ({}) |",
            entry.rule,
            escaped(entry.item.as_deref().unwrap_or(say("全部", "all"))),
            escaped(&entry.reason),
            escaped(&entry.approver),
            escaped(&entry.document),
            entry.expires,
            entry.state.words().get(report.language),
            entry.findings,
        )?;
    }
    writeln!(out)
}

/// Text in a cell of a table.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' => {
                out.push('\\');
                out.push(character);
            }
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    #[test]
    fn some_of_everything() {
        insta::assert_snapshot!(written("markdown", &sample()));
    }

    #[test]
    fn tables_survive_what_stands_in_cells() {
        assert_eq!(super::escaped("a|b<ol>\nc"), "a\\|b&lt;ol> c");
    }
}
