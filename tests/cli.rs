//! Whole commands: the pages in `tests/cmd` are run as they stand.

#[test]
fn pages() {
    trycmd::TestCases::new()
        .env("DUTYLINT_LANG", "")
        .case("tests/cmd/*.md");
}
