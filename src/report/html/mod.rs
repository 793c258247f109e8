//! One page for people who will not use a terminal: the list with the flagged characters marked in
//! place, the findings beside it, figures, filters, and what was checked with what.
//!
//! The page is self-contained and asks nothing of any network.

mod mark;
mod matrix;
mod page;
mod words;

use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment};

use super::{Report, Style};

const TEMPLATE: &str = include_str!("page.html");
const STYLESHEET: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(io::Error::other)?;
    environment.set_syntax(syntax);
    let page = environment
        .render_str(
            TEMPLATE,
            minijinja::context! {
                page => minijinja::Value::from(minijinja::value::Serde(page::Page::new(report))),
                stylesheet => minijinja::Value::from_safe_string(STYLESHEET.to_owned()),
                script => minijinja::Value::from_safe_string(SCRIPT.to_owned()),
            },
        )
        .map_err(io::Error::other)?;
    out.write_all(page.as_bytes())
}

#[cfg(test)]
mod tests;
