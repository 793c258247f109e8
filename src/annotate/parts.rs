use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::ops::Range;

use zip::ZipWriter;

use super::AnnotateError;
use crate::read::office::Kind;
use crate::read::office::package::{Package, Relationship, relationships_part};
use crate::read::office::xml::{Token, XmlReader};

/// A package that is copied with a few of its parts changed. All others are copied packed as they are.
pub(crate) struct Rewrite<'a> {
    package: Package<'a>,
    /// Names and texts, by the names under which the package compares them.
    changed: BTreeMap<String, (String, String)>,
    strict: bool,
}

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT_RELATIONSHIPS: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

impl<'a> Rewrite<'a> {
    pub(crate) fn open(kind: Kind, bytes: &'a [u8]) -> Result<Self, AnnotateError> {
        let mut package = Package::open(kind, bytes)?;
        let strict = package
            .relationships("")?
            .iter()
            .any(|relationship| relationship.kind.starts_with(STRICT_RELATIONSHIPS));
        Ok(Self {
            package,
            changed: BTreeMap::new(),
            strict,
        })
    }

    /// The package as it was.
    pub(crate) fn package(&mut self) -> &mut Package<'a> {
        &mut self.package
    }

    /// The namespace of relationships in this file.
    pub(crate) fn relationships_namespace(&self) -> &'static str {
        if self.strict {
            STRICT_RELATIONSHIPS
        } else {
            RELATIONSHIPS
        }
    }

    /// Whether there is such a part now.
    pub(crate) fn has(&self, part: &str) -> bool {
        self.changed.contains_key(&part.to_lowercase()) || self.package.has(part)
    }

    /// The text of a part as it is now.
    pub(crate) fn text(&mut self, part: &str) -> Result<Option<String>, AnnotateError> {
        match self.changed.get(&part.to_lowercase()) {
            Some((_, text)) => Ok(Some(text.clone())),
            None => Ok(self.package.text(part)?),
        }
    }

    /// Gives a part a new text, or makes a new part.
    pub(crate) fn set(&mut self, part: &str, text: String) {
        self.changed
            .insert(part.to_lowercase(), (part.to_owned(), text));
    }

    /// A name for a new part: `pattern` with the first free number in place of `#`.
    pub(crate) fn free_name(&self, pattern: &str) -> String {
        (1u32..)
            .map(|number| pattern.replace('#', &number.to_string()))
            .find(|name| !self.has(name))
            .unwrap_or_default()
    }

    /// The relationships of a part as they are now.
    pub(crate) fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, AnnotateError> {
        let Some(text) = self.text(&relationships_part(part))? else {
            return Ok(Vec::new());
        };
        let (folder, _) = part.rsplit_once('/').unwrap_or(("", part));
        let mut found = Vec::new();
        each_element(&text, |element| {
            if element.local() == "Relationship" {
                found.push(Relationship::new(element, folder));
            }
        })?;
        Ok(found)
    }

    /// Relates `part` to the part `target` by the relationship type `name`, and gives the id.
    pub(crate) fn relate(
        &mut self,
        part: &str,
        name: &str,
        target: &str,
    ) -> Result<String, AnnotateError> {
        let known = self.relationships(part)?;
        if let Some(known) = known
            .iter()
            .find(|known| known.is(name) && known.part.as_deref() == Some(target))
        {
            return Ok(known.id.clone());
        }
        let id = (1u32..)
            .map(|number| format!("rIdDutylint{number}"))
            .find(|id| known.iter().all(|known| known.id != *id))
            .unwrap_or_default();
        let kind = format!("{}/{name}", self.relationships_namespace());
        let entry = format!(r#"<Relationship Id="{id}" Type="{kind}" Target="/{target}"/>"#);
        let relationships = relationships_part(part);
        let text = self.text(&relationships)?.unwrap_or_else(|| {
            format!(
                r#"{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>"#
            )
        });
        let text = appended(&text, &entry)?;
        self.set(&relationships, text);
        Ok(id)
    }

    /// Says what a new part is (ISO/IEC 29500-2 §10.1.2).
    pub(crate) fn declare(&mut self, part: &str, content_type: &str) -> Result<(), AnnotateError> {
        self.declare_entry("Override", "PartName", &format!("/{part}"), content_type)
    }

    /// Says what parts with an extension are.
    pub(crate) fn declare_extension(
        &mut self,
        extension: &str,
        content_type: &str,
    ) -> Result<(), AnnotateError> {
        self.declare_entry("Default", "Extension", extension, content_type)
    }

    fn declare_entry(
        &mut self,
        name: &str,
        key: &str,
        value: &str,
        content_type: &str,
    ) -> Result<(), AnnotateError> {
        const PART: &str = "[Content_Types].xml";
        let text = self.text(PART)?.ok_or(AnnotateError::Changed)?;
        let mut known = false;
        let mut prefix = String::new();
        each_element(&text, |element| {
            if element.local() == "Types" {
                element.name().prefix().clone_into(&mut prefix);
            }
            known |= element.local() == name
                && element
                    .attribute(key)
                    .is_some_and(|known| known.eq_ignore_ascii_case(value));
        })?;
        if !known {
            let prefix = qualifier(&prefix);
            let entry =
                format!(r#"<{prefix}{name} {key}="{value}" ContentType="{content_type}"/>"#);
            let text = appended(&text, &entry)?;
            self.set(PART, text);
        }
        Ok(())
    }

    /// The package with its changes: parts in their order, new ones at the end.
    pub(crate) fn finish(self) -> Result<Vec<u8>, AnnotateError> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let Self {
            mut package,
            mut changed,
            ..
        } = self;
        let archive = package.archive();
        for entry in 0..archive.len() {
            let file = archive.by_index_raw(entry)?;
            let name = file.name()?.into_owned();
            let compared = name
                .trim_start_matches('/')
                .replace('\\', "/")
                .to_lowercase();
            match changed.remove(&compared) {
                Some((_, text)) => {
                    let options = file.options();
                    drop(file);
                    writer.start_file(
                        name,
                        options.compression_method(zip::CompressionMethod::Deflated),
                    )?;
                    writer.write_all(text.as_bytes())?;
                }
                None => writer.raw_copy_file(file)?,
            }
        }
        let options =
            zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        for (name, text) in changed.into_values() {
            writer.start_file(name, options)?;
            writer.write_all(text.as_bytes())?;
        }
        Ok(writer.finish()?.into_inner())
    }
}

