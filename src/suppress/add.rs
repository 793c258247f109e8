use std::path::Path;

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::report::FileReport;
use crate::source::Source;
use crate::trouble::Trouble;

/// A waiver to be written for a finding.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub struct NewWaiver {
    /// The rule.
    pub rule: String,
    /// The item code or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The file, relative to the folder of the register.
    pub file: String,
    /// The field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The flagged text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approver: String,
    /// The number of the document that approves it.
    pub document: String,
    /// Its last day.
    pub expires: String,
}

impl NewWaiver {
    /// The entry for a finding, yet without reason and approval. `folder` is that of the register.
    pub fn of(file: &FileReport, source: &Source, diagnostic: &Diagnostic, folder: &Path) -> Self {
        let item = diagnostic.item.as_deref();
        let text = source.slice(diagnostic.span);
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let relative = file.path.as_deref().and_then(|path| {
            absolute(path)
                .strip_prefix(absolute(folder))
                .ok()
                .map(|path| path.to_string_lossy().replace('\\', "/"))
        });
        Self {
            rule: diagnostic.rule.to_string(),
            item: item.and_then(|item| item.code.clone().or_else(|| item.name.clone())),
            // A name with characters of a glob means itself.
            file: globset::escape(&relative.unwrap_or_else(|| file.name.to_string())),
            field: diagnostic.field.as_deref().map(str::to_owned),
            text: Some(text.to_owned()).filter(|text| !text.trim().is_empty()),
            reason: String::new(),
            approver: String::new(),
            document: String::new(),
            expires: String::new(),
        }
    }
}

/// Appends entries to the register at `path`, which is made when it is not there; equal ones once. What
/// stands in the file stays as it is. Gives the number of entries written.
///
/// # Errors
/// When the file cannot be read or written, or is no register that entries can be appended to.
pub fn append_waivers(path: &Path, entries: &[NewWaiver]) -> Result<usize, Trouble> {
    let before = if path.exists() {
        std::fs::read_to_string(path).map_err(|error| Trouble::unreadable(path, &error))?
    } else {
        String::new()
    };
    let mut text = if before.trim().is_empty() {
        "# 豁免登记 / register of waivers\nwaivers:\n".to_owned()
    } else {
        let mut text = before;
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text
    };
    let mut seen = FxHashSet::default();
    let unique: Vec<&NewWaiver> = entries
        .iter()
        .filter(|entry| seen.insert((*entry).clone()))
        .collect();
    if unique.is_empty() {
        return Ok(0);
    }
    let indent = indent_of_entries(&text);
    let listed = serde_yaml::to_string(&unique).map_err(|error| {
        Trouble::plain(
            format!("无法写出豁免：{error}"),
            format!("cannot write the waivers: {error}"),
        )
    })?;
    for line in listed.lines() {
        text.push_str(&indent);
        text.push_str(line);
        text.push('\n');
    }
    let source = Source::new(crate::config::shown(path), text, "UTF-8");
    let checked = crate::tree::parse_yaml(source.text());
    if let Err(problems) = checked {
        return Err(Trouble::InFile {
            source: Box::new(source),
            problems,
        });
    }
    std::fs::write(path, source.text()).map_err(|error| Trouble::unwritable(path, &error))?;
    Ok(unique.len())
}

/// The blanks before the entries that are there, so that new ones belong to the same list.
fn indent_of_entries(text: &str) -> String {
    text.lines()
        .find(|line| line.trim_start().starts_with("- "))
        .map(|line| {
            line.chars()
                .take_while(|character| *character == ' ')
                .collect()
        })
        .unwrap_or_default()
}
