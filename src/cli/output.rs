use std::io::{self, Write as _};
use std::path::PathBuf;

use super::terminal::Terminal;
use crate::report::{FORMATS, Format, Report, Style};
use crate::trouble::Trouble;

/// A format and where it goes.
#[derive(Debug, Clone)]
pub struct Output {
    format: &'static Format,
    /// `None` for standard output.
    file: Option<PathBuf>,
}

impl Output {
    /// `FORMAT` or `FORMAT:FILE`; `FORMAT:-` is standard output.
    ///
    /// # Errors
    /// When the format is unknown, with the nearest name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once(':') {
            Some((name, file)) => (name, Some(file)),
            None => (text, None),
        };
        let format = crate::report::format(name).ok_or_else(|| unknown(name))?;
        let file = file
            .filter(|file| !file.is_empty() && *file != "-")
            .map(PathBuf::from);
        Ok(Self { format, file })
    }

    /// The human format on standard output.
    pub fn usual() -> Self {
        Self {
            format: crate::report::usual_format(),
            file: None,
        }
    }

    /// Whether it shows whole lists.
    pub fn needs_outline(&self) -> bool {
        self.format.outline
    }

    /// Whether it goes to standard output.
    pub fn is_standard(&self) -> bool {
        self.file.is_none()
    }

    /// Writes `report`. A reader of standard output that went away is no error.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, report: &Report, terminal: &Terminal) -> Result<(), Trouble> {
        match &self.file {
            None => {
                let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
                let written = (self.format.write)(report, &terminal.style(), &mut out)
                    .and_then(|()| out.flush());
                match written {
                    Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Trouble::plain(
                        format!("无法写到标准输出：{error}"),
                        format!("cannot write to standard output: {error}"),
                    )),
                    _ => Ok(()),
                }
            }
            Some(path) => {
                let told = |error: io::Error| Trouble::unwritable(path, &error);
                let file = std::fs::File::create(path).map_err(told)?;
                let mut out = io::BufWriter::new(file);
                (self.format.write)(report, &Style::plain(terminal.color), &mut out)
                    .and_then(|()| out.flush())
                    .map_err(told)
            }
        }
    }
}

fn unknown(name: &str) -> String {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    let near = crate::tree::nearest(name, names.iter().copied())
        .map(|near| {
            (
                format!("，是不是 {near}？"),
                format!(", did you mean {near}?"),
            )
        })
        .unwrap_or_default();
    format!(
        "没有“{name}”这种格式{}（可用：{}） / no format `{name}`{} (there are: {})",
        near.0,
        names.join("、"),
        near.1,
        names.join(", ")
    )
}
