//! Tables flattened to lines, and rows whose columns do not fit their header: what each text is is
//! told from its content and from what may follow what.
//!
//! The texts are assigned to columns by the best path (Viterbi) through the columns in their order: a
//! step back in the order begins a new item, except between stages and posts, which alternate. Time is
//! linear in the number of texts.

use rustc_hash::FxHashSet;

use crate::source::Text;
use crate::vocabulary::Field;

use super::super::{Shape, Value};
use super::builder::Builder;
use super::draft::Draft;
use super::features::Features;
use super::sections;
use super::tokens::{Run, Token};

/// What a step back in a row of cells costs: cells of one row stand in the order of the columns.
const WITHIN_ROW: f32 = 14.0;
/// What beginning an item costs where the one before has not come to its accountability.
const UNFINISHED: f32 = 2.0;
/// Cells in a row that are headers, for the row to be a header.
const HEADER_CELLS: usize = 3;

/// A text with what is known of it.
struct Observed<'s> {
    token: Token<'s>,
    features: Features,
}

/// Reads `run`; `columns` are those of the header met before, in their order, where one was.
pub(super) fn read<'s>(mut run: Run<'s>, columns: &[Field], builder: &mut Builder<'s, '_>) {
    let vocabulary = builder.vocabulary;
    let words = vocabulary.words();
    run.part_at_blanks(|text| vocabulary.class_of(text).is_some());
    run.join_broken(words, |value| {
        super::stages::begins(&value.view, vocabulary).is_some()
            || words.ends_as_post(value.as_str())
    });
    let actors = actors(&run.tokens, builder);
    let mut stretch: Vec<Observed<'s>> = Vec::new();
    let mut order = columns.to_vec();
    let tokens = std::mem::take(&mut run.tokens);
    let headers = header_stretches(&tokens, builder);
    for (at, token) in tokens.into_iter().enumerate() {
        if let Some(fields) = headers.get(&at) {
            if !fields.is_empty() {
                flush(&mut stretch, &order, builder);
                order.clone_from(fields);
            }
            let found = vocabulary.exact_header(token.value.as_str());
            let field = found.as_ref().map(|found| found.field);
            let right = found.and_then(|found| found.misspelling_of);
            builder.header(token.value.text, field, right);
            continue;
        }
        let text = token.value.as_str();
        let lone = token.row.is_none();
        if lone && (sections::is_heading(text, vocabulary) && vocabulary.class_of(text).is_none()) {
            flush(&mut stretch, &order, builder);
            builder.section(text.into(), Some(token.value.clone()), token.value.span());
        } else if lone
            && (words.is_title(text) || words.department(text).is_some() || token.heading == 1)
        {
            flush(&mut stretch, &order, builder);
            builder.loose(token.value.text);
        } else if lone && (words.is_note(text) || words.is_caption(text)) && token.gap {
            flush(&mut stretch, &order, builder);
            builder.list.remarks.push(token.value);
        } else {
            let features = Features::of(&token.value, vocabulary, &actors);
            stretch.push(Observed { token, features });
        }
    }
    flush(&mut stretch, &order, builder);
}

