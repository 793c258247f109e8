//! How far the table can be trusted to know an instrument: lines of `rules/laws/coverage.tsv`.

use std::borrow::Cow;

/// How complete a part of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// All instruments in force: a title that is not there is very likely wrong.
    Full,
    /// Many of them.
    Partial,
    /// Few or none: absence proves nothing.
    None,
}

/// The coverage of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage<'t> {
    /// The kind of instrument that the title looks like, empty where that cannot be told.
    pub kind: &'t str,
    /// How complete the table is for it.
    pub extent: Extent,
}

/// A line: titles with this beginning and end are of a kind. A beginning `~省` stands for any name before 省.
#[derive(Debug, Clone)]
pub struct Row {
    kind: Cow<'static, str>,
    prefix: Cow<'static, str>,
    suffix: Cow<'static, str>,
    extent: Extent,
}

impl Row {
    /// Titles that begin with `prefix` and end with `suffix` are of `kind`.
    pub(super) fn new(kind: &str, prefix: &str, suffix: &str, extent: Extent) -> Self {
        Self {
            kind: kind.to_owned().into(),
            prefix: prefix.to_owned().into(),
            suffix: suffix.to_owned().into(),
            extent,
        }
    }

    /// The row of a line: kind, beginning, end, extent.
    pub fn parse(line: &'static str) -> Option<Self> {
        let mut columns = line.split('\t');
        let (kind, prefix, suffix) = (columns.next()?, columns.next()?, columns.next()?);
        let extent = match columns.next()? {
            "full" => Extent::Full,
            "partial" => Extent::Partial,
            "none" => Extent::None,
            _ => return None,
        };
        Some(Self {
            kind: kind.into(),
            prefix: prefix.into(),
            suffix: suffix.into(),
            extent,
        })
    }
}

/// The longest name of a place, in characters without its last word.
const LONGEST_PLACE: usize = 9;

/// The coverage of `title` by the first row that fits it.
pub fn of<'t>(rows: &'t [Row], title: &str) -> Coverage<'t> {
    let title = title
        .trim_end_matches("（试行）")
        .trim_end_matches("（暂行）");
    let fits = |row: &&Row| {
        let begins = match row.prefix.strip_prefix('~') {
            Some(place) => starts_with_place(title, place),
            None => title.starts_with(row.prefix.as_ref()),
        };
        begins && title.ends_with(row.suffix.as_ref())
    };
    rows.iter().find(fits).map_or(
        Coverage {
            kind: "",
            extent: Extent::None,
        },
        |row| Coverage {
            kind: &row.kind,
            extent: row.extent,
        },
    )
}

/// Whether `title` begins with a name of a place that ends with `place` (江西省 for 省).
fn starts_with_place(title: &str, place: &str) -> bool {
    let (place, not_before) = place.split_once('/').unwrap_or((place, ""));
    title
        .char_indices()
        .skip(2)
        .take(LONGEST_PLACE)
        .any(|(at, _)| {
            title
                .get(at..)
                .and_then(|rest| rest.strip_prefix(place))
                .is_some_and(|rest| !rest.starts_with(|next| not_before.contains(next)))
                && !title
                    .get(..at)
                    .is_some_and(|name| name.contains(['的', '和', '与', '关', '对', '法', '〈']))
        })
}
