use super::*;
use crate::law::{CitationProblem, ProvisionKind, TitleForm};
use crate::source::{Source, Span, Text};
use proptest::prelude::*;

struct TestNames;

impl Names for TestNames {
    fn ending(&self, text: &str) -> Option<usize> {
        ["社会保险法", "中华人民共和国价格法"]
            .iter()
            .find(|name| text.ends_with(**name))
            .map(|name| name.len())
    }
}

fn parse(text: &str) -> Vec<Citation> {
    parse_after(text, None)
}

fn parse_after(text: &str, inherited: Option<&Citation>) -> Vec<Citation> {
    let view = View::new(&Text::verbatim(text, Span::new(0, text.len())));
    Grammar {
        words: Words::builtin(),
        names: &TestNames,
    }
    .parse(&view, inherited)
}

/// `title 3.2(4) 5-1..7 「quotation」`, continued citations with `~` before the title.
fn shown(citations: &[Citation]) -> Vec<String> {
    citations
        .iter()
        .map(|citation| {
            let mut out = String::new();
            if citation.continued {
                out.push('~');
            }
            out.push_str(&citation.title);
            for article in &citation.articles {
                out.push(' ');
                match article.kind {
                    ProvisionKind::Article => {}
                    kind => out.push_str(&format!("{kind:?}:")),
                }
                if let Some(chapter) = article.chapter {
                    out.push_str(&format!("[{chapter}]"));
                }
                out.push_str(&article.article.to_string());
                if article.insertion > 0 {
                    out.push_str(&format!("-{}", article.insertion));
                }
                if let Some(paragraph) = article.paragraph {
                    out.push_str(&format!(".{paragraph}"));
                }
                if let Some(item) = article.item {
                    out.push_str(&format!("({item})"));
                }
                if let Some(until) = article.until {
                    out.push_str(&format!("..{until}"));
                }
            }
            if let Some(quotation) = &citation.quotation {
                let mark = if quotation.marked { "" } else { "?" };
                out.push_str(&format!(" {mark}「{}」", quotation.text.as_str()));
            }
            out
        })
        .collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(&parse(text)), expected, "{text}");
}

#[test]
fn titles() {
    check("《甲法》第三条：应当备案。", &["甲法 3 「应当备案。」"]);
    check(
        "《关于印发〈甲办法〉的通知》第三条",
        &["关于印发〈甲办法〉的通知 3"],
    );
    check(
        "《关于印发《甲办法》的通知》第三条",
        &["关于印发〈甲办法〉的通知 3"],
    );
    check(
        "《关于印发<甲办法>的通知》第三条",
        &["关于印发〈甲办法〉的通知 3"],
    );
    check(
        "《某省实施〈甲法〉办法》第三条",
        &["某省实施〈甲法〉办法 3"],
    );
    check(
        "实施《甲法》若干规定第二十五条：应当备案。",
        &["实施〈甲法〉若干规定 25 「应当备案。」"],
    );
    check(
        "《甲条例》实施细则第三条：应当备案。",
        &["甲条例实施细则 3 「应当备案。」"],
    );
    check("《甲条例》规定的程序", &["甲条例"]);
    let found = parse("某省财政厅关于印发《甲办法》的通知（某财发〔2020〕5号）第三条：备案。");
    assert_eq!(shown(&found), ["甲办法 3 「备案。」"]);
    assert_eq!(found[0].issuer.as_ref().unwrap().0, "某省财政厅");
    assert_eq!(
        found[0].document_number.as_ref().unwrap().0,
        "某财发〔2020〕5号"
    );
}

#[test]
fn what_is_issued_is_cited() {
    for (text, inner) in [
        ("《关于印发〈甲办法〉的通知》", Some("甲办法")),
        (
            "某厅、某局《关于印发〈甲办法（试行）〉的通知》",
            Some("甲办法（试行）"),
        ),
        ("《关于转发甲办法的通知》", Some("甲办法")),
        (
            "某厅关于转发《省委、省财政厅〈关于甲方案〉的通知》（某办字〔2002〕25号）",
            Some("关于甲方案"),
        ),
        ("《关于修改〈甲法〉的决定》", None),
        ("《某省实施〈甲法〉办法》", None),
    ] {
        let found = parse(text);
        assert_eq!(
            found[0].inner.as_ref().map(|(title, _)| title.as_str()),
            inner,
            "{text}"
        );
    }
}

