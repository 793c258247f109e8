//! Checkstyle's XML.

use std::io;

use super::{Report, Style};
use crate::diagnostic::Severity;

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<checkstyle version=\"4.3\">")?;
    for file in &report.files {
        writeln!(out, "  <file name=\"{}\">", escaped(&file.name))?;
        if let Err(failure) = &file.outcome {
            writeln!(
                out,
                "    <error severity=\"error\" message=\"{}\" source=\"dutylint.unreadable\"/>",
                escaped(failure.message.get(report.language))
            )?;
        }
        for (source, diagnostic) in file.counted() {
            let start = diagnostic.span.start();
            let mut message = diagnostic.message.get(report.language).to_owned();
            match source.place(start) {
                Some(place) => {
                    message = format!("{}: {message}", place.describe(report.language));
                    write!(out, "    <error")?;
                }
                None => {
                    let position = source.position(start);
                    let (line, column) = (position.line, position.column);
                    write!(out, "    <error line=\"{line}\" column=\"{column}\"")?;
                }
            }
            writeln!(
                out,
                " severity=\"{}\" message=\"{}\" source=\"dutylint.{}\"/>",
                match diagnostic.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Info => "info",
                },
                escaped(&message),
                escaped(&diagnostic.rule)
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

/// Text of an attribute. Control characters that XML 1.0 does not know are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            control if control.is_control() => {}
            '\u{FFFE}' | '\u{FFFF}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    #[test]
    fn well_formed_with_every_finding_that_counts() {
        let text = written("checkstyle", &sample());
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut errors = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Empty(tag) => {
                    assert_eq!(tag.name().0, "error");
                    errors += 1;
                }
                _ => {}
            }
        }
        assert_eq!(errors, 3);
        assert!(
            text.contains("line=\"2\" column=\"17\" severity=\"error\""),
            "{text}"
        );
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(super::escaped("a<\"&\u{1}\nb"), "a&lt;&quot;&amp;&#10;b");
    }
}
