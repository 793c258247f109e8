//! Tells the program which build it is, so that a cache written by another one is not believed.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut watched = vec!["src", "Cargo.lock"];
    // Other builds read the packs of rules when they run; they are part of the key there.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        watched.push("rules");
    }
    let mut files = BTreeSet::new();
    for path in &watched {
        println!("cargo:rerun-if-changed={path}");
        walk(Path::new(path), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    for path in files {
        hasher.write(path.to_string_lossy().as_bytes());
        hasher.write(&fs::read(&path)?);
    }
    println!("cargo:rustc-env=DUTYLINT_BUILD={:016x}", hasher.finish());
    Ok(())
}

fn walk(path: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        // A package may be built without its lock file.
        if path.is_file() {
            files.insert(path.to_owned());
        }
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        walk(&entry?.path(), files)?;
    }
    Ok(())
}
