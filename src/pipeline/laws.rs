use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::config::{read_source, shown};
use crate::law::LawTable;
use crate::law::table::index;
use crate::trouble::Trouble;

/// The built-in table with what the files at `paths` add, later files over earlier ones; `None` without files,
/// so that the built-in table is only read when a citation is looked up.
///
/// # Errors
/// All that is wrong in any of the files.
pub fn load(paths: &[PathBuf]) -> Result<Option<LawTable>, Vec<Trouble>> {
    if paths.is_empty() {
        return Ok(None);
    }
    let mut table = LawTable::builtin().clone();
    let mut troubles = Vec::new();
    for path in paths {
        if let Err(trouble) = add(&mut table, path) {
            troubles.push(trouble);
        }
    }
    if troubles.is_empty() {
        Ok(Some(table))
    } else {
        Err(troubles)
    }
}

/// Adds a table as text or an index.
fn add(table: &mut LawTable, path: &Path) -> Result<(), Trouble> {
    let mut head = Vec::new();
    let bytes = std::fs::File::open(path)
        .and_then(|file| file.take(16).read_to_end(&mut head))
        .map_err(|error| Trouble::unreadable(path, &error));
    bytes?;
    if index::is_index(&head) {
        let bytes = std::fs::read(path).map_err(|error| Trouble::unreadable(path, &error))?;
        return table
            .add_index(&shown(path), &bytes)
            .map_err(|message| Trouble::Plain {
                message,
                help: None,
            });
    }
    let source = read_source(path)?;
    table.add_file(&source).map_err(|problems| Trouble::InFile {
        source: Box::new(source),
        problems,
    })
}
