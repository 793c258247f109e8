//! What a citation was held against, told to people.

use crate::law::Citation;
use crate::law::table::{Standing, State};
use crate::law::verify::Resolution;
use crate::message::Message;
use crate::rule::{Context, Subject};

/// The instrument and the version a citation was held against on the day of the check, and what of it was compared.
pub(super) fn told(
    citation: &Citation,
    resolution: &Resolution<'_>,
    subject: &Subject<'_, '_>,
    context: &Context<'_>,
) -> Vec<Message> {
    let mut all = vec![instrument(citation, resolution, context)];
    if let Resolution::Known(_, state) = resolution {
        all.extend(version(state));
        all.push(articles(citation, subject));
        all.push(quotation(citation));
    }
    all
}

fn instrument(citation: &Citation, resolution: &Resolution<'_>, context: &Context<'_>) -> Message {
    let day = context.as_of;
    let written = citation.instrument();
    match resolution {
        Resolution::Known(found, state) => {
            let title = found.instrument.title();
            let kind = found.instrument.kind();
            let (zh, en) = match &state.standing {
                Standing::InForce => ("有效", "in force"),
                Standing::NotYet { .. } => ("尚未施行", "not yet in force"),
                Standing::Ended { .. } => ("已经失效", "no longer in force"),
            };
            Message::new(
                format!("认作《{title}》（{kind}），{day} {zh}"),
                format!("taken for {title} ({kind}), {en} on {day}"),
            )
        }
        Resolution::Ended(_) => Message::new(
            format!("法律表只知道《{written}》已经废止，没有它的条文"),
            format!("the table of laws only knows that {written} was repealed"),
        ),
        Resolution::Unknown => Message::new(
            format!("法律表里没有《{written}》，条款和引文没有比较"),
            format!("{written} is not in the table of laws: nothing was compared"),
        ),
    }
}

fn version(state: &State<'_>) -> Option<Message> {
    let version = state.version?;
    let adopted = version
        .version
        .map_or_else(String::new, |day| day.to_string());
    let from = version.in_force_from();
    let from = from.map_or_else(String::new, |day| day.to_string());
    let articles = version.articles;
    Some(Message::new(
        format!("与 {adopted} 通过、{from} 起施行的版本比较，共 {articles} 条"),
        format!(
            "held against the version adopted {adopted}, in force from {from}, of {articles} articles"
        ),
    ))
}

fn articles(citation: &Citation, subject: &Subject<'_, '_>) -> Message {
    let source = subject.list.source;
    let written: Vec<&str> = citation
        .articles
        .iter()
        .map(|article| source.slice(article.span).trim())
        .collect();
    match written.is_empty() {
        true => Message::new("没有写条款号", "no article is named"),
        false => Message::new(
            format!("核对的条款：{}", written.join("、")),
            format!("articles looked up: {}", written.join(", ")),
        ),
    }
}

fn quotation(citation: &Citation) -> Message {
    match &citation.quotation {
        None => Message::new(
            "没有抄条文，只核对名称、版本和条款号",
            "no text is quoted: only title, version and articles were looked up",
        ),
        Some(quotation) => {
            let length = quotation.text.as_str().chars().count();
            Message::new(
                format!("抄的条文 {length} 字，逐句与条文的指纹比较"),
                format!("{length} characters are quoted and compared clause by clause"),
            )
        }
    }
}
