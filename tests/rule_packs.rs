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
    let once = told(&errors);
    let flagged: Vec<&str> = once.iter().map(|(flagged, _)| flagged.as_str()).collect();
    assert_eq!(flagged, ["bace", "mots", "sevrity"], "{once:#?}");
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

#[test]
fn tables_in_files_relate_fields_to_columns() {
    let folder = tempfile::tempdir().unwrap();
    let table = "事项编码,事项名称,权力类型\nA1,对甲的处罚,行政处罚\nA2,对乙的检查,行政 检查\n";
    std::fs::write(folder.path().join("目录.csv"), table).unwrap();
    let pack = "
pack: own
title: {zh: 本局}
tables:
  catalogue: {file: 目录.csv}
  offices: {rows: [{office: 商务局, phone: 1}]}
rules:
  - id: own/catalogue
    title: {zh: 与目录不符}
    severity: error
    category: own
    for: item
    when: {present: code}
    require: {listed: {field: code, table: catalogue, column: 事项编码, with: {type: 权力类型}}}
    message: {zh: '「{written}」与目录不符，应是「{nearest}{expected}」。'}
    examples:
      valid:
        - item: {编码: A1, 名称: 甲, 类型: 行政处罚}
        - item: {编码: A2, 名称: 乙, 类型: 行政检查}
      invalid:
        - item: {编码: A2, 名称: 乙, 类型: 行政处罚}
          flags: [行政处罚]
          says: 应是「行政检查」
        - item: {编码: A3, 名称: 乙, 类型: 行政处罚}
          flags: [A3]
  - id: own/office
    title: {zh: 电话不符}
    severity: error
    category: own
    for: item
    require: {listed: {field: actor, table: offices, with: {remedy: phone}}}
    message: {zh: 电话不符。}
    examples:
      valid: [{item: {名称: 甲, 行使主体: 商务局, 监督电话: 1}}]
      invalid: [{item: {名称: 甲, 行使主体: 商务局, 监督电话: 2}, flags: ['2']}]
";
    let name = folder.path().join("own.yaml");
    let name = name.to_str().unwrap();
    let results = run(&rules(&[(name, pack)]));
    assert_eq!(results.len(), 6);
    for result in &results {
        assert_eq!(result.verdict, Verdict::Validated, "{result:#?}");
    }
    let wrong = pack
        .replace("file: 目录.csv", "file: 目彔.csv")
        .replace("{remedy: phone}", "{remedy: fone}")
        .replace("{rows:", "{row:");
    let found = told(&load(&[(name, &wrong)]).unwrap_err());
    assert_eq!(found[0].0, "目彔.csv", "{found:#?}");
    assert!(found[0].1.contains("没有这个文件"), "{found:#?}");
    assert_eq!(found[1].0, "row", "{found:#?}");
    let wrong = pack.replace("{remedy: phone}", "{remedy: fone}");
    let found = told(&load(&[(name, &wrong)]).unwrap_err());
    assert_eq!(found[0].0, "fone", "{found:#?}");
    assert!(found[0].1.contains("phone"), "{found:#?}");
}

#[test]
fn sub_items_and_their_main_item() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/sub-item
    title: {zh: 处罚的子项没有依据}
    severity: warning
    category: own
    for: item
    when: {main-item: {class: 行政处罚}}
    require: {present: basis}
    message: {zh: 子项没有依据。}
    examples:
      valid:
        - list: [{名称: 甲, 类型: 行政检查, 子项: [{名称: 一}, {名称: 二}]}]
      invalid:
        - list: [{名称: 甲, 类型: 行政处罚, 子项: [{名称: 一}, {名称: 二}]}]
",
        2,
    );
}

#[test]
fn former_and_ended_units() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/ended
    title: {zh: 主体已撤销或者改名}
    severity: error
    category: own
    for: item
    forbid: {unit: {field: actor, status: [former-name, ended]}}
    message: {zh: '「{unit}」已不是现在的名称。'}
    examples:
      valid:
        - item: {名称: 甲, 行使主体: 晨州市商务局}
          as-of: 2018-01-01
          organisation: &graph {units: [{name: 晨州市商务局, until: 2019-03-01, renamed-to: 晨州市商业局}, {name: 晨州市商业局, since: 2019-03-01}]}
        - item: {名称: 甲, 行使主体: 晨州市商业局}
          as-of: 2020-01-01
          organisation: {units: [{name: 晨州市商务局, until: 2019-03-01, renamed-to: 晨州市商业局}, {name: 晨州市商业局, since: 2019-03-01}]}
      invalid:
        - item: {名称: 甲, 行使主体: 晨州市商务局}
          as-of: 2020-01-01
          organisation: {units: [{name: 晨州市商务局, until: 2019-03-01, renamed-to: 晨州市商业局}, {name: 晨州市商业局, since: 2019-03-01}]}
          flags: [晨州市商务局]
