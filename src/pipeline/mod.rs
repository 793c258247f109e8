//! The whole line in one place: settings → engine; files → findings; all findings → report. The command
//! line, the language server and tests call this and nothing beneath it.

mod cache;
mod earlier;
mod engine;
mod fix;
mod laws;
mod one;
mod records;
mod run;
mod yielding;

pub use cache::{Cache, Key};
pub use earlier::{OldVersion, earlier};
pub use engine::{Engine, load_vocabulary};
pub use fix::{FixRun, FixedFile, fix};
pub use laws::load as load_laws;
pub use one::{FileResult, Input, Manner, check_bytes};
pub use run::{Job, read_input, run, run_with};
