use crate::read::office::xml::Element;

/// What an element of a document means to its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing itself; what is in it is read.
    Around,
    /// Nothing, and what is in it is not read.
    Nothing,
    ParagraphProperties,
    RunProperties,
    RowProperties,
    CellProperties,
    Paragraph,
    Run,
    Text,
    /// Text of a formula (`m:t`).
    MathText,
    Inserted,
    Deleted,
    Table,
    Row,
    Cell,
    Alternatives,
    Choice,
    Fallback,
    TextBox,
    /// An element that stands for a character.
    Character(char),
    /// The mark of a footnote or endnote: the name of its element and its id.
    Note(&'static str, String),
    FieldBegin,
    FieldSeparate,
    FieldEnd,
    /// A field with its result in it.
    Field,
    /// Content of another format within the document.
    Foreign,
}

/// What `element` means, where `prefix` is that of WordprocessingML.
pub(super) fn meaning(element: &Element<'_>, prefix: &str) -> Meaning {
    let name = element.name();
    if name.prefix() != prefix {
        return match name.local() {
            "AlternateContent" => Meaning::Alternatives,
            "Choice" => Meaning::Choice,
            "Fallback" => Meaning::Fallback,
            "t" if name.prefix() == "m" => Meaning::MathText,
            _ => Meaning::Around,
        };
    }
    let id = || element.attribute("id").unwrap_or_default().into_owned();
    match name.local() {
        "p" => Meaning::Paragraph,
        "r" => Meaning::Run,
        "t" => Meaning::Text,
        "pPr" => Meaning::ParagraphProperties,
        "rPr" => Meaning::RunProperties,
        "trPr" => Meaning::RowProperties,
        "tcPr" => Meaning::CellProperties,
        "tbl" => Meaning::Table,
        "tr" => Meaning::Row,
        "tc" => Meaning::Cell,
        "ins" | "moveTo" => Meaning::Inserted,
        "del" | "moveFrom" => Meaning::Deleted,
        "txbxContent" => Meaning::TextBox,
        "tab" | "ptab" => Meaning::Character('\t'),
        "br" if element
            .attribute("type")
            .is_some_and(|kind| kind != "textWrapping") =>
        {
            Meaning::Nothing
        }
        "br" | "cr" => Meaning::Character('\n'),
        "noBreakHyphen" => Meaning::Character('-'),
        "sym" => element
            .attribute("char")
            .and_then(|code| u32::from_str_radix(&code, 16).ok())
            .and_then(char::from_u32)
            .map_or(Meaning::Nothing, Meaning::Character),
        "footnoteReference" => Meaning::Note("footnote", id()),
        "endnoteReference" => Meaning::Note("endnote", id()),
        "fldChar" => match element.attribute("fldCharType").as_deref() {
            Some("begin") => Meaning::FieldBegin,
            Some("separate") => Meaning::FieldSeparate,
            _ => Meaning::FieldEnd,
        },
        "fldSimple" | "pgNum" => Meaning::Field,
        "altChunk" => Meaning::Foreign,
        // Codes of fields, deleted text, pronunciation guides and properties are not text.
        "instrText" | "delText" | "delInstrText" | "rt" | "rubyPr" | "sdtPr" | "sdtEndPr"
        | "sectPr" | "tblPr" | "tblPrEx" | "tblGrid" | "customXmlPr" | "smartTagPr" | "fldData"
        | "ffData" => Meaning::Nothing,
        _ => Meaning::Around,
    }
}
