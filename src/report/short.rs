//! One line a finding: `file:line:column: severity message [rule]`, as editors and grep take it.

use std::io;

use super::{Report, Style};

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let language = report.language;
    for file in &report.files {
        if let Err(failure) = &file.outcome {
            let word = crate::message::Message::new("无法检查", "not checked");
            writeln!(
                out,
                "{}: {}: {}",
                file.name,
                word.get(language),
                one_line(failure.message.get(language))
            )?;
        }
        let Some(source) = file.source() else {
            continue;
        };
        for diagnostic in file.diagnostics() {
            if diagnostic.suppressed.is_some() || diagnostic.is_folded_away() {
                continue;
            }
            let start = diagnostic.span.start();
            let position = source.position(start);
            write!(out, "{}:{}:{}: ", file.name, position.line, position.column)?;
            if let Some(place) = source.place(start) {
                write!(out, "{}: ", place.describe(language))?;
            }
            writeln!(
                out,
                "{} {} [{}]",
                diagnostic.severity.words().get(language),
                one_line(diagnostic.message.get(language)),
                diagnostic.rule
            )?;
        }
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    #[test]
    fn one_line_a_finding() {
        assert_eq!(
            written("short", &sample()),
            "lists/江州.tsv:2:17: 错误 《江州市旧条例》已于 2020-05-01 废止 [law/repealed]\n\
             lists/江州.tsv:2:28: 警告 这里不对 [text/repeated]\n\
             lists/坏.xlsx: 无法检查: 不是工作簿\n"
        );
    }
}
