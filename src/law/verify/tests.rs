use jiff::civil::{Date, date};

use super::*;
use crate::law::fingerprint::{Builder, Store, version_key};
use crate::law::table::{Prints, Record as _, Repeal};
use crate::law::{Grammar, parse};
use crate::source::{Source, Span, Text, View};

/// A law of two versions, a regulation and a repealed law, all made up.
fn table() -> LawTable {
    const OLD: [&str; 3] = [
        "为了规范灯塔管理，制定本法。",
        "灯塔主管部门应当每年检查灯塔，并公布检查结果。\n检查人员不得少于三人，并应当出示证件。",
        "违反本法规定，擅自拆除灯塔的，由灯塔主管部门责令改正，处五百元以上三千元以下罚款：\n（一）拆除灯具的；\n（二）拆除塔身的；\n（三）拒不改正的。",
    ];
    const NEW: [&str; 4] = [
        "为了规范灯塔管理，制定本法。",
        "国家鼓励修缮历史悠久的灯塔。",
        "灯塔主管部门应当每年检查灯塔，并公布检查结果。\n检查人员不得少于两人，并应当出示证件。",
        "违反本法规定，擅自拆除灯塔的，由灯塔主管部门责令改正，处五千元以上三万元以下罚款：\n（一）拆除灯具的；\n（二）拆除塔身的；\n（三）拒不改正的。",
    ];
    const RULES: [&str; 2] = [
        "灯油的储存应当符合消防要求，储存地点应当设置明显标志。",
        "灯油储存单位应当建立台账，如实记录入库和出库数量。",
    ];
    let line = |line: &str| -> &'static str { Box::leak(line.replace('|', "\t").into_boxed_str()) };
    let old = "中华人民共和国灯塔法|2010-01-10|2010-06-01|法律||某机关|主席令第一号|2010-01-10||3|||1:1-1 2:2-3||||";
    let new = "中华人民共和国灯塔法|2020-03-05|2020-07-01|法律||某机关|主席令第九号|2010-01-10|2020-03-05|4|||1:1-2 2:3-4||||";
    let rules = "灯油储存管理条例|2015-02-03|2015-05-01|行政法规||国务院|国务院令第800号|2015-02-03||2|||||||";
    let ended = "中华人民共和国烽火法|1990-01-01|1990-02-01|法律||某机关||1990-01-01||9|||||||";
    let mut table = LawTable::default();
    let mut prints = Builder::default();
    for (facts, articles) in [
        (old, &OLD[..]),
        (new, &NEW[..]),
        (rules, &RULES[..]),
        (ended, &[][..]),
    ] {
        let version = Version::parse(line(facts)).unwrap();
        let key = version_key(&version.title, version.version);
        for (number, text) in (1..).zip(articles) {
            prints.add(key, number, 0, text);
        }
        table.add(version);
    }
    table.add_repeal(
        Repeal::of_line(line("烽火法|中华人民共和国灯塔法|2010-01-10|3|2010-06-01|")).unwrap(),
    );
    table.add_repeal(
        Repeal::of_line(line(
            "狼烟管理办法|灯油储存管理条例|2015-02-03|2|2015-05-01|",
        ))
        .unwrap(),
    );
    table.add_prints(Prints::new(Store::new(prints.bytes()).unwrap()));
    table
}

fn findings_on(as_of: Date, text: &str) -> Vec<(LawFindingKind, String)> {
    let table = table();
    let source = Source::new("t", text.to_owned(), "UTF-8");
    let view = View::new(&Text::verbatim(source.text(), Span::new(0, text.len())));
    let grammar = Grammar {
        words: crate::law::words::Words::builtin(),
        names: &table,
    };
    let verifier = Verifier::new(&table, as_of);
    grammar
        .parse(&view, None)
        .iter()
        .flat_map(|citation| verifier.findings(citation, &|_| false))
        .map(|finding| (finding.kind, source.slice(finding.span).to_owned()))
        .collect()
}

fn findings(text: &str) -> Vec<(LawFindingKind, String)> {
    findings_on(date(2024, 1, 1), text)
}

