//! The extract as one JSON value.

use serde_json::{Map, Value as Json, json};

use super::place::at;
use crate::law::{Article, Citation};
use crate::list::{Header, Item, List, Section, Stage, Value};
use crate::source::Source;
use crate::vocabulary::{ClassId, Field, Vocabulary};

/// The list as a JSON value. Texts are as decoded, their lines kept; `at` is the office address or line:column.
/// Fields that are empty are left out.
pub fn to_value(list: &List<'_>, vocabulary: &Vocabulary) -> Json {
    let writer = Writer {
        source: list.source,
        vocabulary,
    };
    let mut object = Object::default();
    object.put("file", json!(list.source.name()));
    object.text("title", list.title.as_ref(), &writer);
    object.text("department", list.department.as_ref(), &writer);
    object.put("counts", writer.counts(list));
    object.list(
        "notes",
        &list.notes,
        |note| json!({"message": note.message.zh, "at": at(list.source, note.span)}),
    );
    object.list("sections", &list.sections, |section| {
        writer.section(section)
    });
    object.list("headers", &list.headers, |header| writer.header(header));
    object.list("duties", &list.duties, |value| writer.value(value));
    object.list("boundaries", &list.boundaries, |value| writer.value(value));
    object.list("items", &list.items, |item| writer.item(item, list));
    object.list("repeated", &list.repeated, |copy| {
        json!({
            "item": copy.item,
            "text": excerpt(list.source.slice(copy.span)),
            "at": at(list.source, copy.span),
            "original_at": at(list.source, copy.original),
        })
    });
    object.list("remarks", &list.remarks, |value| writer.value(value));
    object.list("unassigned", &list.unassigned, |other| {
        let mut value = writer.value(&other.value);
        if let (Some(object), Some(item)) = (value.as_object_mut(), other.item) {
            object.insert("item".to_owned(), json!(item));
        }
        value
    });
    object.0.into()
}

/// An object that leaves out what is empty.
#[derive(Default)]
struct Object(Map<String, Json>);

impl Object {
    fn put(&mut self, key: &str, value: Json) {
        let empty = match &value {
            Json::Null => true,
            Json::Array(members) => members.is_empty(),
            Json::Object(entries) => entries.is_empty(),
            Json::Bool(held) => !held,
            _ => false,
        };
        if !empty {
            self.0.insert(key.to_owned(), value);
        }
    }

    fn text(&mut self, key: &str, value: Option<&Value<'_>>, writer: &Writer<'_>) {
        self.put(key, value.map_or(Json::Null, |value| writer.value(value)));
    }

    fn list<T>(&mut self, key: &str, members: &[T], write: impl Fn(&T) -> Json) {
        self.put(key, members.iter().map(write).collect());
    }
}

struct Writer<'a> {
    source: &'a Source,
    vocabulary: &'a Vocabulary,
}

