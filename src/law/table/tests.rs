use jiff::civil::date;

use super::*;

fn nowhere(_: &str) -> bool {
    false
}

fn title(found: Option<Found<'_>>) -> String {
    found
        .map(|found| found.instrument.title().to_owned())
        .unwrap_or_default()
}

#[test]
fn titles_and_short_names_are_found() {
    let table = LawTable::builtin();
    for (name, expected) in [
        ("中华人民共和国社会保险法", "中华人民共和国社会保险法"),
        ("社会保险法", "中华人民共和国社会保险法"),
        ("政务处分法", "中华人民共和国公职人员政务处分法"),
        ("基本医疗卫生法", "中华人民共和国基本医疗卫生与健康促进法"),
        (
            "实施〈中华人民共和国社会保险法〉若干规定",
            "实施《中华人民共和国社会保险法》若干规定",
        ),
        (
            "实施〈社会保险法〉若干规定",
            "实施《中华人民共和国社会保险法》若干规定",
        ),
    ] {
        assert_eq!(title(table.lookup(name, &nowhere)), expected, "{name}");
    }
    assert!(table.lookup("监管条例", &nowhere).is_none());
    let there = table.lookup("监管条例", &|word| word == "医疗保障");
    assert_eq!(title(there), "医疗保障基金使用监督管理条例");
}

#[test]
fn a_mark_before_a_name_is_no_part_of_it() {
    use crate::law::Names as _;
    let table = LawTable::builtin();
    for (text, name) in [
        ("第五十条、社会保险法", "社会保险法"),
        ("（中华人民共和国社会保险法", "中华人民共和国社会保险法"),
    ] {
        assert_eq!(table.ending(text), Some(name.len()), "{text}");
    }
}

#[test]
fn standing_depends_on_the_day() {
    let table = LawTable::builtin();
    let state = |title: &str, day| {
        let instrument = table.by_title(title).unwrap();
        table.state(instrument, day)
    };
    let supervision = state("行政监察法", date(2024, 1, 1));
    assert_eq!(
        supervision.standing,
        Standing::Ended {
            since: Some(date(2018, 3, 20)),
            by: Some("中华人民共和国监察法".to_owned())
        }
    );
    assert_eq!(
        state("行政监察法", date(2018, 3, 19)).standing,
        Standing::InForce
    );
    let environment = state("环境保护法", date(2024, 6, 1));
    assert_eq!(environment.standing, Standing::InForce);
    assert_eq!(
        environment.next,
        Some(Change {
            on: date(2026, 8, 15),
            kind: ChangeKind::End(Some("中华人民共和国生态环境法典".to_owned()))
        })
    );
    let order = state("治安管理处罚法", date(2024, 6, 1));
    assert_eq!(order.version.unwrap().version, Some(date(2012, 10, 26)));
    assert!(matches!(
        order.next,
        Some(Change {
            kind: ChangeKind::Version(_),
            ..
        })
    ));
    let now = state("治安管理处罚法", date(2026, 6, 1));
    assert_eq!(
        (now.version.unwrap().version, now.next),
        (Some(date(2025, 6, 27)), None)
    );
    // The statement of 2014 is about the law of 1993, not that of 2015.
    assert_eq!(
        state("国家安全法", date(2024, 1, 1)).standing,
        Standing::InForce
    );
    assert_eq!(
        state("生态环境法典", date(2025, 1, 1)).standing,
        Standing::NotYet {
            from: date(2026, 8, 15)
        }
    );
    // Its text of 2020 is not held, but it was in force.
    let penalty = state("行政处罚法", date(2020, 1, 1));
    assert_eq!(
        (penalty.standing, penalty.version.is_none()),
        (Standing::InForce, true)
    );
    let report = state("社会保险基金监督举报工作管理办法", date(2024, 1, 1));
    assert_eq!(
        (report.standing, report.version.unwrap().version),
        (Standing::InForce, Some(date(2023, 1, 17)))
    );
}

#[test]
fn the_nearest_title_is_offered() {
    let table = LawTable::builtin();
    let suggestions = table.suggest("中华人民共和国社会保障险法", 3);
    assert_eq!(suggestions[0].title, "中华人民共和国社会保险法");
    assert!(table.suggest("完全不相干的题目字样呀呀", 3).is_empty());
}

#[test]
fn absence_is_weighed() {
    let table = LawTable::builtin();
    let extent = |title| table.coverage(title).extent;
    assert_eq!(extent("中华人民共和国甲乙法"), Extent::Full);
    assert_eq!(extent("甲乙管理条例"), Extent::Full);
    assert_eq!(extent("江西省甲乙管理条例"), Extent::None);
    assert_eq!(extent("上海市甲乙管理条例"), Extent::Partial);
    assert_eq!(extent("甲乙管理办法（试行）"), Extent::None);
    assert_eq!(extent("新疆维吾尔自治区甲乙条例"), Extent::None);
    assert_eq!(extent("城市房地产开发条例"), Extent::Full);
    assert_eq!(table.coverage("江西省甲乙管理条例").kind, "地方性法规");
}

#[test]
fn every_version_has_its_fingerprints() {
    let table = LawTable::builtin();
    let mut without = Vec::new();
    for version in table
        .instruments()
        .iter()
        .flat_map(|instrument| &instrument.versions)
    {
        if version.articles > 0 && !version.source.is_empty() && table.print(version).is_none() {
            without.push(version.title.to_string());
        }
    }
    // The supplement has facts without texts.
    assert!(without.len() < 15, "{without:?}");
    let version = table
        .by_title("社会保险法")
        .and_then(Instrument::latest)
        .unwrap();
    let print = table.print(version).unwrap();
    assert_eq!(print.articles().count(), 98);
    assert!(print.article(98, 0).is_some() && print.article(99, 0).is_none());
    let article = print.article(84, 0).unwrap();
    let first = article.clauses().next().unwrap();
    let prints = &table.prints()[0];
    assert!(
        prints
            .occurrences(first.hash())
            .any(|position| position == article.first)
    );
}

/// The files of the repository are those that the texts give, where the texts are at hand.
#[test]
fn the_files_are_those_of_the_texts() {
    let shared = std::env::var_os("DUTYLINT_SHARED")
        .map_or_else(|| "../shared".into(), std::path::PathBuf::from);
    let texts = shared.join("laws");
    if !texts.is_dir() {
        eprintln!("{} is absent: the table is not rebuilt", texts.display());
        return;
    }
    for (name, made) in build::files(&texts).unwrap() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("rules/laws")
            .join(&name);
        let kept = std::fs::read(&path).unwrap();
        assert!(
            made == kept,
            "{name} differs: run the command that builds the table"
        );
    }
}

#[test]
fn suggestions_are_those_of_all_titles_compared() {
    let table = LawTable::builtin();
    let longest = |one: &str, other: &str| {
        let alike =
            rapidfuzz::distance::indel::normalized_similarity(key(one).chars(), key(other).chars());
        (alike >= 0.75).then_some(alike)
    };
    for wanted in [
        "社会保障险法",
        "行政处罚",
        "江州市城市供水管理办法",
        "医疗机构管理条列",
        "中华人民共和国传染病防治法实施条例办法",
    ] {
        let best = table
            .instruments()
            .iter()
            .filter_map(|known| longest(wanted, known.title()))
            .fold(0.0, f64::max);
        let found = table.suggest(wanted, 1);
        let found = found.first().map_or(0.0, |found| found.similarity);
        assert!((best - found).abs() < 1e-9, "{wanted}: {best} {found}");
    }
}
