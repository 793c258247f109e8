use proptest::prelude::*;

use super::*;
use crate::list::Value;
use crate::read::{Cell, Paragraph};
use crate::source::{RawText, Span};

static VOCABULARY: std::sync::LazyLock<Vocabulary> =
    std::sync::LazyLock::new(|| Vocabulary::builtin().unwrap());

/// Texts as cells and lines have them, sensible and not.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just(" \u{3000}".to_owned()),
        (1u32..30).prop_map(|number| number.to_string()),
        prop::sample::select(vec![
            "序号",
            "事项名称",
            "子项名称",
            "权力类型",
            "权利类型",
            "实施依据",
            "责任事项",
            "责任岗位",
            "追责情形",
            "追责依据",
            "实施层级及权限",
            "备注",
            "主体责任",
            "职责边界",
            "部门名称：江州市城市管理局",
            "办理环节",
            "表2-1",
            "江州市城市管理局权责清单",
            "行政处罚",
            "行政许可",
            "其他行政权力（审核转报）",
            "一、行政处罚（2项）",
            "备注：每年调整。",
            "无",
            "合计",
            "市级",
            "江州市城市管理局",
            "对损坏设施的处罚",
            "占道许可",
            "1.占道审批",
            "市政科",
            "市政科、广告科",
            "市政科\n负责人",
            "广告\n科负责人",
            "0799-1234567",
            "1.立案责任：登记。",
            "2.告知责任：说明理由。",
            "立案阶段责任：登记。 告知阶段责任：告知。",
            "3.其他法律法规规章文件规定应履行的责任。",
            "直接实施责任：\n1.公开标准。\n2.依法办理。",
            "（一）管理道路。\n（二）管理市容。",
            "《江州市市容管理办法》第十二条：限期修复。",
            "第十三条：按价赔付。",
            "《江州市行政过错追究办法》第九条：玩忽职守的，依法给予处分。",
            "因不履行或不正确履行职责，有下列情形的，应承担相应责任：\n1.不办理的；\n2.拖延的。",
            "权力类型：行政处罚",
            "《未完",
            "**粗体**",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
        "[一二三1-9、.（）：。；\n ]{0,10}",
    ]
}

/// A part of a document before its text has a place.
#[derive(Debug, Clone)]
enum Part {
    Paragraph(String),
    Table {
        name: Option<String>,
        rows: Vec<Vec<(String, u32, u32)>>,
    },
}

fn part() -> impl Strategy<Value = Part> {
    let spans = prop_oneof![8 => Just(1u32), 1 => Just(2), 1 => Just(3)];
    let cell = (text(), spans.clone(), spans);
    prop_oneof![
        text().prop_map(Part::Paragraph),
        (
            prop::option::of(text()),
            prop::collection::vec(prop::collection::vec(cell, 0..7), 0..7)
        )
            .prop_map(|(name, rows)| Part::Table { name, rows }),
    ]
}

fn document(parts: Vec<Part>) -> (Source, Document) {
    let mut text = String::new();
    let mut document = Document::default();
    let mut put = |part: &str| {
        let start = text.len();
        text.push_str(part);
        let span = Span::new(start, text.len());
        text.push('\n');
        RawText::verbatim(span)
    };
    for part in parts {
        match part {
            Part::Paragraph(line) => {
                let text = put(&line);
                document
                    .blocks
                    .push(Block::Paragraph(Paragraph { text, heading: 0 }));
            }
            Part::Table { name, rows } => {
                let mut table = Table {
                    name: name.map(Into::into),
                    ..Table::default()
                };
                // Columns that a cell above still covers.
                let mut covered: Vec<u32> = Vec::new();
                for (row, cells) in (0u32..).zip(rows) {
                    let mut column = 0usize;
                    for (content, row_span, column_span) in cells {
                        while covered.get(column).is_some_and(|until| *until > row) {
                            column += 1;
                        }
                        covered.resize(covered.len().max(column + column_span as usize), 0);
                        // A cell grows over free columns only.
                        let free = (column..column + column_span as usize)
                            .take_while(|at| covered[*at] <= row)
                            .count();
                        for until in &mut covered[column..column + free] {
                            *until = row + row_span;
                        }
                        table.cells.push(Cell {
                            row,
                            column: column as u32,
                            row_span,
                            column_span: free as u32,
                            text: put(&content),
                            ..Cell::default()
                        });
                        column += free;
                        table.columns = table.columns.max(column as u32);
                        table.rows = table.rows.max(row + row_span);
                    }
                }
                document.blocks.push(Block::Table(table));
            }
        }
    }
    (Source::new("any.txt", text, "UTF-8"), document)
}

