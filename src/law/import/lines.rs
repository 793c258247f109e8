//! JSON lines: an article a line, or an instrument a line with its whole text.

use serde::Deserialize;

use super::{Imported, ImportedVersion, text};
use crate::message::Message;

/// A line. Names of public collections of law texts are understood beside our own.
#[derive(Debug, Deserialize)]
struct Line {
    title: String,
    #[serde(default, alias = "version_date", alias = "version", alias = "date")]
    adopted: Option<String>,
    #[serde(
        default,
        alias = "in_force",
        alias = "in-force",
        alias = "version_effective"
    )]
    effective: Option<String>,
    #[serde(default, alias = "kind", alias = "type")]
    class: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    issuer: Option<String>,
    #[serde(default, alias = "doc_number")]
    number: Option<String>,
    #[serde(default, alias = "article_no")]
    article: Option<u32>,
    #[serde(default, alias = "sub_no")]
    insertion: Option<u32>,
    #[serde(default, alias = "content")]
    text: Option<String>,
}

/// Reads the lines of the file `name` into `imported`. Articles of one version that stand together become one.
pub(super) fn read(name: &str, content: &str, imported: &mut Imported) {
    for (number, line) in content.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let place = format!("{name}:{}", number + 1);
        let line: Line = match serde_json::from_str(line) {
            Ok(line) => line,
            Err(error) => {
                imported.problems.push(Message::new(
                    format!("{place}：不是一条记录（应有 title，以及 article 和 text）：{error}"),
                    format!(
                        "{place}: no record (title, and article with text, are expected): {error}"
                    ),
                ));
                continue;
            }
        };
        let day = |text: &Option<String>| text.as_deref().and_then(|text| text.trim().parse().ok());
        let mut version = ImportedVersion {
            adopted: day(&line.adopted),
            in_force: day(&line.effective),
            class: line.class.unwrap_or_default(),
            region: line.region.unwrap_or_default(),
            issuer: line.issuer.unwrap_or_default(),
            numbers: line
                .number
                .into_iter()
                .filter(|number| !number.is_empty())
                .collect(),
            source: place,
            title: line.title,
            ..ImportedVersion::default()
        };
        match (line.article, line.text) {
            (Some(article), Some(text)) => {
                version.articles.insert(
                    (article, line.insertion.unwrap_or(0)),
                    text.trim().to_owned(),
                );
            }
            (None, Some(text)) => (version.articles, version.chapters) = text::articles(&text),
            (_, None) => {}
        }
        match imported.versions.last_mut() {
            Some(last) if last.title == version.title && last.adopted == version.adopted => {
                last.articles.extend(version.articles);
            }
            _ => imported.versions.push(version),
        }
    }
}