/// The declaration at the start of a new part.
pub(crate) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// `w:` for the prefix `w`, nothing for none.
pub(crate) fn qualifier(prefix: &str) -> String {
    if prefix.is_empty() {
        String::new()
    } else {
        format!("{prefix}:")
    }
}

/// Text of elements or attributes; what XML 1.0 does not allow is left out.
pub(crate) fn escaped(text: &str) -> String {
    let allowed: String = text
        .chars()
        .filter(|&character| {
            !matches!(character, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}')
        })
        .collect();
    quick_xml::escape::escape(allowed).into_owned()
}

/// A change of a text.
#[derive(Debug)]
pub(crate) struct Patch {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

impl Patch {
    pub(crate) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self {
            range: at..at,
            text: text.into(),
        }
    }

    pub(crate) fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }
}

/// The text with the patches, those at one place in their order.
pub(crate) fn patched(text: &str, mut patches: Vec<Patch>) -> Result<String, AnnotateError> {
    patches.sort_by_key(|patch| (patch.range.start, patch.range.end));
    let added: usize = patches.iter().map(|patch| patch.text.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut at = 0;
    for patch in patches {
        // Offsets come from parsing this very text; anything else is a text that changed.
        out.push_str(
            text.get(at..patch.range.start)
                .ok_or(AnnotateError::Changed)?,
        );
        out.push_str(&patch.text);
        at = patch.range.end;
    }
    out.push_str(text.get(at..).ok_or(AnnotateError::Changed)?);
    Ok(out)
}

/// Calls `visit` with each element that begins in `text`.
pub(crate) fn each_element(
    text: &str,
    mut visit: impl FnMut(&crate::read::office::xml::Element<'_>),
) -> Result<(), AnnotateError> {
    let mut xml = XmlReader::new(Kind::PACKAGE, "XML", text.as_bytes());
    loop {
        match xml.next()? {
            Token::Open(element) => visit(&element),
            Token::End => return Ok(()),
            _ => {}
        }
    }
}

/// `text` with `entry` as the last child of its root.
pub(crate) fn appended(text: &str, entry: &str) -> Result<String, AnnotateError> {
    let root = children(text)?.root;
    patched(text, vec![root.append(text, entry)])
}

/// An element with its place.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) local: String,
    /// The start tag.
    pub(crate) open: Range<usize>,
    /// The end tag; the same as the start tag where it is one.
    pub(crate) close: Range<usize>,
    pub(crate) prefix: String,
}

impl Placed {
    /// The patch that adds `entry` as its last child.
    pub(crate) fn append(&self, text: &str, entry: &str) -> Patch {
        if self.close != self.open {
            return Patch::insert(self.close.start, entry);
        }
        // An empty element is opened: `<a/>` becomes `<a>…</a>`.
        let tag = text.get(self.open.clone()).unwrap_or_default();
        let start = tag.strip_suffix("/>").unwrap_or(tag).trim_end();
        let name = format!("{}{}", qualifier(&self.prefix), self.local);
        Patch::replace(self.open.clone(), format!("{start}>{entry}</{name}>"))
    }

    /// All of it.
    pub(crate) fn range(&self) -> Range<usize> {
        self.open.start..self.close.end
    }
}

/// The root of a part and its children.
pub(crate) struct Tree {
    pub(crate) root: Placed,
    pub(crate) children: Vec<Placed>,
}

/// The root of `text` and its children, with their places.
pub(crate) fn children(text: &str) -> Result<Tree, AnnotateError> {
    let mut found = nested(text, 2)?;
    let root = found.remove(&1).unwrap_or_default().pop();
    Ok(Tree {
        root: root.ok_or(AnnotateError::Changed)?,
        children: found.remove(&2).unwrap_or_default(),
    })
}

/// The elements of `text` down to `depth` (the root is at 1), by depth.
pub(crate) fn nested(
    text: &str,
    depth: usize,
) -> Result<BTreeMap<usize, Vec<Placed>>, AnnotateError> {
    let mut xml = XmlReader::new(Kind::PACKAGE, "XML", text.as_bytes());
    let mut found: BTreeMap<usize, Vec<Placed>> = BTreeMap::new();
    let mut level = 0usize;
    loop {
        let (token, range) = xml.next_with_range()?;
        match token {
            Token::Open(element) => {
                if level < depth {
                    found.entry(level + 1).or_default().push(Placed {
                        local: element.local().to_owned(),
                        open: range.clone(),
                        close: range,
                        prefix: element.name().prefix().to_owned(),
                    });
                }
                level += usize::from(!element.empty);
            }
            Token::Close(_) => {
                if level <= depth
                    && let Some(placed) = found.get_mut(&level).and_then(|placed| placed.last_mut())
                {
                    placed.close = range;
                }
                level = level.saturating_sub(1);
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
    fn children_are_added_to_full_and_empty_elements() {
        assert_eq!(appended("<a><b/></a>", "<c/>").unwrap(), "<a><b/><c/></a>");
        assert_eq!(
            appended("<?xml version=\"1.0\"?><x:a y='1' />", "<x:c/>").unwrap(),
            "<?xml version=\"1.0\"?><x:a y='1'><x:c/></x:a>"
        );
        assert!(appended("", "<c/>").is_err());
    }

    #[test]
    fn patches_keep_what_is_between() {
        let patches = vec![
            Patch::insert(3, "2"),
            Patch::replace(0..3, "1"),
            Patch::insert(6, "3"),
        ];
        assert_eq!(patched("甲乙丙", patches).unwrap(), "12乙3丙");
        assert!(patched("甲", vec![Patch::insert(1, "")]).is_err());
    }
}
