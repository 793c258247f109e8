use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use super::gathered::Gathered;

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
    /// The table of lines, and the number of the title.
    lines: Option<(&'static Gathered, usize)>,
    read: OnceLock<Vec<T>>,
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self {
            lines: None,
            read: OnceLock::new(),
        }
    }
}

impl<T> Records<T> {
    /// The records of the title with `number` in `table`.
    pub(super) const fn of(table: &'static Gathered, number: usize) -> Self {
        Self {
            lines: Some((table, number)),
            read: OnceLock::new(),
        }
    }

    fn lines(&self) -> &'static str {
        self.lines.map_or("", |(table, number)| table.lines(number))
    }

    /// The title that the first line begins with, where they came as lines.
    pub(super) fn first_title(&self) -> Option<&'static str> {
        let (title, _) = self.lines().split_once('\t')?;
        Some(title)
    }
}

impl<T: Record> Records<T> {
    /// Adds a record.
    pub(super) fn add(&mut self, record: T) {
        record.put(self);
    }

    /// Lines that are no records are left out; a test of the tables holds that there are none.
    fn read(&self) -> Vec<T> {
        let mut records = Vec::new();
        self.lines()
            .lines()
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
