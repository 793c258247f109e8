//! Why a job could not be done: what was expected and seen, the place, the way out.

use crate::message::Message;
use crate::source::Source;
use crate::tree::Problem;

/// One reason. The command line prints it and ends with exit code 2.
#[derive(Debug)]
pub enum Trouble {
    /// What is wrong in a file of rules, configuration, laws, organisation, waivers …
    InFile {
        /// The file.
        source: Box<Source>,
        /// What is wrong in it, by place.
        problems: Vec<Problem>,
    },
    /// What is wrong with no place to show.
    Plain {
        /// What was expected and what was seen.
        message: Message,
        /// The way out.
        help: Option<Message>,
    },
}

impl Trouble {
    /// A reason without a place.
    pub fn plain(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Plain {
            message: Message::new(zh, en),
            help: None,
        }
    }

    /// The same with advice; a reason in a file has its own.
    #[must_use]
    pub fn with_help(self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        match self {
            Self::Plain { message, .. } => Self::Plain {
                message,
                help: Some(Message::new(zh, en)),
            },
            in_file @ Self::InFile { .. } => in_file,
        }
    }

    /// A file that could not be read.
    pub fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Self {
        let reason = io_reason(error);
        Self::plain(
            format!("无法读取文件 {}：{}", path.display(), reason.zh),
            format!("cannot read {}: {}", path.display(), reason.en),
        )
        .with_help(
            "请核对路径是否写对、文件是否被其他程序占用、是否有读取权限。",
            "check the path, whether another program holds the file, and its permissions.",
        )
    }

    /// A file that could not be written.
    pub fn unwritable(path: &std::path::Path, error: &std::io::Error) -> Self {
        let reason = io_reason(error);
        Self::plain(
            format!("无法写入文件 {}：{}", path.display(), reason.zh),
            format!("cannot write {}: {}", path.display(), reason.en),
        )
        .with_help(
            "请核对文件夹是否存在、是否有写入权限、文件是否正在别处打开。",
            "check that the folder exists and may be written to, and that the file is not open elsewhere.",
        )
    }
}

/// The reason of an error of the operating system in plain words.
pub fn io_reason(error: &std::io::Error) -> Message {
    use std::io::ErrorKind;
    let zh = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "这是一个文件夹",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::FileTooLarge => "文件太大",
        _ => return Message::new(error.to_string(), error.to_string()),
    };
    Message::new(zh, error.to_string())
}
