//! What a workbook of 100,000 rows costs: opened by calamine alone, read, checked, and handed back with comments.
//! Each is measured in a process of its own, time and peak memory, after the other. `cargo bench --bench workbook`;
//! `DUTYLINT_ROWS=20000` for another size, `DUTYLINT_WORKBOOK=FILE` for another file.
//!
//! Measured once on a workbook of 100,000 rows with 155 MB of strings and 620,000 findings, seconds of processor time
//! and peak memory of the whole program: calamine 1.6 s, 0.4 GB; check 61 s, 1.9 GB; annotate 69 s, 2.5 GB. The time
//! goes to the rules, not to reading. The memory is the text, once; where each value
//! of each item stands in it; and the findings.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

#[allow(dead_code)] // Lists as text are for the other benches.
mod generate;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use calamine::Reader as _;
use dutylint::annotate::annotate;
use dutylint::config::{Requested, Settings};
use dutylint::message::Language;
use dutylint::pipeline::{Engine, Input, Job, run};
use dutylint::read::{Format, ReadOptions, read};
use dutylint::report::{FORMATS, Style};
use dutylint::suppress::Suppressions;

/// As the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROWS: usize = 100_000;
const DAY: jiff::civil::Date = jiff::civil::date(2026, 1, 31);
/// Tells a process what it is to measure.
const WORK: &str = "DUTYLINT_BENCH_WORK";

fn main() {
    let file = std::env::var_os("DUTYLINT_WORKBOOK").map(PathBuf::from);
    if let Ok(work) = std::env::var(WORK) {
        measure(&work, &file.expect("the parent names it"));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = file.unwrap_or_else(|| {
        let rows = std::env::var("DUTYLINT_ROWS");
        let rows = rows.map_or(ROWS, |rows| rows.parse().unwrap());
        let file = folder.path().join("清单.xlsx");
        write(&file, rows);
        println!("{rows} rows of 12 columns");
        file
    });
    let size = std::fs::metadata(&file).unwrap().len();
    println!("{} MB of file", size >> 20);
    for work in ["calamine", "read", "check", "annotate"] {
        let status = Command::new(std::env::current_exe().unwrap())
            .env(WORK, work)
            .env("DUTYLINT_WORKBOOK", &file)
            .status()
            .unwrap();
        assert!(status.success(), "{work}");
    }
}

/// A wide list as offices lay it out.
fn write(file: &Path, rows: usize) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("权责清单").unwrap();
    let headers = [
        "序号",
        "事项名称",
        "权力类型",
        "实施依据",
        "行使主体",
        "承办机构",
        "实施层级",
        "责任事项",
        "责任事项依据",
        "追责情形",
        "监督电话",
        "备注",
    ];
    for (column, header) in (0..).zip(headers) {
        sheet.write_string(0, column, header).unwrap();
    }
    for (row, item) in (1..).zip(generate::items(rows, 7)) {
        let number = item.number.to_string();
        let duties = item.duties.join("\n");
        let units = item.units.join("\n");
        let cells = [
            &*number,
            &*item.name,
            item.class,
            &*item.basis,
            "江州市综合行政执法局",
            &*units,
            "市级",
            &*duties,
            &*item.basis,
            &*item.cases,
            "0000-1234567",
            "",
        ];
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    book.save(file).unwrap();
}

fn measure(work: &str, file: &Path) {
    let begun = Instant::now();
    let done = match work {
        "calamine" => {
            let mut book = calamine::open_workbook_auto(file).unwrap();
            let sheets = book.worksheets();
            let cells = sheets.iter().map(|(_, range)| range.used_cells().count());
            format!("{} cells", cells.sum::<usize>())
        }
        "read" => {
            let (source, document) = read("清单.xlsx", std::fs::read(file).unwrap()).unwrap();
            let text = source.text().len() >> 20;
            format!("{text} MB of text, {} blocks", document.blocks.len())
        }
        _ => check(file, work == "annotate"),
    };
    let time = begun.elapsed().as_secs_f64();
    println!("{work:>9}: {time:6.1} s, {}; {done}", peak());
}

/// Checks the file and writes the findings as JSON to nowhere, or as comments to memory.
fn check(file: &Path, hand_back: bool) -> String {
    let settings = Settings::without_file(Requested::default(), DAY, PathBuf::from("."));
    let input = Input {
        name: "清单.xlsx".to_owned(),
        path: Some(file.to_owned()),
        named: true,
    };
    let report = run(&Job {
        engines: vec![Engine::load(settings).unwrap()],
        inputs: vec![(input, 0)],
        options: ReadOptions::default(),
        suppressions: Suppressions::default(),
        language: Language::Zh,
        statistics: false,
        outline: false,
        cache: None,
    });
    let checked = report.files[0].outcome.as_ref().unwrap();
    let findings = checked.diagnostics.len();
    if hand_back {
        let bytes = std::fs::read(file).unwrap();
        let (source, found) = (&checked.source, &checked.diagnostics);
        let copy = annotate(Format::Xlsx, &bytes, source, found, Language::Zh).unwrap();
        return format!("{findings} findings, {} MB", copy.bytes.len() >> 20);
    }
    let json = FORMATS.iter().find(|format| format.name == "json").unwrap();
    (json.write)(&report, &Style::default(), &mut std::io::sink()).unwrap();
    format!("{findings} findings of {} items", checked.list.items)
}

/// The most memory that this process had, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.map_or_else(
        || "memory unknown".to_owned(),
        |peak| format!("{} MB", peak >> 10),
    )
}
