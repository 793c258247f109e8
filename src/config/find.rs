use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

/// The names a configuration file may have, the first is looked for first.
pub const FILE_NAMES: [&str; 2] = ["dutylint.yaml", "dutylint.yml"];

/// Finds the configuration file of a list: the nearest one in its folder or above. Looks into each folder once.
#[derive(Debug, Default)]
pub struct Finder {
    known: FxHashMap<PathBuf, Option<PathBuf>>,
}

impl Finder {
    /// The configuration file for what lies in `folder`.
    pub fn of_folder(&mut self, folder: &Path) -> Option<PathBuf> {
        let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let mut visited = Vec::new();
        let mut found = None;
        for above in absolute.ancestors() {
            if let Some(known) = self.known.get(above) {
                found = known.clone();
                break;
            }
            visited.push(above.to_owned());
            let here = FILE_NAMES
                .iter()
                .map(|name| above.join(name))
                .find(|path| path.is_file());
            if here.is_some() {
                found = here;
                break;
            }
        }
        for folder in visited {
            self.known.insert(folder, found.clone());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_one_is_taken() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("a/b/c");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::create_dir_all(root.path().join("d")).unwrap();
        std::fs::write(root.path().join("a/dutylint.yml"), "").unwrap();
        std::fs::write(root.path().join("dutylint.yaml"), "").unwrap();
        let mut finder = Finder::default();
        for _ in 0..2 {
            assert_eq!(
                finder.of_folder(&inner),
                Some(root.path().join("a/dutylint.yml"))
            );
            assert_eq!(
                finder.of_folder(&root.path().join("d")),
                Some(root.path().join("dutylint.yaml"))
            );
        }
    }
}