/// Where the texts of a list stand; with the item, for those that belong to one alone.
fn places(list: &List<'_>) -> Vec<(Span, Option<usize>)> {
    let mut places: Vec<(Span, Option<usize>)> = Vec::new();
    let mut whole = |value: &Value<'_>| places.push((value.span(), None));
    list.title.iter().for_each(&mut whole);
    list.department.iter().for_each(&mut whole);
    list.headers.iter().for_each(|header| whole(&header.value));
    list.sections
        .iter()
        .filter_map(|section| section.title.as_ref())
        .for_each(&mut whole);
    list.duties
        .iter()
        .chain(&list.boundaries)
        .chain(&list.remarks)
        .for_each(&mut whole);
    list.unassigned.iter().for_each(|other| whole(&other.value));
    places.extend(list.repeated.iter().map(|copy| (copy.span, None)));
    for item in &list.items {
        for value in item
            .fields
            .iter()
            .map(|(_, value)| value)
            .chain(item.extra.iter().map(|(_, value)| value))
        {
            places.push((value.span(), (!value.shared).then_some(item.index)));
        }
    }
    places
}

fn blocks(document: &Document) -> Vec<Span> {
    let mut spans = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => spans.push(paragraph.text.span),
            Block::Table(table) => spans.extend(table.cells.iter().map(|cell| cell.text.span)),
            Block::Aside(text) => spans.push(text.span),
            Block::Tree(_) => {}
        }
    }
    spans
}

proptest! {
    /// No text is lost, none belongs to two items, every span is in the file, nothing panics.
    #[test]
    fn every_text_has_its_place(parts in prop::collection::vec(part(), 0..8)) {
        let (source, document) = document(parts);
        let list = recognise(&source, &document, &VOCABULARY);
        let places = places(&list);
        for (span, _) in &places {
            prop_assert!(source.text().get(span.range()).is_some(), "{span:?}");
        }
        // By the byte: whether it is held, and by which item alone.
        let mut held = vec![(false, None); source.text().len()];
        for (span, item) in &places {
            for (was, owner) in &mut held[span.range()] {
                *was = true;
                prop_assert!(owner.is_none() || item.is_none() || owner == item, "{:?} is in two items", source.slice(*span));
                *owner = owner.or(*item);
            }
        }
        for span in blocks(&document) {
            for (at, character) in source.slice(span).char_indices() {
                // The colon between a label and its value on one line belongs to neither.
                let matters = !crate::source::is_blank(character) && !matches!(character, '：' | ':');
                prop_assert!(!matters || held[span.start() + at].0, "{:?} is lost", source.slice(span));
            }
        }
        for (index, item) in list.items.iter().enumerate() {
            prop_assert_eq!(item.index, index);
            prop_assert!(item.parent.is_none_or(|parent| parent < index));
            let subs = list.items.iter().filter(|other| other.parent == Some(index));
            prop_assert!(list.sub_items(index).map(|sub| sub.index).eq(subs.map(|sub| sub.index)));
            for stage in &item.stages {
                prop_assert!(source.text().get(stage.value.span().range()).is_some());
                prop_assert!(stage.post.is_none_or(|post| post < item.posts.len()));
            }
        }
        for section in &list.sections {
            prop_assert!(section.items.end <= list.items.len() && section.items.start <= section.items.end);
        }
    }
}
