//! JUnit's XML: a suite a file, a failing case a finding; a file without findings is one passing case.

use std::io;

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::{Report, Style};
use crate::diagnostic::Diagnostic;
use crate::source::Source;

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut suites = Suites::new("dutylint");
    for file in &report.files {
        let mut suite = TestSuite::new(file.name.to_string());
        if let Err(failure) = &file.outcome {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(failure.message.get(report.language));
            suite.add_test_case(TestCase::new("read", status));
        }
        for (source, diagnostic) in file.counted() {
            suite.add_test_case(case(report, &file.name, source, diagnostic));
        }
        if suite.test_cases.is_empty() {
            suite.add_test_case(TestCase::new("check", TestCaseStatus::success()));
        }
        suites.add_test_suite(suite);
    }
    let text = suites.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn case(report: &Report, file: &str, source: &Source, diagnostic: &Diagnostic) -> TestCase {
    let language = report.language;
    let start = diagnostic.span.start();
    let place = match source.place(start) {
        Some(place) => format!("{file} {}", place.describe(language)),
        None => {
            let position = source.position(start);
            format!("{file}:{}:{}", position.line, position.column)
        }
    };
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_type(diagnostic.severity.words().en)
        .set_message(diagnostic.message.get(language));
    let help = diagnostic
        .help
        .as_ref()
        .map(|help| help.get(language))
        .unwrap_or_default();
    status.set_description(format!(
        "{place}\n{}\n{help}",
        source.slice(diagnostic.span)
    ));
    let name = match diagnostic
        .item
        .as_deref()
        .and_then(|item| item.name.as_deref())
    {
        Some(item) => format!("{} {item} ({place})", diagnostic.rule),
        None => format!("{} ({place})", diagnostic.rule),
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(diagnostic.rule.replace('/', "."));
    case
}

#[cfg(test)]
mod tests {
    use crate::report::testing::{sample, written};

    /// JUnit's schema as common consumers have it: suites, suite, case, failure or error, with their counts.
    #[test]
    fn suites_and_cases() {
        let text = written("junit", &sample());
        assert!(
            text.contains("tests=\"3\" skipped=\"0\" failures=\"2\" errors=\"1\""),
            "{text}"
        );
        assert!(
            text.contains("<testsuite name=\"lists/江州.tsv\" tests=\"2\""),
            "{text}"
        );
        assert!(text.contains("<failure message="), "{text}");
        let mut reader = quick_xml::Reader::from_str(&text);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
    }
}
