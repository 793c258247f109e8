//! Pages of rules in Markdown: Chinese first, English after it.

use super::{PageExample, RulePage};
use crate::diagnostic::{Because, Severity};
use crate::rule::Kind;

/// What stands at the head of every page.
const HEAD: &str = "<!-- 由规则生成，请勿手改。Made from the rule; do not edit. -->\n\n";

/// The file of the page of the rule with this id.
pub fn file_name(id: &str) -> String {
    format!("{}.md", id.replace('/', "-"))
}

/// The page of a rule.
pub fn page(rule: &RulePage) -> String {
    let mut page = HEAD.to_owned();
    page.push_str(&format!("# {}\n\n`{}`", rule.title.zh, rule.id));
    if !rule.title.en.is_empty() {
        page.push_str(&format!(" · {}", rule.title.en));
    }
    page.push_str("\n\n");
    facts(&mut page, rule);
    if let Some(about) = &rule.about {
        page.push_str("## 查什么、为什么 · What and why\n\n");
        page.push_str(&format!("{}\n\n", about.zh));
        if !about.en.is_empty() {
            page.push_str(&format!("{}\n\n", about.en));
        }
    }
    if !rule.because.is_empty() {
        page.push_str("## 依据 · Legal basis\n\n");
        for because in &rule.because {
            page.push_str(&format!("- {}\n", provision(because)));
        }
        page.push('\n');
    }
    statements(&mut page, rule);
    for (title, examples) in [
        ("会报出的 · What it finds", &rule.invalid),
        ("不会报出的 · What it leaves alone", &rule.valid),
    ] {
        if !examples.is_empty() {
            page.push_str(&format!("## {title}\n\n"));
            examples.iter().for_each(|one| example(&mut page, one));
        }
    }
    format!("{}\n", page.trim_end())
}

fn facts(page: &mut String, rule: &RulePage) {
    let severity = rule.severity.words();
    let (zh, en) = about_what(rule.kind);
    page.push_str("| | |\n| --- | --- |\n");
    page.push_str(&format!(
        "| 程度 · severity | {} · {} |\n",
        severity.zh, severity.en
    ));
    page.push_str(&format!("| 对象 · about | {zh} · {en} |\n"));
    page.push_str(&format!("| 规则包 · pack | {} |\n", rule.pack));
    page.push_str(&format!("| 类别 · category | {} |\n", rule.category));
    if let Some(measured) = rule.measured {
        let (read, right) = (measured.read, measured.right);
        let confidence = measured.confidence();
        page.push_str(&format!(
            "| 把握 · confidence | {confidence:.2}：在公开的清单上读了 {read} 处，{right} 处属实 · {right} of {read} findings read were right |\n"
        ));
    }
    if rule.thorough {
        page.push_str("| 何时检查 · when | 加上 --thorough，或者用 --select 点名 · with `--thorough`, or selected by its id |\n");
    }
    if !rule.profiles.is_empty() {
        page.push_str(&format!(
            "| 方案 · profiles | {} |\n",
            rule.profiles.join("、")
        ));
    }
    match (rule.in_force.from, rule.in_force.until) {
        (Some(from), Some(until)) => {
            page.push_str(&format!(
                "| 适用期 · in force | {from} – {until}（不含 · excluded） |\n"
            ));
        }
        (Some(from), None) => page.push_str(&format!(
            "| 适用期 · in force | {from} 起 · from {from} |\n"
        )),
        (None, Some(until)) => page.push_str(&format!(
            "| 适用期 · in force | {until} 前 · before {until} |\n"
        )),
        (None, None) => {}
    }
    page.push('\n');
}

fn statements(page: &mut String, rule: &RulePage) {
    if rule.statements.is_empty() {
        return;
    }
    page.push_str("## 报什么、怎么改 · What it says and how to correct it\n\n");
    for statement in &rule.statements {
        let severity = match statement.severity == rule.severity {
            true => String::new(),
            false => format!(
                "（{} · {}）",
                statement.severity.words().zh,
                statement.severity.words().en
            ),
        };
        page.push_str(&format!("- {}{severity}\n", statement.message.zh));
        if !statement.message.en.is_empty() {
            page.push_str(&format!("  {}\n", statement.message.en));
        }
        if let Some(help) = &statement.help {
            page.push_str(&format!("  - 办法 · help：{}\n", help.zh));
            if !help.en.is_empty() {
                page.push_str(&format!("    {}\n", help.en));
            }
        }
        if let Some(fix) = &statement.fix {
            page.push_str(&format!("  - 改法 · fix：{}\n", fix.zh));
            if !fix.en.is_empty() {
                page.push_str(&format!("    {}\n", fix.en));
            }
        }
    }
    page.push('\n');
}

fn example(page: &mut String, example: &PageExample) {
    if let Some(note) = &example.note {
        page.push_str(&format!("{note}\n\n"));
    }
    // The fence is longer than any within.
    let mut fence = "```".to_owned();
    while example.yaml.contains(&fence) {
        fence.push('`');
    }
    page.push_str(&format!("{fence}yaml\n{}\n{fence}\n\n", example.yaml));
}

/// A provision as people cite it, with the period in which it is the basis.
pub fn provision(because: &Because) -> String {
    let mut words = format!("《{}》{}", because.law, because.article);
    match (&because.from, &because.until) {
        (Some(from), Some(until)) => {
            words.push_str(&format!("（{from} – {until}，不含 · excluded）"))
        }
        (Some(from), None) => words.push_str(&format!("（{from} 起 · from {from}）")),
        (None, Some(until)) => words.push_str(&format!("（{until} 前 · before {until}）")),
        (None, None) => {}
    }
    words
}

/// What rules of a kind are about, in both languages.
pub fn about_what(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::List => ("整份清单", "the whole list"),
        Kind::Section => ("分组", "a section"),
        Kind::Item => ("事项", "an item"),
        Kind::Stage => ("环节", "a stage"),
        Kind::Post => ("责任单位、岗位", "a unit or post"),
        Kind::Citation => ("引用", "a citation"),
        Kind::Text => ("文字", "a text"),
        Kind::Header => ("表头", "a header"),
        Kind::Note => ("读取说明", "a remark of the reader"),
        Kind::AllLists => ("全部清单", "all lists together"),
    }
}

/// The page that lists all pages, by pack; `packs` are their names with their titles.
pub fn index(rules: &[RulePage], packs: &[(String, String)]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("# 规则 · Rules\n\n");
    let count = |severity: Severity| {
        rules
            .iter()
            .filter(|rule| rule.severity == severity)
            .count()
    };
    page.push_str(&format!(
        "共 {} 条：错误 {}，警告 {}，提示 {}。 {} rules: {} errors, {} warnings, {} advice.\n\n",
        rules.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info),
        rules.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info),
    ));
    for (pack, title) in packs {
        let own: Vec<&RulePage> = rules.iter().filter(|rule| *rule.pack == **pack).collect();
        if own.is_empty() {
            continue;
        }
        page.push_str(&format!(
            "## {title}\n\n| 规则 | 程度 | 说明 |\n| --- | --- | --- |\n"
        ));
        for rule in own {
            page.push_str(&format!(
                "| [`{}`]({}) | {} | {}{}{} |\n",
                rule.id,
                file_name(&rule.id),
                rule.severity.words().zh,
                rule.title.zh,
                if rule.title.en.is_empty() { "" } else { " · " },
                rule.title.en
            ));
        }
        page.push('\n');
    }
    format!("{}\n", page.trim_end())
}
