use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Settings as SettingsOptions;
use super::engine::load;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::check::{
    ExampleResult, Snapshot, SnapshotPath, Verdict, builtin_packs, load_rules_beside, run_examples,
};
use crate::config::read_source;
use crate::message::{Language, Message};
use crate::rule::RuleSet;
use crate::source::Source;
use crate::tree::Problem;
use crate::trouble::Trouble;

/// Options of `test`.
#[derive(Debug, Args)]
pub struct Options {
    /// 规则文件或文件夹；不写则运行内置规则和配置中规则的全部例子 / rule files or folders; without any, the built-in rules and those of the configuration
    #[arg(value_name = "路径 / PATH")]
    pub paths: Vec<PathBuf>,
    /// 写下各反例报出什么、标在何处（规则文件旁的 .snap 文件），以后有变即为不符 / write what the invalid examples give to .snap files beside the rules
    #[arg(long)]
    pub update: bool,
    /// 逐条列出通过的例子 / list the examples that come out well too
    #[arg(long)]
    pub all: bool,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingsOptions,
}

/// The results of one rule file.
struct Tested {
    source: Source,
    results: Vec<ExampleResult>,
    /// Rules without examples.
    without: Vec<String>,
}

/// Runs the examples of rules.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let mut settings = options.settings.clone();
    settings.rules.extend(options.paths.iter().cloned());
    let engine = load(&settings)?;
    let mut tested = Vec::new();
    if options.paths.is_empty() {
        // The engine has the built-in packs without their examples.
        let vocabulary = engine.vocabulary();
        let builtin = load_rules_beside(builtin_packs(), Vec::new(), vocabulary, None)
            .map_err(|errors| vec![unsound(&errors.problems.len())])?;
        tested.extend(by_file(
            &builtin,
            run_examples(&builtin, &engine.context()),
            0,
        ));
    }
    let rules = engine.rules();
    let own = by_file(rules, run_examples(rules, &engine.context()), rules.sound());
    tested.extend(own.into_iter().filter(|tested| {
        options.paths.is_empty() || options.paths.iter().any(|path| is_in(&tested.source, path))
    }));
    let mut notes = Vec::new();
    for one in &mut tested {
        snapshot(one, options.update, &mut notes)?;
    }
    let page = match options.json {
        true => json(&tested),
        false => human(&tested, options, &notes, terminal),
    };
    terminal.print(&page);
    let failed = tested
        .iter()
        .flat_map(|one| &one.results)
        .any(|result| result.verdict != Verdict::Validated);
    Ok(if failed { Exit::Found } else { Exit::Clean })
}

fn unsound(count: &usize) -> Trouble {
    Trouble::plain(
        format!("内置规则有 {count} 处错误"),
        format!("the built-in rules have {count} mistakes"),
    )
}

fn is_in(source: &Source, path: &Path) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute(Path::new(source.name())).starts_with(absolute(path))
}

fn by_file(rules: &RuleSet, results: Vec<ExampleResult>, first: usize) -> Vec<Tested> {
    let mut tested: Vec<Tested> = rules
        .sources()
        .iter()
        .enumerate()
        .map(|(file, source)| Tested {
            source: Source::new(source.name(), source.text().to_owned(), source.encoding()),
            results: results
                .iter()
                .filter(|result| result.file == file)
                .cloned()
                .collect(),
            without: rules
                .rules()
                .iter()
                .filter(|rule| rule.file == file)
                .filter(|rule| !results.iter().any(|result| result.rule == rule.id))
                .map(|rule| rule.id.to_string())
                .collect(),
        })
        .collect();
    tested.drain(..first.min(tested.len()));
    tested
}

/// Compares with the snapshot beside the file, or writes it.
fn snapshot(
    tested: &mut Tested,
    update: bool,
    notes: &mut Vec<Message>,
) -> Result<(), Vec<Trouble>> {
    let SnapshotPath(path) = SnapshotPath::of(Path::new(tested.source.name()));
    let shown = path.display().to_string();
    if update {
        let written = Snapshot::of(&tested.results);
        if Path::new(tested.source.name()).exists() && !written.is_empty() {
            std::fs::write(&path, written.render())
                .map_err(|error| vec![Trouble::unwritable(&path, &error)])?;
            notes.push(Message::new(
                format!("已写快照 {shown}"),
                format!("wrote the snapshot {shown}"),
            ));
        }
        return Ok(());
    }
    if !path.exists() {
        return Ok(());
    }
    let source = read_source(&path).map_err(|trouble| vec![trouble])?;
    let snapshot = Snapshot::load(&source).map_err(|problems| {
        vec![Trouble::InFile {
            source: Box::new(source),
            problems,
        }]
    })?;
    let mut new = 0;
    for result in &mut tested.results {
        new += usize::from(!snapshot.judge(result));
    }
    if new > 0 {
        notes.push(Message::new(
            format!("快照 {shown} 里没有 {new} 个反例，核对后请用 --update 补上"),
            format!(
                "the snapshot {shown} lacks {new} invalid examples: look at them, then use --update"
            ),
        ));
    }
    Ok(())
}

