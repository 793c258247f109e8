//! What the user wanted: the file `dutylint.yaml`, the options of the command line, and what of both
//! is in force for a path, with where each value comes from.

mod date;
mod file;
mod find;
mod select;
mod settings;

pub use date::parse_date;
pub use file::{Config, Override, Profile, SeverityChoice, Threshold};
pub use find::{FILE_NAMES, Finder};
pub use select::{KnownRule, Layer, Policy, Selector};
pub use settings::{Origin, Policies, Requested, Settings, Sourced, read_source};

/// The JSON Schema of the configuration file.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Config)
}

/// A path as reports show it: with `/`, relative to the working folder where it lies within.
pub fn shown(path: &std::path::Path) -> String {
    let relative = std::env::current_dir().ok().and_then(|folder| {
        path.strip_prefix(folder)
            .ok()
            .map(std::path::Path::to_owned)
    });
    let path = relative.as_deref().unwrap_or(path);
    let text = path.to_string_lossy();
    let text = if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    };
    text.strip_prefix("./").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests;
