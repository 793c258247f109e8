use std::collections::BTreeSet;

use super::super::AnnotateError;
use super::super::parts::{Patch, Placed, Rewrite, XML, children, escaped, patched, qualifier};
use super::super::words::AUTHOR;
use super::{attribute, tag};
use crate::read::office::Kind;
use crate::read::office::xml::{Token, XmlReader};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT_WORD: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const CONTENT_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// The comments of a document.
pub(super) struct CommentList {
    /// The part, where there is one.
    part: Option<String>,
    text: String,
    root: Placed,
    comments: Vec<Comment>,
    removed: Vec<std::ops::Range<usize>>,
    /// Ids of the paragraphs of removed comments: other parts speak of comments by them.
    removed_paragraphs: BTreeSet<String>,
    next: u32,
    added: String,
}

struct Comment {
    id: u32,
    author: String,
    range: std::ops::Range<usize>,
    paragraphs: Vec<String>,
}

impl CommentList {
    pub(super) fn open(rewrite: &mut Rewrite<'_>, main: &str) -> Result<Self, AnnotateError> {
        let part = rewrite
            .relationships(main)?
            .into_iter()
            .find(|relationship| relationship.is("comments"))
            .and_then(|relationship| relationship.part);
        let text = match &part {
            Some(part) => rewrite.text(part)?,
            None => None,
        };
        let text = text.unwrap_or_else(|| {
            let strict = rewrite.relationships_namespace().contains("purl.oclc.org");
            let namespace = if strict { STRICT_WORD } else { WORD };
            format!("{XML}<w:comments xmlns:w=\"{namespace}\"></w:comments>")
        });
        let comments = scan(&text)?;
        let next = comments
            .iter()
            .filter(|comment| comment.author != AUTHOR)
            .map(|comment| comment.id)
            .max();
        Ok(Self {
            part,
            root: children(&text)?.root,
            comments,
            removed: Vec::new(),
            removed_paragraphs: BTreeSet::new(),
            next: next.map_or(0, |largest| largest.saturating_add(1)),
            added: String::new(),
            text,
        })
    }

    /// Removes our comments of an earlier run and gives their ids.
    pub(super) fn remove_own(&mut self) -> BTreeSet<u32> {
        let mut own = BTreeSet::new();
        for comment in &self.comments {
            if comment.author == AUTHOR {
                own.insert(comment.id);
                self.removed.push(comment.range.clone());
                self.removed_paragraphs
                    .extend(comment.paragraphs.iter().cloned());
            }
        }
        own
    }

    /// A number for a new comment.
    pub(super) fn next_id(&self) -> u32 {
        self.next
    }

    /// Adds a comment, a paragraph a line.
    pub(super) fn add(&mut self, id: u32, lines: &[String]) {
        self.next = id.saturating_add(1);
        let prefix = &self.root.prefix;
        let p = qualifier(prefix);
        self.added.push_str(&tag(prefix, "comment"));
        self.added.push_str(&attribute(prefix, "id", id));
        self.added.push_str(&attribute(prefix, "author", AUTHOR));
        self.added.push_str(&attribute(prefix, "initials", "审"));
        self.added.push('>');
        for line in lines {
            self.added.push_str(&format!(
                "<{p}p><{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}p>",
                escaped(line)
            ));
        }
        self.added.push_str(&format!("</{p}comment>"));
    }

    /// Puts the comments into the document.
    pub(super) fn write(self, rewrite: &mut Rewrite<'_>, main: &str) -> Result<(), AnnotateError> {
        if self.added.is_empty() && self.removed.is_empty() {
            return Ok(());
        }
        let mut patches: Vec<Patch> = self
            .removed
            .iter()
            .map(|range| Patch::replace(range.clone(), ""))
            .collect();
        patches.push(self.root.append(&self.text, &self.added));
        let text = patched(&self.text, patches)?;
        let part = match self.part {
            Some(part) => part,
            None => {
                let (folder, _) = main.rsplit_once('/').unwrap_or(("word", ""));
                let part = match format!("{folder}/comments.xml") {
                    part if !rewrite.has(&part) => part,
                    _ => rewrite.free_name(&format!("{folder}/comments#.xml")),
                };
                rewrite.relate(main, "comments", &part)?;
                rewrite.declare(&part, CONTENT_TYPE)?;
                part
            }
        };
        rewrite.set(&part, text);
        if !self.removed_paragraphs.is_empty() {
            forget(rewrite, main, &self.removed_paragraphs)?;
        }
        Ok(())
    }
}

/// Takes removed comments out of the parts that Word keeps beside the comments: what is answered, what is done.
fn forget(
    rewrite: &mut Rewrite<'_>,
    main: &str,
    paragraphs: &BTreeSet<String>,
) -> Result<(), AnnotateError> {
    let parts: Vec<String> = rewrite
        .relationships(main)?
        .into_iter()
        .filter(|relationship| {
            ["commentsExtended", "commentsIds"]
                .iter()
                .any(|name| relationship.is(name))
        })
        .filter_map(|relationship| relationship.part)
        .collect();
    for part in parts {
        let Some(text) = rewrite.text(&part)? else {
            continue;
        };
        let mut xml = XmlReader::new(Kind::DOCX, &part, text.as_bytes());
        let mut patches = Vec::new();
        loop {
            let (token, range) = xml.next_with_range()?;
            match token {
                Token::Open(element) if element.empty => {
                    let paragraph = element.attribute("paraId");
                    if paragraph.is_some_and(|paragraph| paragraphs.contains(&*paragraph)) {
                        patches.push(Patch::replace(range, ""));
                    }
                }
                Token::End => break,
                _ => {}
            }
        }
        if !patches.is_empty() {
            let text = patched(&text, patches)?;
            rewrite.set(&part, text);
        }
    }
    Ok(())
}

fn scan(text: &str) -> Result<Vec<Comment>, AnnotateError> {
    let mut xml = XmlReader::new(Kind::DOCX, "comments", text.as_bytes());
    let mut comments: Vec<Comment> = Vec::new();
    loop {
        let (token, range) = xml.next_with_range()?;
        match token {
            Token::Open(element) => match element.local() {
                "comment" => comments.push(Comment {
                    id: element.number("id").unwrap_or(u32::MAX),
                    author: element.attribute("author").unwrap_or_default().into_owned(),
                    range,
                    paragraphs: Vec::new(),
                }),
                "p" => {
                    if let (Some(comment), Some(paragraph)) =
                        (comments.last_mut(), element.attribute("paraId"))
                    {
                        comment.paragraphs.push(paragraph.into_owned());
                    }
                }
                _ => {}
            },
            Token::Close(element) if element.local() == "comment" => {
                if let Some(comment) = comments.last_mut() {
                    comment.range.end = range.end;
                }
            }
            Token::End => return Ok(comments),
            _ => {}
        }
    }
}
