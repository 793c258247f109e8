use crate::compare::FieldChange;

/// Characters of the unchanged text shown on either side of a change.
const CONTEXT: usize = 12;

/// A stretch of a field that changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Stretch {
    /// Whether it stands in both texts, only in the old or only in the new one.
    pub kind: StretchKind,
    /// The characters.
    pub text: String,
}

/// Where a stretch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StretchKind {
    /// In both.
    Same,
    /// In the old text.
    Old,
    /// In the new text.
    New,
}

/// The old and the new text woven into one.
pub fn stretches(field: &FieldChange) -> Vec<Stretch> {
    let old: Vec<char> = field.old.chars().collect();
    let new: Vec<char> = field.new.chars().collect();
    let part = |characters: &[char], start: usize, end: usize| -> String {
        characters
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .collect()
    };
    let mut found = Vec::new();
    let mut push = |kind, text: String| {
        if !text.is_empty() {
            found.push(Stretch { kind, text });
        }
    };
    let mut at = 0;
    for mark in &field.marks {
        push(StretchKind::Same, part(&old, at, mark.old.start));
        push(StretchKind::Old, part(&old, mark.old.start, mark.old.end));
        push(StretchKind::New, part(&new, mark.new.start, mark.new.end));
        at = mark.old.end;
    }
    push(StretchKind::Same, part(&old, at, old.len()));
    found
}

/// The same with long unchanged stretches cut to their ends.
pub fn shortened(field: &FieldChange) -> Vec<Stretch> {
    let mut all = stretches(field);
    let last = all.len().saturating_sub(1);
    for (index, stretch) in all.iter_mut().enumerate() {
        if stretch.kind != StretchKind::Same {
            continue;
        }
        let characters: Vec<char> = stretch.text.chars().collect();
        let before = if index == 0 { 0 } else { CONTEXT };
        let after = if index == last { 0 } else { CONTEXT };
        if characters.len() <= before + after + 1 {
            continue;
        }
        let head: String = characters.iter().take(before).collect();
        let tail: String = characters.iter().skip(characters.len() - after).collect();
        stretch.text = format!("{head}…{tail}");
    }
    all
}