fn words(verdict: Verdict) -> (&'static str, Message) {
    match verdict {
        Verdict::Validated => ("validated", Message::new("通过", "validated")),
        Verdict::Noisy => ("noisy", Message::new("误报", "noisy")),
        Verdict::Missing => ("missing", Message::new("漏报", "missing")),
        Verdict::Wrong => ("wrong", Message::new("不符", "wrong")),
        Verdict::Unreadable => ("unreadable", Message::new("读不出", "unreadable")),
    }
}

/// Every verdict.
const VERDICTS: [Verdict; 5] = [
    Verdict::Validated,
    Verdict::Noisy,
    Verdict::Missing,
    Verdict::Wrong,
    Verdict::Unreadable,
];

fn human(tested: &[Tested], options: &Options, notes: &[Message], terminal: &Terminal) -> String {
    let language = terminal.language();
    let mut page = String::new();
    for one in tested {
        for result in &one.results {
            if result.verdict != Verdict::Validated {
                let trouble = Trouble::InFile {
                    source: Box::new(Source::new(
                        one.source.name(),
                        one.source.text().to_owned(),
                        one.source.encoding(),
                    )),
                    problems: vec![problem(result)],
                };
                crate::report::trouble(&mut page, &trouble, language, &terminal.style());
            } else if options.all {
                let (key, word) = words(result.verdict);
                let what = kind(result).get(language).to_owned();
                let word = match language {
                    Language::Zh => word.zh,
                    Language::En => key.to_owned(),
                };
                page.push_str(&format!(
                    "  {word}  {}  {what} {}\n",
                    result.rule, result.number
                ));
            }
        }
    }
    for note in notes {
        page.push_str(&format!("{}\n", note.get(language)));
    }
    let without: Vec<&str> = tested
        .iter()
        .flat_map(|one| &one.without)
        .map(String::as_str)
        .collect();
    let results: Vec<&ExampleResult> = tested.iter().flat_map(|one| &one.results).collect();
    let mut rules: Vec<&str> = results.iter().map(|result| &*result.rule).collect();
    rules.dedup();
    let counts: Vec<String> = VERDICTS
        .iter()
        .map(|verdict| {
            let count = results.iter().filter(|one| one.verdict == *verdict).count();
            let (key, word) = words(*verdict);
            match language {
                Language::Zh => format!("{} {count}", word.zh),
                Language::En => format!("{key} {count}"),
            }
        })
        .collect();
    match language {
        Language::Zh => {
            page.push_str(&format!(
                "{} 条规则的 {} 个例子：{}\n",
                rules.len(),
                results.len(),
                counts.join("，")
            ));
            if !without.is_empty() {
                page.push_str(&format!("没有例子的规则：{}\n", without.join("、")));
            }
        }
        Language::En => {
            page.push_str(&format!(
                "{} examples of {} rules: {}\n",
                results.len(),
                rules.len(),
                counts.join(", ")
            ));
            if !without.is_empty() {
                page.push_str(&format!("rules without examples: {}\n", without.join(", ")));
            }
        }
    }
    page
}

fn kind(result: &ExampleResult) -> Message {
    match result.valid {
        true => Message::new("正例", "valid"),
        false => Message::new("反例", "invalid"),
    }
}

/// What went wrong with an example, as a problem of the rule file.
fn problem(result: &ExampleResult) -> Problem {
    let kind = kind(result);
    let (key, word) = words(result.verdict);
    let (what_zh, what_en) = match result.verdict {
        Verdict::Noisy => ("不该报，却报出了", "nothing should be found, this was"),
        Verdict::Missing => ("应当报，却没有报", "something should be found, nothing was"),
        Verdict::Wrong => ("报出的与例子所写不同", "what was found is not what it says"),
        Verdict::Unreadable => ("例子本身读不出", "the example itself cannot be read"),
        Verdict::Validated => ("", ""),
    };
    let found: Vec<String> = result
        .findings
        .iter()
        .map(|finding| format!("「{}」{}", finding.text, finding.says))
        .collect();
    let mut zh: Vec<String> = result.details.iter().map(|one| one.zh.clone()).collect();
    let mut en: Vec<String> = result.details.iter().map(|one| one.en.clone()).collect();
    if !found.is_empty() && result.verdict != Verdict::Unreadable {
        zh.push(format!("报出：{}", found.join("；")));
        en.push(format!("found: {}", found.join("; ")));
    }
    let problem = Problem::new(
        result.span,
        format!(
            "{}[{}]：{}第 {} 例{what_zh}",
            word.zh, result.rule, kind.zh, result.number
        ),
        format!(
            "{key} [{}]: {} example {}: {what_en}",
            result.rule, kind.en, result.number
        ),
    );
    if zh.is_empty() {
        return problem;
    }
    problem.with_help(zh.join("；"), en.join("; "))
}

fn json(tested: &[Tested]) -> String {
    let all: Vec<serde_json::Value> = tested
        .iter()
        .flat_map(|one| {
            one.results.iter().map(|result| {
                let place = one.source.position(result.span.start());
                serde_json::json!({
                    "rule": &*result.rule,
                    "file": one.source.name(),
                    "line": place.line,
                    "column": place.column,
                    "valid": result.valid,
                    "example": result.number,
                    "verdict": words(result.verdict).0,
                    "details": result.details.iter().map(|one| one.zh.as_str()).collect::<Vec<_>>(),
                    "findings": result.findings,
                })
            })
        })
        .collect();
    format!(
        "{}\n",
        serde_json::to_string_pretty(&all).unwrap_or_default()
    )
}
