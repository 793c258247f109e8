//! What is not read, told early so that the error can say what it is; and what a web page says of its encoding.

use super::ReadError;

/// First bytes of files that are no lists: name in Chinese and English, and whether it is an archive.
const SIGNATURES: [(&[u8], &str, &str, Kind); 10] = [
    (b"\x89PNG\r\n", "PNG 图片", "a PNG image", Kind::Image),
    (b"\xFF\xD8\xFF", "JPEG 图片", "a JPEG image", Kind::Image),
    (b"GIF8", "GIF 图片", "a GIF image", Kind::Image),
    (b"II*\0", "TIFF 图片", "a TIFF image", Kind::Image),
    (b"MM\0*", "TIFF 图片", "a TIFF image", Kind::Image),
    (
        b"Rar!\x1A\x07",
        "RAR 压缩包",
        "a RAR archive",
        Kind::Archive,
    ),
    (
        b"7z\xBC\xAF\x27\x1C",
        "7z 压缩包",
        "a 7z archive",
        Kind::Archive,
    ),
    (b"\x1F\x8B", "gzip 压缩包", "a gzip archive", Kind::Archive),
    (b"MZ", "可执行程序", "a program", Kind::Other),
    (b"\x7FELF", "可执行程序", "a program", Kind::Other),
];

#[derive(Clone, Copy)]
enum Kind {
    Image,
    Archive,
    Other,
}

/// The error for a binary file of a known other kind.
pub(super) fn binary(bytes: &[u8]) -> Option<ReadError> {
    let (_, seen, seen_en, kind) = SIGNATURES
        .iter()
        .find(|(signature, ..)| bytes.starts_with(signature))?;
    // A text may begin with the two letters; it has no zero byte.
    if matches!(kind, Kind::Other) && !bytes.iter().take(256).any(|&byte| byte == 0) {
        return None;
    }
    let (way, way_en) = match kind {
        Kind::Image => (
            "请提供可编辑的原文件，或先做文字识别（OCR）。",
            "Use the original file, or text recognition first.",
        ),
        Kind::Archive => ("请先解压。", "Unpack it first."),
        Kind::Other => ("请确认文件是否选对。", "See whether it is the right file."),
    };
    Some(ReadError::Foreign {
        seen,
        seen_en,
        way,
        way_en,
    })
}

/// The error for a text of a known other format.
pub(super) fn text(text: &str) -> Option<ReadError> {
    const SAMPLE: usize = 4096;
    let end = (0..=SAMPLE.min(text.len()))
        .rev()
        .find(|&end| text.is_char_boundary(end))?;
    let start = text.get(..end)?.trim_start();
    let unsupported = |format: &str, target| {
        Some(ReadError::Unsupported {
            format: format.to_owned(),
            target,
        })
    };
    let mail = start
        .get(..13)
        .is_some_and(|start| start.eq_ignore_ascii_case("MIME-Version:"));
    if mail || (start.starts_with("From:") && start.contains("multipart/related")) {
        return unsupported("单个文件网页（.mht）", "html");
    }
    if start.starts_with("<?xml") || start.starts_with("<Workbook") {
        if start.contains("urn:schemas-microsoft-com:office:spreadsheet") {
            return unsupported("Excel 2003 XML", "xlsx");
        }
        if start.contains("schemas.microsoft.com/office/word/2003/wordml") {
            return unsupported("Word 2003 XML", "docx");
        }
        if start.contains("<office:document") {
            return unsupported("OpenDocument 单文件 XML", "xlsx");
        }
    }
    None
}

/// The encoding that the `meta` element of a web page names, when the bytes are no UTF-8.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<String> {
    const SAMPLE: usize = 4096;
    let start = bytes.get(..bytes.len().min(SAMPLE))?;
    let begins = start.trim_ascii_start().starts_with(b"<");
    if !begins || std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let head = String::from_utf8_lossy(start).to_ascii_lowercase();
    let (_, rest) = head.split_once("<meta")?;
    let (_, rest) = rest.split_once("charset=")?;
    let label: String = rest
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!label.is_empty()).then_some(label)
}
