use super::entry::Entry as _;
use super::*;
use crate::pipeline::Engine;
use crate::report::fingerprint::hexadecimal;

struct Text(String);

impl entry::Entry for Text {
    fn encode(&self) -> Option<Vec<u8>> {
        Some(self.0.clone().into_bytes())
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        String::from_utf8(bytes.to_vec()).ok().map(Self)
    }
}

fn file_of(cache: &Cache) -> PathBuf {
    let folder = entries(&cache.folder.join("records")).next().unwrap();
    entries(&folder).next().unwrap()
}

#[test]
fn what_is_put_is_got_under_its_key_alone() {
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::at(root.path().join("not there yet"));
    let key = Key::of([&b"a"[..], b"bc"]);
    assert!(cache.get::<Text>(&key).is_none());
    cache.put(&key, &Text("一".into()));
    assert_eq!(cache.get::<Text>(&key).unwrap().0, "一");
    // The parts count, not only their bytes in a row.
    let other = Key::of([&b"ab"[..], b"c"]);
    assert_ne!(hexadecimal(key.as_bytes()), hexadecimal(other.as_bytes()));
    assert!(cache.get::<Text>(&other).is_none());
}

#[test]
fn spoilt_records_are_none() {
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::at(root.path().to_owned());
    let key = Key::of([&b"key"[..]]);
    cache.put(&key, &Text("正确的内容".into()));
    let path = file_of(&cache);
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 4;
        std::fs::write(&path, &spoilt).unwrap();
        assert!(cache.get::<Text>(&key).is_none(), "byte {at}");
        std::fs::write(&path, &whole[..at]).unwrap();
        assert!(cache.get::<Text>(&key).is_none(), "cut at {at}");
    }
    std::fs::write(&path, &whole).unwrap();
    assert!(cache.get::<Text>(&key).is_some());
}

#[test]
fn old_records_go_once_a_day() {
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::at(root.path().to_owned());
    let key = Key::of([&b"key"[..]]);
    cache.put(&key, &Text("旧".into()));
    let age = |path: &Path, days: u64| {
        let then = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(then).unwrap();
    };
    age(&file_of(&cache), 31);
    std::fs::write(root.path().join(SWEPT_MARK), "").unwrap();
    cache.sweep();
    assert!(cache.get::<Text>(&key).is_some());
    age(&root.path().join(SWEPT_MARK), 2);
    cache.sweep();
    assert!(cache.get::<Text>(&key).is_none());
}

/// Everything a finding holds comes back.
#[test]
fn records_come_back_as_they_were() {
    let settings = crate::config::Settings::without_file(
        crate::config::Requested::default(),
        jiff::civil::date(2026, 1, 31),
        PathBuf::from("."),
    );
    let engine = Engine::load(settings).unwrap();
    let checker = engine.checker();
    let texts: [(&str, &[u8]); 3] = [
        (
            "a.csv",
            include_bytes!("../../../testdata/cli/清单.csv").as_slice(),
        ),
        (
            "b.xlsx",
            include_bytes!("../../../testdata/office/wide.xlsx"),
        ),
        (
            "c.docx",
            include_bytes!("../../../testdata/office/document.docx"),
        ),
    ];
    for (name, bytes) in texts {
        let (source, document) = crate::read::read(name, bytes.to_vec()).unwrap();
        let list = crate::list::recognise(&source, &document, engine.vocabulary());
        let found = checker.check_list(&list, &document.notes, &());
        assert!(!found.diagnostics.is_empty(), "{name}");
        let items = crate::pipeline::records::records(&list);
        let summary = crate::pipeline::records::summary(&list, engine.vocabulary());
        drop(list);
        let record = Record {
            source,
            format: document.format.key(),
            list: summary,
            items,
            diagnostics: found.diagnostics,
            statistics: found.statistics,
            facts: Stored::Facts(found.facts),
        };
        let back = Record::decode(&record.encode().unwrap()).unwrap();
        assert_eq!(back.facts.facts(), record.facts.facts());
        let shown = |record: &Record| {
            format!(
                "{:?} {:?} {:?} {:?} {:?} {:?}",
                record.source,
                record.format,
                record.list,
                record.items,
                record.diagnostics,
                record.statistics
            )
        };
        assert_eq!(shown(&back), shown(&record), "{name}");
    }
}