impl Writer<'_> {
    fn value(&self, value: &Value<'_>) -> Json {
        let mut object = Object::default();
        object.put("text", json!(value.text.as_str()));
        object.put("at", json!(at(self.source, value.span())));
        object.put("shared", json!(value.shared));
        object.0.into()
    }

    fn class(&self, class: Option<ClassId>) -> Json {
        class
            .and_then(|id| self.vocabulary.class(id))
            .map_or(Json::Null, |class| json!(&*class.zh))
    }

    fn counts(&self, list: &List<'_>) -> Json {
        let mut counts: Vec<(Option<ClassId>, usize)> = Vec::new();
        for item in &list.items {
            match counts.iter_mut().find(|(class, _)| *class == item.class) {
                Some((_, count)) => *count += 1,
                None => counts.push((item.class, 1)),
            }
        }
        counts.sort_by_key(|(class, _)| class.map_or(u16::MAX, |class| class.0));
        let mut object = Object::default();
        object.put("items", json!(list.items.len()));
        let by_class: Map<String, Json> = counts
            .into_iter()
            .map(|(class, count)| {
                let name = self.class(class).as_str().unwrap_or("–").to_owned();
                (name, json!(count))
            })
            .collect();
        object.put("by_class", by_class.into());
        object.0.into()
    }

    fn section(&self, section: &Section<'_>) -> Json {
        let mut object = Object::default();
        object.put("name", json!(section.name.as_deref()));
        object.put("items", json!(section.items.len()));
        object.list("declared", &section.declared, |declared| {
            let mut object = Object::default();
            object.put("class", self.class(declared.class));
            object.put("count", json!(declared.count));
            object.0.into()
        });
        object.put("at", json!(at(self.source, section.span)));
        object.0.into()
    }

    fn header(&self, header: &Header<'_>) -> Json {
        let mut object = Object::default();
        object.put("text", json!(header.value.as_str()));
        object.put("field", json!(header.field.map(Field::key)));
        object.put("misspelling_of", json!(header.misspelling_of.as_deref()));
        object.put("at", json!(at(self.source, header.value.span())));
        object.0.into()
    }

    fn item(&self, item: &Item<'_>, list: &List<'_>) -> Json {
        let mut object = Object::default();
        object.put("index", json!(item.index));
        let printed = item.value(Field::Number).map(Value::as_str);
        object.put("number", json!(printed));
        object.put("inferred_number", json!(item.inferred_number));
        object.put("code", json!(item.value(Field::Code).map(Value::as_str)));
        object.put("name", json!(item.name().map(Value::as_str)));
        object.put("class", self.class(item.class));
        object.put("sub_class", json!(item.sub_class.as_deref()));
        object.put("parent", json!(item.parent));
        let section = item
            .section
            .and_then(|at| list.sections.get(at))
            .and_then(|section| section.name.as_deref());
        object.put("section", json!(section));
        object.put("shape", json!(item.origin.shape.name()));
        object.put("hidden", json!(item.origin.hidden));
        object.put("at", json!(at(self.source, item.origin.span)));
        object.list("fields", &item.fields, |(field, value)| {
            let mut written = self.value(value);
            if let Some(written) = written.as_object_mut() {
                written.shift_insert(0, "field".to_owned(), json!(field.key()));
            }
            written
        });
        object.list("extra", &item.extra, |(header, value)| {
            let mut written = self.value(value);
            if let Some(written) = written.as_object_mut() {
                written.shift_insert(0, "header".to_owned(), json!(&**header));
            }
            written
        });
        object.list("stages", &item.stages, |stage| self.stage(stage, item));
        object.list("posts", &item.posts, |post| {
            json!({
                "field": post.field.key(),
                "text": post.value.as_str(),
                "at": at(self.source, post.value.span()),
            })
        });
        object.list("citations", &item.citations, |(field, citation)| {
            self.citation(*field, citation)
        });
        object.0.into()
    }

    fn stage(&self, stage: &Stage<'_>, item: &Item<'_>) -> Json {
        let mut object = Object::default();
        object.put("number", json!(stage.number));
        object.put("label", json!(stage.label.as_ref().map(Value::as_str)));
        object.list("kinds", &stage.kinds, |kind| {
            json!(self.vocabulary.stage(*kind).map(|stage| &*stage.zh))
        });
        object.put("catch_all", json!(stage.catch_all));
        object.put("text", json!(stage.value.text.as_str()));
        let post = stage.post.and_then(|at| item.posts.get(at));
        object.put("post", json!(post.map(|post| post.value.as_str())));
        object.put("at", json!(at(self.source, stage.value.span())));
        object.0.into()
    }

    fn citation(&self, field: Field, citation: &Citation) -> Json {
        let mut object = Object::default();
        object.put("field", json!(field.key()));
        object.put("title", json!(citation.title));
        object.put("continued", json!(citation.continued));
        let part = |part: &Option<(String, crate::source::Span)>| {
            json!(part.as_ref().map(|(text, _)| text))
        };
        object.put("inner", part(&citation.inner));
        object.put("issuer", part(&citation.issuer));
        object.put("document_number", part(&citation.document_number));
        object.put("version", part(&citation.version));
        object.put("rank", part(&citation.rank));
        object.list("provisions", &citation.articles, |article| {
            self.provision(article)
        });
        let quotation = citation
            .quotation
            .as_ref()
            .map(|quotation| excerpt(quotation.text.as_str()));
        object.put("quotation", json!(quotation));
        object.put("at", json!(at(self.source, citation.span)));
        object.0.into()
    }

    fn provision(&self, article: &Article) -> Json {
        json!(
            self.source
                .slice(article.span)
                .split_whitespace()
                .collect::<String>()
        )
    }
}

/// The beginning of a long text.
fn excerpt(text: &str) -> String {
    const CHARACTERS: usize = 60;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
