//! `--since` and `--against`: which earlier text each file is compared with.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::pipeline::{Job, OldVersion, earlier};
use crate::trouble::Trouble;

/// Options that leave only what was added or changed.
#[derive(Debug, Clone, Default, Args)]
pub struct ChangedOptions {
    /// 只计自 git 的某个版本以来新增或改动的事项，如 main、HEAD~1 / only items added or changed since a revision of git
    #[arg(long, value_name = "版本 / REV", conflicts_with = "against")]
    pub since: Option<String>,
    /// 只计与旧清单（或旧清单所在文件夹）相比新增或改动的事项 / only items added or changed against an old list, or a folder of old lists
    #[arg(long, value_name = "旧清单 / OLD")]
    pub against: Option<PathBuf>,
}

impl ChangedOptions {
    /// Tells `job` what was there before.
    ///
    /// # Errors
    /// When git or the old list cannot be read.
    pub fn apply(&self, job: &mut Job) -> Result<(), Vec<Trouble>> {
        let versions = match (&self.since, &self.against) {
            (Some(revision), _) => since(revision, job),
            (None, Some(path)) => against(path, job),
            (None, None) => return Ok(()),
        }
        .map_err(|trouble| vec![trouble])?;
        job.suppressions.published = Some(earlier(job, versions));
        Ok(())
    }
}

/// The old list of the one file that is checked, or the file of the same name in a folder of old lists.
fn against(path: &Path, job: &Job) -> Result<Vec<OldVersion>, Trouble> {
    let read = |path: &Path| {
        std::fs::read(path)
            .map(OldVersion::Bytes)
            .map_err(|error| Trouble::unreadable(path, &error))
    };
    if path.is_dir() {
        return job
            .inputs
            .iter()
            .map(|(input, _)| {
                let old = input.path.as_deref().and_then(|now| beside(path, now));
                old.map_or(Ok(OldVersion::New), |old| read(&old))
            })
            .collect();
    }
    if job.inputs.len() != 1 {
        return Err(Trouble::plain(
            format!("--against 给的是一份旧清单，而要检查的有 {} 个文件", job.inputs.len()),
            format!("--against names one old list, but {} files are checked", job.inputs.len()),
        )
        .with_help(
            "一次检查一份清单；或者把旧清单按原来的文件名放在一个文件夹里，--against 指定这个文件夹。",
            "check one list at a time, or put the old lists under the same names into a folder and name the folder.",
        ));
    }
    Ok(vec![read(path)?])
}

/// The file in `folder` that ends in as much of the path of `now` as there is (`乙/清单.csv`, else `清单.csv`).
fn beside(folder: &Path, now: &Path) -> Option<PathBuf> {
    let parts: Vec<_> = now
        .components()
        .filter(|part| matches!(part, std::path::Component::Normal(_)))
        .collect();
    (0..parts.len())
        .map(|skipped| folder.join(parts.iter().skip(skipped).collect::<PathBuf>()))
        .find(|path| path.is_file())
}

fn since(revision: &str, job: &Job) -> Result<Vec<OldVersion>, Trouble> {
    let mut repositories = Repositories::new(revision);
    job.inputs
        .iter()
        .map(|(input, _)| match &input.path {
            // Standard input has no history.
            None => Ok(OldVersion::New),
            Some(path) => repositories.version(path),
        })
        .collect()
}

/// The repositories that files of a run lie in.
struct Repositories<'r> {
    revision: &'r str,
    roots: FxHashMap<PathBuf, PathBuf>,
    known: FxHashMap<PathBuf, Repository>,
}

/// A repository with what differs from a commit.
struct Repository {
    commit: String,
    /// The files of the commit.
    files: FxHashSet<String>,
    /// Files that differ, with the name they had in the commit.
    changed: FxHashMap<String, String>,
}

impl<'r> Repositories<'r> {
    fn new(revision: &'r str) -> Self {
        Self {
            revision,
            roots: FxHashMap::default(),
            known: FxHashMap::default(),
        }
    }

