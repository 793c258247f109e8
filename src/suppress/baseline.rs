//! The baseline: findings that were there when a repository began to be checked. They do not count;
//! whatever is new does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::mark;
use crate::diagnostic::{Diagnostic, Suppression};
use crate::message::Message;
use crate::report::{FileReport, fingerprint};
use crate::source::Source;
use crate::trouble::Trouble;

/// The version of the file; another one is refused.
const VERSION: u32 = 1;
/// Characters of the flagged text that an entry shows to people.
const SHOWN: usize = 40;

/// A baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Baseline {
    version: u32,
    /// The entries, sorted: by file, rule and item.
    entries: Vec<Entry>,
}

/// Findings of one business identity in one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entry {
    /// The file the findings stood in.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// The item code or name.
    pub item: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// The beginning of the flagged text, for people.
    pub text: String,
    /// Rule, item, field and flagged text, hashed.
    pub identity: String,
    /// How many there are.
    pub count: u32,
}

/// How the findings of a run stand to a baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Findings that the baseline knows.
    pub known: usize,
    /// Findings that it does not know.
    pub new: usize,
    /// Entries (or parts of entries) whose findings are gone.
    pub gone: Vec<Entry>,
}

impl Baseline {
    /// The baseline of the findings of `files` that count.
    pub fn of(files: &[FileReport]) -> Self {
        let mut entries: BTreeMap<(String, String), Entry> = BTreeMap::new();
        for (file, source, diagnostic) in findings(files) {
            if diagnostic.fold_head
                || diagnostic
                    .suppressed
                    .as_ref()
                    .is_some_and(|why| why.kind != "baseline")
            {
                continue;
            }
            let identity = identity(source, diagnostic);
            entries
                .entry((file.name.to_string(), identity.clone()))
                .or_insert_with(|| entry(file, source, diagnostic, identity))
                .count += 1;
        }
        let mut entries: Vec<Entry> = entries.into_values().collect();
        entries.sort();
        Self {
            version: VERSION,
            entries,
        }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// When the file cannot be read or is none.
    pub fn load(path: &Path) -> Result<Self, Trouble> {
        let bytes = std::fs::read(path).map_err(|error| Trouble::unreadable(path, &error))?;
        let none = |reason: String| {
            let name = crate::config::shown(path);
            Trouble::plain(
                format!("{name} 不是基线文件：{reason}"),
                format!("{name} is no baseline: {reason}"),
            )
            .with_help(
                "用 dutylint baseline write 重新生成。",
                "write it anew with `dutylint baseline write`.",
            )
        };
        let baseline: Self =
            serde_json::from_slice(&bytes).map_err(|error| none(error.to_string()))?;
        if baseline.version != VERSION {
            return Err(none(format!("version {}", baseline.version)));
        }
        Ok(baseline)
    }

    /// The text of the file: an entry a line, so that changes are easy to review.
    pub fn to_text(&self) -> String {
        let lines: Vec<String> = self
            .entries
            .iter()
            .filter_map(|entry| serde_json::to_string(entry).ok())
            .map(|line| format!("    {line}"))
            .collect();
        format!(
            "{{\n  \"version\": {VERSION},\n  \"entries\": [\n{}\n  ]\n}}\n",
            lines.join(",\n")
        )
    }

    /// The number of findings it holds.
    pub fn len(&self) -> usize {
        self.entries.iter().map(|entry| entry.count as usize).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The same without what is gone.
    #[must_use]
    pub fn without(mut self, gone: &[Entry]) -> Self {
        let gone: FxHashMap<(&str, &str), u32> = gone
            .iter()
            .map(|entry| ((entry.file.as_str(), entry.identity.as_str()), entry.count))
            .collect();
        for entry in &mut self.entries {
            let less = gone.get(&(entry.file.as_str(), entry.identity.as_str()));
            entry.count = entry.count.saturating_sub(less.copied().unwrap_or(0));
        }
        self.entries.retain(|entry| entry.count > 0);
        self
    }

    /// Marks the findings it knows. An entry is for the findings of its own file first; what is left of it is
    /// for equal findings elsewhere when its file was checked too or is no longer there (moved, renamed,
    /// exported to another format).
    pub(super) fn apply(&self, files: &mut [FileReport]) -> Standing {
        let suppression = Arc::new(Suppression {
            kind: "baseline",
            reason: None,
            approver: None,
        });
        let mut left: Vec<u32> = self.entries.iter().map(|entry| entry.count).collect();
        let mut standing = Standing::default();
        let unmet = self.apply_in_place(files, &mut left, &suppression, &mut standing);
        let checked: FxHashSet<Arc<str>> = files.iter().map(|file| file.name.clone()).collect();
        let mut looked_for: FxHashMap<&str, bool> = FxHashMap::default();
        // Whether the findings of an entry would have been met, were they still there.
        let free: Vec<bool> = self
            .entries
            .iter()
            .map(|entry| {
                *looked_for.entry(&entry.file).or_insert_with(|| {
                    checked.contains(entry.file.as_str()) || !is_there(&entry.file)
                })
            })
            .collect();
        let mut movable: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (index, entry) in self.entries.iter().enumerate() {
            if free.get(index) == Some(&true) {
                movable.entry(&entry.identity).or_default().push(index);
            }
        }
        for (file, at, identity) in unmet {
            let from = movable.get(identity.as_str()).and_then(|entries| {
                entries
                    .iter()
                    .copied()
                    .find(|&index| left.get(index).is_some_and(|&count| count > 0))
            });
            let Some(count) = from.and_then(|index| left.get_mut(index)) else {
                standing.new += 1;
                continue;
            };
            *count -= 1;
            standing.known += 1;
            if let Some(Ok(checked)) = files.get_mut(file).map(|file| &mut file.outcome)
                && let Some(diagnostic) = checked.diagnostics.get_mut(at)
            {
                mark(diagnostic, &suppression);
            }
        }
        standing.gone = self
            .entries
            .iter()
            .zip(left.iter().zip(&free))
            .filter(|&(_, (&count, &free))| count > 0 && free)
            .map(|(entry, (&count, _))| Entry {
                count,
                ..entry.clone()
            })
            .collect();
        standing
    }

    /// Marks the findings that stand in the file their entry names; gives the others: file, finding, identity.
    fn apply_in_place(
        &self,
        files: &mut [FileReport],
        left: &mut [u32],
        suppression: &Arc<Suppression>,
        standing: &mut Standing,
    ) -> Vec<(usize, usize, String)> {
        let mut index: FxHashMap<&str, FxHashMap<&str, usize>> = FxHashMap::default();
        for (at, entry) in self.entries.iter().enumerate() {
            index
                .entry(&entry.file)
                .or_default()
                .insert(&entry.identity, at);
        }
        let mut unmet = Vec::new();
        for (at_file, file) in files.iter_mut().enumerate() {
            let here = index.get(&*file.name);
            let Ok(checked) = &mut file.outcome else {
                continue;
            };
            for (at, diagnostic) in checked.diagnostics.iter_mut().enumerate() {
                if diagnostic.suppressed.is_some() || diagnostic.fold_head {
                    continue;
                }
                let identity = identity(&checked.source, diagnostic);
                let count = here
                    .and_then(|here| here.get(identity.as_str()))
                    .and_then(|&entry| left.get_mut(entry))
                    .filter(|count| **count > 0);
                match count {
                    Some(count) => {
                        *count -= 1;
                        standing.known += 1;
                        mark(diagnostic, suppression);
                    }
                    None => unmet.push((at_file, at, identity)),
                }
            }
        }
        unmet
    }
}

/// Whether the file of an entry is still there. Names are relative to the working folder, as in reports.
fn is_there(file: &str) -> bool {
    PathBuf::from(file).exists()
}

fn findings(files: &[FileReport]) -> impl Iterator<Item = (&FileReport, &Source, &Diagnostic)> {
    files.iter().flat_map(|file| {
        file.source().into_iter().flat_map(move |source| {
            file.diagnostics()
                .iter()
                .map(move |diagnostic| (file, source, diagnostic))
        })
    })
}

fn identity(source: &Source, diagnostic: &Diagnostic) -> String {
    fingerprint::hexadecimal(&fingerprint::identity(source, diagnostic))
}

fn entry(file: &FileReport, source: &Source, diagnostic: &Diagnostic, identity: String) -> Entry {
    let item = diagnostic.item.as_deref();
    Entry {
        file: file.name.to_string(),
        rule: diagnostic.rule.to_string(),
        item: item.and_then(|item| item.code.clone().or_else(|| item.name.clone())),
        field: diagnostic.field.as_deref().map(str::to_owned),
        text: source
            .slice(diagnostic.span)
            .chars()
            .filter(|character| !character.is_control())
            .take(SHOWN)
            .collect(),
        identity,
        count: 0,
    }
}

impl Standing {
    /// One sentence for people.
    pub fn words(&self) -> Message {
        let gone: u32 = self.gone.iter().map(|entry| entry.count).sum();
        Message::new(
            format!(
                "基线中的旧问题还有 {} 处，已消失 {gone} 处；新问题 {} 处",
                self.known, self.new
            ),
            format!(
                "{} old findings of the baseline are left, {gone} are gone; {} are new",
                self.known, self.new
            ),
        )
    }
}
