use super::excerpt::Mark;
use super::view::FindingView;
use super::{footer, handler};
use crate::diagnostic::Severity;
use crate::message::{Language, Message};
use crate::report::Style;
use crate::source::Source;
use crate::tree::Problem;
use crate::trouble::Trouble;

/// Appends why a job could not be done to `page`: for a problem in a file with its excerpt.
pub fn trouble(page: &mut String, trouble: &Trouble, language: Language, style: &Style) {
    match trouble {
        Trouble::Plain { message, help } => {
            let view = FindingView::plain(headline(message, language));
            entry(page, &view, help.as_ref(), language, style);
        }
        Trouble::InFile { source, problems } => {
            for problem in problems {
                in_file(page, source, problem, language, style);
            }
        }
    }
}

fn in_file(
    page: &mut String,
    source: &Source,
    problem: &Problem,
    language: Language,
    style: &Style,
) {
    let mark = Mark {
        source,
        file: source.name(),
        span: problem.span,
    };
    let headline = headline(&problem.message, language);
    let view = FindingView::marked(headline, Severity::Error, &[(mark, None)], language, style);
    entry(page, &view, problem.help.as_ref(), language, style);
}

fn headline(message: &Message, language: Language) -> String {
    let word = Severity::Error.words();
    match language {
        Language::Zh => format!("{}：{}", word.get(language), message.get(language)),
        Language::En => format!("{}: {}", word.get(language), message.get(language)),
    }
}

fn entry(
    page: &mut String,
    view: &FindingView,
    help: Option<&Message>,
    language: Language,
    style: &Style,
) {
    // Writing to a string does not fail.
    let _ = handler(style).render_report(page, view);
    if let Some(help) = help {
        let label = match language {
            Language::Zh => "办法：",
            Language::En => "help: ",
        };
        footer::line(page, label, help.get(language), style);
    }
    page.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_problem_in_a_file_is_shown_with_its_place() {
        let source = Source::new("dutylint.yaml", "rules: [a]\nlawz: b\n".into(), "UTF-8");
        let problems = vec![
            Problem::new(Span::new(11, 15), "没有这个项", "no such key")
                .with_help("是不是 laws？", "did you mean laws?"),
        ];
        let mut page = String::new();
        let told = Trouble::InFile {
            source: Box::new(source),
            problems,
        };
        trouble(&mut page, &told, Language::Zh, &Style::default());
        assert_eq!(
            page,
            "  × 错误：没有这个项\n   ╭─[dutylint.yaml:2:1]\n 2 │ lawz: b\n   · ────\n   ╰────\n  办法：是不是 laws？\n\n"
        );
    }
}
