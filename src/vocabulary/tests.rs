use super::*;

fn vocabulary() -> Vocabulary {
    Vocabulary::builtin().unwrap()
}

#[test]
fn headers_as_they_are_written() {
    let vocabulary = vocabulary();
    let field = |text: &str| vocabulary.header(text).map(|found| found.field);
    assert_eq!(field("序号"), Some(Field::Number));
    assert_eq!(field("权力名称（主项）"), Some(Field::Name));
    assert_eq!(field("权力名称(子项"), Some(Field::SubName));
    assert_eq!(field("办理期限（工作日）"), Some(Field::TimeLimit));
    assert_eq!(field("责任事项的依据"), Some(Field::DutyBasis));
    assert_eq!(field("sub_name"), Some(Field::SubName));
    assert_eq!(field("天气"), None);
    let spread = vocabulary.header("实施层级及权限").unwrap();
    assert_eq!(spread.spread, [Field::Level, Field::Scope]);
}

#[test]
fn misspelt_headers_are_understood_and_told() {
    let vocabulary = vocabulary();
    for (wrong, field, right) in [
        ("权利类型", Field::Type, "权力类型"),
        ("行驶主体", Field::Actor, "行使主体"),
        ("追责情行", Field::Cases, "追责情形"),
    ] {
        let found = vocabulary.header(wrong).unwrap();
        assert_eq!(
            (found.field, found.misspelling_of.as_deref()),
            (field, Some(right))
        );
    }
    assert_eq!(vocabulary.header("权力类型").unwrap().misspelling_of, None);
}

#[test]
fn classes_with_synonyms_and_sub_classes() {
    let vocabulary = vocabulary();
    let of = |text: &str| {
        vocabulary.class_of(text).map(|found| {
            let class = vocabulary.class(found.class).unwrap();
            let sub = found.sub.map(|at| class.subs[at].zh.to_string());
            (class.key.to_string(), sub)
        })
    };
    assert_eq!(of("行政处罚"), Some(("penalty".into(), None)));
    assert_eq!(of("其他类"), Some(("other".into(), None)));
    assert_eq!(of("其他"), Some(("other".into(), None)));
    assert_eq!(
        of("其他行政权力（审核转报）"),
        Some(("other".into(), Some("审核转报".into())))
    );
    assert_eq!(
        of("其他行政权力（其他）"),
        Some(("other".into(), Some("其他".into())))
    );
    assert_eq!(
        of("行政强制（强制措施）"),
        Some(("compulsion".into(), Some("行政强制措施".into())))
    );
    assert_eq!(
        of("强制执行"),
        Some(("compulsion".into(), Some("行政强制执行".into())))
    );
    assert_eq!(of("行政处分"), None);
    let nearest = vocabulary.nearest_class("行政处法").unwrap();
    assert_eq!(&*vocabulary.class(nearest).unwrap().zh, "行政处罚");
}

#[test]
fn names_tell_the_class() {
    let vocabulary = vocabulary();
    let of = |text: &str| {
        vocabulary
            .class_of_name(text)
            .and_then(|id| vocabulary.class(id))
            .map(|class| class.key.to_string())
    };
    assert_eq!(of("对伪造登记证的处罚").as_deref(), Some("penalty"));
    assert_eq!(
        of("对行政许可实施情况的监督检查").as_deref(),
        Some("inspection")
    );
    assert_eq!(of("生育津贴支付").as_deref(), Some("payment"));
}

#[test]
fn labels_name_their_stages() {
    let vocabulary = vocabulary();
    let named = |label: &str, class: Option<&str>| {
        let class = class.and_then(|key| vocabulary.class_by_key(key));
        vocabulary
            .stages_named(label, class)
            .into_iter()
            .map(|id| vocabulary.stage(id).unwrap().zh.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(named("立案责任", None), ["立案"]);
    assert_eq!(named("告知送达阶段责任", None), ["告知", "送达"]);
    assert_eq!(named("事后监管责任：", None), ["事后监管"]);
    assert_eq!(named("调查取证阶段", None), ["调查"]);
    assert_eq!(named("告知决定阶段责任", None), ["告知", "决定"]);
    assert_eq!(named("受理责任", Some("penalty")), ["立案"]);
    assert_eq!(named("受理责任", Some("permit")), ["受理"]);
    assert_eq!(named("其他责任", None), Vec::<String>::new());
}

#[test]
fn catch_alls() {
    let vocabulary = vocabulary();
    let words = vocabulary.words();
    assert!(words.is_catch_all(None, "其他法律法规规章文件规定应履行的责任。"));
    assert!(words.is_catch_all(
        Some("其他责任"),
        "其他责任：法律法规规章文件规定应履行的其他责任。"
    ));
    assert!(!words.is_catch_all(Some("立案责任"), "立案责任：决定是否立案。"));
}

#[test]
fn an_office_adds_its_words() {
    let overlay = Source::new(
        "words.yaml",
        "fields:\n  - key: type\n    headers: [职权性质]\nclasses:\n  - key: penalty\n    names: [罚没]\n".into(),
        "UTF-8",
    );
    let vocabulary = Vocabulary::load(&[overlay]).unwrap();
    assert_eq!(vocabulary.header("职权性质").unwrap().field, Field::Type);
    assert_eq!(vocabulary.header("权力类型").unwrap().field, Field::Type);
    assert!(vocabulary.class_of("罚没").is_some());
}

#[test]
fn mistakes_of_an_office_have_their_places() {
    for (text, wrong) in [
        ("fields:\n  - kye: type\n", "kye"),
        (
            "stages:\n  - key: x\n    in-class: [{class: penal, words: [甲]}]\n",
            "penal",
        ),
        ("wording:\n  catch-all: ['其他(']\n", "其他("),
        (
            "classes:\n  - key: x\n    subs: [{zh: 甲, like: pen}]\n",
            "pen",
        ),
    ] {
        let source = Source::new("words.yaml", text.into(), "UTF-8");
        let problems = Vocabulary::load(&[source]).unwrap_err();
        let spans: Vec<&str> = problems
            .iter()
            .map(|told| &text[told.problem.span.range()])
            .collect();
        assert!(spans.contains(&wrong), "{text}: {spans:?}");
    }
}

/// A word that means two things would be understood by chance.
#[test]
fn every_word_has_one_meaning() {
    use rustc_hash::FxHashMap;
    let mut seen: FxHashMap<String, String> = FxHashMap::default();
    let vocabulary = vocabulary();
    for field in Field::ALL {
        for header in &vocabulary.field(*field).unwrap().headers {
            let known = seen.insert(header.clone(), field.key().into());
            assert!(known.is_none(), "{header}: {known:?} and {}", field.key());
        }
    }
    let mut seen: FxHashMap<String, String> = FxHashMap::default();
    for class in vocabulary.classes() {
        for name in &class.names {
            let known = seen.insert(name.clone(), class.key.to_string());
            assert!(known.is_none(), "{name}: {known:?} and {}", class.key);
        }
    }
    let mut seen: FxHashMap<String, String> = FxHashMap::default();
    for stage in vocabulary.stages() {
        for word in &stage.words {
            let known = seen.insert(word.clone(), stage.key.to_string());
            assert!(known.is_none(), "{word}: {known:?} and {}", stage.key);
        }
    }
}
