use proptest::prelude::*;

use super::*;
use crate::source::Text;

/// Walks all scalars and checks what must hold of every map: pieces lie on character boundaries, within the
/// text, in order; verbatim pieces are the bytes of the source.
fn check_spans(source: &str, node: &Node) {
    assert!(source.get(node.span.range()).is_some(), "{node:?}");
    match &node.value {
        Value::Null => {}
        Value::Scalar { text, .. } => check_text(source, text),
        Value::Sequence(items) => items.iter().for_each(|item| check_spans(source, item)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| {
            check_spans(source, &entry.key);
            check_spans(source, &entry.value);
        }),
    }
}

fn check_text(source: &str, text: &RawText) {
    assert!(source.get(text.span.range()).is_some(), "{text:?}");
    let Some(decoded) = &text.decoded else { return };
    let (value, pieces) = (&decoded.0, &decoded.1);
    assert_eq!(pieces.first().map_or(0, |piece| piece.at), 0);
    for (index, piece) in pieces.iter().enumerate() {
        let end = pieces
            .get(index + 1)
            .map_or(value.len(), |next| next.at as usize);
        let part = value.get(piece.at as usize..end).unwrap();
        let raw = source.get(piece.raw.range()).unwrap();
        assert!(!part.is_empty());
        if piece.verbatim {
            assert_eq!(part, raw);
        }
    }
}

/// Every Chinese character of a value stands at the place its map says.
fn check_characters(source: &str, text: &Text<'_>) {
    for (at, character) in text.as_str().char_indices() {
        if character.is_alphanumeric() {
            let span = text.source_span(at..at + character.len_utf8());
            assert_eq!(
                source[span.range()].chars().collect::<Vec<_>>(),
                [character],
                "{text:?}"
            );
        }
    }
}

fn one(source: &str) -> Node {
    let nodes = parse_yaml(source).unwrap();
    assert_eq!(nodes.len(), 1);
    let node = nodes.into_iter().next().unwrap();
    check_spans(source, &node);
    node
}

fn value<'a>(source: &'a str, node: &'a Node, key: &str) -> Text<'a> {
    node.get(source, key)
        .unwrap()
        .scalar()
        .unwrap()
        .text(source)
}

const SAMPLE: &str = "\
# 注释🏛
单位: 某市市场监督管理局
说明: |
  本清单依据某某办法编制，
    共计一百项。

  第二段。
折叠: >-
  本清单依据某某办法编制,
  请核对。

  另一段
    缩进段
  末行
双引: \"甲\\u0020乙\\n丙\\
  丁 戊
  己\\U00020BB7\\uD842\\uDFB7庚\"
单引: '甲''乙
  丙

  丁'
长文: 没有引号的
  长文字
空:
事项:
  - 名称: 对甲的处罚 # 行尾
    编码: '0100-A'
";

#[test]
fn every_style_maps_to_its_bytes() {
    for source in [
        SAMPLE.to_owned(),
        SAMPLE.replace('\n', "\r\n"),
        format!("\u{FEFF}{SAMPLE}"),
    ] {
        let node = one(&source);
        let expected = [
            ("单位", "某市市场监督管理局"),
            (
                "说明",
                "本清单依据某某办法编制，\n  共计一百项。\n\n第二段。\n",
            ),
            (
                "折叠",
                "本清单依据某某办法编制, 请核对。\n另一段\n  缩进段\n末行",
            ),
            ("双引", "甲 乙\n丙丁 戊 己𠮷𠮷庚"),
            ("单引", "甲'乙 丙\n丁"),
            ("长文", "没有引号的 长文字"),
        ];
        for (key, text) in expected {
            let found = value(&source, &node, key);
            assert_eq!(found.as_str(), text);
            if key != "双引" {
                check_characters(&source, &found);
            }
        }
        let quoted = value(&source, &node, "双引");
        let at = quoted.as_str().find('𠮷').unwrap();
        let long = quoted.source_span(at..at + 4);
        assert_eq!(&source[long.range()], "\\U00020BB7");
        let pair = quoted.source_span(at + 4..at + 8);
        assert_eq!(&source[pair.range()], "\\uD842\\uDFB7");
        let at = quoted.as_str().find('丁').unwrap();
        assert_eq!(&source[quoted.source_span(at..at + 3).range()], "丁");
        assert!(node.get(&source, "空").unwrap().is_null());
        let item = &node.get(&source, "事项").unwrap().items()[0];
        assert_eq!(value(&source, item, "名称").as_str(), "对甲的处罚");
        let code = item.get(&source, "编码").unwrap();
        assert_eq!(&source[code.span.range()], "'0100-A'");
        assert_eq!(&source[code.scalar().unwrap().span.range()], "0100-A");
        assert!(source[item.span.range()].starts_with("名称"));
        assert!(source[item.span.range()].ends_with("'0100-A'"));
    }
}

