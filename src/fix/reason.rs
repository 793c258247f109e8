use crate::message::Message;

/// Why a correction that a finding offers was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The cell holds a formula.
    Formula,
    /// The cell holds a number or a date, and the flagged text is how it is shown.
    Number,
    /// The cell names a column of an Excel table, whose definition has to have the same name.
    TableHeader,
    /// The characters are in no cell: the name of a sheet, a page header or footer.
    OutsideCells,
    /// The characters are not in the text of the file: an automatic number, the end of a paragraph.
    Generated,
    /// The new text has characters that mean something else in this format.
    Syntax,
    /// The encoding of the file has no such characters.
    Encoding,
    /// The correction would change more than the flagged characters.
    Structure,
    /// Files of this format cannot be corrected in place; those of the format with this extension can.
    Format(&'static str),
}

impl Reason {
    /// The reason, and what to do.
    pub fn message(self) -> Message {
        match self {
            Self::Formula => Message::new(
                "单元格里是公式，请改公式或公式引用的单元格",
                "the cell holds a formula: change the formula or the cells it refers to",
            ),
            Self::Number => Message::new(
                "单元格里是数字或日期，请在表格里修改",
                "the cell holds a number or a date: change it in the spreadsheet",
            ),
            Self::TableHeader => Message::new(
                "单元格是 Excel“表格”的列名，请在 Excel 里修改",
                "the cell names a column of an Excel table: change it in Excel",
            ),
            Self::OutsideCells => Message::new(
                "文字在工作表名称、页眉或页脚里，请在表格程序里修改",
                "the text is the name of a sheet, a page header or a footer: change it in the spreadsheet program",
            ),
            Self::Generated => Message::new(
                "涉及自动编号或段落分界，请在 Word 里修改",
                "it concerns an automatic number or the end of a paragraph: change it in Word",
            ),
            Self::Syntax => Message::new(
                "新文字里有这种文件格式的专用符号，请手工修改",
                "the new text has characters that mean something else in this format: change it by hand",
            ),
            Self::Encoding => Message::new(
                "文件的编码里没有这个字，请先把文件另存为 UTF-8",
                "the encoding of the file has no such character: save the file as UTF-8 first",
            ),
            Self::Structure => Message::new(
                "自动改会动到标出文字以外的内容，请手工修改",
                "it would change more than the flagged characters: change it by hand",
            ),
            Self::Format(target) => Message::new(
                format!(
                    "这种格式不能就地改正；请先转换再改：soffice --headless --convert-to {target} 文件名"
                ),
                format!(
                    "files of this format cannot be corrected in place; convert it first: soffice --headless --convert-to {target} FILE"
                ),
            ),
        }
    }
}
