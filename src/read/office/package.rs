use std::io::{BufRead, BufReader, Cursor, Error, Read};

use rustc_hash::FxHashMap;
use zip::ZipArchive;

use super::kind::too_large;
use super::xml::{Element, Token, XmlReader};
use super::{Kind, OfficeFormat, unsupported};
use crate::read::ReadError;

/// Parts of a package: a real one has below a hundred, one with pictures below a few thousand.
const PART_COUNT_LIMIT: u64 = 20_000;
/// Bytes of one part when unpacked. A worksheet of a hundred thousand items has about 100 MB.
const PART_LIMIT: u64 = 1 << 30;
/// Bytes of all parts read from one package when unpacked.
const TOTAL_LIMIT: u64 = 2 << 30;
/// A part above [`RATIO_FLOOR`] may not be this many times its packed size: XML packs to a tenth or a
/// fiftieth, a bomb to a thousandth.
const RATIO_LIMIT: u64 = 300;
const RATIO_FLOOR: u64 = 32 << 20;

/// A package of parts (ISO/IEC 29500-2, OpenDocument): a zip archive read within limits.
pub(crate) struct Package<'a> {
    kind: Kind,
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// From names as they are compared (lower case, `/`) to the entries.
    index: FxHashMap<String, usize>,
    spent: u64,
}

/// The mark of an input error that means a limit, not a fault.
#[derive(Debug, thiserror::Error)]
#[error("limit reached")]
struct LimitReached(&'static str);

/// The error for a failed read of `part`.
pub(super) fn read_failed(kind: Kind, part: &str, error: &Error) -> ReadError {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<LimitReached>())
    {
        Some(LimitReached(limit)) => too_large(format!("{part} 解压后的大小"), limit),
        None => kind.damaged(part, "无法解压，文件可能没有下载或复制完整"),
    }
}

