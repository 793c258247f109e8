//! Packs that build on others: templates, parameters, overrides, tables, and aggregates over items. Each pack
//! is tested by its own examples.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use dutylint::check::{self, ExampleResult, Verdict};
use dutylint::diagnostic::Severity;
use dutylint::rule::{Context, RuleErrors, RuleSet};
use dutylint::source::Source;
use dutylint::vocabulary::Vocabulary;

fn load(packs: &[(&str, &str)]) -> Result<RuleSet, RuleErrors> {
    let vocabulary = Vocabulary::builtin().unwrap();
    let sources = packs
        .iter()
        .map(|(name, text)| Source::new(*name, (*text).to_owned(), "UTF-8"))
        .collect();
    check::load_rules(sources, &vocabulary)
}

fn rules(packs: &[(&str, &str)]) -> RuleSet {
    load(packs).unwrap_or_else(|errors| panic!("{:#?}", told(&errors)))
}

/// The flagged text and the statement of each problem.
fn told(errors: &RuleErrors) -> Vec<(String, String)> {
    let one = |one: &dutylint::rule::RuleProblem| {
        let flagged = errors.sources[one.file].slice(one.problem.span);
        let help = one.problem.help.as_ref().map_or("", |help| &help.zh);
        (
            flagged.to_owned(),
            format!("{} {help}", one.problem.message.zh),
        )
    };
    errors.problems.iter().map(one).collect()
}

fn run(rules: &RuleSet) -> Vec<ExampleResult> {
    let vocabulary = Vocabulary::builtin().unwrap();
    let context = Context {
        as_of: "2026-11-21".parse().unwrap(),
        vocabulary: &vocabulary,
        unit_words: dutylint::org::Words::builtin().unwrap(),
        organisation: None,
        laws: None,
    };
    check::run_examples(rules, &context)
}

/// Loads the pack and runs its examples: `count` of them, each as it says.
#[track_caller]
fn validated(pack: &str, count: usize) {
    let rules = rules(&[("own.yaml", pack)]);
    let results = run(&rules);
    let wrong: Vec<_> = results
        .iter()
        .filter(|result| result.verdict != Verdict::Validated)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(results.len(), count);
}

const TEMPLATE: &str = "
pack: shared
title: {zh: 共用}
templates:
  figure:
    title: {zh: 数字与法律不符}
    parameters: {id: , wrong: , right: , unit: 日}
    rule:
      id: $id
      title: {zh: 应为$right$unit, en: It is $right}
      severity: warning
      category: own
      for: text
      in: [duties]
      check: {pattern: {pattern: $wrong$unit}}
      message: {zh: '写的是「{text}」，应为$right$unit。'}
      examples:
        valid: [{text: 在$right$unit内送达。}]
        invalid: [{text: 在$wrong$unit内送达。, flags: [$wrong$unit], says: $right}]
";

const MADE: &str = "
pack: own
title: {zh: 本局}
extends: [shared]
rules:
  - template: figure
    with: {id: own/service, wrong: 十, right: 七}
  - template: figure
    with: {id: own/hearing, wrong: 三, right: 五, unit: 天}
    severity: error
";

#[test]
fn rules_are_made_from_templates_of_other_packs() {
    let rules = rules(&[("shared.yaml", TEMPLATE), ("own.yaml", MADE)]);
    let ids: Vec<&str> = rules.rules().iter().map(|rule| &*rule.id).collect();
    assert_eq!(ids, ["own/service", "own/hearing"]);
    assert_eq!(rules.rules()[0].title.zh, "应为七日");
    assert_eq!(rules.rules()[1].title.zh, "应为五天");
    assert_eq!(rules.rules()[0].severity, Severity::Warning);
    assert_eq!(rules.rules()[1].severity, Severity::Error);
    assert_eq!(&*rules.rules()[1].pack, "own");
    let results = run(&rules);
    assert_eq!(results.len(), 4);
    for result in &results {
        assert_eq!(result.verdict, Verdict::Validated, "{result:#?}");
        assert_eq!(result.file, 1);
    }
}

#[test]
fn what_is_wrong_with_a_template_is_told_where_it_is_used() {
    let wrong = MADE
        .replace("wrong: 十, right: 七", "wrnog: 十, right: 七")
        .replace("severity: error", "severty: error")
        + "  - template: figur\n    with: {}\n";
    let errors = load(&[("shared.yaml", TEMPLATE), ("own.yaml", &wrong)]).unwrap_err();
    let told = told(&errors);
    assert_eq!(told.len(), 4, "{told:#?}");
    assert_eq!(told[0].0, "figure");
    assert!(told[0].1.contains("缺少参数「wrong」"), "{told:#?}");
    assert_eq!(told[1].0, "wrnog");
    assert!(told[1].1.contains("wrong"), "{told:#?}");
    assert_eq!(told[2].0, "severty");
    assert_eq!(told[3].0, "figur");
    assert!(told[3].1.contains("figure"), "{told:#?}");
}

