//! Errors of the command line in Chinese, with clap's own words beside.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::exit::Exit;
use crate::message::Language;

/// Prints what is wrong with the arguments, or the help or version that was asked for.
pub fn tell(error: &clap::Error, language: Option<Language>) -> Exit {
    if !error.use_stderr() {
        // Printing to a closed pipe is no error of ours.
        let _ = error.print();
        return Exit::Clean;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return Exit::Undone;
    }
    if language != Some(Language::En)
        && let Some(text) = chinese(error)
    {
        anstream::eprintln!("错误：{text}");
        anstream::eprintln!("完整用法见 dutylint --help；各命令的用法见 dutylint 命令 --help。");
        if language == Some(Language::Zh) {
            return Exit::Undone;
        }
        anstream::eprintln!();
    }
    match english(error).filter(|_| language == Some(Language::En)) {
        Some(text) => anstream::eprintln!("error: {text}"),
        None => {
            let _ = error.print();
        }
    }
    Exit::Undone
}

/// What our own checks of values say is in both languages; here is the English alone.
fn english(error: &clap::Error) -> Option<String> {
    let (ErrorKind::ValueValidation, Some(ContextValue::String(argument))) =
        (error.kind(), error.get(ContextKind::InvalidArg))
    else {
        return None;
    };
    let both = std::error::Error::source(error)?.to_string();
    let (_, reason) = both.split_once(" / ")?;
    Some(format!("{argument}: {reason}"))
}

fn chinese(error: &clap::Error) -> Option<String> {
    let get = |kind: ContextKind| -> Option<String> {
        match error.get(kind)? {
            ContextValue::String(text) => Some(text.clone()),
            ContextValue::Strings(texts) => Some(texts.join("、")),
            ContextValue::Number(number) => Some(number.to_string()),
            ContextValue::StyledStr(text) => Some(text.to_string()),
            _ => None,
        }
    };
    let argument = get(ContextKind::InvalidArg).unwrap_or_default();
    let value = get(ContextKind::InvalidValue).unwrap_or_default();
    let mut text = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项。"),
        ErrorKind::InvalidSubcommand => {
            let name = get(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有“{name}”这个命令。")
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("选项 {argument} 后面要写一个值。"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error)
                .map(|reason| {
                    let both = reason.to_string();
                    let zh = both.split(" / ").next().unwrap_or_default();
                    format!("：{zh}")
                })
                .unwrap_or_default();
            format!("选项 {argument} 的值“{value}”不对{reason}。")
        }
        ErrorKind::MissingRequiredArgument => format!("还缺少：{argument}。"),
        ErrorKind::ArgumentConflict => {
            let other = get(ContextKind::PriorArg).unwrap_or_default();
            if other.is_empty() {
                format!("选项 {argument} 不能与其他选项同时使用。")
            } else {
                format!("选项 {argument} 与 {other} 不能同时使用。")
            }
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("选项 {argument} 的值的个数不对。")
        }
        ErrorKind::MissingSubcommand => "还没有写命令，例如 dutylint check 清单文件。".to_owned(),
        ErrorKind::InvalidUtf8 => "参数中有无法识别的文字。".to_owned(),
        _ => return None,
    };
    if let Some(near) = get(ContextKind::SuggestedArg)
        .or_else(|| get(ContextKind::SuggestedSubcommand))
        .or_else(|| get(ContextKind::SuggestedValue))
    {
        text.push_str(&format!("是不是“{near}”？"));
    }
    Some(text)
}