impl<'a> Package<'a> {
    /// Opens the package `bytes`.
    ///
    /// # Errors
    /// When it is no zip archive, is cut off, or has too many parts.
    pub(crate) fn open(kind: Kind, bytes: &'a [u8]) -> Result<Self, ReadError> {
        if entry_count(bytes).is_some_and(|count| count > PART_COUNT_LIMIT) {
            return Err(too_large("压缩包里的文件个数", PART_COUNT_LIMIT));
        }
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| kind.damaged("zip", "压缩包目录读不出来，文件可能没有下载或复制完整"))?;
        if archive.len() as u64 > PART_COUNT_LIMIT {
            return Err(too_large("压缩包里的文件个数", PART_COUNT_LIMIT));
        }
        let mut index = FxHashMap::default();
        for entry in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(entry) {
                index.entry(compared(&name)).or_insert(entry);
            }
        }
        Ok(Self {
            kind,
            archive,
            index,
            spent: 0,
        })
    }

    /// What the file is, for the words of errors.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether there is such a part.
    pub(crate) fn has(&self, part: &str) -> bool {
        self.index.contains_key(&compared(part))
    }

    /// The archive beneath, for copying parts as they are.
    pub(crate) fn archive(&mut self) -> &mut ZipArchive<Cursor<&'a [u8]>> {
        &mut self.archive
    }

    /// The entry of the archive that holds `part`.
    pub(crate) fn entry(&self, part: &str) -> Option<usize> {
        self.index.get(&compared(part)).copied()
    }

    /// The bytes of a part; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be unpacked or goes over a limit.
    pub(crate) fn bytes(&mut self, part: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let kind = self.kind;
        let Some(mut input) = self.input(part)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        input
            .read_to_end(&mut bytes)
            .map_err(|error| read_failed(kind, part, &error))?;
        Ok(Some(bytes))
    }

    /// The text of a part of XML without its byte order mark; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be unpacked, goes over a limit, or is no text.
    pub(crate) fn text(&mut self, part: &str) -> Result<Option<String>, ReadError> {
        let kind = self.kind;
        let Some(bytes) = self.bytes(part)? else {
            return Ok(None);
        };
        decoded(bytes)
            .map(Some)
            .ok_or_else(|| kind.damaged(part, "文字编码有误"))
    }

    /// The XML of a part, read while it is unpacked; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be unpacked, goes over a limit, or is no text.
    pub(crate) fn xml(
        &mut self,
        part: &str,
    ) -> Result<Option<XmlReader<Box<dyn BufRead + '_>>>, ReadError> {
        let kind = self.kind;
        let Some(mut input) = self.input(part)? else {
            return Ok(None);
        };
        let start = input
            .fill_buf()
            .map_err(|error| read_failed(kind, part, &error))?;
        let utf16 = start.starts_with(&[0xFF, 0xFE])
            || start.starts_with(&[0xFE, 0xFF])
            || matches!(start, [0, b'<', ..] | [b'<', 0, ..]);
        if start.starts_with(&[0xEF, 0xBB, 0xBF]) {
            input.consume(3);
        }
        let input: Box<dyn BufRead> = if utf16 {
            let mut bytes = Vec::new();
            input
                .read_to_end(&mut bytes)
                .map_err(|error| read_failed(kind, part, &error))?;
            let text = decoded(bytes).ok_or_else(|| kind.damaged(part, "文字编码有误"))?;
            Box::new(Cursor::new(text.into_bytes()))
        } else {
            input
        };
        Ok(Some(XmlReader::new(kind, part, input)))
    }

    fn input(&mut self, part: &str) -> Result<Option<Box<dyn BufRead + '_>>, ReadError> {
        let kind = self.kind;
        let Some(entry) = self.entry(part) else {
            return Ok(None);
        };
        let file = self
            .archive
            .by_index(entry)
            .map_err(|_| kind.damaged(part, "无法解压（有密码或已损坏）"))?;
        let packed = file.compressed_size().max(1);
        let limited = Limited {
            read: 0,
            ratio: packed.saturating_mul(RATIO_LIMIT).max(RATIO_FLOOR),
            spent: &mut self.spent,
            file,
        };
        Ok(Some(Box::new(BufReader::with_capacity(1 << 16, limited))))
    }

    /// The relationships of `part` (empty for those of the package), ISO/IEC 29500-2 §9.3.
    ///
    /// # Errors
    /// When their part is broken.
    pub(crate) fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, ReadError> {
        let (folder, _) = part.rsplit_once('/').unwrap_or(("", part));
        let folder = folder.to_owned();
        let Some(mut xml) = self.xml(&relationships_part(part))? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        loop {
            match xml.next()? {
                Token::Open(element) if element.local() == "Relationship" => {
                    found.push(Relationship::new(&element, &folder));
                }
                Token::End => return Ok(found),
                _ => {}
            }
        }
    }

    /// The main part of an Office Open XML file, and of what format it is.
    ///
    /// # Errors
    /// When it has none.
    pub(crate) fn main_part(&mut self) -> Result<String, ReadError> {
        let main = self
            .relationships("")?
            .into_iter()
            .find(|relationship| relationship.is("officeDocument"))
            .and_then(|relationship| relationship.part);
        match main {
            Some(part) if self.has(&part) => Ok(part),
            // Some writers leave the relationships of the package out.
            _ => ["xl/workbook.xml", "word/document.xml"]
                .into_iter()
                .find(|part| self.has(part))
                .map(str::to_owned)
                .ok_or_else(|| self.kind.damaged("zip", "压缩包里没有工作簿或文档")),
        }
    }

    /// Which format the package holds.
    ///
    /// # Errors
    /// When it is none that is read.
    pub(super) fn tell(mut self) -> Result<OfficeFormat, ReadError> {
        if self.has("mimetype") || self.has("content.xml") {
            let name = self.bytes("mimetype")?.unwrap_or_default();
            let name = String::from_utf8_lossy(&name).trim().to_owned();
            return match name.as_str() {
                _ if name.contains("spreadsheet") => Ok(OfficeFormat::Ods),
                "" if self.has("content.xml") => Ok(OfficeFormat::Ods),
                _ if name.contains("opendocument.text") => Err(unsupported("ODT", "docx")),
                _ => Err(unsupported(&name, "xlsx")),
            };
        }
        if self.has("xl/workbook.bin") {
            return Err(unsupported("XLSB", "xlsx"));
        }
        if self.has("ppt/presentation.xml") {
            return Err(unsupported("PowerPoint", "docx"));
        }
        if !self.has("[Content_Types].xml") && !self.has("_rels/.rels") {
            return Err(unsupported("ZIP 压缩包", "xlsx"));
        }
        let main = self.main_part()?;
        let root = {
            let kind = self.kind;
            let mut xml = self
                .xml(&main)?
                .ok_or_else(|| kind.damaged(main.clone(), "缺少"))?;
            loop {
                match xml.next()? {
                    Token::Open(element) => break element.local().to_owned(),
                    Token::End => break String::new(),
                    _ => {}
                }
            }
        };
        match root.as_str() {
            "workbook" => Ok(OfficeFormat::Xlsx),
            "document" => Ok(OfficeFormat::Docx),
            _ => Err(self.kind.damaged(main, "不是工作簿，也不是文档")),
        }
    }
}