const PARAMETERS: &str = "
pack: base
title: {zh: 基础}
rules:
  - id: base/long-name
    title: {zh: 名称太长}
    severity: warning
    category: own
    profiles: [publish]
    for: item
    parameters: {most: 12}
    require: {length: {field: name, at-most: $most}}
    message: {zh: '名称长于 $most 个字。'}
    examples:
      valid: [{item: {名称: 对骗取补贴的处罚, 类型: 行政处罚}}]
      invalid: [{item: {名称: 对以虚假材料骗取各类财政补贴行为的处罚, 类型: 行政处罚}, says: 长于 12}]
  - id: base/basis
    title: {zh: 没有依据}
    severity: error
    category: own
    for: item
    require: {present: basis}
    message: {zh: 没有依据。}
";

#[test]
fn a_later_pack_changes_severity_parameters_and_profiles() {
    let base = rules(&[("base.yaml", PARAMETERS)]);
    assert!(
        run(&base)
            .iter()
            .all(|one| one.verdict == Verdict::Validated)
    );
    let own = "
pack: own
title: {zh: 本局}
extends: [base]
overrides:
  base/long-name: {severity: error, parameters: {most: 30}, profiles: [draft, publish]}
  base/basis: {off: true}
";
    let changed = rules(&[("base.yaml", PARAMETERS), ("own.yaml", own)]);
    assert_eq!(changed.rules().len(), 1);
    let rule = &changed.rules()[0];
    assert_eq!(rule.severity, Severity::Error);
    assert_eq!(rule.profiles, ["draft", "publish"]);
    // The name of the invalid example is short enough now.
    let verdicts: Vec<Verdict> = run(&changed).iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Verdict::Validated, Verdict::Missing]);
}

#[test]
fn overrides_of_what_is_not_there_are_told() {
    let own = "
pack: own
title: {zh: 本局}
extends: [bace]
overrides:
  base/long-nam: {severity: error}
  base/long-name: {parameters: {mots: 30}}
  base/basis: {sevrity: error}
";
    let errors = load(&[("base.yaml", PARAMETERS), ("own.yaml", own)]).unwrap_err();
    let told_once = told(&errors);
    assert_eq!(told_once.len(), 1, "{told_once:#?}");
    assert_eq!(told_once[0].0, "sevrity");
    let own = own.replace("sevrity", "severity");
    let errors = load(&[("base.yaml", PARAMETERS), ("own.yaml", &own)]).unwrap_err();
    let found = told(&errors);
    let flagged: Vec<&str> = found.iter().map(|(flagged, _)| flagged.as_str()).collect();
    assert_eq!(flagged, ["bace", "mots"], "{found:#?}");
    assert!(found[0].1.contains("base"), "{found:#?}");
    assert!(found[1].1.contains("most"), "{found:#?}");
    let own = own.replace("bace", "base");
    let errors = load(&[("base.yaml", PARAMETERS), ("own.yaml", &own)]).unwrap_err();
    let found = told(&errors);
    assert_eq!(found[0].0, "base/long-nam", "{found:#?}");
    assert!(found[0].1.contains("base/long-name"), "{found:#?}");
}

#[test]
fn a_pack_builds_on_a_built_in_one() {
    let own = "
pack: own
title: {zh: 本局}
extends: [conditions, penalty]
overrides:
  penalty/filing: {severity: info}
";
    let found = rules(&[("own.yaml", own)]);
    assert_eq!(
        found.get("penalty/filing").unwrap().severity,
        Severity::Info
    );
    let errors = load(&[("own.yaml", &own.replace("penalty]", "penatly]"))]).unwrap_err();
    let found = told(&errors);
    assert_eq!(found[0].0, "penatly", "{found:#?}");
    assert!(found[0].1.contains("是否要写「penalty」"), "{found:#?}");
}

#[test]
fn tables_of_reference() {
    validated(
        "
pack: own
title: {zh: 本局}
tables:
  levels: [市级, 县级]
rules:
  - id: own/level
    title: {zh: 层级不在表内}
    severity: warning
    category: own
    for: item
    when: {present: level}
    require: {listed: {field: level, table: levels}}
    message: {zh: '没有「{written}」这一层级，是否为「{nearest}」？'}
    examples:
      valid:
        - item: {名称: 对骗取补贴的处罚, 行使层级: 县级}
        - item: {名称: 对骗取补贴的处罚, 类型: 行政处罚}
      invalid:
        - item: {名称: 对骗取补贴的处罚, 行使层级: 县及}
          flags: [县及]
          says: 是否为「县级」
",
        3,
    );
}

