//! Annotations of GitHub Actions: workflow commands on standard output.

use std::io;

use super::{Report, Style};
use crate::diagnostic::Severity;

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    for file in &report.files {
        if let Err(failure) = &file.outcome {
            writeln!(
                out,
                "::error file={}::{}",
                property(&file.name),
                data(failure.message.get(report.language))
            )?;
        }
    }
    for (file, source, diagnostic) in report.shown() {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        write!(out, "::{command} file={}", property(&file.name))?;
        let mut message = diagnostic.message.get(report.language).to_owned();
        // Lines of a rendered workbook are no lines that GitHub could show.
        if let Some(place) = source.place(diagnostic.span.start()) {
            message = format!("{}: {message}", place.describe(report.language));
        } else {
            let start = source.position(diagnostic.span.start());
            let end = source.position(diagnostic.span.end());
            write!(out, ",line={},endLine={}", start.line, end.line)?;
            if start.line == end.line {
                write!(out, ",col={},endColumn={}", start.column, end.column)?;
            }
        }
        if let Some(help) = &diagnostic.help {
            message.push('\n');
            message.push_str(help.get(report.language));
        }
        writeln!(
            out,
            ",title={}::{}",
            property(&diagnostic.rule),
            data(&message)
        )?;
    }
    Ok(())
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command: `:` and `,` have a meaning there too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    #[test]
    fn commands() {
        assert_eq!(
            written("github", &sample()),
            "::error file=lists/坏.xlsx::不是工作簿\n\
             ::error file=lists/江州.tsv,line=2,endLine=2,col=17,endColumn=23,title=law/repealed::《江州市旧条例》已于 2020-05-01 废止%0A改引《江州市新条例》\n\
             ::warning file=lists/江州.tsv,line=2,endLine=2,col=28,endColumn=32,title=text/repeated::这里不对\n"
        );
    }

    #[test]
    fn what_has_a_meaning_is_escaped() {
        assert_eq!(super::property("100%,a:b\n"), "100%25%2Ca%3Ab%0A");
    }
}
