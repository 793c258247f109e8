use super::Format;

/// What the caller knows better than the content.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The encoding of text formats by its name (`gb18030`, `utf-8` …); told from the bytes when absent.
    pub encoding: Option<String>,
    /// The format of a text; told from the content when absent. Word and Excel files are what they are.
    pub format: Option<Format>,
}
