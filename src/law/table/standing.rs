//! What is in force on a day, and what changes after it.

use jiff::civil::Date;

use super::{Instrument, LawTable, Version};

/// Whether an instrument is in force on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    InForce,
    /// Not yet in force.
    NotYet {
        /// The first day in force.
        from: Date,
    },
    /// No longer in force.
    Ended {
        /// The first day on which it was not; `None` where only the fact is known.
        since: Option<Date>,
        /// What replaced it.
        by: Option<String>,
    },
}

/// An instrument on a day.
#[derive(Debug, Clone)]
pub struct State<'t> {
    /// Whether it is in force.
    pub standing: Standing,
    /// The version that applies on that day (for an ended instrument the last one); `None` where the table
    /// does not hold the text of that time.
    pub version: Option<&'t Version>,
    /// The next change after that day.
    pub next: Option<Change>,
}

/// A change of an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The first day on which it holds.
    pub on: Date,
    /// What changes.
    pub kind: ChangeKind,
}

/// What changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// A new version takes effect, adopted on this day.
    Version(Option<Date>),
    /// It ends, replaced by this instrument where that is known.
    End(Option<String>),
}

impl LawTable {
    /// `instrument` on the day `as_of`.
    pub fn state<'t>(&'t self, instrument: &'t Instrument, as_of: Date) -> State<'t> {
        let version = instrument
            .versions
            .iter()
            .rfind(|version| version.in_force_from().is_none_or(|from| from <= as_of));
        let next_version = instrument
            .versions
            .iter()
            .filter_map(|version| Some((version.in_force_from()?, version)))
            .filter(|(from, _)| *from > as_of)
            .min_by_key(|(from, _)| *from);
        let end = self.end_of(instrument, version.or(instrument.versions.first()));
        // A version adopted after the end began a new life under the old title.
        let standing = match (version, &end, next_version) {
            (_, Some((since, by)), _) if since.is_none_or(|since| since <= as_of) => {
                Standing::Ended {
                    since: *since,
                    by: by.clone(),
                }
            }
            (Some(_), ..) => Standing::InForce,
            // The version of that time is not held, but there was one.
            (None, _, Some((from, first))) => match first.made.filter(|made| *made <= as_of) {
                Some(_) if first.version != first.made => Standing::InForce,
                _ => Standing::NotYet { from },
            },
            (None, ..) => Standing::InForce,
        };
        let end_ahead = end.and_then(|(since, by)| {
            let on = since.filter(|since| *since > as_of)?;
            Some(Change {
                on,
                kind: ChangeKind::End(by),
            })
        });
        let version_ahead = next_version.map(|(on, version)| Change {
            on,
            kind: ChangeKind::Version(version.version),
        });
        let next = match (end_ahead, version_ahead) {
            (Some(end), Some(version)) => Some(if version.on <= end.on { version } else { end }),
            (end, version) => end.or(version),
        };
        let next = next.filter(|_| !matches!(standing, Standing::Ended { .. }));
        State {
            standing,
            version,
            next,
        }
    }

    /// When and by what `version` of an instrument ends, if nothing of the same title follows it then.
    fn end_of(
        &self,
        instrument: &Instrument,
        version: Option<&Version>,
    ) -> Option<(Option<Date>, Option<String>)> {
        let version = version?;
        let made = version.version.or(version.effective);
        let by_statement = self
            .repeals_of(&version.title)
            .iter()
            .filter(|repeal| {
                // An older instrument of the same title was meant.
                let said = repeal.by_version.or(repeal.from);
                made.zip(said).is_none_or(|(made, said)| made < said)
            })
            .filter_map(|repeal| {
                let by = self.by_title(&repeal.by).and_then(Instrument::latest);
                let from = repeal
                    .from
                    .or_else(|| by.and_then(Version::in_force_from))
                    .or(repeal.by_version);
                Some((from?, repeal.by.to_string()))
            })
            .min();
        let stated = (!version.ended.is_empty()).then(|| {
            let by = (!version.ended_by.is_empty()).then(|| version.ended_by.to_string());
            (version.ended.parse().ok(), by)
        });
        let end = match (by_statement, stated) {
            (Some((from, by)), _) => Some((Some(from), Some(by))),
            (None, stated) => stated,
        }?;
        // The next version of the same title continues it: that is a change, not an end.
        let continued = instrument.versions.iter().any(|next| {
            next.version > version.version
                && next
                    .in_force_from()
                    .zip(end.0)
                    .is_some_and(|(next, end)| next <= end)
        });
        (!continued).then_some(end)
    }
}