#[test]
fn brackets_that_are_missing_are_reported() {
    for (text, title, problem) in [
        (
            "《甲指导意见（国办发〔2018〕63号）附件2《分工》：负责",
            "甲指导意见",
            CitationProblem::UnclosedTitle,
        ),
        (
            "《甲法第三条：应当备案。",
            "甲法",
            CitationProblem::UnclosedTitle,
        ),
        (
            "《甲办法》实施细则》第三条",
            "〈甲办法〉实施细则",
            CitationProblem::UnopenedTitle,
        ),
        (
            "《甲办法》》（2019年修订）第三条",
            "甲办法",
            CitationProblem::UnopenedTitle,
        ),
        (
            "《甲法》（（2019年修正）第三条",
            "甲法",
            CitationProblem::UnclosedNote,
        ),
        (
            "《甲办法》（国办发〔2018〕63号第三条",
            "甲办法",
            CitationProblem::UnclosedNote,
        ),
    ] {
        let found = parse(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].title, title, "{text}");
        assert_eq!(
            found[0]
                .problems
                .iter()
                .map(|(problem, _)| *problem)
                .collect::<Vec<_>>(),
            [problem],
            "{text}"
        );
        assert_eq!(found[0].articles.len(), 1, "{text}");
    }
}

#[test]
fn provisions() {
    for (text, expected) in [
        ("第七十九条第二款", "79.2"),
        ("第30条第(四)项", "30(4)"),
        ("第四款第三项", ""),
        ("第三十条第一款（四）项", "30.1(4)"),
        ("第十五条、第三十条、第三十一条", "15 30 31"),
        ("第三十九至第五十条", "39..50"),
        ("第五十三条至第六十条", "53..60"),
        ("第三、五条", "3 5"),
        ("第一百二十条之一第二款", "120-1.2"),
        ("第八章第七十二条", "[8]72"),
        ("第五章、第六章", "Chapter:5 Chapter:6"),
        ("第二十二條", "22"),
        ("第１２条", "12"),
        ("第三条第一款、第二款", "3.1 3.2"),
        ("第三条第（一）至（三）项", "3(1) 3(2) 3(3)"),
        ("第三条第一款第二项、第四条", "3.1(2) 4"),
        ("第五十条:第一款", "50.1"),
        ("第七十九条（第二款）", "79.2"),
        ("第三节", "Section:3"),
        ("第三部分第六条", "6"),
        ("附件2", "Annex:2"),
        ("：（三）", "Point:3"),
    ] {
        let found = parse(&format!("《甲法》{text}"));
        let shown = shown(&found);
        assert_eq!(
            shown
                .first()
                .map(|shown| shown.trim_start_matches("甲法").trim()),
            Some(expected),
            "{text}"
        );
    }
    let broken = parse("《甲法》第三十十条");
    assert_eq!(broken[0].problems[0].0, CitationProblem::MalformedNumber);
    let backward = parse("《甲法》第十条至第三条");
    assert_eq!(backward[0].problems[0].0, CitationProblem::BackwardRange);
}

