//! The index that `dutylint laws import` writes: facts, fingerprints and texts in one compact file.
//!
//! Layout, numbers little-endian: the mark `dutylaw1`; the lengths in bytes of the three parts (4 bytes each); the
//! CRC-32 of the parts (4 bytes); facts: a table of laws as JSON without `texts`, packed with deflate;
//! fingerprints: a [`Store`]; texts: JSON of [`PackedTexts`], packed with deflate.

use std::io::{Read as _, Write as _};

use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use super::texts::{PackedTexts, Texts};
use super::{LawTable, Prints};
use crate::law::fingerprint::{Builder, Store};
use crate::message::Message;
use crate::source::Source;

/// The first bytes of an index, with the number of its format.
const MARK: [u8; 8] = *b"dutylaw1";
const HEAD: usize = 8 + 4 * 4;

/// Whether `bytes` are an index and no table as text.
pub fn is_index(bytes: &[u8]) -> bool {
    bytes.starts_with(&MARK)
}

/// The bytes of an index. `facts` is a table of laws as JSON.
pub fn pack(facts: &str, texts: &PackedTexts) -> Vec<u8> {
    let mut builder = Builder::default();
    for (key, articles) in texts {
        for (number, insertion, text) in articles {
            builder.add(*key, *number, *insertion, text);
        }
    }
    // Texts and numbers have no way to fail as JSON.
    let json = serde_json::to_vec(texts).unwrap_or_default();
    let parts = [deflated(facts.as_bytes()), builder.bytes(), deflated(&json)];
    let mut out = MARK.to_vec();
    let mut sum = Crc::new();
    for part in &parts {
        out.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        sum.update(part);
    }
    out.extend(sum.sum().to_le_bytes());
    out.extend(parts.into_iter().flatten());
    out
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

impl LawTable {
    /// Adds what the index `bytes` holds; `name` is what reports call it.
    ///
    /// # Errors
    /// When the bytes are cut off, changed, or of another format.
    pub fn add_index(&mut self, name: &str, bytes: &[u8]) -> Result<(), Message> {
        let [facts, prints, texts] = parts(bytes).ok_or_else(|| {
            Message::new(
                format!("{name} 不完整，或者不是本程序能读的法律文本索引。请用 dutylint laws import 重新生成。"),
                format!("{name} is cut off or no index that this program reads; make it anew with `dutylint laws import`"),
            )
        })?;
        let mut json = String::new();
        let told = |reason: String| {
            Message::new(
                format!(
                    "{name} 里的法律事实读不出来：{reason}。请用 dutylint laws import 重新生成。"
                ),
                format!(
                    "the facts in {name} cannot be read: {reason}; make it anew with `dutylint laws import`"
                ),
            )
        };
        DeflateDecoder::new(facts)
            .read_to_string(&mut json)
            .map_err(|error| told(error.to_string()))?;
        let store = Store::new(prints.to_vec()).map_err(|error| told(error.to_string()))?;
        // The ending tells that it is JSON; facts are said to be of the index.
        let source = Source::new(format!("{name}.json"), json, "UTF-8");
        self.add_file(&source).map_err(|problems| {
            let first = problems.first();
            told(first.map_or_else(String::new, |problem| problem.message.zh.clone()))
        })?;
        self.add_prints(Prints::new(store));
        self.add_text_block(Texts::packed(texts.to_vec()));
        Ok(())
    }
}

/// The parts of an index, if it is whole.
fn parts(bytes: &[u8]) -> Option<[&[u8]; 3]> {
    let head = bytes.get(..HEAD)?;
    let word = |at: usize| -> Option<u32> {
        Some(u32::from_le_bytes(head.get(at..at + 4)?.try_into().ok()?))
    };
    let rest = bytes.get(HEAD..).filter(|_| is_index(bytes))?;
    let (facts, rest) = rest.split_at_checked(word(8)? as usize)?;
    let (prints, texts) = rest.split_at_checked(word(12)? as usize)?;
    let mut sum = Crc::new();
    for part in [facts, prints, texts] {
        sum.update(part);
    }
    (texts.len() == word(16)? as usize && sum.sum() == word(20)?).then_some([facts, prints, texts])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::fingerprint::version_key;
    use jiff::civil::date;

    fn index() -> Vec<u8> {
        let key = version_key("江州市灯塔办法", Some(date(2020, 1, 2)));
        let texts = vec![(
            key,
            vec![
                (1, 0, "灯塔由所有人粉刷。".to_owned()),
                (1, 1, "灯室除外。".to_owned()),
            ],
        )];
        let facts = r#"{"laws": [{"title": "江州市灯塔办法", "versions": [{"adopted": "2020-01-02", "articles": 1}]}]}"#;
        pack(facts, &texts)
    }

    #[test]
    fn what_is_packed_is_found() {
        let mut table = LawTable::default();
        table.add_index("本地.dutylaw", &index()).unwrap();
        let version = table.by_title("江州市灯塔办法").unwrap().latest().unwrap();
        assert_eq!(table.text(version, 1, 1), Some("灯室除外。"));
        assert_eq!(table.text(version, 2, 0), None);
        assert!(table.print(version).unwrap().article(1, 1).is_some());
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let bytes = index();
        for at in (0..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x20;
            assert!(
                LawTable::default().add_index("x", &changed).is_err(),
                "{at}"
            );
        }
        assert!(
            LawTable::default()
                .add_index("x", &bytes[..bytes.len() - 1])
                .is_err()
        );
    }
}
