//! The lists that benchmarks measure are real lists: every item is recognised, in both formats alike.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

#[path = "../benches/generate/mod.rs"]
mod generate;

use dutylint::vocabulary::Vocabulary;

#[test]
fn both_formats_hold_every_item() {
    let items = generate::items(200, 7);
    let vocabulary = Vocabulary::builtin().unwrap();
    let mut stages = Vec::new();
    for (name, text) in [
        ("清单.csv", generate::csv(&items)),
        ("清单.yaml", generate::yaml(&items)),
    ] {
        let size = text.len() / items.len();
        assert!((2500..4000).contains(&size), "{name}: {size} bytes an item");
        let (source, document) = dutylint::read::read(name, text.into_bytes()).unwrap();
        let list = dutylint::list::recognise(&source, &document, &vocabulary);
        assert_eq!(list.items.len(), 200, "{name}");
        assert!(list.unassigned.is_empty(), "{name}");
        for (item, made) in list.items.iter().zip(&items) {
            assert_eq!(item.name().unwrap().as_str(), made.name);
        }
        stages.push(
            list.items
                .iter()
                .map(|item| item.stages.len())
                .sum::<usize>(),
        );
    }
    assert_eq!(stages, [1400, 1400]);
}
