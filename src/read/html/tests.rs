use proptest::prelude::*;

use super::*;
use crate::read::document::Table;
use crate::read::test_support::{check_document, shown};

fn shown_of(text: &str) -> Vec<String> {
    let document = read(text);
    check_document(text, &document);
    shown(text, &document)
}

fn tables(document: &Document) -> Vec<&Table> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
        .collect()
}

const MESSY: &str = "<html><head><title>不读</title><style>td{}</style></head><body>\
<h1>某局<br>清单</h1><p>说明&nbsp;甲&amp;乙\n  丙<br>又行</p>散文\
<TABLE border=1><caption>表一</caption>\r\n<tr><th>编码<th colspan=2>名称</tr>\
<tr><td rowspan=2>01<td><p class=MsoNormal>对𠮷木的<span>处罚</span></p><p>二段</p><td>x<script>var a='<td>';</script>\
<tr><td>&#20013;国<td>  </tr>误置\
<!-- <td>注释 --><tr hidden><td>隐<td>行<td>三</table>\
<ul><li>甲项<li>乙项</ul></body></html>";

#[test]
fn a_page_is_read_as_a_browser_does() {
    assert_eq!(
        shown_of(MESSY),
        [
            "P1 某局\n清单",
            "P 说明\u{A0}甲&乙 丙",
            "P 又行",
            "P 散文误置",
            "P 表一",
            "T 4x3",
            "  0,0! 编码",
            "  0,1+1x2! 名称",
            "  1,0+2x1 01",
            "  1,1 对𠮷木的处罚⏎二段",
            "  1,2 x",
            "  2,1 中国",
            "  2,2 ",
            "  3,0 隐",
            "  3,1 行",
            "  3,2 三",
            "P 甲项",
            "P 乙项",
        ]
    );
    let document = read(MESSY);
    assert_eq!(tables(&document)[0].name.as_deref(), Some("表一"));
    assert!(
        tables(&document)[0]
            .cells
            .iter()
            .filter(|cell| cell.hidden)
            .count()
            == 3
    );
    assert!(
        document
            .notes
            .iter()
            .any(|note| note.kind == NoteKind::Hidden)
    );
}

#[test]
fn characters_keep_their_place() {
    let document = read(MESSY);
    let table = tables(&document)[0];
    let place = |cell: usize, part: &str| {
        let text = table.cells[cell].text.text(MESSY);
        let at = text.as_str().find(part).unwrap();
        MESSY[text.source_span(at..at + part.len()).range()].to_owned()
    };
    assert_eq!(place(3, "𠮷木"), "𠮷木");
    assert_eq!(place(3, "木的处罚"), "木的<span>处罚");
    assert_eq!(place(3, "二"), "二");
    assert_eq!(place(5, "中"), "&#20013;");
    assert_eq!(place(5, "国"), "国");
    // Text that stands between rows is put before the table, and still keeps its place.
    let foster = document
        .blocks
        .iter()
        .find_map(|block| match block {
            Block::Paragraph(paragraph) if paragraph.text.as_str(MESSY).contains("误置") => {
                Some(paragraph.text.text(MESSY))
            }
            _ => None,
        })
        .unwrap();
    let at = foster.as_str().find("误").unwrap();
    let span = foster.source_span(at..at + 3);
    assert_eq!(&MESSY[span.range()], "误");
    assert!(MESSY[..span.start()].ends_with("</tr>"));
}

#[test]
fn tables_within_cells_follow_their_table() {
    let text = "<table><tr><td>外<table><tr><td>内一<table><tr><td>最内</table></table>后<td>右\
<table><tr><td>内二</table></table>";
    assert_eq!(
        shown_of(text),
        [
            "T 1x2",
            "  0,0 外⏎后",
            "  0,1 右",
            "T 1x1",
            "  0,0 内一",
            "T 1x1",
            "  0,0 最内",
            "T 1x1",
            "  0,0 内二",
        ]
    );
    let document = read(text);
    let outer = tables(&document)[0];
    assert_eq!(outer.cells[0].nested, [1]);
    assert_eq!(outer.cells[1].nested, [3]);
}

#[test]
fn spans_of_cells_are_kept_within_bounds() {
    assert_eq!(
        shown_of(
            "<table><tr><td rowspan=0>甲<td rowspan=99 colspan=0>乙<tr><td>丙<tbody><tr><td colspan=abc>丁</table>"
        ),
        [
            "T 3x3",
            "  0,0+2x1 甲",
            "  0,1+2x1 乙",
            "  1,2 丙",
            "  2,0 丁"
        ]
    );
    // A wide cell stops before one that reaches down from above.
    assert_eq!(
        shown_of("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d</table>"),
        ["T 2x3", "  0,0 a", "  0,1+2x1 b", "  0,2 c", "  1,0 d"]
    );
    let wide = format!("<table><tr>{}</table>", "<td colspan=1000>甲".repeat(40));
    let document = read(&wide);
    check_document(&wide, &document);
    assert!(
        document
            .notes
            .iter()
            .any(|note| note.kind == NoteKind::UnreadablePart)
    );
}