#[test]
fn headings_and_sentences() {
    check(
        "《甲法》第九十三条：给予处分。第九十四条：追究责任。",
        &["甲法 93 「给予处分。」", "~甲法 94 「追究责任。」"],
    );
    check(
        "《甲法》第三条：违反本法第二十条规定的，处罚款。依照第三十条第一款处罚。",
        &["甲法 3 「违反本法第二十条规定的，处罚款。依照第三十条第一款处罚。」"],
    );
    check(
        "《甲法》第三条：由主管部门依据《乙法》进行查处；依照《乙法》第四条的规定处罚。",
        &["甲法 3 「由主管部门依据《乙法》进行查处；依照《乙法》第四条的规定处罚。」"],
    );
    check(
        "《甲法》第三条：应当备案。《乙法》第四条：应当登记。",
        &["甲法 3 「应当备案。」", "乙法 4 「应当登记。」"],
    );
    check(
        "《甲法》第三条：应当备案。\n【规章】《乙办法》第四条 应当登记。",
        &["甲法 3 「应当备案。」", "乙办法 4 「应当登记。」"],
    );
    check(
        "《甲法》（2018年修正）\n    第十三条：应当备案；\n    （一）有下列情形的；\n    第二十条第二款：可以登记。",
        &[
            "甲法 13 「应当备案；（一）有下列情形的；」",
            "~甲法 20.2 「可以登记。」",
        ],
    );
    check(
        "《甲法》第十三条；社会保险机构备案。",
        &["甲法 13 ?「社会保险机构备案。」"],
    );
    check(
        "《甲法》第三十五条申请人应当备案。",
        &["甲法 35 ?「申请人应当备案。」"],
    );
    check(
        "**《甲法》第三条：**备案。**第四条：**登记。",
        &["甲法 3 「备案。」", "~甲法 4 「登记。」"],
    );
    check(
        "<p>《甲法》第三条：备案。</p> <p>第四条：登记。</p>",
        &["甲法 3 「备案。」", "~甲法 4 「登记。」"],
    );
    check(
        "《甲法》第三条规定：“应当备案。”并处罚款。",
        &["甲法 3 「应当备案。」"],
    );
    check("根据《甲法》第三条规定，责令改正。", &["甲法 3"]);
    check(
        "《甲法》第三条、第四条：应当备案。",
        &["甲法 3 4 「应当备案。」"],
    );
    check(
        "《甲法》第五十条第一款：备案。第二款：登记。",
        &["甲法 50.1 「备案。」", "~甲法 50.2 「登记。」"],
    );
}

#[test]
fn lists_without_articles() {
    check(
        "依据《甲法》《乙条例》《丙办法》等法律法规追究责任",
        &["甲法", "乙条例", "丙办法"],
    );
    check("《甲法》、《乙法》。", &["甲法", "乙法"]);
    check(
        "《甲法》第一条、《乙法》第二条、第三条",
        &["甲法 1", "乙法 2 3"],
    );
}

#[test]
fn forms_are_no_citations() {
    check(
        "制作《行政处罚告知书》送达当事人，出具《营业执照》和《申请表》。",
        &[],
    );
    check("《行政处罚决定书》", &[]);
    check("违反本条例第二十条规定的", &[]);
    check("依照本法第五十一条处理", &[]);
}

#[test]
fn bare_titles_come_from_the_table() {
    check(
        "社会保险法第八十四条：应当备案。",
        &["社会保险法 84 「应当备案。」"],
    );
    check(
        "依据中华人民共和国价格法第十二条的规定",
        &["中华人民共和国价格法 12"],
    );
    check("某某某法第八十四条：应当备案。", &[]);
    assert_eq!(parse("社会保险法第八十四条")[0].form, TitleForm::Bare);
}

#[test]
fn a_bare_number_inherits() {
    let first = parse("《甲法》第三条：应当备案。");
    let found = parse_after("第四条：应当登记。", first.last());
    assert_eq!(shown(&found), ["~甲法 4 「应当登记。」"]);
    assert_eq!(shown(&parse("第四条：应当登记。")), Vec::<String>::new());
}

