use crate::read::ReadError;

/// What a file is, for the words of an error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// The name people know it by.
    pub(crate) name: &'static str,
    /// The extension to convert it to when it cannot be read.
    pub(crate) target: &'static str,
}

impl Kind {
    pub(crate) const PACKAGE: Self = Self::new("Office", "xlsx");
    pub(crate) const COMPOUND: Self = Self::new("Office 97-2003", "xlsx");
    pub(crate) const XLSX: Self = Self::new("Excel（.xlsx）", "xlsx");
    pub(crate) const XLS: Self = Self::new("Excel 97-2003（.xls）", "xlsx");
    pub(crate) const ODS: Self = Self::new("OpenDocument 表格（.ods）", "xlsx");
    pub(crate) const DOCX: Self = Self::new("Word（.docx）", "docx");
    pub(crate) const DOC: Self = Self::new("Word 97-2003（.doc）", "docx");

    const fn new(name: &'static str, target: &'static str) -> Self {
        Self { name, target }
    }

    /// The error that `part` is broken.
    pub(crate) fn damaged(self, part: impl Into<String>, reason: impl ToString) -> ReadError {
        ReadError::Damaged {
            format: self.name,
            part: part.into(),
            reason: reason.to_string(),
            target: self.target,
        }
    }

    /// The error that the file is protected by a password.
    pub(crate) fn encrypted(self) -> ReadError {
        ReadError::Encrypted {
            format: self.name,
            target: self.target,
        }
    }
}

/// The error that there is too much of something.
pub(crate) fn too_large(what: impl Into<String>, limit: impl ToString) -> ReadError {
    ReadError::TooLarge {
        what: what.into(),
        limit: limit.to_string(),
    }
}
