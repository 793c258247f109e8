use std::sync::Arc;
use std::time::Instant;

use super::*;
use crate::diagnostic::{Label, Severity};
use crate::message::Language;
use crate::report::testing::{at, file, finding, report, sample, written};
use crate::source::{Place, PlaceIndex, Source, Span};

#[test]
fn some_of_everything() {
    insta::assert_snapshot!(written("human", &sample()));
}

#[test]
fn in_english() {
    let mut report = sample();
    report.language = Language::En;
    insta::assert_snapshot!(written("human", &report));
}

/// The columns (as a terminal shows them) under which the marks of a finding stand.
fn underlined(page: &str, needle: &str) -> (Range, Range) {
    use unicode_width::UnicodeWidthStr as _;
    let lines: Vec<&str> = page.lines().collect();
    let row = lines
        .iter()
        .position(|line| line.contains(needle) && line.contains('│'))
        .unwrap();
    let before = lines[row].split(needle).next().unwrap().width();
    let marks = lines[row + 1];
    let is_mark = |c: char| "─┬▲".contains(c);
    let first = marks.find(is_mark).unwrap();
    let last = marks.rfind(is_mark).unwrap();
    (
        (before, before + needle.width()),
        (marks[..first].width(), marks[..last].width() + 1),
    )
}
type Range = (usize, usize);

