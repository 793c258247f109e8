use granit_parser::{ErrorKind, ScanError};

use super::Problem;
use crate::source::Span;

/// The parser's error in the words of an officer, with advice for the usual slips.
pub(super) fn syntax_problem(text: &str, error: &ScanError) -> Problem {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let at = floor(text, at);
    let width = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .filter(|character| !matches!(character, '\n' | '\r'))
        .map_or(0, char::len_utf8);
    let mut span = Span::new(at, at + width);
    let (zh, en) = statement(error.kind());
    let english = match en {
        "" => error.info(),
        en => en.to_owned(),
    };
    let mut problem = Problem::new(
        span,
        format!("YAML 格式错误：{zh}"),
        format!("YAML syntax: {english}"),
    );
    if let Some(colon) = full_width_colon(text, at) {
        span = colon;
        problem.span = span;
        return problem.with_help(
            "这一行用了全角冒号“：”。键和值之间要用半角冒号加一个空格“: ”",
            "this line has a full-width colon `：`; put an ASCII colon and a blank `: ` between key and value",
        );
    }
    match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => {
            problem.span = tab_before(text, at).unwrap_or(span);
            problem.with_help("请把制表符（Tab）换成空格", "replace the tab by blanks")
        }
        ErrorKind::UnknownAnchor => problem.with_help(
            "请检查“*”后的名称，或者给这段文字加上引号",
            "check the name after `*`, or put the text in quotes",
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => problem.with_help(
            "如果文字里本来就有冒号，请给整段文字加上引号；否则请检查缩进",
            "if the text itself has a colon, put it in quotes; otherwise check the indentation",
        ),
        ErrorKind::UnexpectedCharacter { .. } => problem.with_help(
            "如果文字以这个符号开头，请给整段文字加上引号",
            "if the text begins with this character, put it in quotes",
        ),
        _ => problem,
    }
}

/// The last tab of the line up to the byte `at`.
fn tab_before(text: &str, at: usize) -> Option<Span> {
    let before = text.get(..at)?;
    let tab = before.rfind(['\t', '\n'])?;
    before
        .get(tab..)?
        .starts_with('\t')
        .then(|| Span::new(tab, tab + 1))
}

/// A full-width colon that stands where a key should end, on the line of the byte `at` or the one before.
fn full_width_colon(text: &str, at: usize) -> Option<Span> {
    let before = text.get(..at)?;
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let previous = before
        .get(..line.saturating_sub(1))?
        .rfind('\n')
        .map_or(0, |at| at + 1);
    [line, previous].into_iter().find_map(|start| {
        let content = text.get(start..)?.lines().next()?;
        let key = content.trim_start_matches([' ', '-']);
        let colon = key.find('：')?;
        let name = key.get(..colon)?;
        let plain =
            !name.is_empty() && !name.contains([':', ' ', '"', '\'', '#', '，', '。', '；']);
        let offset = start + content.len() - key.len() + colon;
        plain.then(|| Span::new(offset, offset + '：'.len_utf8()))
    })
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// The Chinese and the English statement; an empty English one leaves the parser's own.
fn statement(kind: &ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::UnexpectedEofFlowSequence | ErrorKind::UnclosedFlowCollection { open: '[' } => {
            ("方括号“[”没有闭合", "`[` is never closed")
        }
        ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::UnclosedFlowCollection { .. } => ("花括号“{”没有闭合", "`{` is never closed"),
        ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEof => ("文件在这里突然结束", "the file ends too early"),
        ErrorKind::UnknownAnchor => (
            "“*”引用的名称没有定义",
            "this alias names an anchor that is not defined",
        ),
        ErrorKind::ExpectedNodeContent => ("这里缺少内容", "content is missing here"),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => (
            "缩进或结构与上文不一致",
            "indentation or structure does not fit the lines above",
        ),
        ErrorKind::ExpectedFlowMappingSeparator => (
            "花括号里的各项之间要用半角逗号“,”",
            "entries in braces must be parted by `,`",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            "方括号里的各项之间要用半角逗号“,”",
            "items in brackets must be parted by `,`",
        ),
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::BlockSequenceEntryNotAllowed => (
            "列表项“- ”的位置或缩进不对",
            "a list item `- ` does not stand where one may stand",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            ("这一行应当写成“键: 值”", "this line should be `key: value`")
        }
        ErrorKind::UnexpectedCharacter { .. } => (
            "文字不能以这个符号开头",
            "a text may not begin with this character",
        ),
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => (
            "缩进不能用制表符（Tab）",
            "tabs may not be used for indentation",
        ),
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            ("括号不配对", "brackets do not match")
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("引号没有闭合", "a quote is never closed")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "引号之后还有多余的文字",
            "there is text after the closing quote",
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => (
            "双引号里的转义（\\）不正确；反斜杠本身要写成“\\\\”",
            "a wrong escape in double quotes; write a backslash as `\\\\`",
        ),
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::InvalidFlowScalarIndent => (
            "换行后的文字缩进不够",
            "a continued line is not indented enough",
        ),
        ErrorKind::InvalidBlockScalarIndent => (
            "多行文字的缩进不一致",
            "lines of a block text are not indented alike",
        ),
        ErrorKind::MappingKeyNotAllowed
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement => {
            ("这里不能出现“键: 值”", "`key: value` may not stand here")
        }
        ErrorKind::RecursionLimitExceeded => ("嵌套层数过多", "nested too deep"),
        _ => ("这里不符合 YAML 的写法", ""),
    }
}
