//! What was found before need not be found again: records by content and by everything the content was judged by.
//!
//! A record is written beside its place and renamed, and carries a checksum: runs at the same time and files cut short
//! or spoilt do no harm, they only cost the work again.

mod entry;
mod record;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

pub(super) use record::{FoundAnywhere, Record, Stored};

/// Records older than this are taken away.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How often old records are looked for.
const SWEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// The file whose age tells when old records were looked for.
const SWEPT_MARK: &str = "swept";

/// A folder of records.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
}

/// Names a record: a hash of all that it depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// The key made of these parts, in order.
    pub fn of<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut key = [0; 32];
        for (to, from) in key.iter_mut().zip(hash.finalize().iter()) {
            *to = *from;
        }
        Self(key)
    }

    /// Its bytes, as a part of another key.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn name(&self) -> String {
        crate::report::fingerprint::hexadecimal(&self.0)
    }
}

impl Cache {
    /// The cache in `folder`, which need not be there yet.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder by the conventions of the system: `$XDG_CACHE_HOME/dutylint`, else `~/.cache/dutylint`;
    /// `~/Library/Caches/dutylint`; `%LOCALAPPDATA%\dutylint\cache`. `None` where there is no home.
    pub fn usual_folder() -> Option<PathBuf> {
        let folder = |name: &str| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        if cfg!(windows) {
            return Some(folder("LOCALAPPDATA")?.join("dutylint").join("cache"));
        }
        if let Some(caches) = folder("XDG_CACHE_HOME") {
            return Some(caches.join("dutylint"));
        }
        let home = folder("HOME")?;
        Some(if cfg!(target_os = "macos") {
            home.join("Library/Caches/dutylint")
        } else {
            home.join(".cache/dutylint")
        })
    }

    /// The record of `key`; `None` where there is none that can be believed.
    pub(super) fn get<T: entry::Entry>(&self, key: &Key) -> Option<T> {
        let bytes = std::fs::read(self.path(key)).ok()?;
        T::decode(entry::opened(&bytes)?)
    }

    /// Keeps a record. What goes wrong only costs the work of the next run.
    pub(super) fn put<T: entry::Entry>(&self, key: &Key, value: &T) {
        let _ = self.write(key, value);
    }

    fn write<T: entry::Entry>(&self, key: &Key, value: &T) -> Option<()> {
        static WRITTEN: AtomicU64 = AtomicU64::new(0);
        let path = self.path(key);
        let folder = path.parent()?;
        std::fs::create_dir_all(folder).ok()?;
        let beside = folder.join(format!(
            "{}.{}-{}",
            key.name(),
            std::process::id(),
            WRITTEN.fetch_add(1, Ordering::Relaxed)
        ));
        let done = std::fs::write(&beside, entry::closed(&value.encode()?))
            .and_then(|()| std::fs::rename(&beside, &path));
        if done.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        done.ok()
    }

    fn path(&self, key: &Key) -> PathBuf {
        let name = key.name();
        let (folder, rest) = name.split_at(2);
        self.folder.join("records").join(folder).join(rest)
    }

    /// Takes away records that are old, once a day.
    pub fn sweep(&self) {
        let mark = self.folder.join(SWEPT_MARK);
        if age(&mark).is_some_and(|age| age < SWEPT) || !self.folder.is_dir() {
            return;
        }
        // Whoever comes next finds the mark and leaves the work to this run.
        let _ = std::fs::write(&mark, b"");
        for folder in entries(&self.folder.join("records")) {
            for record in entries(&folder) {
                if age(&record).is_some_and(|age| age > KEPT) {
                    let _ = std::fs::remove_file(&record);
                }
            }
        }
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
}

fn age(path: &Path) -> Option<Duration> {
    let modified = std::fs::metadata(path).ok()?.modified().ok()?;
    SystemTime::now().duration_since(modified).ok()
}

#[cfg(test)]
mod tests;
