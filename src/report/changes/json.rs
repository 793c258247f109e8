use std::io;

use crate::compare::Changes;
use crate::message::Language;
use crate::report::Style;

pub(super) fn write(
    changes: &Changes,
    _: Language,
    _: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, changes)?;
    writeln!(out)
}
