//! Files damaged in every way that chance finds: every reader ends, in bounded time, with a document or an error that
//! says what to do. `DUTYLINT_DAMAGE_SECONDS=120 cargo test --release --test damaged` goes on for that long a format.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dutylint::read::read;

mod invariants;

/// Damaged files a sample, where no time is asked for.
const USUAL: usize = 60;
/// One damaged file of a few kilobytes may take this long in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

fn samples(endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["office", "office/libreoffice", "family", "lists"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("testdata")
            .join(folder);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let ending = path
                .extension()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if endings.contains(&ending.as_str()) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty());
    found
}

/// Numbers by chance, the same in every run (a multiplicative generator of Lehmer's kind).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

/// What is put into files: the ends of numbers, and what means something to the formats.
const WORDS: [&[u8]; 30] = [
    b"0",
    b"-1",
    b"4294967295",
    b"2147483648",
    b"1048576",
    b"XFD1048576",
    b"A1:XFD1048576",
    b"99999999999999999999",
    b"1e308",
    b"NaN",
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"&#x110000;",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"<!DOCTYPE a>",
    b"\"",
    b"'",
    b"/>",
    b"</",
    b"\0",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"\xE4\xB8",
    b"\xFF\xFF\xFF\xFF",
    b"\x00\x00\x00\x80",
    "\u{FEFF}。一、1.".as_bytes(),
];

/// Changes a few places of `bytes`.
fn damage(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(6) {
        if bytes.is_empty() {
            return;
        }
        // Of XML whole tags as often as bytes.
        let tag = |bytes: &[u8], from: usize| -> Option<std::ops::Range<usize>> {
            let start = from + bytes.get(from..)?.iter().position(|byte| *byte == b'<')?;
            let end = start + bytes.get(start..)?.iter().position(|byte| *byte == b'>')?;
            Some(start..end + 1)
        };
        let at = chance.below(bytes.len());
        let length = 1 << chance.below(9);
        let range = match tag(bytes, at).filter(|_| chance.below(2) == 0) {
            Some(tag) => tag,
            None => at..(at + length).min(bytes.len()),
        };
        let to = chance.below(bytes.len());
        match chance.below(9) {
            0 => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
            1 => bytes[at] ^= 1 << chance.below(8),
            2 => drop(bytes.drain(range)),
            3 => {
                let copy = bytes[range].to_vec();
                bytes.splice(to..to, copy);
            }
            4 => {
                let copy = bytes[range].to_vec();
                let times = 1 << chance.below(8);
                bytes.splice(at..at, copy.repeat(times));
            }
            5 => {
                let word = WORDS[chance.below(WORDS.len())];
                bytes.splice(at..at, word.iter().copied());
            }
            6 => {
                // A number of the file becomes another.
                let digits = |byte: &u8| byte.is_ascii_digit();
                if let Some(start) = bytes[at..]
                    .iter()
                    .position(digits)
                    .map(|offset| at + offset)
                {
                    let end = start
                        + bytes[start..]
                            .iter()
                            .take_while(|byte| digits(byte))
                            .count();
                    let word = WORDS[chance.below(10)];
                    bytes.splice(start..end, word.iter().copied());
                }
            }
            7 => {
                let length = range.len().min(bytes.len() - to);
                let end = (at + length).min(bytes.len());
                let to = to.min(bytes.len() - (end - at));
                bytes.copy_within(at..end, to);
            }
            _ => bytes.truncate(at),
        }
        bytes.truncate(4 << 20);
    }
}

/// A package with some of its parts damaged, packed again.
fn damaged_package(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let chosen = chance.below(archive.len());
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        let main = [
            "sheet1.xml",
            "document.xml",
            "content.xml",
            "sharedStrings.xml",
        ]
        .iter()
        .any(|main| name.ends_with(main));
        if index == chosen || main && chance.below(2) == 0 {
            damage(&mut content, chance);
        }
        writer.start_file(name, options).unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A compound file with one of its streams damaged.
fn damaged_streams(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut compound = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).unwrap();
    let streams: Vec<PathBuf> = compound
        .walk()
        .filter(cfb::Entry::is_stream)
        .map(|entry| entry.path().to_owned())
        .filter(|path| {
            let name = path.to_string_lossy();
            name.contains("Workbook") || name.contains("Word") || name.contains("Table")
        })
        .collect();
    let path = streams[chance.below(streams.len())].clone();
    let mut stream = compound.open_stream(&path).unwrap();
    let mut content = Vec::new();
    stream.read_to_end(&mut content).unwrap();
    damage(&mut content, chance);
    stream.set_len(content.len() as u64).unwrap();
    stream.seek(SeekFrom::Start(0)).unwrap();
    stream.write_all(&content).unwrap();
    drop(stream);
    compound.flush().unwrap();
    compound.into_inner().into_inner()
}

