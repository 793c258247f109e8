//! What is known of an instrument, for people: every fact with where it is from.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Instrument, LawTable, Repeal, Standing, Version, key};
use crate::message::Language;

impl LawTable {
    /// What is known of `instrument`, as it stands on `as_of`.
    pub fn describe(&self, instrument: &Instrument, as_of: Date, language: Language) -> String {
        let mut page = Page {
            out: String::new(),
            language,
        };
        let _ = writeln!(page.out, "《{}》", instrument.title());
        if let Some(latest) = instrument.latest() {
            page.fact("类别", "class", &latest.kind, latest.source_of("kind"));
            page.fact("地区", "region", &latest.region, latest.source_of("region"));
            page.fact(
                "制定机关",
                "issuer",
                &latest.issuer,
                latest.source_of("issuer"),
            );
            page.fact("文号", "number", &latest.number, latest.source_of("number"));
        }
        let state = self.state(instrument, as_of);
        let standing = page.standing(&state.standing);
        page.line(&format!("截至 {as_of}"), &format!("on {as_of}"), &standing);
        if let Some(change) = &state.next {
            page.line("此后变动", "next change", &change.on.to_string());
        }
        for alias in self.aliases_of(instrument.title()) {
            page.fact("简称", "short name", &alias.name, &alias.source);
        }
        for version in &instrument.versions {
            self.version(version, &mut page);
        }
        for repeal in self.repeals_of(instrument.title()) {
            page.repeal("由此废止", "ended by", &repeal.by, repeal);
        }
        for repeal in self.repeals_by(instrument.title()) {
            page.repeal("它废止了", "it ended", &repeal.title, repeal);
        }
        page.out
    }

    fn version(&self, version: &Version, page: &mut Page) {
        let day = |date: Option<Date>| date.map_or_else(|| "?".to_owned(), |date| date.to_string());
        let _ = writeln!(page.out);
        page.fact(
            "版本（通过日期）",
            "version (adopted)",
            &day(version.version),
            version.source_of("version"),
        );
        page.fact(
            "  施行",
            "  in force from",
            &day(version.effective),
            version.source_of("effective"),
        );
        if version.articles > 0 {
            let last = version.articles.to_string();
            page.fact(
                "  最后一条",
                "  last article",
                &last,
                version.source_of("articles"),
            );
        }
        page.fact(
            "  插入的条",
            "  inserted articles",
            &version.inserted,
            version.source_of("inserted"),
        );
        page.fact(
            "  缺的条",
            "  missing articles",
            &version.missing,
            version.source_of("missing"),
        );
        let chapters = version.last_chapter().map(|last| last.to_string());
        page.fact(
            "  章数",
            "  chapters",
            &chapters.unwrap_or_default(),
            version.source_of("chapters"),
        );
        let ended = format!("{} {}", version.ended, version.ended_by);
        page.fact(
            "  失效",
            "  ended",
            ended.trim(),
            version.source_of("ended"),
        );
        page.fact(
            "  备注",
            "  remark",
            &version.note,
            version.source_of("note"),
        );
        let articles = self
            .print(version)
            .map_or(0, |print| print.articles().count());
        let texts = self.text(version, 1, 0).is_some();
        let (zh, en) = match (articles, texts) {
            (0, _) => (
                "不能核对引文".to_owned(),
                "quotations cannot be checked".to_owned(),
            ),
            (count, false) => (
                format!("有 {count} 条的指纹"),
                format!("fingerprints of {count} articles"),
            ),
            (count, true) => (
                format!("有 {count} 条的文字"),
                format!("texts of {count} articles"),
            ),
        };
        let told = page.words(&zh, &en).to_owned();
        page.line("  引文核对", "  quotations", &told);
    }
}

/// A page in one language.
struct Page {
    out: String,
    language: Language,
}

impl Page {
    fn words<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn line(&mut self, zh: &str, en: &str, value: &str) {
        let name = self.words(zh, en).to_owned();
        let colon = self.words("：", ": ");
        let _ = writeln!(self.out, "  {name}{colon}{value}");
    }

    /// A fact with where it is from; nothing where it is not known.
    fn fact(&mut self, zh: &str, en: &str, value: &str, source: &str) {
        if value.is_empty() {
            return;
        }
        let told = if source.is_empty() {
            value.to_owned()
        } else {
            format!("{value}  [{source}]")
        };
        self.line(zh, en, &told);
    }

    fn standing(&self, standing: &Standing) -> String {
        match (standing, self.language) {
            (Standing::InForce, Language::Zh) => "有效".to_owned(),
            (Standing::InForce, Language::En) => "in force".to_owned(),
            (Standing::NotYet { from }, Language::Zh) => format!("尚未施行，自 {from} 起施行"),
            (Standing::NotYet { from }, Language::En) => format!("not in force until {from}"),
            (Standing::Ended { since, by }, language) => {
                let since = since.map_or_else(|| "?".to_owned(), |since| since.to_string());
                let by = by.as_ref().map(|by| format!("《{by}》"));
                match (language, by) {
                    (Language::Zh, Some(by)) => format!("已废止（{since}），由{by}替代"),
                    (Language::Zh, None) => format!("已废止（{since}）"),
                    (Language::En, Some(by)) => format!("ended ({since}), replaced by {by}"),
                    (Language::En, None) => format!("ended ({since})"),
                }
            }
        }
    }

    fn repeal(&mut self, zh: &str, en: &str, title: &str, repeal: &Repeal) {
        let article = repeal.by_article.map(|article| match self.language {
            Language::Zh => format!("，第 {article} 条"),
            Language::En => format!(", article {article}"),
        });
        let from = repeal
            .from
            .map_or_else(String::new, |from| match self.language {
                Language::Zh => format!("，自 {from} 起"),
                Language::En => format!(", from {from}"),
            });
        let told = format!("《{title}》{}{from}", article.unwrap_or_default());
        self.fact(zh, en, &told, &repeal.source);
    }
}

impl LawTable {
    /// The short names of the instrument with `title`, by name.
    pub fn aliases_of(&self, title: &str) -> Vec<&super::Alias> {
        let wanted = key(title);
        let mut found: Vec<_> = self
            .aliases
            .values()
            .flatten()
            .filter(|alias| key(&alias.title) == wanted)
            .collect();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        found
    }

    /// The statements by which the instrument with `title` ends others.
    pub fn repeals_by(&self, title: &str) -> Vec<&Repeal> {
        let wanted = key(title);
        let mut found: Vec<_> = self
            .repeals
            .values()
            .iter()
            .flatten()
            .filter(|repeal| key(&repeal.by) == wanted)
            .collect();
        found.sort_by(|one, other| (&one.title, one.from).cmp(&(&other.title, other.from)));
        found
    }
}