fn page_of(text: &str, span: Span, style: &Style) -> String {
    let source = Source::new("清单.csv", text.to_owned(), "UTF-8");
    let report = report(vec![file(
        "清单.csv",
        source,
        vec![finding("a/b", Severity::Error, span)],
    )]);
    let mut out = Vec::new();
    write(&report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn carets_stand_under_the_flagged_characters() {
    for (text, needle) in [
        ("序号,名称\n1,对“骗取”基金（含救助）的处罚\n", "（含救助）"),
        ("1,\t医疗\t器械𠮷经营\n", "𠮷经营"),
        ("a\tb\t器械\n", "器械"),
        ("《旧法》", "《旧法》"),
        ("1,🏛名称,①许可\n", "①许可"),
    ] {
        let page = page_of(text, at(text, needle, 0), &Style::default());
        let (expected, found) = underlined(&page, needle);
        assert_eq!(expected, found, "{page}");
    }
}

#[test]
fn a_long_line_is_cut_around_the_mark() {
    let text = format!(
        "1,{}《某法》第三条{}\n",
        "前面的文字。".repeat(5000),
        "后面的文字。".repeat(5000)
    );
    let page = page_of(&text, at(&text, "《某法》", 0), &Style::default());
    use unicode_width::UnicodeWidthStr as _;
    let widest = page.lines().map(|line| line.width()).max().unwrap();
    assert!(widest <= 100, "{widest}\n{page}");
    assert!(page.contains("清单.csv:1:30003"), "{page}");
    let (expected, found) = underlined(&page, "《某法》");
    assert_eq!(expected, found, "{page}");
    assert!(page.contains("……"));
}

#[test]
fn a_long_mark_is_cut_in_its_middle() {
    let quotation = "引文".repeat(400);
    let text = format!("依据：{quotation}。\n");
    let page = page_of(&text, at(&text, &quotation, 0), &Style::default());
    use unicode_width::UnicodeWidthStr as _;
    let widest = page.lines().map(|line| line.width()).max().unwrap();
    assert!(widest <= 100, "{widest}\n{page}");
    assert!(page.contains("依据：引文"), "{page}");
    assert!(page.contains("引文。"), "{page}");
}

#[test]
fn line_breaks_and_control_characters_are_made_visible() {
    let text = "市统\r\n计\u{1b}[31m局的\u{202e}职责\n";
    let page = page_of(
        text,
        at(text, "统\r\n计\u{1b}[31m局的\u{202e}职", 0),
        &Style::default(),
    );
    assert!(
        page.contains("市统⏎计\u{FFFD}[31m局的\u{FFFD}职责"),
        "{page}"
    );
    assert!(!page.contains('\u{1b}'));
}

#[test]
fn ascii_only_draws_with_ascii() {
    let text = "甲乙丙\n";
    let style = Style {
        ascii: true,
        ..Style::default()
    };
    let page = page_of(text, at(text, "乙", 0), &style);
    assert!(!page.contains(['│', '─', '╭', '×']), "{page}");
}

#[test]
fn a_missing_thing_is_pointed_at() {
    let text = "1,,乙\n\n";
    assert!(page_of(text, Span::empty(2), &Style::default()).contains('▲'));
    let page = page_of("1,乙,\n", Span::empty(6), &Style::default());
    assert!(page.contains("   ·      ▲"), "{page}");
    // At the end of the file, in an empty line and in an empty file.
    for (text, at) in [(text, text.len()), ("", 0)] {
        let page = page_of(text, Span::empty(at), &Style::default());
        assert!(page.contains("（空白）"), "{page}");
    }
}

#[test]
fn office_cells_have_their_address() {
    let text = "序号\n1\n依据一\n依据《旧法》\n末\n".to_owned();
    let cell = |start: usize, end: usize, row, column| {
        (
            Span::new(start, end),
            Place::Cell {
                sheet: Arc::from("行政许可"),
                row,
                column,
            },
        )
    };
    let start = at(&text, "依据一", 0).start();
    let end = at(&text, "《旧法》", 0).end();
    let places = PlaceIndex::new(vec![
        cell(0, 6, 0, 0),
        cell(7, 8, 1, 0),
        cell(start, end, 11, 5),
        cell(end + 1, end + 4, 12, 5),
    ]);
    let diagnostic = Diagnostic {
        labels: vec![
            Label {
                file: None,
                span: Span::new(7, 8),
                message: Message::new("序号", "number"),
            },
            Label {
                file: None,
                span: Span::new(start, start + 6),
                message: Message::new("前文", "before"),
            },
        ],
        ..finding("a/b", Severity::Warning, at(&text, "《旧法》", 0))
    };
    let source = Source::with_places("某局.xlsx", text, "office", places);
    let page = written(
        "human",
        &report(vec![file("某局.xlsx", source, vec![diagnostic])]),
    );
    insta::assert_snapshot!(page);
}

#[test]
fn labels_in_other_files_and_over_each_other() {
    let text = "甲,对某事的处罚\n";
    let other = "丙,对某事的处罚\n";
    let diagnostic = Diagnostic {
        labels: vec![
            Label {
                file: Some("乙.csv".into()),
                span: at(other, "对某事的处罚", 0),
                message: Message::new("那里也有", "also there"),
            },
            Label {
                file: None,
                span: at(text, "某事", 0),
                message: Message::new("里面", "inside"),
            },
        ],
        ..finding("a/b", Severity::Error, at(text, "对某事的处罚", 0))
    };
    let page = written(
        "human",
        &report(vec![
            file(
                "甲.csv",
                Source::new("甲.csv", text.into(), "UTF-8"),
                vec![diagnostic],
            ),
            file(
                "乙.csv",
                Source::new("乙.csv", other.into(), "UTF-8"),
                Vec::new(),
            ),
        ]),
    );
    insta::assert_snapshot!(page);
}

#[test]
fn the_cost_of_a_finding_does_not_grow_with_the_file() {
    let row =
        "12,对未取得许可从事经营活动的处罚,0200-B-00200,《某某法》第一百二十二条第一款规定的情形\n";
    let time = |rows: usize| {
        let text = row.repeat(rows);
        let source = Source::new("清单.csv", text, "UTF-8");
        // Once a file, at the first finding.
        source.line_count();
        let step = rows / 500;
        let diagnostics = (0..500)
            .map(|index| {
                let start = index * step * row.len() + 3;
                finding("a/b", Severity::Error, Span::new(start, start + 9))
            })
            .collect();
        let report = report(vec![file("清单.csv", source, diagnostics)]);
        let start = Instant::now();
        write(&report, &Style::default(), &mut io::sink()).unwrap();
        start.elapsed()
    };
    time(500);
    let small = time(500);
    let large = time(100_000);
    assert!(
        large < small * 4 + std::time::Duration::from_millis(20),
        "{small:?} for a file of 60 kB, {large:?} for one of 12 MB"
    );
}
