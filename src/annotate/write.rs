use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path`: to a file beside it first, which is then renamed, so that there is never half a
/// file. The permissions of a file that is replaced are kept.
///
/// # Errors
/// When the folder or the file cannot be written; the old file is then as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path, "part")?;
    let written = write_beside(path, &beside, bytes);
    if written.is_err() {
        // Nothing is lost when this fails too: the rest of the failed attempt stays beside.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_beside(path: &Path, beside: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    if let Ok(metadata) = fs::metadata(path) {
        fs::set_permissions(beside, metadata.permissions())?;
    }
    fs::rename(beside, path)
}

/// Copies `path` to a backup beside it (`list.xlsx.bak`, then `list.xlsx.bak1` …) and gives its path. An
/// earlier backup is never overwritten.
///
/// # Errors
/// When the file cannot be read or the folder cannot be written.
pub fn back_up(path: &Path) -> io::Result<PathBuf> {
    let bytes = fs::read(path)?;
    for number in 0..1000 {
        let suffix = match number {
            0 => "bak".to_owned(),
            number => format!("bak{number}"),
        };
        let backup = with_suffix(path, &suffix)?;
        let created = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&backup);
        match created {
            Ok(mut file) => {
                file.write_all(&bytes)?;
                file.sync_all()?;
                return Ok(backup);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

/// A path beside `path` that does not exist yet.
fn beside(path: &Path, suffix: &str) -> io::Result<PathBuf> {
    (0..1000)
        .map(|number| with_suffix(path, &format!("{suffix}{number}")))
        .find(|beside| beside.as_ref().map_or(true, |beside| !beside.exists()))
        .unwrap_or_else(|| Err(io::Error::from(io::ErrorKind::AlreadyExists)))
}

fn with_suffix(path: &Path, suffix: &str) -> io::Result<PathBuf> {
    let mut name = path
        .file_name()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?
        .to_owned();
    name.push(".");
    name.push(suffix);
    Ok(path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_replaced_whole_and_backups_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("清单.xlsx");
        write_whole(&path, b"1").unwrap();
        let backup = back_up(&path).unwrap();
        write_whole(&path, b"2").unwrap();
        let second = back_up(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"2");
        assert_eq!(fs::read(backup).unwrap(), b"1");
        assert_eq!(fs::read(second).unwrap(), b"2");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
        let missing = folder.path().join("没有").join("清单.xlsx");
        assert!(write_whole(&missing, b"1").is_err());
    }
}
