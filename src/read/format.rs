use super::csv;
use super::office::OfficeFormat;
use super::options::ReadOptions;

/// A format that is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Excel workbook (`.xlsx`, `.xlsm`).
    Xlsx,
    /// Excel 97-2003 workbook (`.xls`, `.et`).
    Xls,
    /// OpenDocument spreadsheet (`.ods`).
    Ods,
    /// Word document (`.docx`).
    Docx,
    /// Word 97-2003 document (`.doc`, `.wps`).
    Doc,
    /// Web page.
    Html,
    /// Delimited text (comma, tab, semicolon, bar).
    Csv,
    /// Markdown.
    Markdown,
    /// YAML, one or more documents.
    Yaml,
    /// JSON.
    Json,
    /// A JSON value a line.
    JsonLines,
    /// Plain text.
    #[default]
    Plain,
}

impl Format {
    /// The name people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "Excel（.xlsx）",
            Self::Xls => "Excel 97-2003（.xls）",
            Self::Ods => "OpenDocument（.ods）",
            Self::Docx => "Word（.docx）",
            Self::Doc => "Word 97-2003（.doc）",
            Self::Html => "HTML",
            Self::Csv => "CSV",
            Self::Markdown => "Markdown",
            Self::Yaml => "YAML",
            Self::Json => "JSON",
            Self::JsonLines => "JSON Lines",
            Self::Plain => "TXT",
        }
    }

    /// Its key in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Docx => "docx",
            Self::Doc => "doc",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Plain => "text",
        }
    }

    /// What the extension of a file name says; `None` for an unknown one or none.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit(['/', '\\']).next()?.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "xlsx" | "xlsm" | "xltx" => Self::Xlsx,
            "xls" | "et" | "xlt" => Self::Xls,
            "ods" => Self::Ods,
            "docx" | "docm" | "dotx" => Self::Docx,
            "doc" | "wps" | "dot" => Self::Doc,
            "html" | "htm" | "xhtml" | "shtml" => Self::Html,
            "csv" | "tsv" | "tab" => Self::Csv,
            "md" | "markdown" | "mdown" => Self::Markdown,
            "yaml" | "yml" => Self::Yaml,
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::JsonLines,
            "txt" | "text" => Self::Plain,
            _ => return None,
        })
    }

    /// Whether a name that says `named` is right for a file of this format: the same, or one that holds
    /// any text.
    pub(super) fn may_be_named(self, named: Self) -> bool {
        let text = !matches!(
            self,
            Self::Xlsx | Self::Xls | Self::Ods | Self::Docx | Self::Doc
        );
        self == named
            || match named {
                Self::Plain => text,
                Self::Json | Self::JsonLines | Self::Yaml => {
                    matches!(self, Self::Json | Self::JsonLines | Self::Yaml)
                }
                _ => false,
            }
    }
}

impl From<OfficeFormat> for Format {
    fn from(format: OfficeFormat) -> Self {
        match format {
            OfficeFormat::Xlsx => Self::Xlsx,
            OfficeFormat::Xls => Self::Xls,
            OfficeFormat::Ods => Self::Ods,
            OfficeFormat::Docx => Self::Docx,
            OfficeFormat::Doc => Self::Doc,
        }
    }
}

/// Bytes at the start of a text that tell its format.
const SAMPLE: usize = 64 * 1024;

/// The format of a text: what its content leaves no doubt about, then what its name says, then what the
/// content looks like.
pub(super) fn of_text(text: &str, options: &ReadOptions, named: Option<Format>) -> Format {
    if let Some(format) = options.format {
        return format;
    }
    let sample = start_of(text, SAMPLE);
    let content = sample.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if is_html(content) {
        return Format::Html;
    }
    match named {
        Some(Format::Yaml) => return Format::Yaml,
        Some(Format::Json | Format::JsonLines) => {
            return if is_json_lines(text) {
                Format::JsonLines
            } else {
                Format::Json
            };
        }
        _ => {}
    }
    if is_json(content) {
        return if is_json_lines(text) {
            Format::JsonLines
        } else {
            Format::Json
        };
    }
    match named {
        Some(format @ (Format::Csv | Format::Markdown)) => format,
        _ if has_markdown_table(sample) => Format::Markdown,
        _ if is_yaml(sample) => Format::Yaml,
        _ if csv::is_regular(sample_of_lines(text, sample)) => Format::Csv,
        _ => Format::Plain,
    }
}

fn start_of(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len()))
        .rev()
        .find(|&end| text.is_char_boundary(end))
        .unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// The sample without a line that it cuts off.
fn sample_of_lines<'s>(text: &str, sample: &'s str) -> &'s str {
    if sample.len() == text.len() {
        return sample;
    }
    let end = sample.rfind('\n').unwrap_or(sample.len());
    sample.get(..end).unwrap_or_default()
}

