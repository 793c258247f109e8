use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Text decoded from bytes.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The name of the encoding.
    pub encoding: &'static str,
}

/// Why bytes are no text.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DecodeError {
    /// No encoding fits.
    #[error(
        "无法识别文字编码：按 {encoding} 解读到第 {offset} 字节处不成文字。请在原程序中另存为 UTF-8 后再检查。"
    )]
    Undecodable {
        /// The most probable encoding.
        encoding: &'static str,
        /// The first byte that is no text in it.
        offset: usize,
    },
    /// Zero bytes: a binary file.
    #[error(
        "文件内容不是文字（第 {offset} 字节是空字节）。请确认文件类型，或另存为 .xlsx、.docx、.csv 后再检查。"
    )]
    Binary {
        /// The first zero byte.
        offset: usize,
    },
    /// The name of an encoding that does not exist.
    #[error("不认识的文字编码“{label}”。可以用：utf-8、gb18030、gbk、big5、utf-16le、utf-16be。")]
    UnknownEncoding {
        /// The name as it was given.
        label: String,
    },
}

/// Decodes a text file: a byte order mark decides, then valid UTF-8, then UTF-16 by its zero bytes,
/// then the most probable of the encodings in use in China (GBK is read as GB18030, its superset).
///
/// # Errors
/// When the bytes are no text in any of these.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, bytes, mark);
    }
    if let Some(Ok(decoded)) = utf16_without_mark(bytes).map(|encoding| strict(encoding, bytes, 0))
    {
        return Ok(decoded);
    }
    if let Some(offset) = bytes.iter().position(|&byte| byte == 0) {
        return Err(DecodeError::Binary { offset });
    }
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => {
            return Ok(Decoded {
                text: text.to_owned(),
                encoding: UTF_8.name(),
            });
        }
        Err(error) => error.valid_up_to(),
    };
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    let guess = if guess == GBK { GB18030 } else { guess };
    strict(guess, bytes, 0)
        .or_else(|_| strict(GB18030, bytes, 0))
        .map_err(|error| {
            // Mostly UTF-8 with one broken byte: say where, in the terms of UTF-8.
            if valid > 0 && bytes.get(..valid).is_some_and(|start| !start.is_ascii()) {
                DecodeError::Undecodable {
                    encoding: UTF_8.name(),
                    offset: valid,
                }
            } else {
                error
            }
        })
}

/// Decodes a text file in the encoding with this name (a label of the WHATWG Encoding Standard). A byte
/// order mark of that encoding is dropped.
///
/// # Errors
/// When there is no such encoding, or the bytes are no text in it.
pub fn decode_as(bytes: &[u8], label: &str) -> Result<Decoded, DecodeError> {
    let encoding = Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
        DecodeError::UnknownEncoding {
            label: label.to_owned(),
        }
    })?;
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    let mark = match Encoding::for_bom(bytes) {
        Some((marked, length)) if marked == encoding => length,
        _ => 0,
    };
    strict(encoding, bytes, mark)
}

fn strict(encoding: &'static Encoding, bytes: &[u8], skip: usize) -> Result<Decoded, DecodeError> {
    let body = bytes.get(skip..).unwrap_or_default();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let capacity = decoder
        .max_utf8_buffer_length_without_replacement(body.len())
        .unwrap_or(body.len() * 3);
    let mut text = String::with_capacity(capacity);
    let (result, read) = decoder.decode_to_string_without_replacement(body, &mut text, true);
    match result {
        encoding_rs::DecoderResult::InputEmpty => {
            text.shrink_to_fit();
            Ok(Decoded {
                text,
                encoding: encoding.name(),
            })
        }
        _ => Err(DecodeError::Undecodable {
            encoding: encoding.name(),
            offset: skip + read,
        }),
    }
}

