//! How long the search for near-duplicate names takes, and whether it loses any: names made by a
//! small grammar with words of a Zipf distribution, one in ten altered in one to three characters.
//!
//! `cargo bench --bench near_duplicates -- [NAMES] [SAMPLE]` prints the time of each size up to NAMES
//! (1,000,000) and the recall against comparing each with each on SAMPLE (20,000) of them.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::collections::HashSet;
use std::time::Instant;

use dutylint::duplicate::{Texts, allowance, near_pairs};

fn main() {
    let mut sizes = std::env::args()
        .skip(1)
        .filter_map(|argument| argument.parse::<usize>().ok());
    let names = sizes.next().unwrap_or(1_000_000);
    let sample = sizes.next().unwrap_or(20_000);
    let mut count = 10_000.min(names);
    loop {
        let texts = made(7, count);
        let start = Instant::now();
        let pairs = near_pairs(&texts);
        println!(
            "{count:>9} names, {:>9} distinct: {:>8} pairs in {:>7.2} s, peak memory {} MB",
            texts.len(),
            pairs.len(),
            start.elapsed().as_secs_f64(),
            peak_memory()
        );
        if count == names {
            break;
        }
        count = (count * 10).min(names);
    }
    let texts = made(11, sample);
    let found: HashSet<_> = near_pairs(&texts)
        .into_iter()
        .map(|pair| (pair.one, pair.other))
        .collect();
    let start = Instant::now();
    let all = each_with_each(&texts);
    let kept = all.iter().filter(|pair| found.contains(pair)).count();
    println!(
        "{sample} names each with each: {} pairs in {:.1} s; found {kept}, {} that are none",
        all.len(),
        start.elapsed().as_secs_f64(),
        found.len() - kept
    );
}

/// Distinct names, the shortest repeatable way: a linear congruential generator and a small grammar.
fn made(seed: u64, count: usize) -> Texts {
    let mut random = Random(seed);
    let words: Vec<String> = (0..6_000)
        .map(|_| {
            let length = 2 + random.below(2);
            (0..length)
                .map(|_| char::from_u32(0x4E00 + random.zipf(2_500) as u32 * 7).unwrap_or('一'))
                .collect()
        })
        .collect();
    let openings = [
        "对未按照规定",
        "对",
        "对违反规定",
        "对擅自",
        "对单位和个人",
        "对伪造、变造",
        "",
    ];
    let endings = [
        "的行政处罚",
        "的处罚",
        "的监督检查",
        "的审批",
        "的许可",
        "行为的处罚",
        "的行为的行政处罚",
    ];
    let mut names: Vec<String> = Vec::with_capacity(count);
    for _ in 0..count {
        if names.len() > 10 && random.below(10) == 0 {
            let mut name: Vec<char> = names[random.below(names.len())].chars().collect();
            for _ in 0..=random.below(3) {
                let at = random.below(name.len());
                match random.below(3) {
                    0 => name.insert(at, '的'),
                    1 => name[at] = '及',
                    _ => drop(name.remove(at)),
                }
            }
            names.push(name.into_iter().collect());
            continue;
        }
        let mut name = openings[random.below(openings.len())].to_owned();
        for _ in 0..2 + random.below(5) {
            name.push_str(&words[random.zipf(words.len())]);
        }
        name.push_str(endings[random.below(endings.len())]);
        names.push(name);
    }
    let mut seen = HashSet::new();
    names
        .iter()
        .filter(|name| seen.insert(name.as_str()))
        .collect()
}

fn each_with_each(texts: &Texts) -> Vec<(u32, u32)> {
    let characters: Vec<Vec<char>> = texts.iter().map(|text| text.chars().collect()).collect();
    let mut pairs = Vec::new();
    for (one, text) in characters.iter().enumerate() {
        let comparer = rapidfuzz::distance::levenshtein::BatchComparator::new(text.iter().copied());
        for (other, candidate) in characters.iter().enumerate().skip(one + 1) {
            let most = allowance(text.len().min(candidate.len()));
            let args = rapidfuzz::distance::levenshtein::Args::default().score_cutoff(most);
            if most > 0
                && comparer
                    .distance_with_args(candidate.iter().copied(), &args)
                    .is_some()
            {
                pairs.push((one as u32, other as u32));
            }
        }
    }
    pairs
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    /// Small numbers more often than large ones: twice as large, half as often.
    fn zipf(&mut self, limit: usize) -> usize {
        let share = self.below(1 << 20) as f64 / (1 << 20) as f64;
        ((limit as f64).powf(share) as usize)
            .saturating_sub(1)
            .min(limit - 1)
    }
}

/// The most memory the process has held, in megabytes, where the system tells.
fn peak_memory() -> u64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        })
        .map_or(0, |kilobytes| kilobytes / 1024)
}
