use super::test_support::check_document;
use super::*;

const LIST: &str =
    "编码,名称,依据\r\n01,对𠮷木㐀的处罚,《某法》第一条\r\n02,统一受理,《某法》第二条\r\n";

#[test]
fn every_encoding_gives_the_same_document() {
    let utf16: Vec<u8> = [0xFEFFu16]
        .into_iter()
        .chain(LIST.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let gb18030 = encoding_rs::GB18030.encode(LIST).0.into_owned();
    for bytes in [
        LIST.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", LIST.as_bytes()].concat(),
        utf16,
        gb18030,
    ] {
        let (source, document) = read("甲.csv", bytes).unwrap();
        assert_eq!(source.text(), LIST);
        check_document(source.text(), &document);
        let Block::Table(table) = &document.blocks[0] else {
            panic!()
        };
        assert_eq!((table.rows, table.columns), (3, 3));
        assert!(document.notes.is_empty());
    }
}

#[test]
fn what_is_no_list_says_what_it_is() {
    for (bytes, zh, en) in [
        (&b""[..], "空的", "empty"),
        (b" \r\n\t", "空的", "empty"),
        (b"\x89PNG\r\n\x1a\n", "PNG", "PNG"),
        (b"Rar!\x1A\x07\0", "解压", "Unpack"),
        (b"\x01\x02\0\0\xFF", "空字节", "zero"),
        (b"MIME-Version: 1.0\r\n", "mht", "mht"),
        (b"%PDF-1.4", "PDF", "PDF"),
    ] {
        let error = read("甲.xlsx", bytes.to_vec()).unwrap_err();
        let message = error.message();
        assert!(message.zh.contains(zh), "{message:?}");
        assert!(message.en.contains(en), "{message:?}");
    }
}

#[test]
fn a_wrong_name_is_noted() {
    let (_, document) = read("甲.xls", LIST.as_bytes().to_vec()).unwrap();
    assert_eq!(document.notes[0].kind, NoteKind::MislabelledFormat);
    let (_, document) = read("甲.txt", LIST.as_bytes().to_vec()).unwrap();
    assert!(document.notes.is_empty());
}

#[test]
fn a_declared_encoding_is_used() {
    let bytes = encoding_rs::BIG5
        .encode("項目,名稱\n甲,許可\n")
        .0
        .into_owned();
    let options = ReadOptions {
        encoding: Some("big5".into()),
        ..ReadOptions::default()
    };
    let (source, _) = read_with("甲.csv", bytes.clone(), &options).unwrap();
    assert!(source.text().starts_with("項目"));
    let options = ReadOptions {
        encoding: Some("utf-8".into()),
        ..ReadOptions::default()
    };
    assert!(read_with("甲.csv", bytes, &options).is_err());
}

/// The names of all text formats.
const NAMES: [&str; 8] = [
    "甲.csv",
    "甲.txt",
    "甲.html",
    "甲.md",
    "甲.yaml",
    "甲.json",
    "甲.jsonl",
    "甲",
];

#[test]
fn a_list_cut_off_anywhere_is_read() {
    let samples = [
        LIST.to_owned(),
        "{\"单位\": \"某局\\u20bb7\", \"事项\": [{\"名称\": \"甲\"}]}\n".to_owned(),
        "单位: 某局\r\n事项:\r\n  - 名称: \"甲\\u4e59\"\r\n    依据: |\r\n      一\r\n      二\r\n"
            .to_owned(),
        "<table><tr><td rowspan=2>甲&nbsp;乙<td>𠮷</table>".to_owned(),
        "| 甲 | 乙 |\n|---|---|\n| **丙** | 丁\\|戊 |\n".to_owned(),
    ];
    for sample in &samples {
        for end in 0..=sample.len() {
            for name in NAMES {
                let bytes = sample.as_bytes()[..end].to_vec();
                if let Ok((source, document)) = read(name, bytes) {
                    check_document(source.text(), &document);
                }
            }
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..80), name in 0usize..8) {
        if let Ok((source, document)) = read(NAMES[name], bytes) {
            check_document(source.text(), &document);
        }
    }
}
