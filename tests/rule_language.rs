//! What is wrong in a rule file is told at its place, all of it in one run, with the way out.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use dutylint::check;
use dutylint::rule::RuleErrors;
use dutylint::source::Source;
use dutylint::vocabulary::Vocabulary;

const GOOD: &str = "\
pack: own
title: {zh: 本局规则, en: Our rules}
conditions:
  penalty: {when: {class: 行政处罚}}
  named:
    parameters: [word]
    when: {matches: {field: name, pattern: 对.*的$word}}
rules:
  - id: own/name
    title: {zh: 处罚的名称, en: Names of penalties}
    severity: warning
    category: own
    for: item
    when: {use: penalty}
    require: {use: {named: {word: 处罚}}}
    message: {zh: '「NAME」没有写处罚。', en: No penalty in the name.}
";

fn load(text: &str) -> Result<(), RuleErrors> {
    let vocabulary = Vocabulary::builtin().unwrap();
    let text = text.replace("NAME", "名称");
    check::load_rules(vec![Source::new("own.yaml", text, "UTF-8")], &vocabulary).map(|_| ())
}

/// The flagged text and the statement (with its advice) of each problem.
fn problems(text: &str) -> Vec<(String, String)> {
    match load(text) {
        Ok(()) => Vec::new(),
        Err(errors) => errors
            .problems
            .iter()
            .map(|one| {
                let source = &errors.sources[one.file];
                let help = one.problem.help.as_ref().map_or("", |help| &help.zh);
                (
                    source.slice(one.problem.span).to_owned(),
                    format!("{} {help}", one.problem.message.zh),
                )
            })
            .collect(),
    }
}

/// Changes the good pack in one place and expects one problem there.
#[track_caller]
fn broken(from: &str, to: &str, flagged: &str, says: &str) {
    let text = GOOD.replacen(from, to, 1);
    assert_ne!(text, GOOD, "{from}");
    let found = problems(&text);
    assert!(
        found
            .iter()
            .any(|(span, message)| span == flagged && message.contains(says)),
        "{from} -> {to}: {found:#?}"
    );
}

#[test]
fn a_good_pack_loads() {
    assert!(problems(GOOD).is_empty(), "{:#?}", problems(GOOD));
}

#[test]
fn unknown_names_are_told_with_the_nearest_known() {
    broken(
        "severity: warning",
        "severty: warning",
        "severty",
        "severity",
    );
    broken("severity: warning", "severity: warn", "warn", "warning");
    broken("for: item", "for: itm", "itm", "item");
    broken("class: 行政处罚", "class: 行政处罰", "行政处罰", "行政处罚");
    broken("{class: 行政处罚}", "{clas: 行政处罚}", "clas", "class");
    broken("{class: 行政处罚}", "{stage: 听政}", "听政", "听证");
    broken("{class: 行政处罚}", "{present: basi}", "basi", "basis");
    broken("use: penalty", "use: penatly", "penatly", "penalty");
    broken("word: 处罚", "wort: 处罚", "wort", "word");
    broken(
        "require: {use: {named: {word: 处罚}}}",
        "check: {patern: {pattern: 处罚}}",
        "patern",
        "pattern",
    );
    broken("「NAME」", "{nam}", "{nam}", "{name}");
    broken("for: item\n", "for: text\n    in: [nam]\n", "nam", "name");
    broken(
        "for: item\n",
        "for: note\n    notes: [hiden]\n",
        "hiden",
        "hidden",
    );
    broken(
        "category: own\n",
        "category: own\n    at: basi\n",
        "basi",
        "basis",
    );
}

#[test]
fn what_cannot_work_is_told() {
    broken("id: own/name", "id: Own_Name", "Own_Name", "写法不对");
    broken("对.*的$word", "对(.*的$word", "对(.*的$word", "正则表达式");
    broken(
        "{use: penalty}",
        "{matches: {field: name, pattern: 对(.*}}",
        "(",
        "正则表达式",
    );
    broken(
        "对.*的$word",
        "'[^\\s\\S]$word'",
        "[^\\s\\S]$word",
        "什么也匹配不到",
    );
    broken("for: item", "for: list", "class", "不能用于");
    broken(
        "use: penalty",
        "use: penalty, class: 行政许可",
        "{use: penalty, class: 行政许可}",
        "不可能同时成立",
    );
    broken(
        "{use: penalty}",
        "{length: {field: name, at-least: 9, at-most: 3}}",
        "{field: name, at-least: 9, at-most: 3}",
        "没有文字",
    );
    broken(
        "{use: penalty}",
        "{matches: {pattern: 处罚}}",
        "{pattern: 处罚}",
        "哪个字段",
    );
    broken("{use: penalty}", "{}", "{}", "应当是条件");
    broken(
        "{use: penalty}",
        "{count: {of: stages}}",
        "{of: stages}",
        "at-least",
    );
    broken(
        "{use: penalty}",
        "{stage-before: {first: 决定, then: 决定}}",
        "决定",
        "它自己",
    );
    broken(
        "category: own\n",
        "category: own\n    in-force: {from: 2021-13-01}\n",
        "2021-13-01",
        "不是日期",
    );
    broken(
        "category: own\n",
        "category: own\n    in-force: {from: 2021-07-15, until: 2020-01-01}\n",
        "2020-01-01",
        "没有一天",
    );
}

