use jiff::civil::Date;

use super::*;
use crate::source::Source;

const JIANGZHOU: &str = include_str!("../../testdata/org/jiangzhou.yaml");
const YUNXI: &str = include_str!("../../testdata/org/yunxi.yaml");

fn words() -> &'static Words {
    Words::builtin().unwrap()
}

fn graph(text: &str) -> Graph {
    let source = Source::new("org.yaml", text.into(), "UTF-8");
    Graph::load(&source, words()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The problems of a file, as the text they stand at and the Chinese message.
fn problems(text: &str) -> Vec<(String, String)> {
    let source = Source::new("org.yaml", text.into(), "UTF-8");
    Graph::load(&source, words())
        .unwrap_err()
        .into_iter()
        .map(|problem| {
            (
                source.slice(problem.span).to_owned(),
                format!(
                    "{}{}",
                    problem.message.zh,
                    problem.help.map_or(String::new(), |help| help.zh)
                ),
            )
        })
        .collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn told(graph: &Graph, name: &str, on: &str) -> String {
    let named = |unit: UnitId| graph.unit(unit).name.clone();
    match graph.resolve(name, graph.department(), day(on), words()) {
        Resolution::Known(unit) => format!("known {}", named(unit)),
        Resolution::Former { unit, .. } => format!("former {}", named(unit)),
        Resolution::Ended { unit, heirs, .. } => {
            let heirs: Vec<_> = heirs.into_iter().map(named).collect();
            format!("ended {} → {}", named(unit), heirs.join("、"))
        }
        Resolution::NotYet { unit, .. } => format!("not yet {}", named(unit)),
        Resolution::Ambiguous(units) => format!("ambiguous {}", units.len()),
        Resolution::Unknown { nearest } => format!(
            "unknown, nearest {}",
            nearest.map_or_else(|| "none".to_owned(), |(unit, _)| named(unit))
        ),
    }
}

#[test]
fn names_in_all_their_forms_are_known() {
    let graph = graph(JIANGZHOU);
    for (name, meant) in [
        ("江州市医疗保障局", "江州市医疗保障局"),
        ("市医疗保障局", "江州市医疗保障局"),
        ("市医保局", "江州市医疗保障局"),
        ("办公室（法规科）", "办公室（法规科）"),
        ("办公室(法规科)", "办公室（法规科）"),
        ("办公室", "办公室（法规科）"),
        ("法规科", "办公室（法规科）"),
        ("市医保局基金监管科", "基金监管科"),
        ("局办公室", "办公室（法规科）"),
        ("医药价格和招标采购科", "医药价格科"),
        ("医保中心", "医疗保障服务中心"),
        ("市人社局", "江州市人力资源和社会保障局"),
    ] {
        assert_eq!(
            told(&graph, name, "2024-01-01"),
            format!("known {meant}"),
            "{name}"
        );
    }
}

#[test]
fn time_decides_what_a_name_means() {
    let jiangzhou = graph(JIANGZHOU);
    assert_eq!(
        told(&jiangzhou, "基金监督科", "2020-01-01"),
        "known 基金监管科"
    );
    assert_eq!(
        told(&jiangzhou, "基金监督科", "2024-01-01"),
        "former 基金监管科"
    );
    assert_eq!(
        told(&jiangzhou, "医疗保险科", "2024-01-01"),
        "ended 医疗保险科 → 待遇保障科"
    );
    let yunxi = graph(YUNXI);
    assert_eq!(
        told(&yunxi, "待遇和医药服务科", "2021-12-31"),
        "known 待遇和医药服务科"
    );
    assert_eq!(
        told(&yunxi, "待遇和医药服务科", "2022-01-01"),
        "ended 待遇和医药服务科 → 待遇保障科、医药服务管理科"
    );
    assert_eq!(
        told(&yunxi, "医药服务管理科", "2021-01-01"),
        "not yet 医药服务管理科"
    );
    assert_eq!(
        told(&yunxi, "医疗保险事务局", "2024-01-01"),
        "ended 医疗保险事务局 → 云溪市医疗保障事务中心"
    );
    assert_eq!(
        told(&yunxi, "医疗保障事务中心信息科", "2024-01-01"),
        "known 信息科"
    );
}

#[test]
fn a_chain_of_successors_is_told_step_by_step() {
    let graph = graph(
        "units:
  - {name: 甲市民政局, kind: 部门, until: 2024-01-01, renamed-to: 甲市社会局}
  - {name: 甲市社会局, kind: 部门, since: 2024-01-01}
  - {name: 低保科, parent: 甲市民政局}
  - {name: 甲管理科, until: 2018-01-01, renamed-to: 乙管理科}
  - {name: 乙管理科, since: 2018-01-01, until: 2021-01-01, split-into: [丙管理科, 丁管理科]}
  - {name: 丙管理科, since: 2021-01-01}
  - {name: 丁管理科, since: 2021-01-01, until: 2023-01-01}
",
    );
    let steps = |name: &str, on: &str| -> Vec<String> {
        let found = graph.resolve(name, None, day(on), words());
        let Resolution::Ended { steps, .. } = found else {
            panic!("{found:?}");
        };
        let named = |unit: &UnitId| graph.unit(*unit).name.clone();
        steps
            .iter()
            .map(|step| {
                let to: Vec<_> = step.to.iter().map(named).collect();
                format!("{} {} {}", named(&step.from), step.until, to.join("、"))
            })
            .collect()
    };
    assert_eq!(
        steps("甲管理科", "2019-01-01"),
        ["甲管理科 2018-01-01 乙管理科"]
    );
    assert_eq!(
        steps("甲管理科", "2024-01-01"),
        [
            "甲管理科 2018-01-01 乙管理科",
            "乙管理科 2021-01-01 丙管理科、丁管理科",
            "丁管理科 2023-01-01 "
        ]
    );
    assert_eq!(
        told(&graph, "甲管理科", "2024-01-01"),
        "ended 甲管理科 → 丙管理科"
    );
    assert_eq!(
        steps("低保科", "2024-01-01"),
        ["甲市民政局 2024-01-01 甲市社会局"]
    );
}

#[test]
fn unknown_names_get_the_nearest() {
    let graph = graph(JIANGZHOU);
    assert_eq!(
        told(&graph, "基金管监科", "2024-01-01"),
        "unknown, nearest 基金监管科"
    );
    assert_eq!(
        told(&graph, "医疗保障中心", "2024-01-01"),
        "unknown, nearest 医疗保障服务中心"
    );
    assert_eq!(
        told(&graph, "市医保局待遇保证科", "2024-01-01"),
        "unknown, nearest 待遇保障科"
    );
    assert_eq!(
        told(&graph, "植物检疫站", "2024-01-01"),
        "unknown, nearest none"
    );
}

#[test]
fn public_institutions_decide_no_penalties_unless_entrusted() {
    let graph = graph(JIANGZHOU);
    let may = |name: &str| {
        let unit = graph
            .resolve(name, graph.department(), day("2024-01-01"), words())
            .unit()
            .unwrap();
        graph.may_decide_penalties(unit, words())
    };
    assert!(may("基金监管科"));
    assert!(may("稽核中心"), "entrusted");
    assert!(!may("医疗保障服务中心"));
}

#[test]
fn a_unit_entrusted_by_what_it_belongs_to_still_belongs_to_it() {
    let graph = graph(YUNXI);
    let name = "医保执法大队";
    let team = graph
        .resolve(name, graph.department(), day("2024-01-01"), words())
        .unit()
        .unwrap();
    assert_eq!(graph.parent(team), graph.department());
    assert!(graph.entrusting(team).next().is_some());
}

#[test]
fn every_error_of_a_file_has_its_place() {
    let file = "units:
  - {name: 甲局, kind: 部门, parent: 乙局}
  - {name: 乙局, kind: 部们, parent: 甲局}
  - {name: 丙科, parent: 丁局}
  - {name: 戊科, since: 2020-13-01, renamed-to: 已科}
";
    let found = problems(file);
    let at = |text: &str| {
        found
            .iter()
            .filter(|(place, _)| place == text)
            .map(|(_, message)| message.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(at("部们"), ["没有“部们”这个机构类别。是不是“部门”？"]);
    assert_eq!(
        at("丁局"),
        ["上级机构“丁局”不在本文件中。请先在本文件中写出这个机构。"]
    );
    assert_eq!(
        at("2020-13-01"),
        ["“2020-13-01”不是日期。请写成 2019-01-18 这样。"]
    );
    assert!(
        at("已科")
            .iter()
            .any(|message| message.contains("不在本文件中"))
            && at("已科").iter().any(|message| message.contains("until"))
    );
    assert_eq!(
        at("乙局"),
        ["上级机构绕成了一圈：甲局 → 乙局 → 甲局。请改正其中一处。"]
    );
}

#[test]
fn names_and_dates_are_checked() {
    let found = problems(
        "units:
  - name: 甲市农业农村局
    kind: 部门
    until: 2024-01-01
    units:
      - {name: 种植科}
      - {name: 种植科}
      - {name: 畜牧科, since: 2022-01-01, until: 2021-01-01}
      - {name: 渔政科, until: 2025-01-01}
      - {name: 旧科, until: 2020-01-01, renamed-to: 新科}
      - {name: 新科, since: 2020-06-01}
",
    );
    let messages: Vec<_> = found
        .iter()
        .map(|(place, message)| format!("{place}: {message}"))
        .collect();
    assert_eq!(messages.len(), 4, "{messages:#?}");
    assert!(messages[0].starts_with("种植科: “种植科”和前面的“种植科”在同一上级之下名称相同"));
    assert!(messages[1].starts_with("2021-01-01: "));
    assert!(messages[2].starts_with("2025-01-01: ") && messages[2].contains("2024-01-01 已经撤销"));
    assert!(messages[3].contains("中间没有机构"));
}

#[test]
fn names_in_use_twice_and_dates_of_names_are_checked_beside_other_errors() {
    let found = problems(
        "department: 甲市民政具
units:
  - name: 甲市民政局
    kind: 部们
    units:
      - {name: 救助科}
      - {name: 福利科, aliases: [低保科, 救助科]}
      - {name: 优抚科, since: 2012-01-01, former-names: [{name: 双拥科, until: 2011-01-01}]}
      - {name: 社团科, until: 2015-01-01, former-names: [{name: 团体科, until: 2016-01-01}]}
  - {name: 审批科, parent: 服务局}
  - {name: 审批科, parent: 服务局}
",
    );
    let messages: Vec<_> = found
        .iter()
        .map(|(place, message)| format!("{place}: {message}"))
        .collect();
    assert_eq!(messages.len(), 7, "{messages:#?}");
    assert!(
        messages[0].starts_with("甲市民政具: 部门“甲市民政具”不在本文件中。是不是“甲市民政局”")
    );
    assert!(messages[1].starts_with("部们: "));
    assert!(messages[2].starts_with("救助科: “救助科”这个名称，“福利科”和前面的“救助科”都在用"));
    assert!(messages[3].starts_with("2011-01-01: ") && messages[3].contains("2012-01-01 才设立"));
    assert!(messages[4].starts_with("2016-01-01: ") && messages[4].contains("2015-01-01"));
    assert!(messages[5].starts_with("服务局: ") && messages[6].starts_with("服务局: "));
}

#[test]
fn the_department_of_a_file_is_found_below_a_government() {
    let department = |text: &str| {
        let graph = graph(text);
        graph.department().map(|unit| graph.unit(unit).name.clone())
    };
    let one = "units: [{name: 甲市人民政府, kind: 政府, units: [{name: 甲市民政局, kind: 部门}]}]";
    assert_eq!(department(one).as_deref(), Some("甲市民政局"));
    let two = "units: [{name: 甲市人民政府, kind: 政府, units: [{name: 甲市民政局, kind: 部门}, {name: 甲市水利局, kind: 部门}]}]";
    assert_eq!(department(two), None);
    let over = "units: [{name: 甲市卫健委, kind: 部门, units: [{name: 甲市疾控局, kind: 部门}, {name: 医政科}]}]";
    assert_eq!(department(over).as_deref(), Some("甲市卫健委"));
}

#[test]
fn a_circle_is_told_along_its_way() {
    let found = problems(
        "units:
  - {name: 甲科, parent: 乙科}
  - {name: 丙科, parent: 甲科}
  - {name: 乙科, parent: 丙科}
  - {name: 丁科, parent: 丁科}
",
    );
    assert!(
        found[0].1.contains("甲科 → 乙科 → 丙科 → 甲科"),
        "{found:?}"
    );
    assert!(found[1].1.contains("丁科 → 丁科"), "{found:?}");
}

#[test]
fn one_name_under_two_parents_is_no_error_but_may_be_ambiguous() {
    let graph = graph(
        "units:
  - {name: 甲市农业农村局, kind: 部门, units: [{name: 办公室}]}
  - {name: 甲市商务局, kind: 部门, units: [{name: 办公室}]}
",
    );
    assert_eq!(told(&graph, "办公室", "2024-01-01"), "ambiguous 2");
    assert_eq!(told(&graph, "市商务局办公室", "2024-01-01"), "known 办公室");
}

#[test]
fn pictures_show_every_unit_once() {
    let graph = graph(YUNXI);
    let on = day("2024-01-01");
    let tree = graph.tree(on, words(), crate::message::Language::Zh);
    assert_eq!(tree.lines().count(), graph.len());
    assert!(tree.contains("医疗保险事务局  [直属事业单位]  (已撤销 → 云溪市医疗保障事务中心)"));
    assert!(tree.contains("\n    信息科\n") || tree.contains("\n    医疗审核科\n"));
    let dot = graph.dot(on, crate::message::Language::Zh);
    assert_eq!(dot.matches("[label=\"").count(), graph.len());
    assert!(dot.contains("更名为") && dot.contains("委托"));
    let dot = graph.dot(on, crate::message::Language::En);
    assert!(dot.contains("renamed to") && dot.contains("entrusts"));
    let svg = graph.svg(on, words(), crate::message::Language::Zh);
    assert_eq!(svg.matches("<text ").count(), graph.len());
    assert!(svg.contains("直属事业单位，已撤销 → 云溪市医疗保障事务中心"));
}