#[test]
fn comments_have_spans() {
    let source = SAMPLE.replace('\n', "\r\n");
    let found: Vec<_> = comments(&source)
        .iter()
        .map(|comment| (&source[comment.span.range()], comment.text))
        .collect();
    assert_eq!(found, [("# 注释🏛", " 注释🏛"), ("# 行尾", " 行尾")]);
    let many = format!("{}甲: 1\n", "# 一\n".repeat(300));
    assert_eq!(comments(&many).len(), 300);
    assert_eq!(parse_yaml(&many).unwrap().len(), 1);
}

#[test]
fn documents_aliases_and_merges() {
    let source = "甲: &a {丁: 1, 戊: 2}\n乙: *a\n丙:\n  <<: *a\n  丁: 3\n---\n- 二\n";
    let nodes = parse_yaml(source).unwrap();
    assert_eq!(nodes.len(), 2);
    let copy = nodes[0].get(source, "乙").unwrap();
    assert_eq!(value(source, copy, "戊").as_str(), "2");
    let merged = nodes[0].get(source, "丙").unwrap();
    assert_eq!(value(source, merged, "丁").as_str(), "3");
    assert_eq!(value(source, merged, "戊").as_str(), "2");
    assert!(parse_yaml("").unwrap().is_empty());
}

#[test]
fn aliases_of_aliases_are_bounded() {
    let mut laughs = "a0: &a0 [甲, 甲, 甲, 甲, 甲, 甲, 甲, 甲, 甲, 甲]\n".to_owned();
    for level in 1..20 {
        let before = level - 1;
        let names = vec![format!("*a{before}"); 10].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{names}]\n"));
    }
    let problems = parse_yaml(&laughs).unwrap_err();
    assert!(problems[0].message.zh.contains("引用"));
    let mut deep = "a0: &a0 [甲]\n".to_owned();
    for level in 1..2000 {
        deep.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert!(parse_yaml(&deep).is_err());
    assert!(parse_yaml("a: &a [*a]").is_err());
    assert!(parse_yaml(&"[".repeat(100_000)).is_err());
    assert!(parse_json(&"[".repeat(100_000)).is_err());
    assert!(parse_json(&format!("{}{}", "[".repeat(300), "]".repeat(300))).is_err());
}

#[test]
fn syntax_errors_say_what_to_do() {
    for (source, zh, at) in [
        ("单位：某局\n名称: 甲\n", "全角冒号", "："),
        ("- 名称：甲\n  编码: 1\n", "全角冒号", "："),
        ("甲:\n\t- 乙\n", "制表符", "\t"),
    ] {
        let problems = parse_yaml(source).unwrap_err();
        let problem = &problems[0];
        let help = problem
            .help
            .as_ref()
            .unwrap_or_else(|| panic!("{problem:?}"));
        assert!(help.zh.contains(zh), "{problem:?}");
        assert_eq!(&source[problem.span.range()], at);
    }
    let source = "{\"编码\"：\"甲\"}";
    let problems = parse_json(source).unwrap_err();
    assert!(problems[0].help.is_some(), "{problems:?}");
    assert!(source[problems[0].span.start()..].starts_with('：'));
}

#[test]
fn json_is_strict_and_exact() {
    let source = "{\"单位\": \"某局\\ud842\\udfb7🏛\", \"事项\": [{\"编\\u7801\": \"01\\n2\", \"数\": 1.5, \"空\": null}]}";
    let node = parse_json(source).unwrap();
    check_spans(source, &node);
    let unit = value(source, &node, "单位");
    assert_eq!(unit.as_str(), "某局𠮷🏛");
    assert_eq!(&source[unit.source_span(6..10).range()], "\\ud842\\udfb7");
    let item = &node.get(source, "事项").unwrap().items()[0];
    assert_eq!(value(source, item, "编码").as_str(), "01\n2");
    assert!(item.get(source, "空").unwrap().is_null());
    for wrong in [
        "{\"a\":1,}",
        "{'a':1}",
        "// x\n{}",
        "{\"a\" 1}",
        "",
        "{\"a\":1} x",
        "[1 2]",
    ] {
        assert!(parse_json(wrong).is_err(), "{wrong}");
    }
    let lines = "{\"甲\":1}\r\n\r\n{错}\n{\"乙\":2}";
    let results = parse_json_lines(lines);
    assert_eq!(results.len(), 3);
    assert!(results[1].is_err());
    let last = results[2].as_ref().unwrap();
    assert_eq!(&lines[last.span.range()], "{\"乙\":2}");
}

