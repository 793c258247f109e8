use std::path::PathBuf;

use crate::config::read_source;
use crate::law::LawTable;
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
        match read_source(path) {
            Err(trouble) => troubles.push(trouble),
            Ok(source) => {
                if let Err(problems) = table.add_file(&source) {
                    troubles.push(Trouble::InFile {
                        source: Box::new(source),
                        problems,
                    });
                }
            }
        }
    }
    if troubles.is_empty() {
        Ok(Some(table))
    } else {
        Err(troubles)
    }
}
