use std::collections::BTreeSet;
use std::ops::Range;

use super::super::AnnotateError;
use crate::read::office::Kind;
use crate::read::office::xml::{Token, XmlReader};

/// A run that is being scanned.
struct ScannedRun {
    start: usize,
    /// Whether all that it holds is the mark of one of our comments.
    only_ours: bool,
    has_mark: bool,
    /// How many elements were open when it began.
    level: usize,
}

/// The marks of the comments `ids` in the text of a part: ends of their ranges, and runs that hold nothing but
/// their reference.
pub(super) fn marks(text: &str, ids: &BTreeSet<u32>) -> Result<Vec<Range<usize>>, AnnotateError> {
    let mut found = Vec::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let mut xml = XmlReader::new(Kind::DOCX, "document", text.as_bytes());
    let mut level = 0usize;
    let mut run: Option<ScannedRun> = None;
    let mut references: Vec<Range<usize>> = Vec::new();
    let mut in_properties = 0u32;
    loop {
        let (token, range) = xml.next_with_range()?;
        match token {
            Token::Open(element) => {
                let local = element.local();
                let ours = element.number("id").is_some_and(|id| ids.contains(&id));
                match local {
                    "commentRangeStart" | "commentRangeEnd" if ours && element.empty => {
                        found.push(range.clone());
                    }
                    "commentReference" if ours && element.empty => {
                        if let Some(run) = &mut run {
                            run.has_mark = true;
                        }
                        references.push(range.clone());
                    }
                    "r" => {
                        run = Some(ScannedRun {
                            start: range.start,
                            only_ours: true,
                            has_mark: false,
                            level,
                        });
                    }
                    "rPr" => in_properties += u32::from(!element.empty),
                    _ if in_properties > 0 => {}
                    _ => {
                        if let Some(run) = &mut run {
                            run.only_ours = false;
                        }
                    }
                }
                level += usize::from(!element.empty);
            }
            Token::Close(element) => {
                level = level.saturating_sub(1);
                match element.local() {
                    "rPr" => in_properties = in_properties.saturating_sub(1),
                    "r" => {
                        let ended = run.take().filter(|run| run.level == level);
                        match ended {
                            Some(run) if run.only_ours && run.has_mark => {
                                references.clear();
                                found.push(run.start..range.end);
                            }
                            _ => found.append(&mut references),
                        }
                    }
                    _ => {}
                }
            }
            Token::End => return Ok(found),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_marks_are_found() {
        let text = "<p><commentRangeStart id=\"1\"/><commentRangeStart id=\"2\"/><r><t>甲</t></r><commentRangeEnd id=\"1\"/><r><rPr><b/></rPr><commentReference id=\"1\"/></r><commentRangeEnd id=\"2\"/><r><commentReference id=\"2\"/></r><r><t>乙</t><commentReference id=\"1\"/></r></p>";
        let mut rest = text.to_owned();
        for range in marks(text, &BTreeSet::from([1])).unwrap().into_iter().rev() {
            rest.replace_range(range, "");
        }
        assert_eq!(
            rest,
            "<p><commentRangeStart id=\"2\"/><r><t>甲</t></r><commentRangeEnd id=\"2\"/><r><commentReference id=\"2\"/></r><r><t>乙</t></r></p>"
        );
    }
}