/// A web page begins with a tag, and is no other kind of XML.
fn is_html(content: &str) -> bool {
    const TAGS: [&str; 12] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<table",
        "<tr",
        "<div",
        "<p>",
        "<p ",
        "<meta",
        "<span",
        "<center",
    ];
    let rest = content
        .strip_prefix("<?xml")
        .map_or(content, |declaration| {
            declaration
                .split_once("?>")
                .map_or(declaration, |(_, rest)| rest.trim_start())
        });
    let rest = skip_comments(rest);
    let start = start_of(rest, 32).to_ascii_lowercase();
    TAGS.iter().any(|tag| start.starts_with(tag))
}

fn skip_comments(mut content: &str) -> &str {
    while let Some((_, rest)) = content
        .strip_prefix("<!--")
        .and_then(|comment| comment.split_once("-->"))
    {
        content = rest.trim_start();
    }
    content
}

/// JSON begins with a bracket, and within it with a string, another bracket or the end.
fn is_json(content: &str) -> bool {
    content
        .strip_prefix(['{', '['])
        .is_some_and(|rest| rest.trim_start().starts_with(['"', '{', '[', '}', ']']))
}

/// A first line that is a whole JSON value, and more lines after it.
fn is_json_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines
        .next()
        .unwrap_or_default()
        .trim_start_matches('\u{FEFF}');
    lines.next().is_some()
        && first.trim_start().starts_with('{')
        && crate::tree::parse_json(first).is_ok()
}

/// The line below the head of a Markdown table: dashes and bars, at least one of each, below a line with a bar.
fn has_markdown_table(sample: &str) -> bool {
    let delimiter = |line: &str| {
        let line = line.trim();
        line.contains("--")
            && line.contains('|')
            && line.chars().all(|c| matches!(c, '-' | '|' | ':' | ' '))
    };
    sample
        .lines()
        .zip(sample.lines().skip(1))
        .any(|(head, line)| head.contains('|') && delimiter(line))
}

/// The first line that says something is `key: value`, `- key: value` or `---` with such a line after it, and no
/// later line of the first few is without any form of YAML.
fn is_yaml(sample: &str) -> bool {
    let mut lines = sample
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .take(20)
        .peekable();
    lines.next_if(|line| line.trim_end() == "---" || line.starts_with("%YAML"));
    let Some(first) = lines.next() else {
        return false;
    };
    let entry = |line: &str| {
        let line = line.trim_start_matches([' ', '-']);
        let key = line.split(": ").next().unwrap_or_default();
        let ends = line.trim_end().ends_with(':');
        (key.len() < line.len() || ends) && !key.contains(['，', '。', '；', '|', '\t', ','])
    };
    let fits = |line: &str| {
        line.starts_with(' ') || line.starts_with("- ") || line.starts_with("---") || entry(line)
    };
    entry(first) && lines.all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, name: &str) -> Format {
        of_text(text, &ReadOptions::default(), Format::of_name(name))
    }

    #[test]
    fn content_comes_before_the_name() {
        for (text, name, format) in [
            ("<html><body>", "甲.xls", Format::Html),
            ("\r\n<TABLE border=1>", "甲.csv", Format::Html),
            (
                "<?xml version=\"1.0\"?>\n<!DOCTYPE html>",
                "甲",
                Format::Html,
            ),
            ("<!-- 甲 --><table>", "甲.txt", Format::Html),
            ("<民法典>是\n", "甲.txt", Format::Plain),
            ("{\"单位\": 1}", "甲.txt", Format::Json),
            ("[ {\"单位\": 1}]", "甲.csv", Format::Json),
            ("[bookmark: 甲]\n乙\n", "甲.txt", Format::Plain),
            ("{\"甲\":1}\n{\"甲\":2}\n", "甲.json", Format::JsonLines),
            ("{\"甲\":1}\n{\"甲\":2}\n", "甲", Format::JsonLines),
            ("{\n\"甲\":1}\n", "甲.jsonl", Format::Json),
            ("单位: 某局\n事项:\n  - 名称: 甲\n", "甲", Format::Yaml),
            (
                "# 注\n---\n- 名称: 甲\n  类别: 乙\n",
                "甲.txt",
                Format::Yaml,
            ),
            ("单位：某局\n事项：甲\n", "甲.txt", Format::Plain),
            ("注意: 见下\n本单位负责以下工作\n", "甲.txt", Format::Plain),
            (
                "# 清单\n\n| 甲 | 乙 |\n|---|:-:|\n| 1 | 2 |\n",
                "甲",
                Format::Markdown,
            ),
            ("甲,乙\n1,2\n", "甲", Format::Csv),
            ("甲\t乙\n1\t2\n", "甲.txt", Format::Csv),
            ("甲\t乙\n1\t2\t3\n", "甲.txt", Format::Plain),
            ("任意文字\n", "甲.csv", Format::Csv),
            ("任意文字\n", "甲.md", Format::Markdown),
            ("任意文字\n", "甲", Format::Plain),
        ] {
            assert_eq!(told(text, name), format, "{text} {name}");
        }
    }
}
