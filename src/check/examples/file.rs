use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::message::Message;
use crate::rule::syntax::FileSyntax;

/// The bytes of a file of an example: its content, or its parts in a package.
pub(super) fn bytes_of(file: &FileSyntax) -> Result<Vec<u8>, Message> {
    match &file.content {
        Some(content) if file.parts.is_empty() => Ok(content.value.clone().into_bytes()),
        None if !file.parts.is_empty() => package(file).map_err(|error| {
            Message::new(
                format!("例子里的文件装不起来：{error}"),
                format!("the file of the example cannot be put together: {error}"),
            )
        }),
        _ => Err(Message::new(
            "例子里的文件要写 content（文字）或 parts（Word、Excel 文件的部件）之一",
            "a file of an example has `content` (a text) or `parts` (of a Word or Excel file)",
        )),
    }
}

fn package(file: &FileSyntax) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in &file.parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default())?;
        writer.write_all(content.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}