/// Reads damaged copies of the samples, and makes lists of what was read.
fn run(endings: &[&str], damaged: impl Fn(&[u8], &mut Chance) -> Vec<u8>) {
    let seconds: Option<u64> = std::env::var("DUTYLINT_DAMAGE_SECONDS")
        .ok()
        .and_then(|seconds| seconds.parse().ok());
    let vocabulary = dutylint::vocabulary::Vocabulary::builtin().unwrap();
    let samples: Vec<(String, Vec<u8>)> = samples(endings)
        .into_iter()
        .map(|path| {
            (
                path.to_string_lossy().into_owned(),
                std::fs::read(path).unwrap(),
            )
        })
        .collect();
    let begun = Instant::now();
    let mut chance = Chance(20_240_715);
    let (mut tried, mut understood) = (0usize, 0usize);
    let mut longest = Duration::ZERO;
    loop {
        for (name, bytes) in &samples {
            let seed = chance.0;
            let bytes = damaged(bytes, &mut chance);
            let started = Instant::now();
            let done = catch_unwind(AssertUnwindSafe(|| match read(name, bytes.clone()) {
                Ok((source, document)) => {
                    invariants::check_document(&source, &document);
                    let list = dutylint::list::recognise(&source, &document, &vocabulary);
                    usize::from(list.items.len() < usize::MAX)
                }
                Err(error) => {
                    assert!(error.to_string().chars().count() > 8, "{error}");
                    0
                }
            }));
            let took = started.elapsed();
            longest = longest.max(took);
            if done.is_err() || took > LONGEST {
                let ending = Path::new(name)
                    .extension()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                let kept = std::env::temp_dir().join(format!("dutylint-damaged-{seed}.{ending}"));
                std::fs::write(&kept, &bytes).unwrap();
                panic!(
                    "{name} damaged with {seed} took {took:?}, kept as {}",
                    kept.display()
                );
            }
            tried += 1;
            understood += done.unwrap_or_default();
        }
        let enough = match seconds {
            Some(seconds) => begun.elapsed().as_secs() >= seconds,
            None => tried >= USUAL * samples.len().min(4),
        };
        if enough {
            println!(
                "{endings:?}: {tried} damaged files, {understood} read nevertheless, the longest took {longest:?}"
            );
            assert!(understood > 0);
            return;
        }
    }
}

/// Bytes of the file itself are damaged in one of four, else what is within.
fn package(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    within(bytes, chance, damaged_package)
}

fn compound(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    within(bytes, chance, damaged_streams)
}

fn within(bytes: &[u8], chance: &mut Chance, inner: fn(&[u8], &mut Chance) -> Vec<u8>) -> Vec<u8> {
    if chance.below(4) == 0 {
        return plain(bytes, chance);
    }
    inner(bytes, chance)
}

fn plain(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    damage(&mut bytes, chance);
    bytes
}

#[test]
fn workbooks() {
    run(&["xlsx"], package);
}

#[test]
fn old_workbooks() {
    run(&["xls"], compound);
}

#[test]
fn open_document_workbooks() {
    run(&["ods"], package);
}

#[test]
fn documents() {
    run(&["docx"], package);
}

#[test]
fn old_documents() {
    run(&["doc"], compound);
}

#[test]
fn pages() {
    run(&["html"], plain);
}

#[test]
fn delimited_text() {
    run(&["csv"], plain);
}

#[test]
fn markdown() {
    run(&["md"], plain);
}

#[test]
fn plain_text() {
    run(&["txt"], plain);
}

#[test]
fn yaml() {
    run(&["yaml"], plain);
}

#[test]
fn json() {
    run(&["json", "jsonl"], plain);
}
