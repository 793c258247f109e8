use super::exit::Exit;
use super::terminal::Terminal;
use crate::message::Language;
use crate::report::FORMATS;

/// Lists the output formats.
pub fn run(terminal: &Terminal) -> Exit {
    let page: String = FORMATS
        .iter()
        .map(|format| {
            let purpose = match terminal.language() {
                Language::Zh => format.purpose.0,
                Language::En => format.purpose.1,
            };
            format!("{:<12}{purpose}\n", format.name)
        })
        .collect();
    terminal.print(&page);
    Exit::Clean
}
