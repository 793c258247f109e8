//! Drafts of organisation files: from tables of units and from the names in lists, for a person to correct.

mod names;
mod page;
mod table;

pub use names::{NamedUnits, from_names};
pub use table::from_table;

use super::name::key;

/// An organisation file as far as it is known.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Draft {
    /// The units, those they belong to first.
    pub units: Vec<DraftUnit>,
    /// What was left out and why, for people.
    pub remarks: Vec<String>,
}

/// A unit of a draft; the fields are those of the file.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct DraftUnit {
    /// The full name.
    pub name: String,
    /// The values of other keys, in the order they are written in.
    pub values: Vec<(Column, Vec<String>)>,
    /// Former names, with the day until which each was the name.
    pub former_names: Vec<(String, Option<String>)>,
    /// What a person should look at.
    pub remarks: Vec<String>,
}

impl DraftUnit {
    /// The only value of a key.
    pub fn value(&self, column: Column) -> Option<&str> {
        let (_, values) = self.values.iter().find(|(known, _)| *known == column)?;
        values.first().map(String::as_str)
    }
}

impl Draft {
    /// Adds what another draft knows. A unit that both hold under one parent stays as it stands here.
    pub fn add(&mut self, other: Self) {
        for unit in other.units {
            let same = |known: &&mut DraftUnit| {
                key(&known.name) == key(&unit.name)
                    && known.value(Column::Parent).map(key) == unit.value(Column::Parent).map(key)
            };
            match self.units.iter_mut().find(same) {
                Some(known) => {
                    for remark in unit.remarks {
                        if !known.remarks.contains(&remark) {
                            known.remarks.push(remark);
                        }
                    }
                }
                None => self.units.push(unit),
            }
        }
        self.remarks.extend(other.remarks);
    }

    /// The draft as an organisation file.
    pub fn page(&self) -> String {
        page::page(self)
    }
}

/// Declares the columns of a table of units once: variant and key of the organisation file.
macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $key:literal,)*) => {
        /// A column of a table of units.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Column {
            $($(#[$doc])* $variant,)*
        }

        impl Column {
            /// The key in organisation files.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }
        }
    };
}

columns! {
    /// The full name.
    Name = "name",
    /// The handle.
    Id = "id",
    /// The kind.
    Kind = "kind",
    /// The level.
    Level = "level",
    /// What it belongs to.
    Parent = "parent",
    /// Other names in use.
    Aliases = "aliases",
    /// Short names in use.
    ShortNames = "short-names",
    /// Signs beside the name.
    Plaques = "plaques",
    /// Names it had before.
    FormerNames = "former-names",
    /// The day it was set up.
    Since = "since",
    /// The first day on which it no longer existed.
    Until = "until",
    /// The unit that goes on under another name.
    RenamedTo = "renamed-to",
    /// The unit that took it in.
    MergedInto = "merged-into",
    /// The units it was parted into.
    SplitInto = "split-into",
    /// The bodies that entrusted it.
    EntrustedBy = "entrusted-by",
    /// The laws that authorise it.
    AuthorisedBy = "authorised-by",
    /// Whether it is known to hold no item.
    WithoutPowers = "without-powers",
    /// For people.
    Note = "note",
}

impl Column {
    /// Whether it holds several values.
    pub fn is_list(self) -> bool {
        matches!(
            self,
            Self::Aliases
                | Self::ShortNames
                | Self::Plaques
                | Self::FormerNames
                | Self::SplitInto
                | Self::EntrustedBy
                | Self::AuthorisedBy
        )
    }
}