/// A relationship of a part.
#[derive(Clone, Debug)]
pub(crate) struct Relationship {
    /// Its id within the part.
    pub(crate) id: String,
    /// Its type, an address.
    pub(crate) kind: String,
    /// The part it leads to; `None` where it leads out of the package.
    pub(crate) part: Option<String>,
}

impl Relationship {
    /// The relationship of `element`, of a part in `folder`.
    pub(crate) fn new(element: &Element<'_>, folder: &str) -> Self {
        let text = |name| element.attribute(name).unwrap_or_default();
        let external = text("TargetMode") == "External";
        Self {
            id: text("Id").into_owned(),
            kind: text("Type").into_owned(),
            part: (!external).then(|| resolved(folder, &text("Target"))),
        }
    }

    /// Whether its type ends in `name`: the transitional and the strict types differ before it.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.kind
            .rsplit('/')
            .next()
            .is_some_and(|last| last == name)
    }
}

/// The part that holds the relationships of `part`.
pub(crate) fn relationships_part(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The part that `target` names as seen from `folder`.
pub(crate) fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

/// Names of parts are compared without regard to case (ISO/IEC 29500-2 §9.1.1); some writers use `\`.
fn compared(name: &str) -> String {
    name.trim_start_matches('/')
        .replace('\\', "/")
        .to_lowercase()
}

/// The number of entries as the end of the archive says it, before anything is allocated for them.
fn entry_count(bytes: &[u8]) -> Option<u64> {
    let tail = bytes.get(bytes.len().saturating_sub(66_000)..)?;
    let end = tail
        .windows(4)
        .rposition(|window| window == b"PK\x05\x06")?;
    let count = tail.get(end + 10..end + 12)?;
    let count = u64::from(u16::from_le_bytes([*count.first()?, *count.get(1)?]));
    if count < 0xFFFF {
        return Some(count);
    }
    let end = tail
        .windows(4)
        .rposition(|window| window == b"PK\x06\x06")?;
    let count: [u8; 8] = tail.get(end + 32..end + 40)?.try_into().ok()?;
    Some(u64::from_le_bytes(count))
}

fn decoded(bytes: Vec<u8>) -> Option<String> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, encoding_rs::UTF_16LE),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, encoding_rs::UTF_16BE),
        [b'<', 0, ..] => utf16(&bytes, encoding_rs::UTF_16LE),
        [0, b'<', ..] => utf16(&bytes, encoding_rs::UTF_16BE),
        _ => String::from_utf8(bytes).ok(),
    }
}

fn utf16(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

/// Reads one part and stops at the limits.
struct Limited<'p, R> {
    file: R,
    read: u64,
    ratio: u64,
    spent: &'p mut u64,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read += count as u64;
        *self.spent += count as u64;
        let reached = match () {
            () if self.read > self.ratio => Some("压缩前大小的 300 倍"),
            () if self.read > PART_LIMIT => Some("1 GB"),
            () if *self.spent > TOTAL_LIMIT => Some("2 GB"),
            () => None,
        };
        match reached {
            Some(limit) => Err(Error::other(LimitReached(limit))),
            None => Ok(count),
        }
    }
}
