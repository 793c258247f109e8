//! Pages from templates of HTML.

use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Value};

/// The page that `template` gives with `values`; all that comes from lists is escaped.
///
/// # Errors
/// When the template is broken: a fault of this program.
pub(super) fn page(template: &str, values: Value) -> io::Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(io::Error::other)?;
    environment.set_syntax(syntax);
    environment
        .render_str(template, values)
        .map_err(io::Error::other)
}

/// A value of ours for a template.
pub(super) fn serialized(value: impl serde::Serialize) -> Value {
    Value::from(minijinja::value::Serde(value))
}
