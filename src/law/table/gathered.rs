//! Lines of a table gathered by the key of the title they begin with: the built-in tables are gathered when the
//! program is built (`build.rs` includes this file), so that a start reads none of them.
//!
//! Layout, numbers little-endian, of 4 bytes where nothing else is said: how many titles; where the lines of each
//! begin and the last end, in bytes of the text; hash of the key (8 bytes) and number of the title, in the order
//! of hashes; how many blocks; where each block begins and the last ends, in bytes of the text and of what
//! follows; the blocks, packed with deflate. Titles stand in the order of the table, the lines of each in their
//! order and in one block.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::{Read as _, Write as _};
use std::sync::OnceLock;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

const NUMBER: usize = 4;
const ENTRY: usize = 8 + NUMBER;
/// A block ends with the title that makes it this long, in bytes: unpacking one takes a tenth of a millisecond.
const BLOCK: usize = 32 << 10;

/// The lines of a table that hold a record: without the head and remarks.
pub fn records(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .skip(1)
}

/// Gathers `lines`, each of which begins with a title and a tab.
#[allow(dead_code)] // The build script does.
pub fn gather<'t>(lines: impl Iterator<Item = &'t str>, key: impl Fn(&str) -> String) -> Vec<u8> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut gathered: Vec<String> = Vec::new();
    for line in lines {
        let title = line.split('\t').next().unwrap_or_default();
        let number = *numbers.entry(key(title)).or_insert_with(|| {
            gathered.push(String::new());
            gathered.len() - 1
        });
        if let Some(of_title) = gathered.get_mut(number) {
            of_title.push_str(line);
            of_title.push('\n');
        }
    }
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let mut out = Vec::from(number(gathered.len()));
    let mut length = 0;
    out.extend(number(length));
    for of_title in &gathered {
        length += of_title.len();
        out.extend(number(length));
    }
    let mut hashes: Vec<(u64, usize)> = numbers
        .iter()
        .map(|(key, number)| (hash(key), *number))
        .collect();
    hashes.sort_unstable();
    for (hash, title) in hashes {
        out.extend(hash.to_le_bytes());
        out.extend(number(title));
    }
    let mut blocks = vec![String::new()];
    for of_title in gathered {
        if blocks.last().is_some_and(|block| block.len() >= BLOCK) {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push_str(&of_title);
        }
    }
    out.extend(number(blocks.len()));
    let mut packed = Vec::new();
    let mut length = 0;
    for block in &blocks {
        out.extend(number(length).into_iter().chain(number(packed.len())));
        length += block.len();
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        // Writing into memory does not fail.
        let _ = encoder.write_all(block.as_bytes());
        packed.extend(encoder.finish().unwrap_or_default());
    }
    out.extend(number(length).into_iter().chain(number(packed.len())));
    out.extend(packed);
    out
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(key.as_bytes());
    hasher.finish()
}

fn word(bytes: [u8; NUMBER]) -> usize {
    u32::from_le_bytes(bytes) as usize
}

/// What [`gather`] wrote. Blocks are unpacked when a title in them is first asked for.
#[derive(Debug, Default)]
pub struct Gathered {
    starts: &'static [[u8; NUMBER]],
    hashes: &'static [[u8; ENTRY]],
    /// Where the blocks begin in the text, and in what is packed.
    blocks: &'static [[[u8; NUMBER]; 2]],
    packed: &'static [u8],
    unpacked: Vec<OnceLock<String>>,
}

impl Gathered {
    /// Reads `bytes`; `None` where they are cut off.
    pub fn new(bytes: &'static [u8]) -> Option<Self> {
        let (count, rest) = number(bytes)?;
        let (starts, rest) = table(rest, count.checked_add(1)?)?;
        let (hashes, rest) = table(rest, count)?;
        let (count, rest) = number(rest)?;
        let (places, packed) = table::<{ 2 * NUMBER }>(rest, count.checked_add(1)?)?;
        Some(Self {
            starts,
            hashes,
            blocks: places.as_flattened().as_chunks().0.as_chunks().0,
            packed,
            unpacked: (0..count).map(|_| OnceLock::new()).collect(),
        })
    }

