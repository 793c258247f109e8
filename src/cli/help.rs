//! Help in Chinese with English beside, or in one language when it is asked for.

use std::ffi::OsString;

use clap::{Command, CommandFactory as _};

use super::arguments::Arguments;
use crate::message::Language;

/// The language asked for by `--lang` or `DUTYLINT_LANG`; `None` for both beside each other. Looked at before
/// the arguments are parsed, since help and errors of parsing depend on it.
pub fn language(arguments: &[OsString]) -> Option<Language> {
    let mut texts = arguments.iter().filter_map(|argument| argument.to_str());
    let mut asked = None;
    while let Some(text) = texts.next() {
        if text == "--" {
            break;
        }
        if text == "--lang" {
            asked = texts.next();
        } else if let Some(value) = text.strip_prefix("--lang=") {
            asked = Some(value);
        }
    }
    match asked {
        Some("zh") => Some(Language::Zh),
        Some("en") => Some(Language::En),
        _ => match std::env::var("DUTYLINT_LANG").as_deref() {
            Ok("zh") => Some(Language::Zh),
            Ok("en") => Some(Language::En),
            _ => None,
        },
    }
}

/// The command line with its help in `language`.
pub fn command(language: Option<Language>) -> Command {
    let mut command = Arguments::command();
    command.build();
    translate(command, language)
}

fn translate(mut command: Command, language: Option<Language>) -> Command {
    let heading = |both: &'static str| one_language(both, language);
    let usage = heading("用法 / Usage");
    let colon = if language == Some(Language::En) {
        ":"
    } else {
        "："
    };
    command = command
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{usage}{colon} {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .subcommand_help_heading(heading("命令 / Commands"));
    if let Some(about) = command.get_about().map(ToString::to_string) {
        command = command.about(one_language(&about, language));
    }
    if let Some(after) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(one_language(&after, language));
    }
    command = command.mut_args(|argument| {
        let help = match argument.get_id().as_str() {
            "help" => "显示帮助 / print help".to_owned(),
            "version" => "显示版本 / print version".to_owned(),
            _ => argument
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default(),
        };
        let heading = if argument.is_positional() {
            heading("参数 / Arguments")
        } else {
            heading("选项 / Options")
        };
        // One word in angle brackets has room for one language only.
        let names: Vec<String> = argument
            .get_value_names()
            .unwrap_or_default()
            .iter()
            .map(|name| one_language(name, Some(language.unwrap_or_default())))
            .collect();
        let argument = if names.is_empty() {
            argument
        } else {
            argument.value_names(names)
        };
        argument
            .help(one_language(&help, language))
            .help_heading(heading)
            .hide_default_value(true)
            .hide_possible_values(true)
    });
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in names {
        command = command.mut_subcommand(name, |sub| translate(sub, language));
    }
    command
}

/// The part of `中文 / English` in `language`; all of it where none is asked for. In longer texts each
/// paragraph is such a pair.
fn one_language(text: &str, language: Option<Language>) -> String {
    let Some(language) = language else {
        return text.to_owned();
    };
    text.lines()
        .map(|line| match (line.split_once(" / "), language) {
            (Some((zh, _)), Language::Zh) => zh,
            (Some((_, en)), Language::En) => en,
            (None, _) => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_help_text_is_in_both_languages() {
        fn walk(command: &Command, missing: &mut Vec<String>) {
            for argument in command.get_arguments() {
                let help = argument
                    .get_help()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                if !help.contains(" / ") {
                    missing.push(format!("{} {}", command.get_name(), argument.get_id()));
                }
            }
            for sub in command.get_subcommands() {
                if !sub
                    .get_about()
                    .is_some_and(|about| about.to_string().contains(" / "))
                {
                    missing.push(sub.get_name().to_owned());
                }
                walk(sub, missing);
            }
        }
        let mut missing = Vec::new();
        walk(&command(None), &mut missing);
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn one_language_when_asked_for() {
        let english = command(Some(Language::En)).render_long_help().to_string();
        let text = english.replace("dutylint", "");
        assert!(text.contains("Usage:"), "{text}");
        let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
        assert!(!text.contains(is_han), "{text}");
        let check = command(Some(Language::En))
            .find_subcommand("check")
            .map(|check| check.clone().render_long_help().to_string())
            .unwrap();
        assert!(!check.contains(is_han), "{check}");
        let chinese = command(Some(Language::Zh)).render_long_help().to_string();
        assert!(chinese.contains("用法："), "{chinese}");
        assert!(!chinese.contains("Usage"), "{chinese}");
    }

    #[test]
    fn the_language_is_found_before_parsing() {
        let language =
            |words: &[&str]| language(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(language(&["dutylint", "--lang", "en"]), Some(Language::En));
        assert_eq!(
            language(&["dutylint", "check", "--lang=zh"]),
            Some(Language::Zh)
        );
        assert_eq!(language(&["dutylint", "--", "--lang=en"]), None);
    }
}
