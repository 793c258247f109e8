//! Law texts of the user's own: a folder of Markdown, text or JSON lines becomes an index ([`super::table::index`]).

mod lines;
mod text;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::fingerprint::version_key;
use super::table::{ArticleTexts, index};
use crate::message::Message;

/// A version of an instrument as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedVersion {
    /// The whole title.
    pub title: String,
    /// The day of its adoption.
    pub adopted: Option<Date>,
    /// The first day in force.
    pub in_force: Option<Date>,
    /// 法律, 行政法规 …; empty where not said.
    pub class: String,
    /// The province, of local instruments.
    pub region: String,
    /// Who made it.
    pub issuer: String,
    /// Document numbers.
    pub numbers: Vec<String>,
    /// The texts of its articles.
    pub articles: ArticleTexts,
    /// The first and last article of each chapter, from the first on; empty where there are none or they have gaps.
    pub chapters: Vec<(u32, u32)>,
    /// Where it was read.
    pub source: String,
}

/// What was read of a folder, and what could not be.
#[derive(Debug, Default)]
pub struct Imported {
    /// The versions, in the order of the files.
    pub versions: Vec<ImportedVersion>,
    /// What could not be understood, with the file and line.
    pub problems: Vec<Message>,
}

impl Imported {
    /// Takes in the text of a file: JSON lines where its name ends so, Markdown or plain text otherwise.
    pub fn add(&mut self, name: &str, content: &str) {
        let ending = name.rsplit('.').next().unwrap_or_default();
        if matches!(ending, "jsonl" | "ndjson" | "json") {
            lines::read(name, content, self);
        } else {
            match text::read(name, content) {
                Some(version) => self.versions.push(version),
                None => self.problems.push(Message::new(
                    format!("{name}：没有找到标题和条文（“第一条”），没有导入。"),
                    format!("{name}: no title with articles (第一条) was found; not imported"),
                )),
            }
        }
    }

    /// The bytes of the index. Versions with the same title and day are joined.
    pub fn index(&self) -> Vec<u8> {
        let mut joined: BTreeMap<(String, Option<Date>), ImportedVersion> = BTreeMap::new();
        for version in &self.versions {
            let entry = joined
                .entry((version.title.clone(), version.adopted))
                .or_insert_with(|| ImportedVersion {
                    articles: ArticleTexts::new(),
                    ..version.clone()
                });
            entry.articles.extend(version.articles.clone());
        }
        let mut laws: BTreeMap<String, Value> = BTreeMap::new();
        let mut texts = Vec::new();
        for version in joined.values() {
            let law = laws
                .entry(version.title.clone())
                .or_insert_with(|| law(version));
            if let Some(versions) = law.get_mut("versions").and_then(Value::as_array_mut) {
                versions.push(facts(version));
            }
            let articles = version
                .articles
                .iter()
                .map(|(&(number, insertion), text)| (number, insertion, text.clone()));
            let key = version_key(&version.title, version.adopted);
            texts.push((key, articles.collect()));
        }
        let laws: Vec<Value> = laws.into_values().collect();
        index::pack(&json!({ "laws": laws }).to_string(), &texts)
    }
}

/// The entry of an instrument, as in tables of laws.
fn law(version: &ImportedVersion) -> Value {
    let mut law = json!({ "title": version.title, "versions": [], "source": version.source });
    for (key, value) in [
        ("class", &version.class),
        ("region", &version.region),
        ("issuer", &version.issuer),
    ] {
        if !value.is_empty() {
            law[key] = json!(value);
        }
    }
    law
}

/// The entry of a version.
fn facts(version: &ImportedVersion) -> Value {
    let mut facts = json!({ "source": version.source });
    if let Some(adopted) = version.adopted {
        facts["adopted"] = json!(adopted.to_string());
    }
    if let Some(from) = version.in_force {
        facts["in-force"] = json!(from.to_string());
    }
    if let Some(last) = version.articles.keys().map(|(number, _)| *number).max() {
        facts["articles"] = json!(last);
    }
    let inserted = version
        .articles
        .keys()
        .filter(|(_, insertion)| *insertion > 0);
    let inserted: Vec<String> = inserted
        .map(|(number, sub)| format!("{number}-{sub}"))
        .collect();
    if !inserted.is_empty() {
        facts["inserted"] = json!(inserted);
    }
    if !version.chapters.is_empty() {
        let chapters = version.chapters.iter();
        let chapters: Vec<String> = chapters
            .map(|(first, last)| format!("{first}-{last}"))
            .collect();
        facts["chapters"] = json!(chapters);
    }
    if !version.numbers.is_empty() {
        facts["numbers"] = json!(version.numbers);
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::table::LawTable;
    use jiff::civil::date;

    const TEXT: &str = "\
# 江州市灯塔管理条例

（2010年1月10日江州市人民代表大会常务委员会通过　2020年3月5日修正，自2020年7月1日起施行）

目录
第一章 总则
第二章 管理

## 第一章　总则

**第一条**　为了规范灯塔管理，制定本条例。

第二条 本市鼓励修缮灯塔，依照第一条办理。

## 第二章　管理

第三条　有下列情形之一的，限期修复：

（一）损坏灯具的；
（二）损坏塔身的。

第三条之一　灯室除外。
";

    #[test]
    fn a_text_is_read_with_its_facts() {
        let mut imported = Imported::default();
        imported.add("灯塔条例.md", TEXT);
        assert!(imported.problems.is_empty(), "{:?}", imported.problems);
        let version = &imported.versions[0];
        assert_eq!(version.title, "江州市灯塔管理条例");
        assert_eq!(version.adopted, Some(date(2020, 3, 5)));
        assert_eq!(version.in_force, Some(date(2020, 7, 1)));
        assert_eq!(version.chapters, [(1, 2), (3, 3)]);
        assert_eq!(version.articles.len(), 4);
        assert_eq!(version.articles[&(1, 0)], "为了规范灯塔管理，制定本条例。");
        assert_eq!(
            version.articles[&(2, 0)],
            "本市鼓励修缮灯塔，依照第一条办理。"
        );
        assert_eq!(
            version.articles[&(3, 0)],
            "有下列情形之一的，限期修复：\n（一）损坏灯具的；\n（二）损坏塔身的。"
        );
        assert_eq!(version.articles[&(3, 1)], "灯室除外。");
    }

    #[test]
    fn an_index_is_a_table() {
        let mut imported = Imported::default();
        imported.add("灯塔条例.md", TEXT);
        imported.add(
            "其他.jsonl",
            "{\"title\": \"江州市灯油办法\", \"version_date\": \"2015-02-03\", \"article_no\": 1, \"text\": \"灯油应当登记。\"}\n不是记录\n",
        );
        imported.add("无.txt", "这里没有法律条文。");
        assert_eq!(imported.problems.len(), 2, "{:?}", imported.problems);
        let mut table = LawTable::default();
        table.add_index("本地.dutylaw", &imported.index()).unwrap();
        let latest = |title| table.by_title(title).unwrap().latest().unwrap();
        let rules = latest("江州市灯塔管理条例");
        assert_eq!((rules.articles, rules.chapter_of(3)), (3, Some(2)));
        assert_eq!(rules.has_article(3, 1), Some(true));
        assert_eq!(
            table.text(latest("江州市灯油办法"), 1, 0),
            Some("灯油应当登记。")
        );
    }
}
