use std::collections::BTreeSet;
use std::ops::Range;

use super::super::AnnotateError;
use super::super::parts::{Patch, Placed, Rewrite, XML, escaped, nested, patched, qualifier};
use super::super::words::AUTHOR;
use super::{Cells, reference};
use crate::read::office::Kind;
use crate::read::office::xml::{Token, XmlReader};
use crate::read::xlsx::position;

/// What was done to the comments of a sheet.
#[derive(Default)]
pub(super) struct Commented {
    /// Cells that got a comment of ours.
    pub(super) added: BTreeSet<(u32, u32)>,
    /// Cells that had one of an earlier run.
    pub(super) removed: BTreeSet<(u32, u32)>,
    /// Cells with a comment of somebody else: a cell takes only one.
    pub(super) others: BTreeSet<(u32, u32)>,
}

/// Replaces our comments on the sheet `part` by those on `cells`, at most `limit`.
pub(super) fn write(
    rewrite: &mut Rewrite<'_>,
    part: &str,
    cells: &Cells,
    limit: usize,
) -> Result<Commented, AnnotateError> {
    let known = rewrite
        .relationships(part)?
        .into_iter()
        .find(|relationship| relationship.is("comments"))
        .and_then(|relationship| relationship.part);
    let mut commented = Commented::default();
    let comments = match &known {
        Some(comments) => rewrite.text(comments)?,
        None => None,
    };
    if comments.is_none() && cells.is_empty() {
        return Ok(commented);
    }
    let text = comments.unwrap_or_else(|| {
        format!(
            "{XML}<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors></authors><commentList></commentList></comments>"
        )
    });
    let list = scan(&text)?;
    let own = list.authors.iter().position(|author| author == AUTHOR);
    let mut patches = Vec::new();
    for (at, author, range) in list.comments {
        if Some(author) == own {
            commented.removed.insert(at);
            patches.push(Patch::replace(range, ""));
        } else {
            commented.others.insert(at);
        }
    }
    let p = qualifier(&list.prefix);
    let author = own.unwrap_or(list.authors.len());
    let mut added = String::new();
    for (at, flagged) in cells {
        if commented.others.contains(at) || commented.added.len() >= limit {
            continue;
        }
        commented.added.insert(*at);
        added.push_str(&format!(
            "<{p}comment ref=\"{}\" authorId=\"{author}\"><{p}text><{p}r><{p}rPr><{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"宋体\"/></{p}rPr><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}text></{p}comment>",
            reference(*at),
            escaped(&flagged.text)
        ));
    }
    if commented.added.is_empty() && commented.removed.is_empty() {
        return Ok(commented);
    }
    if own.is_none() {
        let author = format!("<{p}author>{AUTHOR}</{p}author>");
        patches.push(list.author_list.append(&text, &author));
    }
    patches.push(list.comment_list.append(&text, &added));
    let text = patched(&text, patches)?;
    let comments = match known {
        Some(comments) => comments,
        None => {
            let comments = rewrite.free_name("xl/comments#.xml");
            rewrite.relate(part, "comments", &comments)?;
            rewrite.declare(
                &comments,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
            )?;
            comments
        }
    };
    rewrite.set(&comments, text);
    Ok(commented)
}

struct CommentList {
    prefix: String,
    authors: Vec<String>,
    author_list: Placed,
    comment_list: Placed,
    /// Cell, author and place of each comment.
    comments: Vec<((u32, u32), usize, Range<usize>)>,
}

fn scan(text: &str) -> Result<CommentList, AnnotateError> {
    let mut levels = nested(text, 2)?;
    let root = levels.remove(&1).and_then(|mut roots| roots.pop());
    let mut children = levels.remove(&2).unwrap_or_default();
    let mut take = |name: &str| {
        let index = children.iter().position(|child| child.local == name)?;
        Some(children.swap_remove(index))
    };
    let mut list = CommentList {
        prefix: root.ok_or(AnnotateError::Changed)?.prefix,
        authors: Vec::new(),
        author_list: take("authors").ok_or(AnnotateError::Changed)?,
        comment_list: take("commentList").ok_or(AnnotateError::Changed)?,
        comments: Vec::new(),
    };
    let mut xml = XmlReader::new(Kind::XLSX, "comments", text.as_bytes());
    loop {
        let (token, range) = xml.next_with_range()?;
        match token {
            Token::Open(element) => match element.local() {
                "author" if element.empty => list.authors.push(String::new()),
                "author" => {
                    let author = xml.text_of_element()?;
                    list.authors.push(author);
                }
                "comment" => {
                    let at = element.attribute("ref").as_deref().and_then(position);
                    let author = element.number("authorId").unwrap_or(usize::MAX);
                    if let Some(at) = at {
                        list.comments.push((at, author, range));
                    }
                }
                _ => {}
            },
            Token::Close(element) if element.local() == "comment" => {
                if let Some((.., place)) = list.comments.last_mut() {
                    place.end = range.end;
                }
            }
            Token::End => return Ok(list),
            _ => {}
        }
    }
}
