//! One page for people who will not use a terminal: the list with the flagged characters marked in
//! place, the findings beside it, figures, filters, and what was checked with what.
//!
//! The page is self-contained and asks nothing of any network.

mod mark;
mod matrix;
mod page;
mod words;

use std::io;

use super::{Report, Style, template};

const TEMPLATE: &str = include_str!("page.html");
const STYLESHEET: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

pub(super) fn write(report: &Report, _: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let page = template::page(
        TEMPLATE,
        minijinja::context! {
            page => template::serialized(page::Page::new(report)),
            stylesheet => minijinja::Value::from_safe_string(STYLESHEET.to_owned()),
            script => minijinja::Value::from_safe_string(SCRIPT.to_owned()),
        },
    )?;
    out.write_all(page.as_bytes())
}

#[cfg(test)]
mod tests;
