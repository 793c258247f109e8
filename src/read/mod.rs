//! Format bytes to a [`Document`]: one file a format.
//!
//! What a file is is told by its content, not by its name. A new format is one new file and one line
//! in [`Format`].

mod csv;
mod doc;
mod document;
pub(crate) mod docx;
mod entity;
mod error;
mod error_message;
mod foreign;
mod format;
mod html;
mod json;
mod markdown;
mod markup;
mod ods;
pub(crate) mod office;
mod options;
mod plain;
#[cfg(test)]
mod test_support;
mod xls;
pub(crate) mod xlsx;
mod yaml;

pub use document::{Block, Cell, Document, Note, NoteKind, Paragraph, Table};
pub use error::ReadError;
pub use format::Format;
pub use markup::without_markup;
pub use options::ReadOptions;

use office::OfficeFormat;

use crate::message::Message;
use crate::source::{Decoded, Source, Span, decode, decode_as};

/// Files are read whole; larger ones are no lists.
const LARGEST: usize = 1 << 30;

/// Reads a file: tells its format by its content (the name, a path with `/`, breaks ties) and makes a document of it.
///
/// # Errors
/// When the file is empty, too large, no text in any encoding, damaged, protected or of a format that is not read.
/// A part that cannot be understood is a [`Note`] and no error.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<(Source, Document), ReadError> {
    read_with(name, bytes, &ReadOptions::default())
}

/// Reads a file, as [`read`], with what the caller knows of it.
///
/// # Errors
/// As [`read`]; also when the encoding is not known or not the file's.
pub fn read_with(
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
) -> Result<(Source, Document), ReadError> {
    if bytes.len() > LARGEST {
        return Err(ReadError::TooLarge {
            what: "文件大小".into(),
            limit: "1 GiB".into(),
        });
    }
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let named = Format::of_name(name);
    let (source, mut document, format) = match office::tell(&bytes)? {
        Some(office) => {
            let (source, document) = read_office(office, name, &bytes)?;
            (source, document, Format::from(office))
        }
        None => read_text(name, bytes, options, named)?,
    };
    document.format = format;
    if let Some(named) = named.filter(|&named| !format.may_be_named(named)) {
        document.notes.insert(0, mislabelled(named, format));
    }
    Ok((source, document))
}

fn read_office(
    format: OfficeFormat,
    name: &str,
    bytes: &[u8],
) -> Result<(Source, Document), ReadError> {
    match format {
        OfficeFormat::Xlsx => xlsx::read(name, bytes),
        OfficeFormat::Xls => xls::read(name, bytes),
        OfficeFormat::Ods => ods::read(name, bytes),
        OfficeFormat::Docx => docx::read(name, bytes),
        OfficeFormat::Doc => doc::read(name, bytes),
    }
}

fn read_text(
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
    named: Option<Format>,
) -> Result<(Source, Document, Format), ReadError> {
    if let Some(error) = foreign::binary(&bytes) {
        return Err(error);
    }
    let Decoded { text, encoding } = match &options.encoding {
        Some(label) => decode_as(&bytes, label)?,
        None => match foreign::declared_charset(&bytes) {
            Some(label) => decode_as(&bytes, &label).or_else(|_| decode(&bytes))?,
            None => decode(&bytes)?,
        },
    };
    drop(bytes);
    if u32::try_from(text.len()).is_err() {
        return Err(ReadError::TooLarge {
            what: "文字长度".into(),
            limit: "4 GiB".into(),
        });
    }
    if text
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
        .is_empty()
    {
        return Err(ReadError::Empty);
    }
    if let Some(error) = foreign::text(&text) {
        return Err(error);
    }
    let format = format::of_text(&text, options, named);
    let document = match format {
        Format::Csv => csv::read(&text),
        Format::Html => html::read(&text),
        Format::Markdown => markdown::read(&text),
        Format::Yaml => yaml::read(&text),
        Format::Json => json::read(&text),
        Format::JsonLines => json::read_lines(&text),
        // Office formats are told before, by their bytes.
        _ => plain::read(&text),
    };
    Ok((Source::new(name, text, encoding), document, format))
}

fn mislabelled(named: Format, found: Format) -> Note {
    let (named, found) = (named.name(), found.name());
    Note {
        kind: NoteKind::MislabelledFormat,
        span: Span::default(),
        message: Message::new(
            format!(
                "文件名是 {named}，内容却是 {found}，已按内容读取。请改正扩展名，或在原程序中另存"
            ),
            format!(
                "the name says {named}, the content is {found} and was read as such; correct the extension or save it again"
            ),
        ),
    }
}

#[cfg(test)]
mod tests;