#[test]
fn duplicate_keys_are_found() {
    let source = "甲: 1\n乙:\n  - 丙: 1\n    丙: 2\n甲: 3\n";
    let nodes = parse_yaml(source).unwrap();
    assert_eq!(nodes[0].entries().len(), 3);
    let found: Vec<_> = duplicate_keys(&nodes, source)
        .iter()
        .map(|problem| problem.span.start())
        .collect();
    assert_eq!(found.len(), 2);
    assert!(found.iter().any(|&at| source[at..].starts_with("丙: 2")));
    assert!(found.iter().any(|&at| source[at..].starts_with("甲: 3")));
}

/// A text in one of YAML's scalar styles.
fn scalar() -> impl Strategy<Value = String> {
    let words = prop::collection::vec("[甲乙丙𠮷a-c0-9，。🏛]{1,6}", 1..6);
    (words, 0..6usize, prop::bool::ANY).prop_map(|(words, style, gap)| {
        let join = if gap { "\n\n   " } else { "\n   " };
        match style {
            0 => words.join(" "),
            1 => format!("'{}'", words.join("'' ")),
            2 => format!("\"{}\"", words.join("\\t\\u0021 ")),
            3 => format!("|\n   {}", words.join(join)),
            4 => format!(">\n   {}", words.join(join)),
            _ => format!("\"{}\"", words.join(join)),
        }
    })
}

proptest! {
    #[test]
    fn yaml_characters_stand_where_the_map_says(scalars in prop::collection::vec(scalar(), 1..5), crlf: bool) {
        let mut source = String::from("# 头\n");
        for (index, scalar) in scalars.iter().enumerate() {
            source.push_str(&format!("键{index}: {scalar}\n"));
        }
        if crlf {
            source = source.replace('\n', "\r\n");
        }
        let node = one(&source);
        for entry in node.entries() {
            if let Some(text) = entry.value.scalar() {
                check_characters(&source, &text.text(&source));
            }
        }
    }

    #[test]
    fn broken_input_never_panics(at in 0usize..400, cut in 0usize..40, insert in "[\\[\\]{}:：\"'|>&*#\\-\\t\\n\\\\甲 ]{0,4}") {
        let floor = |at: usize| (0..=at.min(SAMPLE.len())).rev().find(|&at| SAMPLE.is_char_boundary(at)).unwrap();
        let (start, end) = (floor(at), floor(at + cut));
        let source = format!("{}{insert}{}", &SAMPLE[..start], &SAMPLE[end..]);
        match parse_yaml(&source) {
            Ok(nodes) => nodes.iter().for_each(|node| check_spans(&source, node)),
            Err(problems) => for problem in problems {
                prop_assert!(source.get(problem.span.range()).is_some());
            },
        }
        comments(&source);
    }

    #[test]
    fn json_round_trips(value in "(\\PC|[\\n\\t\"\\\\/𠮷甲]){0,30}", at in 0usize..60) {
        let source = format!("[{}]", serde_json::to_string(&value).unwrap());
        let node = parse_json(&source).unwrap();
        check_spans(&source, &node);
        prop_assert_eq!(node.items()[0].as_str(&source), Some(value.as_str()));
        let cut = (0..=at.min(source.len())).rev().find(|&at| source.is_char_boundary(at)).unwrap();
        if let Err(problems) = parse_json(&source[..cut]) {
            for problem in problems {
                prop_assert!(source[..cut].get(problem.span.range()).is_some());
            }
        }
    }
}

#[test]
fn recorded_steps_give_the_same_tree() {
    let files = ["rules/packs", "rules/vocabulary", "testdata/rules"]
        .into_iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .map(|path| std::fs::read_to_string(path).unwrap());
    let own = [
        "a: &a {b: '甲''乙', c: \"丙\\n丁\"}\nd: *a\ne: !!str 12\nf: ~\ng:\n".to_owned(),
        "- |\n  甲\n  乙\n- >-\n  丙\n  丁\n---\n第二份\n".to_owned(),
    ];
    let mut read = 0;
    for text in files.chain(own) {
        let Ok(tree) = parse_yaml(&text) else {
            continue;
        };
        let steps = super::recorded::write::record(&text).unwrap();
        let again = super::yaml::read_back(&text, &steps).unwrap();
        // Steps that are cut off give less, and no panic.
        for end in (0..steps.len()).step_by(97) {
            let _ = super::yaml::read_back(&text, &steps[..end]);
        }
        assert_eq!(format!("{tree:?}"), format!("{again:?}"));
        read += 1;
    }
    assert!(read > 30, "{read}");
}
