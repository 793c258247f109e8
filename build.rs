//! Tells the program which build it is, so that a cache written by another one is not believed; records the steps
//! of reading the YAML files inside it, and gathers the tables of laws by title, so that it need not do so at
//! each start.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "src/check/brief.rs"]
mod brief;
#[allow(dead_code)] // The reader is the program's.
#[path = "src/tree/recorded/format.rs"]
mod format;
#[allow(dead_code)] // The reader is the program's.
#[path = "src/law/table/gathered.rs"]
mod gathered;
#[allow(dead_code)] // Most of it is the program's.
#[path = "src/law/table/key.rs"]
mod key;
#[path = "src/tree/step.rs"]
mod step;
#[path = "src/tree/recorded/write.rs"]
mod write;

const RULES: &str = "rules";
const LAWS: &str = "rules/laws";

fn main() -> io::Result<()> {
    // Other builds read the packs of rules when they run; they are part of the key there.
    let embedded = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let mut files = BTreeSet::new();
    for path in ["src", "Cargo.lock"]
        .into_iter()
        .chain(embedded.then_some(RULES))
    {
        println!("cargo:rerun-if-changed={path}");
        walk(Path::new(path), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    for path in &files {
        hasher.write(path.to_string_lossy().as_bytes());
        hasher.write(&fs::read(path)?);
    }
    println!("cargo:rustc-env=DUTYLINT_BUILD={:016x}", hasher.finish());
    if embedded {
        println!("cargo:rustc-env=DUTYLINT_BUILD_HAS_RULES=1");
    }
    record(files.iter().filter(|path| path.starts_with(RULES)))?;
    println!("cargo:rerun-if-changed={LAWS}");
    let laws = Path::new(LAWS);
    gather("instruments.table", &laws.join("instruments"))?;
    gather("repeals.table", &laws.join("repeals.tsv"))
}

/// Gathers the tables at `path`, in the order of their names: later ones correct earlier ones.
fn gather(name: &str, path: &Path) -> io::Result<()> {
    let mut files = BTreeSet::new();
    walk(path, &mut files)?;
    let texts: Vec<String> = files
        .iter()
        .map(fs::read_to_string)
        .collect::<Result<_, _>>()?;
    let lines = texts.iter().flat_map(|text| gathered::records(text));
    fs::write(out(name), gathered::gather(lines, key::key))
}

/// The path of a file that the program includes.
fn out(name: &str) -> PathBuf {
    PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join(name)
}

/// Writes the steps of the YAML files among `files`, and the packs of rules without their examples, where the
/// program includes them.
fn record<'f>(files: impl Iterator<Item = &'f PathBuf>) -> io::Result<()> {
    let mut table = String::from("&[\n");
    let mut packs = String::from("&[\n");
    let yaml = files.filter(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    for (index, path) in yaml.enumerate() {
        let text = fs::read_to_string(path)?;
        let text = if path.starts_with("rules/packs") {
            let brief = brief::without_examples(&text);
            let file = out(&format!("{index}.yaml"));
            fs::write(&file, &brief)?;
            let name = path.to_string_lossy().replace('\\', "/");
            let _ = writeln!(packs, "({name:?}, include_str!({file:?})),");
            brief
        } else {
            text
        };
        // What cannot be read is told where it is read.
        let Some(steps) = write::record(&text) else {
            continue;
        };
        let file = out(&format!("{index}.steps"));
        fs::write(&file, steps)?;
        let (length, name) = (text.len(), format::name(&text));
        let _ = writeln!(table, "({length}, {name}, include_bytes!({file:?})),");
    }
    table.push(']');
    packs.push(']');
    fs::write(out("packs.rs"), packs)?;
    fs::write(out("recorded.rs"), table)
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
