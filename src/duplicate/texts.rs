/// Many short texts in one block of memory, by position.
#[derive(Debug, Default, Clone)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// No text yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text; its position is the number of texts before it.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// The text at `index`; empty where there is none.
    pub fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        // Both ends were the length of the whole text when a text was added.
        &self.text[start..end]
    }

    /// The number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The length of all texts together in bytes.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }
}

impl<S: AsRef<str>> FromIterator<S> for Texts {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let mut all = Self::new();
        for text in texts {
            all.push(text.as_ref());
        }
        all
    }
}
