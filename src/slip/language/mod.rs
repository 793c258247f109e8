//! A statistical model of legal Chinese, learned from laws and regulations: which character is likely behind
//! which. It points at places that read oddly and says what they would read with one character changed.
//! Advice only: much that is right reads oddly too.

mod build;
mod coding;
mod detect;
mod edit;
mod features;
pub mod inject;
mod judge;
mod model;
mod pairs;
mod symbol;
mod table;
pub mod train;

pub use build::{Builder, Least};
pub use detect::{Suspicion, suspicions};
pub use judge::{Judge, WeightsError};
pub use model::{Model, NoModel};

use std::sync::LazyLock;

/// The model: figures only (`cargo run --release --example build_language_model`).
const NGRAMS: &[u8] = include_bytes!("../../../rules/language/ngrams.bin");
/// The weights of what an edit is judged by.
const WEIGHTS: &str = include_str!("../../../rules/language/weights.tsv");

/// The model that comes with the program, read at the first call.
pub fn builtin() -> &'static (Model, Judge) {
    static BUILTIN: LazyLock<(Model, Judge)> = LazyLock::new(|| {
        // A test holds that both files can be read.
        let model = Model::read(NGRAMS).unwrap_or_default();
        (model, Judge::parse(WEIGHTS).unwrap_or_default())
    });
    &BUILTIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slip::likeness;

    #[test]
    fn the_builtin_files_can_be_read() {
        let model = Model::read(NGRAMS).unwrap();
        assert!(model.sizes().iter().all(|&size| size > 1000));
        assert!(Judge::parse(WEIGHTS).unwrap() != Judge::default());
        assert!(Model::read(b"").is_err() && Model::read(&NGRAMS[..NGRAMS.len() / 2]).is_err());
    }

    #[test]
    fn a_slip_is_found_with_its_correction() {
        let (model, judge) = builtin();
        let found = |text: &str| -> Vec<(String, String)> {
            suspicions(&[text], model, judge, likeness(), 0.8)
                .into_iter()
                .map(|found| (text[found.range].to_owned(), found.right))
                .collect()
        };
        let flag = |wrong: &str, right: &str| vec![(wrong.to_owned(), right.to_owned())];
        assert_eq!(
            found("违反本条例规定的，由县级以上人民政府责令限其改正。"),
            flag("其", "期")
        );
        assert_eq!(
            found("违反本条例规定的，由县级以上人民政府责令限期正改。"),
            flag("正改", "改正")
        );
        assert_eq!(found("依法追究刑刑事责任。"), flag("刑", ""));
        assert!(found("违反本条例规定的，由县级以上人民政府责令限期改正。").is_empty());
        assert!(found("").is_empty() && found("1,2,3 ABC").is_empty());
    }
}
