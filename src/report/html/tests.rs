use crate::diagnostic::ItemRef;
use crate::message::Message;
use crate::report::Report;
use crate::report::outline::{FieldOutline, ItemOutline, Outline};
use crate::report::testing::{TEXT, at, sample, written};
use crate::source::Text;

fn with_outline() -> Report {
    let mut report = sample();
    let text = |needle: &str| Text::verbatim(TEXT, at(TEXT, needle, 0)).into_owned();
    let checked = report.files[0].outcome.as_mut().unwrap();
    let field = |name: &str, value: &str| FieldOutline {
        name: Message::new(name, name),
        texts: vec![text(value)],
    };
    checked.outline = Some(Outline {
        items: vec![ItemOutline {
            reference: ItemRef {
                number: Some("1".into()),
                name: Some("对骗取医疗保障基金的处罚".into()),
                ..ItemRef::default()
            },
            section: None,
            class: Message::new("行政处罚", "administrative penalty"),
            fields: vec![
                field("事项名称", "对骗取医疗保障基金的处罚"),
                field(
                    "设定依据",
                    "《江州市旧条例》第三条：骗取骗取基金的，责令退回。",
                ),
            ],
            stages: vec![Message::new("告知", "notification")],
        }],
    });
    report
}

#[test]
fn the_page_marks_the_flagged_characters() {
    let page = written("html", &with_outline());
    assert!(page.contains(
        r#"<mark class="error" data-findings="1" id="mark-1">江州市旧条例<sup>1</sup></mark>"#
    ));
    assert!(page.contains(
        r#"<mark class="warning" data-findings="2" id="mark-2">骗取骗取<sup>2</sup></mark>"#
    ));
    assert!(
        page.contains("工作簿") && page.contains("上级文件如此"),
        "failures and waivers are told"
    );
    // The excluded finding stands in the register only.
    assert!(!page.contains(r#"id="finding-3""#));
}

#[test]
fn the_page_asks_nothing_of_a_network() {
    let page = written("html", &with_outline());
    for needle in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(needle), "{needle}");
    }
}

#[test]
fn text_of_the_list_cannot_become_markup() {
    let mut report = with_outline();
    let checked = report.files[0].outcome.as_mut().unwrap();
    checked.diagnostics[0].message = Message::new("<script>alert(1)</script>", "").into();
    let page = written("html", &report);
    assert!(!page.contains("<script>alert"));
}