#[test]
fn parts_have_their_places() {
    let text =
        "【法律】国务院《甲\n条例》（国务院令第１2号，2018年修订）\n第三条 第一款：应当 备案。";
    let found = parse(text);
    let citation = &found[0];
    let at = |span: Span| &text[span.range()];
    assert_eq!(at(citation.rank.as_ref().unwrap().1), "法律");
    assert_eq!(at(citation.issuer.as_ref().unwrap().1), "国务院");
    assert_eq!(at(citation.title_span), "甲\n条例");
    assert_eq!(citation.title, "甲条例");
    assert_eq!(
        at(citation.document_number.as_ref().unwrap().1),
        "国务院令第１2号"
    );
    assert_eq!(
        at(citation.version.as_ref().unwrap().1),
        "国务院令第１2号，2018年修订"
    );
    assert_eq!(at(citation.articles[0].span), "第三条 第一款");
    assert_eq!(
        at(citation.quotation.as_ref().unwrap().span()),
        "应当 备案。"
    );
    assert_eq!(
        citation.quotation.as_ref().unwrap().text.as_str(),
        "应当备案。"
    );
    assert_eq!(at(citation.span), text);
}

#[test]
fn short_names_are_set() {
    let found = parse("《甲乙丙条例》（以下简称《条例》）第三条");
    assert_eq!(found[0].abbreviation.as_ref().unwrap().0, "条例");
}

/// Text made of the parts that the grammar looks at, in any order.
fn parts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("《"),
        Just("》"),
        Just("〈"),
        Just("〉"),
        Just("<"),
        Just(">"),
        Just("<p>"),
        Just("</p>"),
        Just("**"),
        Just("（"),
        Just("）"),
        Just("("),
        Just("【法律】"),
        Just("【"),
        Just("】"),
        Just("〔2018〕"),
        Just("第"),
        Just("条"),
        Just("款"),
        Just("项"),
        Just("章"),
        Just("三"),
        Just("十"),
        Just("12"),
        Just("１"),
        Just("之一"),
        Just("至"),
        Just("、"),
        Just("，"),
        Just("。"),
        Just("；"),
        Just("："),
        Just(":"),
        Just("“"),
        Just("”"),
        Just(" "),
        Just("\n"),
        Just("　"),
        Just("甲法"),
        Just("社会保险法"),
        Just("国务院"),
        Just("关于印发"),
        Just("的通知"),
        Just("实施"),
        Just("实施细则"),
        Just("规定"),
        Just("的"),
        Just("依据"),
        Just("国发"),
        Just("63号"),
        Just("国务院令第5号"),
        Just("2018年修正"),
        Just("附件"),
        Just("&nbsp;"),
        Just("以下简称"),
        Just("𠮷"),
        Just("a"),
        Just("…"),
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

#[test]
fn numbers_with_a_word_left_out() {
    for (text, expected) in [
        (
            "《甲法》第六十四条、六十五条和第六十六条第一款",
            "甲法 64 65 66.1",
        ),
        ("《甲法》第六十四条至六十六条", "甲法 64..66"),
        ("《甲法》第六十四条,65条以及七十条。", "甲法 64 65 70"),
        ("《甲法》第三条第一款、二款", "甲法 3.1 3.2"),
        ("《甲法》第六十四条、三条道路", "甲法 64"),
        ("《甲法》六十四条、第六十五条", "甲法 64 65"),
        ("《甲法》第一百一十四", "甲法 114"),
        ("《甲法》第二十四：应当登记。", "甲法 24 「应当登记。」"),
        ("《甲意见》十条措施", "甲意见"),
        ("《甲意见》第一，加强领导", "甲意见"),
    ] {
        assert_eq!(shown(&parse(text)), [expected], "{text}");
    }
    let problems = |text: &str| -> Vec<CitationProblem> {
        let found = parse(text);
        found[0]
            .problems
            .iter()
            .map(|(problem, _)| *problem)
            .collect()
    };
    assert_eq!(problems("《甲法》六十四条"), [CitationProblem::NoOrdinal]);
    assert_eq!(problems("《甲法》第六十四。"), [CitationProblem::NoUnit]);
    assert!(problems("《甲法》第六十四条、六十五条").is_empty());
}

