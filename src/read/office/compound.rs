use std::io::{Cursor, Read};

use super::kind::too_large;
use super::{Kind, OfficeFormat, unsupported};
use crate::read::ReadError;

/// Bytes of one stream of a compound file.
const STREAM_LIMIT: u64 = 1 << 30;

/// A compound file (MS-CFB): the container of Word and Excel 97-2003, and of protected files of today.
pub(crate) struct CompoundFile<'a> {
    kind: Kind,
    size: usize,
    file: cfb::CompoundFile<Cursor<&'a [u8]>>,
}

impl<'a> CompoundFile<'a> {
    /// Opens the compound file `bytes`.
    ///
    /// # Errors
    /// When its tables are broken or cut off.
    pub(crate) fn open(kind: Kind, bytes: &'a [u8]) -> Result<Self, ReadError> {
        let file = cfb::CompoundFile::open(Cursor::new(bytes))
            .map_err(|_| kind.damaged("复合文档目录", "读不出来，文件可能没有下载或复制完整"))?;
        Ok(Self {
            kind,
            size: bytes.len(),
            file,
        })
    }

    /// The bytes of the first of `names` that is a stream of the root.
    ///
    /// # Errors
    /// When the stream is broken or cut off.
    pub(crate) fn stream(&mut self, names: &[&str]) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(name) = names.iter().find(|name| self.file.is_stream(name)) else {
            return Ok(None);
        };
        let kind = self.kind;
        let damaged = |_| kind.damaged(*name, "读不出来，文件可能没有下载或复制完整");
        let stream = self.file.open_stream(name).map_err(damaged)?;
        if stream.len() > STREAM_LIMIT {
            return Err(too_large(*name, "1 GB"));
        }
        // A stream cannot be larger than the file, whatever its entry says.
        let mut bytes = Vec::new();
        stream
            .take(self.size as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(damaged)?;
        Ok(Some(bytes))
    }

    /// Which format the compound file holds.
    ///
    /// # Errors
    /// When it is none that is read, or protected.
    pub(super) fn tell(self) -> Result<OfficeFormat, ReadError> {
        let has = |name: &str| self.file.is_stream(name);
        match () {
            () if has("EncryptedPackage") || has("EncryptionInfo") => {
                Err(Kind::PACKAGE.encrypted())
            }
            () if has("Workbook") || has("Book") => Ok(OfficeFormat::Xls),
            () if has("WordDocument") => Ok(OfficeFormat::Doc),
            () if has("PowerPoint Document") => Err(unsupported("PowerPoint", "docx")),
            () => Err(unsupported("复合文档", "docx")),
        }
    }
}
