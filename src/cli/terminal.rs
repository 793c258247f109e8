use std::io::Write as _;

use crate::message::{Language, Message};
use crate::report::{ColorChoice, Style};
use crate::trouble::Trouble;

use super::arguments::Common;

/// How to talk to whoever started the program.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// The language asked for on the command line or by `DUTYLINT_LANG`.
    pub asked: Option<Language>,
    /// When to colour.
    pub color: ColorChoice,
}

impl Terminal {
    /// As the options say.
    pub fn new(common: &Common, language: Option<Language>) -> Self {
        Self {
            asked: common.lang.or(language),
            color: common.color.unwrap_or_default(),
        }
    }

    /// The language of what is printed.
    pub fn language(&self) -> Language {
        self.asked.unwrap_or_default()
    }

    /// The style of standard output.
    pub fn style(&self) -> Style {
        Style::stdout(self.color)
    }

    /// Tells on standard error why a job could not be done.
    pub fn tell(&self, troubles: &[Trouble]) {
        let style = Style::stderr(self.color);
        let mut page = String::new();
        for trouble in troubles {
            crate::report::trouble(&mut page, trouble, self.language(), &style);
        }
        // Nobody is left to tell when standard error is closed.
        let _ = std::io::stderr().write_all(page.as_bytes());
    }

    /// Says something on standard error.
    pub fn say(&self, message: &Message) {
        let _ = writeln!(std::io::stderr(), "{}", message.get(self.language()));
    }

    /// Writes a page to standard output; a reader that went away (`| head`) is no error.
    pub fn print(&self, page: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(page.as_bytes()).and_then(|()| out.flush());
    }
}