#[test]
fn a_title_without_brackets_after_a_semicolon_is_no_quotation() {
    for (text, expected) in [
        (
            "《甲法》第五十条；社会保险法第四十九条",
            vec!["甲法 50", "社会保险法 49"],
        ),
        (
            "《甲法》第五十条、社会保险法第四十九条。",
            vec!["甲法 50", "社会保险法 49"],
        ),
        ("《甲法》第五十条；江州市灯塔条例第三条。", vec!["甲法 50"]),
        (
            "《甲法》第五十条；损坏乙条例第三条规定的灯塔的，处罚款。",
            vec!["甲法 50 ?「损坏乙条例第三条规定的灯塔的，处罚款。」"],
        ),
    ] {
        assert_eq!(shown(&parse(text)), expected, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_survived_and_spans_are_of_the_text(text in parts()) {
        let source = Source::new("t", text.clone(), "UTF-8");
        for citation in parse(&text) {
            let mut spans = vec![citation.span, citation.title_span];
            spans.extend(citation.articles.iter().map(|article| article.span));
            spans.extend(citation.quotation.iter().map(|quotation| quotation.span()));
            spans.extend(citation.problems.iter().map(|(_, span)| *span));
            for part in [&citation.inner, &citation.issuer, &citation.document_number, &citation.version, &citation.rank] {
                spans.extend(part.iter().map(|(_, span)| *span));
            }
            for span in spans {
                prop_assert!(text.get(span.range()).is_some(), "{span:?} {text:?}");
                prop_assert!(!source.slice(span).is_empty() || span.is_empty());
            }
            prop_assert!(!citation.title.is_empty());
            for article in &citation.articles {
                prop_assert!(article.until.is_none_or(|until| until >= article.article));
            }
        }
    }

    #[test]
    fn quotations_do_not_overlap(text in parts()) {
        let mut end = 0;
        for citation in parse(&text) {
            if let Some(quotation) = citation.quotation {
                prop_assert!(quotation.span().start() >= end, "{text:?}");
                end = quotation.span().end();
            }
        }
    }

    /// What is written is read back, whatever blanks and line breaks stand between its characters.
    #[test]
    fn a_written_citation_is_read_back(
        article in 1u32..1300,
        insertion in prop::option::of(1u32..9),
        paragraph in prop::option::of(1u32..12),
        item in prop::option::of(1u32..15),
        arabic: bool,
        numbered: bool,
        breaks in prop::collection::vec(0usize..70, 0..6),
    ) {
        use crate::law::numeral::chinese;
        let number = |value: u32| if arabic { value.to_string() } else { chinese(value) };
        let mut provision = format!("第{}条", number(article));
        if let Some(insertion) = insertion {
            provision += &format!("之{}", chinese(insertion));
        }
        if let Some(paragraph) = paragraph {
            provision += &format!("第{}款", chinese(paragraph));
        }
        if let Some(item) = item {
            provision += &format!("第（{}）项", chinese(item));
        }
        let document = if numbered { "（江府发〔2018〕63号）" } else { "" };
        let title = "江州市灯塔管理条例";
        let plain = format!("《{title}》{document}{provision}：灯塔应当每年粉刷。");
        let mut text = String::new();
        for (at, character) in plain.chars().enumerate() {
            // Digits run together: a break between them makes two numbers.
            if breaks.contains(&at) && !character.is_ascii_digit() && !"〔〕".contains(character) {
                text.push('\n');
            }
            text.push(character);
        }
        let source = Source::new("t", text.clone(), "UTF-8");
        let written = |span: Span| source.slice(span).replace('\n', "");
        let found = parse(&text);
        prop_assert_eq!(found.len(), 1, "{:?}", text);
        let citation = &found[0];
        prop_assert_eq!(&citation.title, title);
        prop_assert_eq!(written(citation.title_span), title);
        let cited = citation.articles.first().expect("the article is read");
        prop_assert_eq!(
            (cited.article, cited.insertion, cited.paragraph, cited.item),
            (article, insertion.unwrap_or(0), paragraph, item)
        );
        prop_assert_eq!(written(cited.span), provision);
        prop_assert_eq!(citation.document_number.is_some(), numbered);
        let quotation = citation.quotation.as_ref().expect("the text is read");
        prop_assert_eq!(written(quotation.span()), "灯塔应当每年粉刷。");
    }
}
