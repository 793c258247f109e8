use super::StoryReader;
use crate::message::Message;
use crate::read::docx::layout::Layout;
use crate::read::office::rendering::Rendering;
use crate::read::{Document, Note, NoteKind};
use crate::source::Span;

impl StoryReader<'_> {
    /// What was read, and what is to be told of it: tracked changes, hidden text, content that was not read.
    pub(in super::super) fn finish(mut self) -> (Rendering, Document, Layout) {
        let mut note = |kind, span, zh: String, en: String| {
            self.document.notes.push(Note {
                kind,
                span,
                message: Message::new(zh, en),
            });
        };
        let (inserted, removed) = (self.inserted, self.removed);
        if inserted + removed > 0 {
            note(
                NoteKind::TrackedChanges,
                self.first_change.unwrap_or_default(),
                format!(
                    "文档有未处理的修订（插入 {inserted} 处、删除 {removed} 处），已按全部接受后的文字检查。发布前请接受或拒绝全部修订。"
                ),
                format!(
                    "the document has tracked changes ({inserted} insertions, {removed} deletions); it was checked as if all were accepted: accept or reject them before publishing"
                ),
            );
        }
        if let (Some(&span), count) = (self.concealed.first(), self.concealed.len()) {
            note(
                NoteKind::Hidden,
                span,
                format!(
                    "文档有 {count} 段含隐藏文字，没有检查。发布前请显示隐藏文字，核对后删除。"
                ),
                format!(
                    "{count} paragraphs have hidden text, which was not checked: show and delete it before publishing"
                ),
            );
        }
        if let (Some(&span), count) = (self.covered.first(), self.covered.len()) {
            note(
                NoteKind::Hidden,
                span,
                format!(
                    "文档有 {count} 段文字被合并的单元格盖住，页面上看不见，没有检查。请拆分单元格后核对。"
                ),
                format!(
                    "{count} paragraphs lie beneath merged cells, invisible, and were not checked: split the cells and compare"
                ),
            );
        }
        if self.foreign > 0 {
            let count = self.foreign;
            note(
                NoteKind::UnreadablePart,
                Span::default(),
                format!(
                    "文档嵌有 {count} 处其他格式的内容，没有检查。请在 Word 中打开后另存一份再检查。"
                ),
                format!(
                    "{count} pieces of content of other formats were not checked: open and save the document in Word"
                ),
            );
        }
        (self.rendering, self.document, self.layout)
    }
}
