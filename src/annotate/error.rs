use crate::read::ReadError;

/// Why findings could not be written back.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateError {
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file changed since it was checked, or it is not the one that was checked.
    #[error("文件内容与检查时不一致，没有改动。请重新检查后再做一次。")]
    Changed,
    /// The copy could not be put together.
    #[error("无法生成文件：{0}")]
    Write(String),
}

impl From<zip::result::ZipError> for AnnotateError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Write(error.to_string())
    }
}

impl From<std::io::Error> for AnnotateError {
    fn from(error: std::io::Error) -> Self {
        Self::Write(error.to_string())
    }
}

impl From<rust_xlsxwriter::XlsxError> for AnnotateError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::Write(error.to_string())
    }
}