    fn version(&mut self, path: &Path) -> Result<OldVersion, Trouble> {
        // A file that is not there is told when it is opened.
        let Ok(path) = std::fs::canonicalize(path) else {
            return Ok(OldVersion::New);
        };
        let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
        let root = match self.roots.get(&folder) {
            Some(root) => root.clone(),
            None => {
                let root = root_of(&folder)?;
                self.roots.insert(folder, root.clone());
                root
            }
        };
        let repository = match self.known.entry(root.clone()) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(Repository::at(&root, self.revision)?)
            }
        };
        let name = path
            .strip_prefix(&root)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace(std::path::MAIN_SEPARATOR, "/");
        if let Some(before) = repository.changed.get(&name) {
            // With filters: as it would be checked out.
            let object = format!("{}:{before}", repository.commit);
            return git(&root, &["cat-file", "--filters", &object]).map(OldVersion::Bytes);
        }
        Ok(if repository.files.contains(&name) {
            OldVersion::Same
        } else {
            OldVersion::New
        })
    }
}

impl Repository {
    fn at(root: &Path, revision: &str) -> Result<Self, Trouble> {
        let commit = git(
            root,
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &format!("{revision}^{{commit}}"),
            ],
        )
        .map_err(|trouble| match trouble {
            Trouble::Plain { .. } => Trouble::plain(
                format!("git 里没有“{revision}”这个版本"),
                format!("git knows no revision `{revision}`"),
            )
            .with_help(
                "请核对分支名、标签或提交号；在 CI 里请取完整的历史（fetch-depth: 0）。",
                "check the branch, tag or commit; in CI fetch the whole history (fetch-depth: 0).",
            ),
            other => other,
        })?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let files = git(root, &["ls-tree", "-r", "-z", "--name-only", &commit])?;
        let differing = git(
            root,
            &[
                "diff",
                "--no-ext-diff",
                "--name-status",
                "-z",
                "-M",
                &commit,
                "--",
            ],
        )?;
        let mut changed = FxHashMap::default();
        let mut fields = words(&differing);
        while let Some(status) = fields.next() {
            let Some(name) = fields.next() else { break };
            match status.chars().next() {
                Some('R' | 'C') => {
                    if let Some(now) = fields.next() {
                        changed.insert(now, name);
                    }
                }
                // A file added since is not among those of the commit.
                Some('A' | 'D') => {}
                _ => {
                    changed.insert(name.clone(), name);
                }
            }
        }
        Ok(Self {
            commit,
            files: words(&files).collect(),
            changed,
        })
    }
}

/// The fields of an answer of git that are parted by zero bytes.
fn words(answer: &[u8]) -> impl Iterator<Item = String> {
    answer
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty())
        .map(|field| String::from_utf8_lossy(field).into_owned())
}

fn root_of(folder: &Path) -> Result<PathBuf, Trouble> {
    let answer = git(folder, &["rev-parse", "--show-toplevel"]).map_err(|trouble| match trouble {
        Trouble::Plain { help: None, .. } => Trouble::plain(
            format!("{} 不在 git 仓库里", folder.display()),
            format!("{} lies in no git repository", folder.display()),
        )
        .with_help(
            "--since 要靠 git 的历史；没有用 git 管理的清单，请用 --against 指定旧清单。",
            "--since needs the history of git; for lists without it name the old list by --against.",
        ),
        other => other,
    })?;
    let text = String::from_utf8_lossy(&answer)
        .trim_end_matches(['\n', '\r'])
        .to_owned();
    Ok(std::fs::canonicalize(&text).unwrap_or_else(|_| PathBuf::from(text)))
}

/// What git answers.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Trouble> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .output()
        .map_err(|error| {
            let reason = crate::trouble::io_reason(&error);
            Trouble::plain(
                format!("无法运行 git：{}", reason.zh),
                format!("cannot run git: {}", reason.en),
            )
            .with_help(
                "--since 需要安装 git；也可以用 --against 指定旧清单。",
                "--since needs git; or name the old list by --against.",
            )
        })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Trouble::plain(
        format!("git {} 没有成功：{said}", arguments.first().unwrap_or(&"")),
        format!("git {} failed: {said}", arguments.first().unwrap_or(&"")),
    ))
}