#[test]
fn hidden_text_is_noted_and_left_out() {
    let text = "<p>甲<span style='DISPLAY : none'>乙</span>丙</p><div hidden></div><table style=\"display:none\"><tr><td>丁</table>";
    assert_eq!(shown_of(text), ["P 甲丙", "T 1x1", "  0,0 丁"]);
    let document = read(text);
    assert!(tables(&document)[0].hidden);
    assert_eq!(document.notes.len(), 2);
}

#[test]
fn uneven_rows_are_noted() {
    let row = "<tr><td>1<td>2<td>3";
    let text = format!("<table><tr><td>标题{row}{row}<tr><td>1<td>2{row}</table>");
    let document = read(&text);
    assert_eq!(document.notes.len(), 1);
    assert_eq!(document.notes[0].kind, NoteKind::RaggedRow);
    assert!(text[document.notes[0].span.end()..].starts_with("<td>1<td>2<tr>"));
}

#[test]
fn blanks_collapse_but_in_pre() {
    assert_eq!(
        shown_of("<p>  甲 \r\n 乙  <b> 丙</b>\t</p><pre>一\n  二</pre>"),
        ["P 甲 乙 丙", "P 一⏎  二"].map(|line| line.replace('⏎', "\n"))
    );
}

#[test]
fn deep_nesting_ends() {
    let text = format!("{}甲{}", "<div>".repeat(50_000), "</div>".repeat(50_000));
    let document = read(&text);
    check_document(&text, &document);
    assert_eq!(shown(&text, &document), ["P 甲"]);
    assert_eq!(document.notes.len(), 1);
    let flat = format!("<table>{}", "<tr><td>甲<td><p>乙<li>丙".repeat(2_000));
    let document = read(&flat);
    assert!(document.notes.is_empty());
    assert_eq!(tables(&document)[0].cells.len(), 4_000);
    let after = format!("{text}<table><tr><td>乙</table>");
    assert_eq!(shown_of(&after), ["P 甲", "T 1x1", "  0,0 乙"]);
    let tables = format!("{}甲", "<table><tr><td>".repeat(5_000));
    check_document(&tables, &read(&tables));
}

proptest! {
    #[test]
    fn any_input_is_read(parts in prop::collection::vec(
        prop_oneof![
            Just("<table>"), Just("</table>"), Just("<tr>"), Just("<td>"), Just("<td rowspan=3 colspan=2>"),
            Just("<th>"), Just("</td>"), Just("<p>"), Just("<br>"), Just("</p>"), Just("<b>"), Just("</b>"),
            Just("<a>"), Just("<select>"), Just("<option>"), Just("<svg>"), Just("<template>"), Just("<frameset>"),
            Just("<pre>\n"), Just("</pre>"), Just("&nbsp;"), Just("&amp"), Just("&#x20BB7;"), Just("甲𠮷"), Just("乙 \r\n"),
            Just("\0"), Just("<!--"), Just("-->"), Just("<script>"), Just("</script>"), Just("<caption>"), Just("<col>"),
            Just("<![CDATA["), Just("<form>"), Just("<body>"), Just("<head>"), Just("<"), Just("\""), Just("<td hidden>"),
        ], 0..40)) {
        let text = parts.concat();
        let document = read(&text);
        check_document(&text, &document);
    }

    #[test]
    fn words_of_cells_stand_where_the_map_says(words in prop::collection::vec("[一丁七万a-z𠮷甲乙]{1,4}", 1..12), wrap in 0usize..6) {
        let mut text = "<table>".to_owned();
        for word in &words {
            let cell = match wrap {
                0 => word.clone(),
                1 => format!("<p>{word}</p>"),
                2 => format!(" \r\n <b>{word}</b>&nbsp;"),
                3 => format!("&lt;{word}<br/>"),
                4 => format!("<div><span>{word}</span></div>\r\n"),
                _ => format!("{word}</td>"),
            };
            text.push_str(&format!("<tr><td>{cell}\n"));
        }
        let document = read(&text);
        check_document(&text, &document);
        let cells = &tables(&document)[0].cells;
        prop_assert_eq!(cells.len(), words.len());
        for (cell, word) in cells.iter().zip(&words) {
            let value = cell.text.text(&text);
            let at = value.as_str().find(word.as_str()).unwrap();
            prop_assert_eq!(&text[value.source_span(at..at + word.len()).range()], word);
        }
    }
}