"
        .replace("&graph ", "")
        .as_str(),
        3,
    );
}

#[test]
fn kinds_and_standing_of_laws_cited() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/statute
    title: {zh: 处罚的依据里没有现行法律}
    severity: warning
    category: own
    for: item
    when: {class: 行政处罚}
    require: {cites: {field: basis, kind: 法律, standing: [in-force]}}
    message: {zh: 依据里没有现行法律。}
    examples:
      valid:
        - item: {名称: 甲, 类型: 行政处罚, 设定依据: 《中华人民共和国价格法》第三十九条}
        - item: {名称: 甲, 类型: 行政处罚, 设定依据: 《中华人民共和国行政监察法》第二条}
          as-of: 2017-01-01
      invalid:
        - item: {名称: 甲, 类型: 行政处罚, 设定依据: 《中华人民共和国政府信息公开条例》第二十条}
        - item: {名称: 甲, 类型: 行政处罚, 设定依据: 《中华人民共和国行政监察法》第二条}
  - id: own/recent
    title: {zh: 依据是近年的版本}
    severity: info
    category: own
    for: citation
    forbid: {cites: {in-force: {from: 2021-01-01}}}
    message: {zh: 新近修改。}
    examples:
      valid: [{text: 《中华人民共和国价格法》第三十九条}]
      invalid: [{text: 《中华人民共和国行政处罚法》第十八条}]
",
        6,
    );
}

#[test]
fn partners_that_may_not_be() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/two-classes
    title: {zh: 同名事项归入两类}
    severity: warning
    category: own
    for: list
    check: {paired: {of: {class: 行政处罚}, with: {class: 其他行政权力}, by: [name], forbidden: true}}
    message: {zh: '「{written}」又列为其他行政权力。'}
    labels: {partner: {zh: 在这里}}
    examples:
      valid: [{list: [{名称: 甲, 类型: 行政处罚}, {名称: 乙, 类型: 其他行政权力}]}]
      invalid: [{list: [{名称: 甲, 类型: 行政处罚}, {名称: 甲, 类型: 其他行政权力}], flags: [甲]}]
  - id: own/twin
    title: {zh: 没有另一个同名事项}
    severity: warning
    category: own
    for: list
    check: {paired: {with: {present: name}, by: [name]}}
    message: {zh: '「{written}」没有另一个。'}
    examples:
      valid: [{list: [{名称: 甲, 类型: 行政处罚}, {名称: 甲, 类型: 行政检查}]}]
      invalid: [{list: [{名称: 甲, 类型: 行政处罚}, {名称: 乙, 类型: 行政检查}], flags: [甲, 乙]}]
",
        4,
    );
}

#[test]
fn what_one_item_says_twice() {
    validated(
        "
pack: own
title: {zh: 本局}
rules:
  - id: own/twice
    title: {zh: 责任写了两遍}
    severity: warning
    category: own
    for: item
    check: {unique: {fields: [duties, unit]}}
    message: {zh: '「{written}」写了 {count} 遍。'}
    labels: {first: {zh: 第一遍}}
    examples:
      valid:
        - item: {名称: 甲, 责任事项: [立案责任：及时立案。, 调查责任：全面调查。], 责任科室: [一科, 二科]}
      invalid:
        - item: {名称: 甲, 责任事项: [立案责任：及时立案。, 立案责任：及时立案。]}
          flags: [立案责任：及时立案。]
",
        2,
    );
}

#[test]
fn rules_of_some_files_only() {
    let pack = "
pack: own
title: {zh: 本局}
rules:
  - id: own/glob
    title: {zh: 市级清单}
    severity: warning
    category: own
    for: item
    files: ['**/市级*.csv', '*.yaml']
    require: {present: basis}
    message: {zh: 没有依据。}
    examples:
      valid:
        - file: {name: 县级清单.csv, content: \"名称,类型\\n甲,行政处罚\\n\"}
      invalid:
        - file: {name: lists/市级清单.csv, content: \"名称,类型\\n甲,行政处罚\\n\"}
";
    validated(pack, 2);
}
