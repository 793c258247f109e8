//! Whole commands: the pages in `tests/cmd` are run as they stand.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

#[test]
fn pages() {
    trycmd::TestCases::new()
        .env("DUTYLINT_LANG", "")
        .case("tests/cmd/*.md");
}
