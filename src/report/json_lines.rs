//! One JSON object a line, for pipes: `kind` is `file`, `finding` or `summary`.

use std::io;

use serde::Serialize;

use super::{FileView, Finding, Report, Style, Summary};

#[derive(Serialize)]
struct Line<T> {
    kind: &'static str,
    #[serde(flatten)]
    body: T,
}

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    for file in &report.files {
        line(out, "file", FileView::new(report, file))?;
        for finding in Finding::of_file(report, file) {
            line(out, "finding", finding)?;
        }
    }
    line(out, "summary", Summary::new(report))
}

fn line(out: &mut dyn io::Write, kind: &'static str, body: impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Line { kind, body })?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    #[test]
    fn each_line_is_an_object() {
        let text = written("jsonl", &sample());
        let kinds: Vec<String> = text
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                format!(
                    "{} {}",
                    value["kind"].as_str().unwrap(),
                    value["rule"].as_str().unwrap_or("-")
                )
            })
            .collect();
        assert_eq!(
            kinds,
            [
                "file -",
                "finding law/repealed",
                "finding text/repeated",
                "finding text/broken",
                "file -",
                "summary -"
            ]
        );
    }
}
