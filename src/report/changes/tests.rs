use super::*;
use crate::compare::{
    Change, ChangesSummary, FieldChange, ItemSide, Kind, ListSide, Mark, MarkedRange,
};

fn side(file: &str, items: usize) -> ListSide {
    ListSide {
        file: file.into(),
        title: Some("江州市权责清单".into()),
        department: None,
        items,
    }
}

fn item(name: &str, place: Option<&str>) -> ItemSide {
    ItemSide {
        index: 0,
        number: Some("1".into()),
        code: None,
        name: Some(name.into()),
        class: Some("行政处罚".into()),
        parent: None,
        line: 3,
        column: 5,
        place: place.map(str::to_owned),
    }
}

fn sample() -> Changes {
    let field = FieldChange {
        field: Some("basis".into()),
        name: "设定依据".into(),
        old: "《江州市条例》第三条：违反<规定>的处一千元罚款，情节严重的加倍|处罚。".into(),
        new: "《江州市条例》第三条：违反<规定>的处二千元罚款，情节严重的加倍|处罚。".into(),
        marks: vec![Mark {
            old: MarkedRange { start: 19, end: 20 },
            new: MarkedRange { start: 19, end: 20 },
        }],
    };
    Changes {
        version: 1,
        tool: "dutylint 0".into(),
        old: side("旧.xlsx", 3),
        new: side("新.csv", 2),
        summary: ChangesSummary {
            merged: 1,
            changed: 1,
            unchanged: 0,
            ..ChangesSummary::default()
        },
        columns_added: vec!["监督电话".into()],
        columns_dropped: Vec::new(),
        changes: vec![
            Change {
                kinds: vec![Kind::Merged],
                old: vec![
                    item("甲类处罚", Some("Sheet1!B3")),
                    item("乙类处罚", Some("Sheet1!B4")),
                ],
                new: vec![item("甲乙类处罚", None)],
                fields: Vec::new(),
            },
            Change {
                kinds: vec![Kind::HandedDown, Kind::Changed],
                old: vec![item("对某事的处罚", Some("Sheet1!B5"))],
                new: vec![item("对某事的处罚", None)],
                fields: vec![field],
            },
        ],
    }
}

fn page(name: &str, style: &Style) -> String {
    let (_, write) = CHANGE_FORMATS
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    let mut out = Vec::new();
    write(&sample(), Language::Zh, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn people_see_the_characters_with_and_without_colour() {
    let plain = page("human", &Style::default());
    assert!(
        plain.contains("…第三条：违反<规定>的处[-一-]{+二+}千元罚款，情节严重的加倍…"),
        "{plain}"
    );
    assert!(
        plain.contains("  - 1 甲类处罚 [行政处罚]  Sheet1!B3"),
        "{plain}"
    );
    assert!(plain.contains("（内容修改）"), "{plain}");
    assert!(plain.contains("监督电话"), "{plain}");
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let color = Style {
        color: true,
        ..Style::default()
    };
    let colored = page("human", &color);
    assert!(
        colored.contains("\u{1b}[31;9m一\u{1b}[0m\u{1b}[32m二"),
        "{colored}"
    );
}

#[test]
fn markdown_stays_a_table() {
    let page = page("markdown", &Style::default());
    assert!(page.contains("<del>一</del><ins>二</ins>"), "{page}");
    assert!(page.contains("&lt;规定>"), "{page}");
    for line in page.lines().filter(|line| line.starts_with('|')) {
        let bars = line.replace("\\|", "").matches('|').count();
        assert_eq!(bars, 5, "{line}");
    }
}

#[test]
fn the_page_shows_the_whole_text_escaped() {
    let page = page("html", &Style::default());
    assert!(
        page.contains("违反&lt;规定&gt;的处<del>一</del><ins>二</ins>千元"),
        "{page}"
    );
    assert!(page.contains("甲乙类处罚"), "{page}");
    assert!(!page.contains("http"), "{page}");
}

#[test]
fn the_document_is_what_its_schema_says() {
    let schema = serde_json::to_value(crate::compare::schema()).unwrap();
    let document: serde_json::Value =
        serde_json::from_str(&page("json", &Style::default())).unwrap();
    let errors: Vec<_> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
}