/// The fields of the cells of one row, told by their content in the order of the columns. Nothing where no
/// cell is a class of power: then nothing is surer than the columns themselves.
pub(super) fn align(
    values: &[Value<'_>],
    order: &[Field],
    builder: &Builder<'_, '_>,
) -> Option<Vec<Field>> {
    let actors: FxHashSet<String> = builder
        .draft
        .iter()
        .flat_map(|draft| &draft.entries)
        .filter(|entry| entry.field == Field::Actor)
        .map(|entry| entry.value.as_str().to_owned())
        .chain(
            builder
                .list
                .department
                .iter()
                .map(|value| value.as_str().to_owned()),
        )
        .collect();
    let observed: Vec<Observed<'_>> = values
        .iter()
        .map(|value| Observed {
            features: Features::of(value, builder.vocabulary, &actors),
            token: Token {
                value: value.clone(),
                row: Some(0),
                gap: false,
                heading: 0,
                hidden: false,
            },
        })
        .collect();
    let fields = best_path(&observed, order).fields;
    observed
        .iter()
        .zip(&fields)
        .any(|(observed, field)| *field == Field::Type && observed.features.is_class())
        .then_some(fields)
}

/// Bodies that hold the powers: those of earlier items, and short names of bodies that come again and again.
fn actors(tokens: &[Token<'_>], builder: &Builder<'_, '_>) -> FxHashSet<String> {
    let words = builder.vocabulary.words();
    let mut actors: FxHashSet<String> = FxHashSet::default();
    for item in &builder.list.items {
        actors.extend(
            item.values(Field::Actor)
                .map(|value| value.as_str().to_owned()),
        );
    }
    actors.extend(
        builder
            .list
            .department
            .iter()
            .map(|value| value.as_str().to_owned()),
    );
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for (at, token) in tokens.iter().enumerate() {
        let text = token.value.as_str();
        let after_stage = at
            .checked_sub(1)
            .and_then(|before| tokens.get(before))
            .is_some_and(|before| {
                super::stages::begins(&before.value.view, builder.vocabulary).is_some()
            });
        if text.chars().count() <= 20
            && words.ends_as_body(text)
            && !after_stage
            && !seen.insert(text)
        {
            actors.insert(text.to_owned());
        }
    }
    actors
}

/// Positions of tokens that are headers; the first of each stretch with the fields in order.
fn header_stretches(
    tokens: &[Token<'_>],
    builder: &Builder<'_, '_>,
) -> rustc_hash::FxHashMap<usize, Vec<Field>> {
    let mut found = rustc_hash::FxHashMap::default();
    let mut start = 0;
    let mut fields: Vec<Field> = Vec::new();
    let mut close = |start: usize, end: usize, fields: &mut Vec<Field>| {
        let taken = std::mem::take(fields);
        if taken.len() > HEADER_CELLS {
            for at in start..end {
                found.insert(at, Vec::new());
            }
            found.insert(start, taken);
        }
    };
    for (at, token) in tokens.iter().enumerate() {
        let text = token.value.as_str();
        let header = (text.chars().count() <= 16)
            .then(|| builder.vocabulary.exact_header(text))
            .flatten();
        match header {
            Some(header) => {
                if fields.is_empty() {
                    start = at;
                }
                if header.spread.is_empty() {
                    fields.push(header.field);
                } else {
                    fields.extend(header.spread);
                }
            }
            None => close(start, at, &mut fields),
        }
    }
    close(start, tokens.len(), &mut fields);
    found
}

/// Assigns a stretch and gives its items to the builder.
fn flush<'s>(stretch: &mut Vec<Observed<'s>>, order: &[Field], builder: &mut Builder<'s, '_>) {
    let observed = std::mem::take(stretch);
    if observed.is_empty() {
        return;
    }
    let orders = builder.vocabulary.words().column_orders();
    let best = if order.is_empty() {
        orders
            .iter()
            .map(|order| best_path(&observed, order))
            .reduce(|one, other| if other.score > one.score { other } else { one })
    } else {
        Some(best_path(&observed, order))
    };
    let Some(path) = best else {
        return;
    };
    let mut segments: Vec<Vec<(Observed<'s>, Field)>> = Vec::new();
    for ((observed, field), begins) in observed.into_iter().zip(path.fields).zip(path.begins) {
        match segments.last_mut() {
            Some(last) if !begins => last.push((observed, field)),
            _ => segments.push(vec![(observed, field)]),
        }
    }
    for (at, segment) in segments.into_iter().enumerate() {
        if is_item(&segment) {
            item(segment, builder);
        } else if at == 0 && builder.draft.is_some() && segment_continues(&segment) {
            go_on(segment, builder);
        } else {
            for (observed, _) in segment {
                if builder.list.items.is_empty() && builder.draft.is_none() {
                    builder.loose(observed.token.value.text);
                } else {
                    builder.end();
                    builder.unassigned(observed.token.value.text);
                }
            }
        }
    }
}

/// Whether enough speaks for a segment being an item.
fn is_item(segment: &[(Observed<'_>, Field)]) -> bool {
    let has = |field: Field| segment.iter().any(|(_, own)| *own == field);
    let class = segment
        .iter()
        .any(|(observed, field)| *field == Field::Type && observed.features.is_class());
    let stages = segment
        .iter()
        .filter(|(observed, _)| observed.features.stage.is_some())
        .count();
    let named = has(Field::Name);
    let cited = segment
        .iter()
        .any(|(observed, field)| *field == Field::Basis && observed.features.citation);
    let first = segment
        .iter()
        .any(|(observed, _)| observed.features.stage == Some(Some(1)));
    class && (named || cited)
        || named && (stages >= 2 || stages >= 1 && cited)
        || cited && (stages >= 2 || first)
}

/// Whether a segment without a beginning belongs to the item before it: stages, posts, accountability.
fn segment_continues(segment: &[(Observed<'_>, Field)]) -> bool {
    segment.iter().any(|(observed, _)| {
        observed.features.stage.is_some()
            || observed.features.citation
            || observed.features.score(Field::Cases) > 5.0
    })
}

fn item<'s>(segment: Vec<(Observed<'s>, Field)>, builder: &mut Builder<'s, '_>) {
    let draft = Draft::new(Shape::Flattened);
    builder.begin(draft);
    go_on(segment, builder);
}

/// Adds the texts of a segment to the item being collected.
fn go_on<'s>(segment: Vec<(Observed<'s>, Field)>, builder: &mut Builder<'s, '_>) {
    // Rows of tables keep their numbers; lines get numbers of their own, a stage and its posts one.
    const LINES: u32 = 1 << 30;
    let mut step = LINES;
    let mut parts: Vec<Text<'s>> = Vec::new();
    let mut current: Option<(Field, u32)> = None;
    let Some(draft) = &mut builder.draft else {
        return;
    };
    fn close<'s>(draft: &mut Draft<'s>, parts: &mut Vec<Text<'s>>, current: Option<(Field, u32)>) {
        if let (Some((field, row)), Some(text)) = (current, Text::joined(parts)) {
            draft.push(field, Value::new(text), row, field.index() as u32);
        }
        parts.clear();
    }
    for (observed, field) in segment {
        let features = &observed.features;
        let begins = match field {
            Field::Duties => features.stage.is_some(),
            Field::Cases => false,
            Field::Basis | Field::AccountabilityBasis | Field::DutyBasis => {
                features.citation || features.provision
            }
            _ => true,
        };
        let same = current.is_some_and(|(known, row)| {
            known == field && observed.token.row.is_none_or(|own| own == row)
        });
        draft.hidden |= observed.token.hidden;
        if !same || begins {
            close(draft, &mut parts, current);
            if field == Field::Duties {
                step += 1;
            }
            current = Some((field, observed.token.row.unwrap_or(step)));
        }
        parts.push(observed.token.value.text);
    }
    close(draft, &mut parts, current);
}

/// The assignment of a stretch.
struct Path {
    score: f32,
    fields: Vec<Field>,
    /// Whether an item begins with the text.
    begins: Vec<bool>,
}

/// The best assignment of `observed` to the columns `order`.
fn best_path(observed: &[Observed<'_>], order: &[Field]) -> Path {
    let width = order.len();
    let mut back: Vec<u8> = Vec::with_capacity(observed.len() * width);
    let mut scores: Vec<f32> = Vec::new();
    for (at, text) in observed.iter().enumerate() {
        let mut next = Vec::with_capacity(width);
        for (column, field) in order.iter().enumerate() {
            let own = text.features.score(*field);
            let (from, best) = match at.checked_sub(1).and_then(|before| observed.get(before)) {
                None => (0, -entry_cost(*field, text)),
                Some(before) => scores
                    .iter()
                    .enumerate()
                    .map(|(from, score)| (from, score - step(order, from, column, before, text).0))
                    .fold((0, f32::NEG_INFINITY), |best, other| {
                        if other.1 > best.1 { other } else { best }
                    }),
            };
            next.push(best + own);
            back.push(u8::try_from(from).unwrap_or(0));
        }
        scores = next;
    }
    let (mut column, score) =
        scores
            .iter()
            .copied()
            .enumerate()
            .fold((0, f32::NEG_INFINITY), |best, other| {
                if other.1 > best.1 { other } else { best }
            });
    let mut columns = vec![0; observed.len()];
    for at in (0..observed.len()).rev() {
        if let Some(slot) = columns.get_mut(at) {
            *slot = column;
        }
        column = back
            .get(at * width + column)
            .map_or(0, |&from| usize::from(from));
    }
    let begins = (0..observed.len())
        .map(|at| {
            let Some(before) = at.checked_sub(1) else {
                return true;
            };
            match (
                columns.get(before),
                columns.get(at),
                observed.get(before),
                observed.get(at),
            ) {
                (Some(from), Some(to), Some(before), Some(text)) => {
                    step(order, *from, *to, before, text).1
                }
                _ => false,
            }
        })
        .collect();
    let fields = columns
        .iter()
        .map(|column| order.get(*column).copied().unwrap_or(Field::Remark))
        .collect();
    Path {
        score,
        fields,
        begins,
    }
}

/// What it costs to go from one column to another, and whether an item begins with it.
fn step(
    order: &[Field],
    from: usize,
    to: usize,
    before: &Observed<'_>,
    text: &Observed<'_>,
) -> (f32, bool) {
    let (Some(&old), Some(&new)) = (order.get(from), order.get(to)) else {
        return (f32::INFINITY, false);
    };
    let same_row = text.token.row.is_some() && text.token.row == before.token.row;
    if to > from {
        #[expect(clippy::cast_precision_loss, reason = "a number of columns")]
        let skipped = (to - from - 1) as f32;
        return (0.1 * skipped, false);
    }
    if same_row {
        return (WITHIN_ROW, false);
    }
    if to == from {
        return match new {
            Field::Basis
            | Field::Duties
            | Field::Unit
            | Field::Cases
            | Field::AccountabilityBasis
            | Field::DutyBasis
            | Field::Remark => {
                let restarts = new == Field::Duties && text.features.stage == Some(Some(1));
                if restarts {
                    (entry_cost(new, text), true)
                } else {
                    (0.3, false)
                }
            }
            _ => (entry_cost(new, text) + UNFINISHED, true),
        };
    }
    // Stages and posts alternate; in rows the first stage stands beside the accountability of the whole item.
    if new == Field::Duties && text.features.stage.is_some_and(|number| number != Some(1)) {
        return (
            if matches!(old, Field::Unit | Field::DutyBasis) {
                0.0
            } else {
                0.5
            },
            false,
        );
    }
    if matches!(
        (old, new),
        (Field::Unit, Field::Duties) | (Field::DutyBasis, Field::Duties | Field::Unit)
    ) && text.features.stage.is_none()
    {
        return (1.5, false);
    }
    let finished = matches!(
        old,
        Field::Cases
            | Field::AccountabilityBasis
            | Field::Remedy
            | Field::Remark
            | Field::Unit
            | Field::Duties
    );
    let unfinished = if finished { 0.0 } else { UNFINISHED };
    (entry_cost(new, text) + unfinished, true)
}

/// What it costs to begin an item with a column.
fn entry_cost(field: Field, text: &Observed<'_>) -> f32 {
    match field {
        Field::Number => 0.5,
        Field::Code => 1.0,
        Field::Actor => 1.5,
        Field::Name => 2.0,
        Field::Type => 5.0,
        Field::Basis => 6.0,
        Field::Duties if text.features.stage == Some(Some(1)) => 8.0,
        _ => 12.0,
    }
}
