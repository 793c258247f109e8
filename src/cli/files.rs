//! Paths of the command line to the files to read.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::config::{FILE_NAMES, shown};
pub use crate::pipeline::Input;
use crate::trouble::Trouble;

/// Endings of files that may hold a list; what stands in a folder under other endings is left alone.
const ENDINGS: [&str; 22] = [
    "csv", "tsv", "txt", "md", "markdown", "html", "htm", "mht", "yaml", "yml", "json", "jsonl",
    "ndjson", "docx", "docm", "doc", "wps", "xlsx", "xlsm", "xls", "et", "ods",
];

/// Names, without their endings, of files about a folder by the customs of repositories: no lists.
const ABOUT_FOLDERS: [&str; 6] = [
    "readme",
    "license",
    "licence",
    "notice",
    "changelog",
    "contributing",
];

/// The files that `paths` name: files themselves, and those in folders that may hold a list, in the order
/// of their names. `.gitignore` and `.ignore` are heeded in folders; lock files of Office (`~$…`),
/// configuration files and those about the folder itself (`README.md`) are left out.
///
/// # Errors
/// Paths that are not there.
pub fn inputs(paths: &[PathBuf], stdin_name: &str) -> (Vec<Input>, Vec<Trouble>) {
    let mut inputs = Vec::new();
    let mut troubles = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input {
                name: stdin_name.to_owned(),
                path: None,
                named: true,
            });
        } else if path.is_dir() {
            walk(path, &mut inputs, &mut troubles);
        } else {
            // A file that is not there is told when it is opened, beside the others that are checked.
            inputs.push(Input {
                name: shown(path),
                path: Some(path.clone()),
                named: true,
            });
        }
    }
    // A file named twice, or within a folder that is named too, is checked once.
    let mut seen = rustc_hash::FxHashSet::default();
    inputs.retain(|input| match &input.path {
        Some(path) => seen.insert(std::path::absolute(path).unwrap_or_else(|_| path.clone())),
        None => true,
    });
    (inputs, troubles)
}

fn walk(folder: &Path, inputs: &mut Vec<Input>, troubles: &mut Vec<Trouble>) {
    let walker = WalkBuilder::new(folder)
        .sort_by_file_path(Ord::cmp)
        .require_git(false)
        .build();
    for entry in walker {
        match entry {
            Ok(entry) => {
                let path = entry.path();
                if entry.file_type().is_some_and(|kind| kind.is_file()) && may_hold_a_list(path) {
                    inputs.push(Input {
                        name: shown(path),
                        path: Some(path.to_owned()),
                        named: false,
                    });
                }
            }
            Err(error) => troubles.push(
                Trouble::plain(
                    format!("无法查看文件夹：{error}"),
                    format!("cannot look into the folder: {error}"),
                )
                .with_help(
                    "请核对路径和读取权限；其余文件照常检查。",
                    "check the path and its permissions; the other files are checked.",
                ),
            ),
        }
    }
}

fn may_hold_a_list(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    let is_ours = FILE_NAMES.contains(&&*name) || name == super::baseline::USUAL;
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let is_about = ABOUT_FOLDERS.contains(&stem.as_str());
    if name.starts_with("~$") || name.starts_with(".~") || is_ours || is_about {
        return false;
    }
    path.extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_without_what_is_no_list() {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        };
        for name in [
            "乙/清单.XLSX",
            "乙/~$清单.xlsx",
            "甲.csv",
            "dutylint.yaml",
            "README.md",
            "License.txt",
            "图.png",
            ".hidden/清单.csv",
            "草稿/清单.csv",
        ] {
            write(name);
        }
        std::fs::write(root.path().join(".ignore"), "草稿/\n").unwrap();
        let (found, troubles) = inputs(&[root.path().to_owned(), root.path().join("甲.csv")], "-");
        let names: Vec<String> = found
            .iter()
            .filter_map(|input| input.path.as_ref()?.strip_prefix(root.path()).ok())
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect();
        assert_eq!(names, ["乙/清单.XLSX", "甲.csv"]);
        assert!(troubles.is_empty());
    }
}
