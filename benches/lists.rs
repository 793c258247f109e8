//! Reading, recognising and checking a list of 10,000 items (about 30 MB) as CSV and as YAML, beside what
//! the same libraries take to parse the same bytes and do nothing with them; and half of it, to see that the
//! time is linear. `cargo bench --bench lists`; add a filter such as `csv` to run a part.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

mod generate;

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use dutylint::config::{Requested, Settings};
use dutylint::pipeline::{Engine, Input, Manner, check_bytes};
use dutylint::read::{ReadOptions, read};

const ITEMS: usize = 10_000;
const DAY: jiff::civil::Date = jiff::civil::date(2026, 1, 31);

fn parse_csv(text: &str) -> usize {
    let mut reader = csv_core::Reader::new();
    let mut field = [0; 1 << 14];
    let mut rest = text.as_bytes();
    let mut fields = 0;
    loop {
        let (result, read, _) = reader.read_field(rest, &mut field);
        rest = &rest[read..];
        match result {
            csv_core::ReadFieldResult::Field { .. } => fields += 1,
            csv_core::ReadFieldResult::End => return fields,
            csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
        }
    }
}

fn parse_yaml(text: &str) -> usize {
    granit_parser::Parser::new_from_str(text)
        .inspect(|event| assert!(event.is_ok()))
        .count()
}

fn lists(criterion: &mut Criterion) {
    let settings = Settings::without_file(Requested::default(), DAY, PathBuf::from("."));
    let engine = Engine::load(settings).unwrap();
    let checker = engine.checker();
    let items = generate::items(ITEMS, 7);
    for (format, parse, make) in [
        (
            "csv",
            parse_csv as fn(&str) -> usize,
            generate::csv as fn(&[generate::Item]) -> String,
        ),
        ("yaml", parse_yaml, generate::yaml),
    ] {
        let mut group = criterion.benchmark_group(format);
        group
            .sampling_mode(SamplingMode::Flat)
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(10));
        for count in [ITEMS / 2, ITEMS] {
            let text = make(&items[..count]);
            let name = format!("清单.{format}");
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(
                BenchmarkId::new("parse only", count),
                &text,
                |bench, text| {
                    bench.iter(|| parse(black_box(text)));
                },
            );
            group.bench_with_input(BenchmarkId::new("read", count), &text, |bench, text| {
                bench.iter(|| read(&name, text.clone().into_bytes()).unwrap());
            });
            let (source, document) = read(&name, text.clone().into_bytes()).unwrap();
            group.bench_function(BenchmarkId::new("recognise", count), |bench| {
                bench.iter(|| {
                    dutylint::list::recognise(&source, &document, engine.vocabulary())
                        .items
                        .len()
                });
            });
            let input = Input {
                name: name.clone(),
                path: None,
                named: true,
            };
            group.bench_with_input(
                BenchmarkId::new("read, recognise, check", count),
                &text,
                |bench, text| {
                    bench.iter(|| {
                        let bytes = text.clone().into_bytes();
                        check_bytes(
                            &engine,
                            &checker,
                            &input,
                            bytes,
                            Manner {
                                options: &ReadOptions::default(),
                                outline: false,
                                cache: None,
                            },
                        )
                    });
                },
            );
        }
        group.finish();
    }
}

criterion_group!(benches, lists);
criterion_main!(benches);
