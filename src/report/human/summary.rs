use rustc_hash::FxHashMap;
use unicode_width::UnicodeWidthStr as _;

use super::footer::line;
use super::word;
use crate::message::Language;
use crate::report::{Report, Style, Tally};

/// The closing lines: what was checked, what was found, under which law, what to do next.
pub(super) fn write(page: &mut String, report: &Report, style: &Style) {
    let tally = Tally::of(report);
    let items: usize = report
        .files
        .iter()
        .filter_map(|file| file.outcome.as_ref().ok())
        .map(|checked| checked.list.items)
        .sum();
    let files = report.files.len() - tally.failures;
    page.push_str(&match report.language {
        Language::Zh => format!(
            "检查了 {files} 个文件、{items} 个事项：错误 {}，警告 {}，提示 {}",
            tally.errors, tally.warnings, tally.infos
        ),
        Language::En => format!(
            "{}, {} checked: {}, {}, {}",
            plural(files, "file"),
            plural(items, "item"),
            plural(tally.errors, "error"),
            plural(tally.warnings, "warning"),
            plural(tally.infos, "info")
        ),
    });
    if tally.suppressed > 0 {
        page.push_str(&match report.language {
            Language::Zh => format!("；另有 {} 处已豁免", tally.suppressed),
            Language::En => format!("; {} suppressed", tally.suppressed),
        });
    }
    if tally.failures > 0 {
        page.push_str(&match report.language {
            Language::Zh => format!("；{} 个文件无法检查", tally.failures),
            Language::En => format!("; {} not checked", plural(tally.failures, "file")),
        });
    }
    page.push_str(word(report, "。\n", ".\n"));
    if tally.total() > 0 {
        line(page, word(report, "最多：", "most: "), &most(report), style);
    }
    if report
        .findings()
        .any(|(_, found)| found.fold_head && found.suppressed.is_none())
    {
        line(
            page,
            word(report, "合并：", "folded: "),
            word(
                report,
                "多数事项都有的同样问题合并显示为一条，计数仍按事项；json 格式逐条列出。",
                "what most items of a list have in common is shown once and counted by item; the json format lists each.",
            ),
            style,
        );
    }
    if let Some(standing) = &report.standing {
        let words = standing.words();
        line(
            page,
            word(report, "基线：", "baseline: "),
            words.get(report.language),
            style,
        );
    }
    register(page, report, style);
    statistics(page, report);
    line(page, word(report, "法律：", "laws: "), &laws(report), style);
    line(
        page,
        word(report, "下一步：", "next: "),
        next(report, &tally),
        style,
    );
}

fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// The three rules with the most findings.
fn most(report: &Report) -> String {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for (_, diagnostic) in report.findings() {
        if diagnostic.suppressed.is_none() && !diagnostic.fold_head {
            *counts.entry(&diagnostic.rule).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    counts
        .iter()
        .take(3)
        .map(|(rule, count)| format!("{rule} {count}"))
        .collect::<Vec<_>>()
        .join(word(report, "，", ", "))
}

/// The register of waivers: what does not count, on whose word, until when.
fn register(page: &mut String, report: &Report, style: &Style) {
    for entry in &report.register {
        let item = entry
            .item
            .as_deref()
            .unwrap_or(word(report, "所有事项", "any item"));
        let state = entry.state.words();
        let words = match report.language {
            Language::Zh => format!(
                "{} {item}：{}（{}，{}批准，至 {}；{}，{} 处）",
                entry.rule,
                entry.reason,
                entry.document,
                entry.approver,
                entry.expires,
                state.zh,
                entry.findings
            ),
            Language::En => format!(
                "{} {item}: {} ({}, approved by {}, until {}; {}, {})",
                entry.rule,
                entry.reason,
                entry.document,
                entry.approver,
                entry.expires,
                state.en,
                plural(entry.findings, "finding")
            ),
        };
        line(page, word(report, "豁免：", "waiver: "), &words, style);
    }
}

fn statistics(page: &mut String, report: &Report) {
    let Some(statistics) = &report.statistics else {
        return;
    };
    let heads = match report.language {
        Language::Zh => ["涉及", "检查", "问题", "豁免", "规则"],
        Language::En => ["in scope", "evaluated", "failed", "waived", "rule"],
    };
    page.push('\n');
    let rows: Vec<[String; 4]> = statistics.rules.iter().map(figures).collect();
    let widths: Vec<usize> = (0..4)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let widest = cells.map(|cell| cell.width()).max().unwrap_or(0);
            widest.max(heads.get(column).map_or(0, |head| head.width()))
        })
        .collect();
    let mut row = |cells: &[&str], last: &str| {
        page.push(' ');
        for (cell, width) in cells.iter().zip(&widths) {
            let gap = width.saturating_sub(cell.width()) + 1;
            page.push_str(&" ".repeat(gap));
            page.push_str(cell);
            page.push(' ');
        }
        page.push_str(&format!(" {last}\n"));
    };
    let [scope, evaluated, failed, waived, rule] = heads;
    row(&[scope, evaluated, failed, waived], rule);
    for (rule, cells) in statistics.rules.iter().zip(&rows) {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let vacuous = match rule.in_scope {
            Some(0) => word(report, "（没有检查到任何对象）", " (applied to nothing)"),
            _ => "",
        };
        row(&cells, &format!("{}{vacuous}", rule.id));
    }
    page.push('\n');
}

fn figures(rule: &crate::report::RuleStatistics) -> [String; 4] {
    let scope = rule
        .in_scope
        .map_or_else(|| "-".to_owned(), |count| count.to_string());
    [
        scope,
        rule.evaluated.to_string(),
        rule.findings.to_string(),
        rule.suppressed.to_string(),
    ]
}

fn laws(report: &Report) -> String {
    let as_of = report.as_of;
    match (report.language, report.laws_known_until) {
        (Language::Zh, Some(until)) => {
            format!("按 {as_of} 有效的法律检查；内置法律表收录至 {until}")
        }
        (Language::Zh, None) => format!("按 {as_of} 有效的法律检查"),
        (Language::En, Some(until)) => {
            format!("judged by the law of {as_of}; the law table knows changes until {until}")
        }
        (Language::En, None) => format!("judged by the law of {as_of}"),
    }
}

fn next(report: &Report, tally: &Tally) -> &'static str {
    if tally.errors > 0 {
        word(
            report,
            "先改“错误”再改“警告”，改好后再检查一遍；不明白某条规则时用 dutylint explain 规则名 查看说明。",
            "correct the errors, then the warnings, and check again; `dutylint explain RULE` tells about a rule.",
        )
    } else if tally.warnings > 0 {
        word(
            report,
            "逐条核对“警告”；不明白某条规则时用 dutylint explain 规则名 查看说明。",
            "go through the warnings; `dutylint explain RULE` tells about a rule.",
        )
    } else if tally.failures > 0 {
        word(
            report,
            "按上面的办法处理无法检查的文件，再检查一遍。",
            "mend the files that could not be checked and check again.",
        )
    } else {
        word(
            report,
            "没有需要改的问题。规则查不到的（权力该不该有、依据是否恰当）仍须人工审核。",
            "nothing to correct. What no rule can see (whether a power should be there, whether its basis fits) still needs a person.",
        )
    }
}
