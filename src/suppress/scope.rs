use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use crate::report::FileReport;

/// Which files a waiver is about: a glob relative to the folder of its register.
#[derive(Debug, Clone)]
pub(super) struct FileScope {
    folder: PathBuf,
    glob: GlobMatcher,
}

impl FileScope {
    /// The scope written as `glob` in a register in `folder`; `None` when it is no glob.
    pub fn new(glob: &str, folder: &Path) -> Option<Self> {
        let glob = GlobBuilder::new(glob)
            .literal_separator(false)
            .build()
            .ok()?;
        Some(Self {
            folder: folder.to_owned(),
            glob: glob.compile_matcher(),
        })
    }

    /// Whether `file` is meant: by its path, or by the name of the file alone.
    pub fn covers(&self, file: &FileReport) -> bool {
        let name = file.name.rsplit('/').next().unwrap_or(&file.name);
        if self.glob.is_match(name) || self.glob.is_match(&*file.name) {
            return true;
        }
        let Some(path) = &file.path else { return false };
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        absolute(path)
            .strip_prefix(absolute(&self.folder))
            .is_ok_and(|relative| self.glob.is_match(relative))
    }
}
