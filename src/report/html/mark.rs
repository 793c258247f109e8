//! Marks the flagged characters in a text.

use std::ops::Range;

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::source::Text;

/// A stretch of a text with the findings that flag it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// The characters.
    pub text: String,
    /// The numbers of the findings in the report; empty for text nobody flags.
    pub findings: Vec<usize>,
    /// The gravest of their severities.
    pub severity: Option<Severity>,
    /// The number of the finding that begins here: where a link from the finding leads.
    pub anchor: Option<usize>,
}

/// A finding that flags `range` (bytes of the text's value).
#[derive(Debug, Clone)]
pub struct Flag {
    /// The flagged bytes.
    pub range: Range<usize>,
    /// The number of the finding.
    pub finding: usize,
    /// How grave it is.
    pub severity: Severity,
}

/// The flags of `findings` (number, span, severity) that lie in `text`.
pub fn flags<'f>(
    text: &Text<'_>,
    findings: impl Iterator<Item = (usize, crate::source::Span, Severity)> + 'f,
) -> Vec<Flag> {
    let whole = text.span();
    findings
        .filter(|(_, span, _)| whole.contains(*span))
        .map(|(finding, span, severity)| Flag {
            range: text.value_range(span),
            finding,
            severity,
        })
        .collect()
}

/// Cuts `value` at the bounds of the flags. Flags are in the order of their start.
pub fn cut(value: &str, flags: &[Flag]) -> Vec<Stretch> {
    let mut bounds: Vec<usize> = flags
        .iter()
        .flat_map(|flag| [flag.range.start, flag.range.end])
        .chain([0, value.len()])
        .filter(|&bound| value.is_char_boundary(bound))
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut stretches = Vec::with_capacity(bounds.len());
    let mut anchored = std::collections::BTreeSet::new();
    // A cell with thousands of flags must not be searched anew for each stretch.
    let mut open: Vec<&Flag> = Vec::new();
    let mut waiting = flags.iter().peekable();
    for pair in bounds.windows(2) {
        let [start, end] = *pair else { continue };
        open.retain(|flag| flag.range.end > start);
        while let Some(flag) = waiting.next_if(|flag| flag.range.start <= start) {
            if flag.range.end > start {
                open.push(flag);
            } else if flag.range.is_empty() {
                // A flag of no width marks the place where something is missing.
                stretches.push(Stretch {
                    text: String::new(),
                    findings: vec![flag.finding],
                    severity: Some(flag.severity),
                    anchor: Some(flag.finding),
                });
                anchored.insert(flag.finding);
            }
        }
        let anchor = open
            .iter()
            .map(|flag| flag.finding)
            .find(|finding| anchored.insert(*finding));
        stretches.push(Stretch {
            text: value.get(start..end).unwrap_or_default().to_owned(),
            findings: open.iter().map(|flag| flag.finding).collect(),
            severity: open.iter().map(|flag| flag.severity).max(),
            anchor,
        });
    }
    for flag in waiting.filter(|flag| flag.range.is_empty()) {
        stretches.push(Stretch {
            text: String::new(),
            findings: vec![flag.finding],
            severity: Some(flag.severity),
            anchor: Some(flag.finding),
        });
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flag(range: Range<usize>, finding: usize, severity: Severity) -> Flag {
        Flag {
            range,
            finding,
            severity,
        }
    }

    #[test]
    fn overlapping_flags_share_stretches() {
        let value = "甲乙丙丁";
        let flags = [
            flag(0..6, 1, Severity::Info),
            flag(3..9, 2, Severity::Error),
        ];
        let cut: Vec<_> = cut(value, &flags)
            .into_iter()
            .map(|stretch| {
                (
                    stretch.text,
                    stretch.findings,
                    stretch.severity,
                    stretch.anchor,
                )
            })
            .collect();
        assert_eq!(
            cut,
            [
                ("甲".into(), vec![1], Some(Severity::Info), Some(1)),
                ("乙".into(), vec![1, 2], Some(Severity::Error), Some(2)),
                ("丙".into(), vec![2], Some(Severity::Error), None),
                ("丁".into(), vec![], None, None),
            ]
        );
    }

    #[test]
    fn a_flag_of_no_width_is_kept() {
        let cut = cut("甲乙", &[flag(6..6, 3, Severity::Warning)]);
        assert_eq!(cut.last().and_then(|stretch| stretch.anchor), Some(3));
        assert_eq!(
            cut.iter()
                .map(|stretch| stretch.text.as_str())
                .collect::<String>(),
            "甲乙"
        );
    }
}
