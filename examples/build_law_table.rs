//! Builds the files of `rules/laws` from a folder of law texts: `cargo run --example build_law_table -- FROM [TO]`.

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let from = arguments
        .next()
        .ok_or("the folder of law texts is missing")?;
    let to = arguments.next().unwrap_or_else(|| "rules/laws".into());
    for (name, bytes) in dutylint::law::table::build::files(&from)? {
        let path = to.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        println!("{} {}", path.display(), bytes.len());
        std::fs::write(path, bytes)?;
    }
    Ok(())
}