#[test]
fn a_named_condition_within_itself_has_no_end() {
    broken(
        "penalty: {when: {class: 行政处罚}}",
        "penalty: {when: {use: penalty}}",
        "penalty",
        "它自己",
    );
}

#[test]
fn an_assertion_that_is_never_reached_is_told() {
    let from = "    require: {use: {named: {word: 处罚}}}\n    message: {zh: '「NAME」没有写处罚。', en: No penalty in the name.}\n";
    let rest = "    message: {zh: 没有。}\n";
    let unreachable = "    first-match: true
    assert:
      - require: {present: basis}
      - require: {present: actor}
";
    let found = problems(&GOOD.replacen(from, &format!("{unreachable}{rest}"), 1));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].1.contains("轮不到"), "{found:#?}");
    let impossible = "    assert:
      - when: {class: 行政许可}
        require: {present: basis}
";
    let found = problems(&GOOD.replacen(from, &format!("{impossible}{rest}"), 1));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].0, "class: 行政许可");
}

#[test]
fn all_problems_of_all_rules_are_told_at_once() {
    let second = "
  - id: own/second
    title: {zh: 第二条}
    severity: serious
    category: own
    for: item
    require: {present: basis}
    message: {zh: 没有依据。}
";
    let text = GOOD
        .replace("class: 行政处罚", "class: 行政处罰")
        .replace("{word: 处罚}", "{wort: 处罚}")
        + second;
    let found = problems(&text);
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn a_rule_of_a_later_file_takes_the_place_of_an_earlier_one() {
    let vocabulary = Vocabulary::builtin().unwrap();
    let later = "
pack: later
title: {zh: 后}
rules:
  - id: own/name
    title: {zh: 改过的}
    severity: error
    category: own
    for: item
    when: {use: penalty}
    require: {present: basis}
    message: {zh: 没有依据。}
";
    let sources = vec![
        Source::new("own.yaml", GOOD.to_owned(), "UTF-8"),
        Source::new("later.yaml", later.to_owned(), "UTF-8"),
    ];
    let rules = check::load_rules(sources, &vocabulary).unwrap();
    assert_eq!(rules.rules().len(), 1);
    assert_eq!(rules.rules()[0].title.zh, "改过的");
    assert_eq!(&*rules.rules()[0].pack, "later");
}

#[test]
fn what_is_wrong_in_the_form_does_not_hide_the_rest() {
    let text = GOOD
        .replace("pack: own", "pack: own\nverson: 2")
        .replace("severity: warning", "severty: warning")
        .replace("「NAME」", "{nam}");
    let flagged: Vec<String> = problems(&text).into_iter().map(|(span, _)| span).collect();
    // A missing key is told at the first key of its mapping.
    assert_eq!(flagged, ["verson", "id", "severty", "{nam}"]);
}

#[test]
fn conditions_that_never_or_always_hold() {
    broken(
        "{use: penalty}",
        "{present: basis, not: {present: basis}}",
        "not: {present: basis}",
        "相反",
    );
    broken(
        "{use: penalty}",
        "[{present: basis}, {blank: basis}]",
        "blank: basis",
        "相反",
    );
    broken(
        "require: {use: {named: {word: 处罚}}}",
        "require: {use: penalty}",
        "require: {use: penalty}",
        "永远不会",
    );
    for (pattern, says) in [
        ("'处罚^对$word'", "什么也匹配不到"),
        ("'(对|的)?'", "任何文字"),
        ("'第１条'", "全角"),
        ("'对 的 处罚'", "空白"),
        ("'(处罚){900}{900}'", "太大"),
    ] {
        let plain = pattern.trim_matches('\'');
        broken(
            "{use: penalty}",
            &format!("{{matches: {{field: name, pattern: {pattern}}}}}"),
            plain,
            says,
        );
    }
}

#[test]
fn a_case_after_one_that_takes_all_is_told() {
    let rest = "    message: {zh: '「NAME」没有写处罚。', en: No penalty in the name.}\n";
    let cases = |first: &str, second: &str| {
        let assert = format!(
            "    first-match: true\n    assert:\n      - when: {first}\n        require: {{present: basis}}\n      - when: {second}\n        require: {{present: actor}}\n"
        );
        let from = format!(
            "    when: {{use: penalty}}\n    require: {{use: {{named: {{word: 处罚}}}}}}\n{rest}"
        );
        let text = GOOD.replacen(&from, &format!("{assert}{rest}"), 1);
        assert_ne!(text, GOOD);
        problems(&text)
    };
    let found = cases(
        "{class: [行政处罚, 行政检查]}",
        "{class: 行政处罚, stage: 听证}",
    );
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].0, "{class: 行政处罚, stage: 听证}");
    assert!(found[0].1.contains("轮不到"), "{found:#?}");
    let found = cases("{stage: 听证}", "{ stage: 听证 }");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(cases("{class: 行政处罚, stage: 听证}", "{class: 行政处罚}").is_empty());
}

