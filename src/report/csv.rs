//! A table for spreadsheets: with a byte order mark, without which Excel takes it for another encoding.

use std::io;

use super::{Report, Style};
use crate::message::Language;

const HEADERS: [(&str, &str); 15] = [
    ("文件", "file"),
    ("位置", "place"),
    ("行", "line"),
    ("列", "column"),
    ("序号", "number"),
    ("事项编码", "code"),
    ("事项名称", "item"),
    ("权力类型", "type"),
    ("栏目", "field"),
    ("程度", "severity"),
    ("规则", "rule"),
    ("问题", "message"),
    ("原文", "text"),
    ("办法", "help"),
    ("依据", "basis"),
];

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let language = report.language;
    out.write_all("\u{FEFF}".as_bytes())?;
    row(
        out,
        HEADERS.map(|(zh, en)| match language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        }),
    )?;
    for (file, source, diagnostic) in report.counted() {
        let start = diagnostic.span.start();
        let position = source.position(start);
        let place = source.place(start).map(|place| place.describe(language));
        let line_and_column = match place {
            Some(_) => [String::new(), String::new()],
            None => [position.line.to_string(), position.column.to_string()],
        };
        let [line, column] = line_and_column;
        let item = diagnostic.item.as_deref().cloned().unwrap_or_default();
        let field = diagnostic.field.as_deref().unwrap_or_default();
        let because: Vec<String> = diagnostic
            .because
            .iter()
            .map(|because| format!("《{}》{}", because.law, because.article))
            .collect();
        row(
            out,
            [
                file.name.to_string(),
                place.unwrap_or_default(),
                line,
                column,
                item.number.unwrap_or_default(),
                item.code.unwrap_or_default(),
                item.name.unwrap_or_default(),
                item.class.unwrap_or_default(),
                report
                    .fields
                    .get(field)
                    .map_or(field, |name| name.get(language))
                    .to_owned(),
                diagnostic.severity.words().get(language).to_owned(),
                diagnostic.rule.to_string(),
                diagnostic.message.get(language).to_owned(),
                source.slice(diagnostic.span).to_owned(),
                diagnostic
                    .help
                    .as_ref()
                    .map(|help| help.get(language).to_owned())
                    .unwrap_or_default(),
                because.join("；"),
            ],
        )?;
    }
    Ok(())
}

fn row<const N: usize>(out: &mut dyn io::Write, cells: [String; N]) -> io::Result<()> {
    let cells = cells.map(|cell| quoted(&cell));
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell in quotes. A text that a spreadsheet would take for a formula gets an apostrophe before it.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    #[test]
    fn a_row_a_finding() {
        let text = written("csv", &sample());
        let rows: Vec<&str> = text.trim_end().split("\r\n").collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[0].starts_with("\u{FEFF}\"文件\""));
        assert_eq!(
            rows[1],
            "\"lists/江州.tsv\",\"\",\"2\",\"17\",\"1\",\"\",\"对骗取医疗保障基金的处罚\",\"行政处罚\",\"设定依据\",\
             \"错误\",\"law/repealed\",\"《江州市旧条例》已于 2020-05-01 废止\",\"江州市旧条例\",\"改引《江州市新条例》\",\"《江州市新条例》第四十条\""
        );
    }

    #[test]
    fn formulas_are_disarmed() {
        assert_eq!(super::quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(super::quoted("a\"b"), "\"a\"\"b\"");
    }
}
