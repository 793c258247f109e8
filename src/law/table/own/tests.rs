use jiff::civil::date;

use super::super::{Extent, How, LawTable, Standing};
use crate::source::Source;

const OWN: &str = "\
date: 2026-12-01
source: 江州市政府公报
laws:
  - title: 江州市灯塔管理办法
    aliases: [灯塔办法]
    aliases-where: {管理办法: [灯塔, 航标]}
    class: 地方政府规章
    region: 江西省
    issuer: 江州市人民政府
    numbers: [江州市人民政府令第12号]
    sources: {numbers: 政府网站}
    versions:
      - {adopted: 2012-03-01, in-force: 2012-05-01, articles: 30}
      - adopted: 2020-03-05
        in-force: 2020-07-01
        articles: 32
        inserted: [12-1]
        chapters: ['1-5', '6-32']
    ended: {on: 2025-01-01, by: 江州市航标管理办法}
  - title: 江州市航标管理办法
    versions: [{adopted: 2024-11-01, in-force: 2025-01-01}]
  - title: 教育督导条例
    versions: [{articles: 99}]
repeals:
  - {title: 江州市旧灯塔规定, by: 江州市灯塔管理办法, article: 30, from: 2012-05-01}
coverage:
  - {begins: 江州市, ends: 办法, class: 地方政府规章, extent: full}
";

fn table(text: &str) -> Result<LawTable, Vec<String>> {
    let source = Source::new("laws.yaml", text.to_owned(), "UTF-8");
    let mut table = LawTable::builtin().clone();
    let told = |problem: &crate::tree::Problem| {
        let line = source.position(problem.span.start()).line;
        let help = problem.help.as_ref().map_or("", |help| help.zh.as_str());
        format!("{line} {} {help}", problem.message.zh)
    };
    match table.add_file(&source) {
        Ok(()) => Ok(table),
        Err(problems) => Err(problems.iter().map(told).collect()),
    }
}

#[test]
fn what_the_file_says_is_known() {
    let table = table(OWN).unwrap();
    let known = table.by_title("江州市灯塔管理办法").unwrap();
    assert_eq!(known.versions.len(), 2);
    let last = known.latest().unwrap();
    assert_eq!((last.kind.as_ref(), last.articles), ("地方政府规章", 32));
    assert_eq!(last.has_article(12, 1), Some(true));
    assert_eq!(last.chapter_of(7), Some(2));
    assert_eq!(last.amended, "2020-03-05");
    assert_eq!(last.made, Some(date(2012, 3, 1)));
    let standing = |day| table.state(known, day).standing;
    assert_eq!(standing(date(2024, 1, 1)), Standing::InForce);
    assert!(matches!(
        standing(date(2025, 6, 1)),
        Standing::Ended { by: Some(by), .. } if by == "江州市航标管理办法"
    ));
    assert_eq!(
        table.repeals_of("江州市旧灯塔规定")[0].by,
        "江州市灯塔管理办法"
    );
    assert_eq!(table.coverage("江州市随便什么办法").extent, Extent::Full);
    assert_eq!(table.date, Some(date(2026, 12, 1)));
}

#[test]
fn every_fact_says_where_it_is_from() {
    let table = table(OWN).unwrap();
    let known = table.by_title("江州市灯塔管理办法").unwrap();
    let last = known.latest().unwrap();
    assert_eq!(last.source_of("number"), "政府网站（laws.yaml:4）");
    assert_eq!(last.source_of("articles"), "江州市政府公报（laws.yaml:14）");
    let supervised = table.by_title("教育督导条例").unwrap().latest().unwrap();
    assert_eq!(supervised.articles, 99);
    assert!(supervised.source_of("articles").contains("laws.yaml"));
    assert!(!supervised.source_of("number").contains("laws.yaml"));
    assert_eq!(
        LawTable::builtin()
            .by_title("教育督导条例")
            .unwrap()
            .latest()
            .unwrap()
            .articles,
        27
    );
}

#[test]
fn short_names_are_found() {
    let table = table(OWN).unwrap();
    let found = table.lookup("灯塔办法", &|_| false).unwrap();
    assert!(matches!(found.how, How::Alias(_)));
    assert!(table.lookup("管理办法", &|_| false).is_none());
    assert!(table.lookup("管理办法", &|word| word == "航标").is_some());
}

#[test]
fn an_instrument_can_be_forgotten() {
    let forgotten = table(
        "laws:\n- title: 中华人民共和国行政监察法\n  replace: true\n  versions: [{adopted: 1997-05-09, articles: 48}]\n",
    )
    .unwrap();
    let known = forgotten.by_title("行政监察法").unwrap();
    assert_eq!(
        forgotten.state(known, date(2024, 1, 1)).standing,
        Standing::InForce
    );
}

#[test]
fn all_mistakes_are_told_with_their_lines() {
    let problems = table(
        "laws:
  - title: 甲办法
    class: 地方政府规张
    numbers: [没有]
    versions:
      - {adopted: 去年, articles: 9, chapters: ['1-5', '3-12']}
      - {adopted: 2020-01-01, inserted: [十二条之一]}
      - {adopted: 2020-01-01}
  - title: 《甲办法》
",
    )
    .unwrap_err();
    for expected in [
        "3 没有“地方政府规张”这个类别 是不是“地方政府规章”？",
        "4 “没有”看不出是文号",
        "6 “去年”不是日期",
        "6 “3-12”不是第 2 章的起止条",
        "7 “十二条之一”不是插入的条",
        "8 有两个版本的通过日期",
        "9 《《甲办法》》在第 2 行已经写过",
    ] {
        assert!(
            problems.iter().any(|problem| problem.starts_with(expected)),
            "{expected}: {problems:#?}"
        );
    }
    let unknown = table("laws:\n- title: 甲办法\n  numbrs: [国办发〔2018〕63号]\n").unwrap_err();
    assert!(unknown[0].starts_with("3 "), "{unknown:?}");
}