/// The bytes of the file at which the byte `offsets` of its text stand: the way back from [`decode`]. `encoding` is the
/// name that decoding gave; `offsets` are in order. `None` where one of them is within a character, or the bytes are not
/// those of the text.
pub fn byte_offsets(bytes: &[u8], encoding: &str, offsets: &[usize]) -> Option<Vec<usize>> {
    let encoding = Encoding::for_label(encoding.as_bytes())?;
    let mark = match Encoding::for_bom(bytes) {
        Some((marked, length)) if marked == encoding => length,
        _ => 0,
    };
    if encoding == UTF_8 {
        return Some(offsets.iter().map(|offset| mark + offset).collect());
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut wanted = offsets.iter().copied().peekable();
    let mut found = Vec::with_capacity(offsets.len());
    // Characters end where the decoder gives them out.
    let (mut text_at, mut byte_at) = (0usize, mark);
    let mut out = [0u8; 16];
    for (index, byte) in bytes.iter().enumerate().skip(mark) {
        while wanted.next_if_eq(&text_at).is_some() {
            found.push(byte_at);
        }
        if wanted.peek().is_none() {
            break;
        }
        let (_, _, written) =
            decoder.decode_to_utf8_without_replacement(std::slice::from_ref(byte), &mut out, false);
        if written > 0 {
            text_at += written;
            byte_at = index + 1;
        }
    }
    while wanted.next_if_eq(&text_at).is_some() {
        found.push(byte_at);
    }
    (found.len() == offsets.len()).then_some(found)
}

/// The bytes of `text` in the encoding of this name; `None` where it has no such characters.
pub fn encode(text: &str, encoding: &str) -> Option<Vec<u8>> {
    let encoding = Encoding::for_label(encoding.as_bytes())?;
    if encoding == UTF_16LE {
        return Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let (bytes, _, unmappable) = encoding.encode(text);
    (!unmappable).then(|| bytes.into_owned())
}

/// UTF-16 shows in text with ASCII punctuation and line ends: zero bytes mostly on one side (the
/// other side has them for a few characters such as 一, U+4E00).
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096) & !1)?;
    let zeros = |parity: usize| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let pairs = sample.len() / 2;
    let enough = (pairs / 50).max(1);
    let (even, odd) = (zeros(0), zeros(1));
    match () {
        () if odd >= enough && odd > 4 * even => Some(UTF_16LE),
        () if even >= enough && even > 4 * odd => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "序号,事项名称\r\n1,对𠮷木㐀的行政处罚\r\n2,统一受理\r\n";

    #[test]
    fn the_encodings_in_use_are_told() {
        let gb18030 = GB18030.encode(TEXT).0.into_owned();
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [&[0xFF, 0xFE][..], &utf16].concat();
        let utf8_mark = [&[0xEF, 0xBB, 0xBF][..], TEXT.as_bytes()].concat();
        for (bytes, name) in [
            (TEXT.as_bytes().to_vec(), "UTF-8"),
            (utf8_mark, "UTF-8"),
            (gb18030, "gb18030"),
            (utf16, "UTF-16LE"),
            (marked, "UTF-16LE"),
        ] {
            let decoded = decode(&bytes).unwrap();
            assert_eq!(decoded.text, TEXT, "{name}");
            assert_eq!(decoded.encoding, name);
        }
    }

    #[test]
    fn offsets_lead_back_to_the_bytes() {
        for label in ["utf-8", "gb18030", "utf-16le", "utf-16be", "big5"] {
            let text = if label == "big5" {
                "編碼,名稱\r\nab"
            } else {
                TEXT
            };
            let body = encode(text, label).unwrap();
            let mark = encode("\u{FEFF}", label).filter(|_| label.starts_with("utf"));
            for mark in [Vec::new(), mark.unwrap_or_default()] {
                let bytes = [mark.clone(), body.clone()].concat();
                let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let found = byte_offsets(&bytes, label, &offsets).unwrap();
                for (at, byte) in offsets.iter().zip(&found) {
                    let before = encode(&text[..*at], label).unwrap();
                    assert_eq!(mark.len() + before.len(), *byte, "{label} {at}");
                }
                let all = byte_offsets(&bytes, label, &[text.len()]).unwrap();
                assert_eq!(all, [bytes.len()]);
                assert_eq!(
                    byte_offsets(&bytes, label, &[text.len() + 1]).filter(|_| label != "utf-8"),
                    None
                );
            }
        }
        assert_eq!(encode("㐀", "big5"), None);
    }

    #[test]
    fn a_declared_encoding_is_obeyed() {
        let gbk = GBK.encode("编码,名称").0.into_owned();
        assert_eq!(decode_as(&gbk, "GBK").unwrap().text, "编码,名称");
        assert!(decode_as(&gbk, "utf-8").is_err());
        let marked = "\u{FEFF}编码".as_bytes();
        assert_eq!(decode_as(marked, "utf8").unwrap().text, "编码");
        assert!(matches!(
            decode_as(&gbk, "甲骨文"),
            Err(DecodeError::UnknownEncoding { .. })
        ));
    }

    #[test]
    fn binary_is_refused() {
        assert!(matches!(
            decode(&[1, 2, 0, 0, 5, 0, 0, 0xFF]),
            Err(DecodeError::Binary { .. })
        ));
        let mut broken = TEXT.as_bytes().to_vec();
        broken.push(0xFF);
        assert!(decode(&broken).is_err());
    }
}
