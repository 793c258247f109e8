use crate::source::DecodeError;

/// Why a file could not be read. Every text says what to do next.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReadError {
    /// The file has no content.
    #[error("文件是空的，没有可以检查的内容。请确认保存是否成功，或者文件是否选对。")]
    Empty,
    /// A file of another kind altogether, such as an image.
    #[error(
        "这是{seen}，不是清单文件。可以检查 Word、Excel、网页、CSV、Markdown、文本、YAML、JSON 文件。{way}"
    )]
    Foreign {
        /// What it is, in Chinese.
        seen: &'static str,
        /// What it is, in English.
        seen_en: &'static str,
        /// What to do, in Chinese.
        way: &'static str,
        /// What to do, in English.
        way_en: &'static str,
    },
    /// The bytes are no text in any encoding.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The file is protected by a password.
    #[error(
        "{format} 文件设有打开密码，无法读取。请在原程序中取消密码后重新保存，或用 LibreOffice 打开后另存：soffice --headless --convert-to {target} 文件名"
    )]
    Encrypted {
        /// What the file is.
        format: &'static str,
        /// The extension to convert it to.
        target: &'static str,
    },
    /// The file is cut off, broken, or not what it says it is.
    #[error(
        "{format} 文件已损坏（{part}：{reason}）。请在原程序中打开后另存一份，或用 LibreOffice 修复转换：soffice --headless --convert-to {target} 文件名"
    )]
    Damaged {
        /// What the file is.
        format: &'static str,
        /// The part of the file, as the format names it.
        part: String,
        /// What is wrong with it.
        reason: String,
        /// The extension to convert it to.
        target: &'static str,
    },
    /// The file asks for more than any real list: a trap, or a mistake of the program that wrote it.
    #[error(
        "文件超出处理上限（{what} 超过 {limit}）。请删去多余的空白行列、合并区域或嵌入内容后重新保存。"
    )]
    TooLarge {
        /// What there is too much of.
        what: String,
        /// How much is allowed.
        limit: String,
    },
    /// A format that is known, and not read.
    #[error(
        "不支持的文件格式（{format}）。请另存为 .{target}，或用 LibreOffice 转换：soffice --headless --convert-to {target} 文件名"
    )]
    Unsupported {
        /// What the file is.
        format: String,
        /// The extension to convert it to.
        target: &'static str,
    },
}
