use super::ReadError;
use crate::message::Message;
use crate::source::DecodeError;

impl ReadError {
    /// The error in both languages; the Chinese is what `Display` gives.
    pub fn message(&self) -> Message {
        let en = match self {
            Self::Empty => {
                "the file is empty; see whether it was saved and whether it is the right one".into()
            }
            Self::Foreign {
                seen_en, way_en, ..
            } => format!(
                "this is {seen_en} and no list; Word, Excel, web page, CSV, Markdown, text, YAML and JSON files can be checked. {way_en}"
            ),
            Self::Decode(error) => decode_english(error),
            Self::Encrypted { format, target } => format!(
                "the {format} file is protected by a password; remove it and save again, or open it with LibreOffice and save as .{target}"
            ),
            Self::Damaged {
                format,
                part,
                reason,
                target,
            } => format!(
                "the {format} file is damaged ({part}: {reason}); open it and save it again, or convert it: soffice --headless --convert-to {target} FILE"
            ),
            Self::TooLarge { what, limit } => format!(
                "the file is beyond the limits ({what}: {limit}); split it, or remove blank rows, columns and embedded objects"
            ),
            Self::Unsupported { format, target } => format!(
                "{format} is not supported; save it as .{target}, or convert it: soffice --headless --convert-to {target} FILE"
            ),
        };
        Message::new(self.to_string(), en)
    }
}

fn decode_english(error: &DecodeError) -> String {
    match error {
        DecodeError::Undecodable { encoding, offset } => format!(
            "the encoding cannot be told: read as {encoding}, byte {offset} is no text; save the file as UTF-8"
        ),
        DecodeError::Binary { offset } => format!(
            "the file is no text (byte {offset} is zero); see whether the type is right, or save it as .xlsx, .docx or .csv"
        ),
        DecodeError::UnknownEncoding { label } => format!(
            "unknown encoding `{label}`; possible: utf-8, gb18030, gbk, big5, utf-16le, utf-16be"
        ),
    }
}