#[test]
fn laws_are_looked_up_in_the_table() {
    let because = |because: &str| format!("category: own\n    because: [{because}]\n");
    for (law, flagged, says) in [
        (
            "{law: 中华人民共和国行政处伐法}",
            "中华人民共和国行政处伐法",
            "《行政处罚法》",
        ),
        ("{law: 本市议事规则}", "本市议事规则", "outside-table"),
        (
            "{law: 行政处罚法, article: 第一百六十三条}",
            "第一百六十三条",
            "只有 86 条",
        ),
        ("{law: 行政处罚法, article: 听证}", "听证", "不是条文号"),
    ] {
        broken("category: own\n", &because(law), flagged, says);
    }
    broken(
        "{use: penalty}",
        "{cites: {law: 行政许可发}}",
        "行政许可发",
        "《行政许可法》",
    );
    broken(
        "{use: penalty}",
        "{cites: {kind: 法规}}",
        "法规",
        "文件种类",
    );
    for good in [
        "{law: 本市议事规则, outside-table: true}",
        "{law: 行政处罚法, article: 第六十三条第一款}",
        "{law: 中华人民共和国行政处罚法}",
    ] {
        let found = problems(&GOOD.replacen("category: own\n", &because(good), 1));
        assert!(found.is_empty(), "{good}: {found:#?}");
    }
}

#[test]
fn mistakes_deep_within_a_rule_do_not_hide_those_beside_them() {
    let text = GOOD.replacen(
        "    message: {zh: '「NAME」没有写处罚。', en: No penalty in the name.}",
        "    message: {zh: '{nmae}'}
    because: [{law: 行政处罚法, article: 第九十九条, form: 2021-07-15}]
    in-force: {from: 2021-13-01}
    fold: {message: {zh: '{conut}'}}
    fix: {title: {zh: 改}, applicability: save}
    examples: {valid: [{itme: {名称: 甲}}], invlid: []}",
        1,
    );
    let flagged: Vec<String> = problems(&text)
        .into_iter()
        .map(|(flagged, _)| flagged)
        .collect();
    for wanted in [
        "nmae",
        "第九十九条",
        "form",
        "2021-13-01",
        "conut",
        "save",
        "itme",
        "invlid",
    ] {
        let told = flagged.iter().any(|one| one.contains(wanted));
        assert!(told, "{wanted}: {flagged:?}");
    }
}

#[test]
fn profiles_that_no_pack_declares_are_told_where_any_does() {
    let named = GOOD.replacen("    for: item", "    profiles: [pubish]\n    for: item", 1);
    assert!(problems(&named).is_empty());
    let declared = named.replacen(
        "conditions:",
        "profiles: {publish: {zh: 发布前}}\nconditions:",
        1,
    );
    let found = problems(&declared);
    let [(flagged, says)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(flagged, "pubish");
    assert!(says.contains("「publish」"), "{says}");
    let unlike = declared.replace("pubish", "送审稿");
    assert!(problems(&unlike)[0].1.contains("profiles 里写明"));
    assert!(problems(&declared.replace("[pubish]", "[publish]")).is_empty());
}
