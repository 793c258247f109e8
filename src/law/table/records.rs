use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

/// A line of a built-in table, read.
pub trait Record: Sized {
    /// The record of `line`; `None` where it is none.
    fn of_line(line: &'static str) -> Option<Self>;

    /// Puts it among those of its title.
    fn put(self, among: &mut Vec<Self>);
}

/// The records of a title. Those of a built-in table are lines until somebody asks for them: a list cites a
/// few dozen of thousands of instruments.
#[derive(Debug, Clone)]
pub struct Records<T> {
    lines: &'static [u8],
    read: OnceLock<Vec<T>>,
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self::of_lines(&[])
    }
}

impl<T> Records<T> {
    /// The records of `lines`, in UTF-8.
    pub(super) const fn of_lines(lines: &'static [u8]) -> Self {
        Self {
            lines,
            read: OnceLock::new(),
        }
    }

    /// The title that the first line begins with, where they came as lines.
    pub(super) fn first_title(&self) -> Option<&'static str> {
        let end = self.lines.iter().position(|&byte| byte == b'\t')?;
        std::str::from_utf8(self.lines.get(..end)?).ok()
    }
}

impl<T: Record> Records<T> {
    /// Adds a record.
    pub(super) fn add(&mut self, record: T) {
        record.put(self);
    }

    /// Lines that are no records are left out; a test of the tables holds that there are none.
    fn read(&self) -> Vec<T> {
        let text = std::str::from_utf8(self.lines).unwrap_or_default();
        let mut records = Vec::new();
        text.lines()
            .filter_map(T::of_line)
            .for_each(|record| record.put(&mut records));
        records
    }
}

impl<T: Record> Deref for Records<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        self.read.get_or_init(|| self.read())
    }
}

impl<T: Record> DerefMut for Records<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        let read = match self.read.take() {
            Some(records) => records,
            None => self.read(),
        };
        self.read = OnceLock::from(read);
        // It was put there just now.
        #[expect(clippy::expect_used)]
        self.read.get_mut().expect("records are read")
    }
}

impl<'r, T: Record> IntoIterator for &'r Records<T> {
    type Item = &'r T;
    type IntoIter = std::slice::Iter<'r, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
