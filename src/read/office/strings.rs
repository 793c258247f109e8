use super::kind::too_large;
use crate::read::ReadError;

/// Strings of a workbook, one after the other, by number.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Adds a string and gives its number.
    pub(crate) fn add(&mut self, text: &str) -> Result<u32, ReadError> {
        self.text.push_str(text);
        self.close()
    }

    /// Adds to the string that [`Self::close`] will end.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends the string that is being added and gives its number.
    pub(crate) fn close(&mut self) -> Result<u32, ReadError> {
        let too_many = || too_large("单元格文字", "4 GB");
        let number = u32::try_from(self.ends.len()).map_err(|_| too_many())?;
        self.ends
            .push(u32::try_from(self.text.len()).map_err(|_| too_many())?);
        Ok(number)
    }

    /// The string of this number; empty where there is none.
    pub(crate) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = match number.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(u32::MAX),
            None => 0,
        };
        let end = self.ends.get(number).copied().unwrap_or(0);
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// Forgets all strings but the first `count`.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        let end = self.ends.last().copied().unwrap_or(0);
        self.text.truncate(end as usize);
    }

    /// How many strings there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}