fn quotation(text: &str) -> QuotationFinding {
    let found = findings(text);
    match found.as_slice() {
        [(LawFindingKind::Quotation(finding), _)] => finding.clone(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_is_right_is_left_alone() {
    for text in [
        "《中华人民共和国灯塔法》第三条：灯塔主管部门应当每年检查灯塔，并公布检查结果。检查人员不得少于二人，并应当出示证件。",
        "《中华人民共和国灯塔法》（2020年修订）第三条第二款：检查人员不得少于2人，并应当出示证件。",
        "《中华人民共和国灯塔法》第四条：违反本法规定，擅自拆除灯塔的，由灯塔主管部门责令改正，处5000元以上30000元以下罚款：（一）拆除灯具的；（二）拆除塔身的；（三）拒不改正的",
        "《中华人民共和国灯塔法》第四条第（二）项：违反本法规定，擅自拆除灯塔的，由灯塔主管部门责令改正，处五千元以上三万元以下罚款：（二）拆除塔身的；",
        "【行政法规】《灯油储存管理条例》（国务院令第800号）第二条：灯油储存单位应当建立台账……",
        "依据《中华人民共和国灯塔法》第三条的规定开展检查",
        "《中华人民共和国灯塔法》第二章",
    ] {
        assert_eq!(findings(text), [], "{text}");
    }
}

#[test]
fn instruments() {
    let one = |text| {
        let found = findings(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.into_iter().next().unwrap()
    };
    assert_eq!(
        one("《中华人民共和国烽火法》"),
        (
            LawFindingKind::Ended {
                title: "中华人民共和国烽火法".into(),
                since: Some(date(2010, 6, 1)),
                by: vec!["中华人民共和国灯塔法".into()],
            },
            "中华人民共和国烽火法".into()
        )
    );
    assert!(matches!(
        one("《狼烟管理办法》第三条").0,
        LawFindingKind::Ended { .. }
    ));
    assert!(matches!(
        one("《灯塔法》").0,
        LawFindingKind::CountryMissing { .. }
    ));
    assert_eq!(
        one("《灯油储存管埋条例》").0,
        LawFindingKind::Misspelt {
            right: "灯油储存管理条例".into()
        }
    );
    assert!(matches!(
        one("《完全没有听说过的事项办法》").0,
        LawFindingKind::Unknown { nearest: None, .. }
    ));
    assert!(matches!(
        one("【规章】《灯油储存管理条例》").0,
        LawFindingKind::RankMismatch { .. }
    ));
    assert!(matches!(
        one("《灯油储存管理条例》（国务院令第801号）").0,
        LawFindingKind::NumberDiffers { .. }
    ));
    assert!(matches!(
        one("《中华人民共和国灯塔法》（2012年修正）").0,
        LawFindingKind::OlderVersion { .. }
    ));
    assert_eq!(
        one("《中华人民共和国灯塔法》第五条"),
        (
            LawFindingKind::ArticleBeyondLast {
                article: (5, 0),
                last: 4,
                stands_in: None
            },
            "第五条".into()
        )
    );
    assert!(matches!(
        one("《中华人民共和国灯塔法》第三章").0,
        LawFindingKind::ChapterBeyondLast { last: 2, .. }
    ));
    assert!(matches!(
        one("《中华人民共和国灯塔法》第一章第四条").0,
        LawFindingKind::ChapterWithoutArticle { right: 2, .. }
    ));
    assert!(matches!(
        one("《中华人民共和国灯塔法》第三条第三款").0,
        LawFindingKind::ParagraphBeyondLast { count: 2, .. }
    ));
    assert!(matches!(
        one("《中华人民共和国灯塔法》第四条第（四）项").0,
        LawFindingKind::ItemBeyondLast { count: 3, .. }
    ));
}

#[test]
fn the_day_decides() {
    let text = "《中华人民共和国灯塔法》第二条：灯塔主管部门应当每年检查灯塔，并公布检查结果。检查人员不得少于三人，并应当出示证件。";
    assert!(matches!(
        findings_on(date(2019, 1, 1), text).as_slice(),
        [(LawFindingKind::ChangeAhead(change), _)] if change.on == date(2020, 7, 1)
    ));
    assert!(matches!(
        findings_on(date(2020, 5, 1), text).as_slice(),
        [(LawFindingKind::ChangeAhead(change), _)] if change.on == date(2020, 7, 1)
    ));
    assert!(matches!(
        findings(text).as_slice(),
        [(LawFindingKind::Quotation(QuotationFinding::OtherVersion { version, .. }), _)] if *version == date(2010, 1, 10)
    ));
    assert!(matches!(
        findings_on(date(2009, 1, 1), "《中华人民共和国灯塔法》").as_slice(),
        [(LawFindingKind::NotYetInForce { .. }, _)]
    ));
}

#[test]
fn quotations() {
    assert!(matches!(
        quotation(
            "《中华人民共和国灯塔法》第二条：灯塔主管部门应当每年检查灯塔，并公布检查结果。检查人员不得少于二人，并应当出示证件。"
        ),
        QuotationFinding::Moved {
            from: (2, 0),
            to: (3, 0),
            ..
        }
    ));
    assert_eq!(
        quotation(
            "《中华人民共和国灯塔法》第二条：灯油储存单位应当建立台账，如实记录入库和出库数量。"
        ),
        QuotationFinding::OtherInstrument {
            title: "灯油储存管理条例".into(),
            article: (2, 0)
        }
    );
    assert_eq!(
        quotation("《中华人民共和国灯塔法》第三条第一款：检查人员不得少于二人，并应当出示证件。"),
        QuotationFinding::ParagraphWrong {
            written: 1,
            right: vec![2]
        }
    );
    assert_eq!(
        quotation("《中华人民共和国灯塔法》第三条：检查人员不得少于二人，并应当出示证件。"),
        QuotationFinding::ParagraphUnnamed { right: vec![2] }
    );
    assert_eq!(
        quotation(
            "《中华人民共和国灯塔法》第四条第（一）项：违反本法规定，擅自拆除灯塔的，由灯塔主管部门责令改正，处五千元以上三万元以下罚款：（三）拒不改正的。"
        ),
        QuotationFinding::ItemWrong {
            written: 1,
            right: vec![3]
        }
    );
    assert_eq!(
        quotation("《灯油储存管理条例》第一条：储存地点应当设置明显标志。"),
        QuotationFinding::Partial {
            beginning: true,
            middle: false,
            end: false
        }
    );
    assert!(matches!(
        quotation(
            "《灯油储存管理条例》第一条：本条讲的是另外一件完全不相干的事情，与灯油没有关系。"
        ),
        QuotationFinding::NotTheText { .. }
    ));
}

#[test]
fn the_differing_place_is_pointed_at() {
    let text = "《灯油储存管理条例》第二条：灯油储存单位应当建立台账，如实纪录入\n库和出库数量。";
    let QuotationFinding::Differs { differences, .. } = quotation(text) else {
        panic!()
    };
    let [difference] = differences.as_slice() else {
        panic!("{differences:?}")
    };
    assert_eq!(&text[difference.span.range()], "纪");
    assert_eq!(
        (difference.kind, difference.right.as_deref()),
        (DifferenceKind::Changed, Some("记"))
    );
}

#[test]
fn variants_of_characters_are_a_finding_of_their_own() {
    for text in [
        "《灯油储存管理条例》第二条：灯油储存单位应当建立台帐，如实记录入\n库和出库数量。",
        "《灯油储存管理条例》第二条：灯油储存单位应当建立台帐",
    ] {
        let QuotationFinding::Variant { differences } = quotation(text) else {
            panic!("{:?}", quotation(text))
        };
        let [difference] = differences.as_slice() else {
            panic!("{differences:?}")
        };
        assert_eq!(&text[difference.span.range()], "帐");
        assert_eq!(difference.right.as_deref(), Some("账"));
    }
}

#[test]
fn a_slip_in_a_short_text_is_no_other_text() {
    let found = quotation("《中华人民共和国灯塔法》第四条：拆除灯俱的");
    assert!(
        matches!(&found, QuotationFinding::Differs { differences, .. }
            if differences.len() == 1 && differences[0].right.as_deref() == Some("具")),
        "{found:?}"
    );
}

#[test]
fn text_of_another_instrument_explains_an_article_that_does_not_exist() {
    let found = findings(
        "《中华人民共和国灯塔法》第九条：灯油储存单位应当建立台账，如实记录入库和出库数量。",
    );
    assert_eq!(
        found[0].0,
        LawFindingKind::ArticleBeyondLast {
            article: (9, 0),
            last: 4,
            stands_in: Some(("灯油储存管理条例".into(), (2, 0))),
        }
    );
}

#[test]
fn real_facts_hold() {
    let verifier = Verifier::new(LawTable::builtin(), date(2024, 6, 1));
    let check = |text: &str| -> Vec<LawFindingKind> {
        let view = View::new(&Text::verbatim(text, Span::new(0, text.len())));
        parse(&view, None)
            .iter()
            .flat_map(|citation| verifier.findings(citation, &|_| false))
            .map(|finding| finding.kind)
            .collect()
    };
    assert!(matches!(
        check("《中华人民共和国行政监察法》")[0],
        LawFindingKind::Ended { .. }
    ));
    assert!(matches!(
        check("《中华人民共和国行政许可法》第二百一十五条")[0],
        LawFindingKind::ArticleBeyondLast { last: 83, .. }
    ));
    assert_eq!(
        check("《中华人民共和国社会保险法》第八十七条、第八十八条"),
        []
    );
    assert!(matches!(
        check("《中华人民共和国环境保护法》第六十条").as_slice(),
        [LawFindingKind::ChangeAhead(change)] if change.on == date(2026, 8, 15)
    ));
}