#[test]
fn properties_of_units() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/inner-unit
    title: {zh: 内设机构不得作为行使主体}
    severity: error
    category: own
    for: item
    forbid: {unit: {field: actor, kind: 内设机构}}
    message: {zh: '行使主体「{unit}」是内设机构。'}
    examples:
      valid:
        - item: {名称: 对骗取补贴的处罚, 行使主体: 晨州市商务局}
          organisation: {units: [{name: 晨州市商务局, kind: 政府工作部门}]}
      invalid:
        - item: {名称: 对骗取补贴的处罚, 行使主体: 市场秩序科}
          organisation: {units: [{name: 晨州市商务局, kind: 政府工作部门}, {name: 市场秩序科, kind: 内设机构, parent: 晨州市商务局}]}
          flags: [市场秩序科]
          says: 市场秩序科
",
        2,
    );
}

#[test]
fn counts_with_a_condition() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/penalties
    title: {zh: 处罚太少}
    severity: info
    category: own
    for: list
    require: {count: {of: items, where: {class: 行政处罚}, at-least: 2}}
    message: {zh: '行政处罚只有 {count} 项。'}
    examples:
      valid:
        - list: [{名称: 对甲的处罚, 类型: 行政处罚}, {名称: 对乙的处罚, 类型: 行政处罚}]
      invalid:
        - list: [{名称: 对甲的处罚, 类型: 行政处罚}, {名称: 对乙的检查, 类型: 行政检查}]
          says: 只有 1 项
",
        2,
    );
}

#[test]
fn what_should_stand_once() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/code
    title: {zh: 编码重复}
    severity: error
    category: own
    for: list
    check: {unique: {fields: [code]}}
    message: {zh: '编码「{written}」第 {count} 次出现。'}
    labels: {first: {zh: 第一次在这里}}
    examples:
      valid:
        - list: [{编码: A1, 名称: 甲}, {编码: A2, 名称: 乙}, {名称: 丙}, {名称: 丁}]
      invalid:
        - list: [{编码: A1, 名称: 甲}, {编码: A1, 名称: 乙}, {编码: A1, 名称: 丙}]
          flags: [A1, A1]
          says: 第 3 次
  - id: own/code-anywhere
    title: {zh: 两份清单用了同一编码}
    severity: error
    category: own
    for: all-lists
    check: {unique: {fields: [code], where: {class: 行政处罚}}}
    message: {zh: '编码「{written}」已在另一份清单里。'}
    examples:
      valid:
        - lists:
            - [{编码: A1, 名称: 甲, 类型: 行政处罚}]
            - [{编码: A1, 名称: 乙, 类型: 行政检查}]
      invalid:
        - lists:
            - [{编码: A1, 名称: 甲, 类型: 行政处罚}]
            - [{编码: A1, 名称: 乙, 类型: 行政处罚}]
          flags: [A1]
",
        4,
    );
}

#[test]
fn what_a_minority_writes() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/phone
    title: {zh: 监督电话不一致}
    severity: warning
    category: own
    for: list
    check: {consistent: {field: remedy, by: [actor]}}
    message: {zh: '写的是「{written}」，其余 {count} 项都是「{usual}」。'}
    examples:
      valid:
        - list:
            - {名称: 甲, 行使主体: 商务局, 监督电话: 1}
            - {名称: 乙, 行使主体: 商务局, 监督电话: 1}
            - {名称: 丙, 行使主体: 科技局, 监督电话: 2}
      invalid:
        - list:
            - {名称: 甲, 行使主体: 商务局, 监督电话: 1}
            - {名称: 乙, 行使主体: 商务局, 监督电话: 1}
            - {名称: 丙, 行使主体: 商务局, 监督电话: 1}
            - {名称: 丁, 行使主体: 商务局, 监督电话: 7}
          flags: ['7']
          says: 其余 3 项
",
        2,
    );
}

#[test]
fn items_that_need_a_partner() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/inspection
    title: {zh: 有处罚没有检查}
    severity: info
    category: own
    for: all-lists
    check:
      paired: {of: {class: 行政处罚}, with: {class: 行政检查}, by: [code]}
    message: {zh: '编码「{written}」有处罚，没有对应的检查。'}
    examples:
      valid:
        - lists:
            - [{编码: A1, 名称: 甲, 类型: 行政处罚}]
            - [{编码: A1, 名称: 乙, 类型: 行政检查}]
      invalid:
        - lists:
            - [{编码: A1, 名称: 甲, 类型: 行政处罚}]
            - [{编码: A2, 名称: 乙, 类型: 行政检查}]
          flags: [A1]
",
        2,
    );
}

#[test]
fn how_often_a_pattern_occurs() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/chain
    title: {zh: 「或者」太多}
    severity: info
    category: own
    for: text
    in: [name]
    check: {occurrence: {pattern: 或者, at-most: 1}}
    message: {zh: '有 {count} 个「或者」。'}
    examples:
      valid: [{text: 对伪造或者变造证件的处罚}]
      invalid: [{text: 对伪造或者变造或者买卖证件的处罚, flags: [或者], says: 有 2 个}]
",
        2,
    );
}