    /// How many titles there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The lines of the title with `number`.
    pub fn lines(&self, number: usize) -> &str {
        self.text(number).unwrap_or_default()
    }

    fn text(&self, number: usize) -> Option<&str> {
        let from = word(*self.starts.get(number)?);
        let to = word(*self.starts.get(number + 1)?);
        let after = self
            .blocks
            .partition_point(|[start, _]| word(*start) <= from);
        let index = after.checked_sub(1)?;
        let start = word(self.blocks.get(index)?[0]);
        let block = self.unpacked.get(index)?.get_or_init(|| self.unpack(index));
        block.get(from - start..to.checked_sub(start)?)
    }

    fn unpack(&self, index: usize) -> String {
        let place = |index: usize| {
            self.blocks
                .get(index)
                .map_or(0, |[_, packed]| word(*packed))
        };
        let packed = self.packed.get(place(index)..place(index + 1));
        let mut text = String::new();
        // What the build wrote can be read; a test reads it all.
        let _ = DeflateDecoder::new(packed.unwrap_or_default()).read_to_string(&mut text);
        text
    }

    /// The number of the title with `key`. That another key has its hash is as good as impossible, and a test
    /// holds that no two of a table have the same.
    pub fn number(&self, key: &str) -> Option<usize> {
        let of = |entry: &[u8; ENTRY]| {
            let hash = entry.first_chunk();
            hash.map_or(0, |hash| u64::from_le_bytes(*hash))
        };
        let found = self.hashes.binary_search_by_key(&hash(key), of).ok()?;
        Some(word(*self.hashes.get(found)?.last_chunk()?))
    }
}

fn number(bytes: &'static [u8]) -> Option<(usize, &'static [u8])> {
    let (count, rest) = bytes.split_first_chunk::<NUMBER>()?;
    Some((word(*count), rest))
}

/// `count` entries of `N` bytes, and what follows them.
fn table<const N: usize>(
    bytes: &'static [u8],
    count: usize,
) -> Option<(&'static [[u8; N]], &'static [u8])> {
    let (entries, rest) = bytes.split_at_checked(count.checked_mul(N)?)?;
    Some((entries.as_chunks().0, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_title_stand_together() {
        let lines = ["甲法\t1", "乙法\t2", "甲 法\t3"];
        let key = |title: &str| title.replace(' ', "");
        let gathered = Gathered::new(gather(lines.into_iter(), key).leak()).unwrap();
        let texts: Vec<_> = (0..gathered.len())
            .map(|number| gathered.lines(number))
            .collect();
        assert_eq!(texts, ["甲法\t1\n甲 法\t3\n", "乙法\t2\n"]);
        assert_eq!(gathered.number("乙法"), Some(1));
        assert_eq!(gathered.number("丙法"), None);
        assert_eq!(Gathered::default().number("甲法"), None);
        assert_eq!(gathered.lines(2), "");
    }

    #[test]
    fn many_titles_take_many_blocks() {
        let lines: Vec<String> = (0..5_000)
            .map(|number| format!("第{number}号条例\t{}", "。".repeat(number % 90)))
            .collect();
        let gathered = gather(lines.iter().map(String::as_str), str::to_owned);
        let gathered = Gathered::new(gathered.leak()).unwrap();
        assert!(gathered.unpacked.len() > 5);
        for line in lines.iter().rev() {
            let title = line.split('\t').next().unwrap();
            let found = gathered.number(title).unwrap();
            assert_eq!(gathered.lines(found), format!("{line}\n"));
        }
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let bytes: &[u8] = gather(["甲法\t1"].into_iter(), str::to_owned).leak();
        assert!(Gathered::new(&bytes[..20]).is_none());
        assert!(Gathered::new(&[]).is_none());
    }
}
