//! The extract as a table: a row an item, a column a field.

use super::place::at;
use crate::list::{Item, List, Value};
use crate::vocabulary::{Field, Vocabulary};

/// The list as comma-separated values (RFC 4180, `\n` line ends, no byte order mark): a row an item, a column for each
/// field that any item has, several values of a field parted by line breaks.
pub fn to_csv(list: &List<'_>, vocabulary: &Vocabulary) -> String {
    let fields: Vec<Field> = Field::ALL
        .iter()
        .copied()
        .filter(|field| list.items.iter().any(|item| item.value(*field).is_some()))
        .collect();
    let mut out = String::new();
    let name = |field: Field| {
        vocabulary
            .field(field)
            .map_or_else(|| field.key().to_owned(), |words| words.zh.to_string())
    };
    let mut header: Vec<String> = vec!["位置".into(), "推定序号".into(), "认定类型".into()];
    header.extend(fields.iter().map(|field| name(*field)));
    header.extend(["环节".into(), "引用".into(), "其他栏".into()]);
    row(&mut out, &header);
    for item in &list.items {
        let mut cells = vec![
            at(list.source, item.origin.span),
            item.inferred_number.clone().unwrap_or_default(),
            class(item, vocabulary),
        ];
        cells.extend(fields.iter().map(|field| {
            join(
                item.values(*field)
                    .map(|value| value.text.as_str().to_owned()),
            )
        }));
        cells.push(join(item.stages.iter().map(|stage| {
            let label = stage.label.as_ref().map(Value::as_str);
            label.map_or_else(|| stage.value.as_str().to_owned(), str::to_owned)
        })));
        cells.push(join(item.citations.iter().map(|(_, citation)| {
            let provisions: Vec<String> = citation
                .articles
                .iter()
                .map(|article| list.source.slice(article.span).split_whitespace().collect())
                .collect();
            format!("《{}》{}", citation.title, provisions.join("、"))
        })));
        cells.push(join(item.extra.iter().map(|(header, value)| {
            format!("{header}：{}", value.text.as_str())
        })));
        row(&mut out, &cells);
    }
    out
}

fn class(item: &Item<'_>, vocabulary: &Vocabulary) -> String {
    let class = item.class.and_then(|id| vocabulary.class(id));
    match (class, &item.sub_class) {
        (Some(class), Some(sub)) => format!("{}（{sub}）", class.zh),
        (Some(class), None) => class.zh.to_string(),
        _ => String::new(),
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("\n")
}

fn row(out: &mut String, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push('\n');
}
