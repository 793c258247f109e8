//! A serde `Deserializer` over [`Node`]: what is a number or a truth value is decided by the type that
//! is asked for, so that a text may look like a number (`2024-01-01`, `12`).

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, U32Deserializer};
use serde::de::{
    self, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::spanned::SPANNED;
use super::{Entry, Node, Problem, Value};
use crate::message::Message;
use crate::source::Span;

/// An error of serde or of a type's own check, with the node it was met at.
#[derive(Debug)]
pub(super) struct Error {
    span: Option<Span>,
    message: String,
}

impl Error {
    fn at(mut self, node: &Node) -> Self {
        self.span.get_or_insert(text_span(node));
        self
    }

    pub(super) fn problem(self, whole: Span) -> Problem {
        Problem {
            span: self.span.unwrap_or(whole),
            message: Message::new(self.message.clone(), self.message),
            help: None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            span: None,
            message: message.to_string(),
        }
    }
}

/// The bytes of the text of a scalar, of the whole node otherwise.
pub(super) fn text_span(node: &Node) -> Span {
    node.scalar().map_or(node.span, |text| text.span)
}

/// A truth value of YAML 1.2 (core schema).
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

#[derive(Clone, Copy)]
pub(super) struct NodeDeserializer<'de> {
    pub(super) node: &'de Node,
    pub(super) source: &'de str,
}

impl<'de> NodeDeserializer<'de> {
    fn child(self, node: &'de Node) -> Self {
        Self { node, ..self }
    }

    fn plain(self) -> Option<&'de str> {
        match &self.node.value {
            Value::Scalar { text, plain: true } => Some(text.as_str(self.source)),
            _ => None,
        }
    }

    fn number<N: std::str::FromStr>(self) -> Option<N> {
        let text = self.plain()?;
        text.parse().ok()
    }

    fn any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Sequence(items) => visitor.visit_seq(Items {
                rest: items.iter(),
                of: self,
            }),
            Value::Mapping(entries) => visitor.visit_map(Entries {
                rest: entries.iter(),
                value: None,
                of: self,
            }),
            Value::Scalar { text, plain } => {
                let text = text.as_str(self.source);
                if *plain {
                    if let Some(value) = boolean(text) {
                        return visitor.visit_bool(value);
                    }
                    if let Ok(value) = text.parse() {
                        return visitor.visit_i64(value);
                    }
                    if let Ok(value) = text.parse() {
                        return visitor.visit_u64(value);
                    }
                    if text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
                        && let Ok(value) = text.parse()
                    {
                        return visitor.visit_f64(value);
                    }
                }
                visitor.visit_borrowed_str(text)
            }
        }
    }

    /// Marks an error that has no place yet with this node.
    fn placed<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| error.at(self.node))
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $kind:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let result = match self.number::<$kind>() {
                Some(value) => visitor.$visit(value),
                None => self.any(visitor),
            };
            self.placed(result)
        }
    )*};
}

impl<'de> Deserializer<'de> for NodeDeserializer<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.placed(self.any(visitor))
    }

    numbers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_f32 visit_f32 f32;
        deserialize_f64 visit_f64 f64;
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let result = match self.node.as_str(self.source) {
            Some(text) => visitor.visit_borrowed_str(text),
            None => self.any(visitor),
        };
        self.placed(result)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.node.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let result = if name == SPANNED {
            visitor.visit_seq(Parts { of: self, next: 0 })
        } else {
            visitor.visit_newtype_struct(self)
        };
        self.placed(result)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let result = match &self.node.value {
            Value::Mapping(entries) => match entries.as_slice() {
                [only] => visitor.visit_enum(Variant {
                    name: &only.key,
                    value: Some(&only.value),
                    of: self,
                }),
                _ => Err(de::Error::custom(
                    "这里只能有一个键 / exactly one key may stand here",
                )),
            },
            _ => visitor.visit_enum(Variant {
                name: self.node,
                value: None,
                of: self,
            }),
        };
        self.placed(result)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i128 u128 bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
    }
}

impl<'de> IntoDeserializer<'de, Error> for NodeDeserializer<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

struct Items<'de> {
    rest: std::slice::Iter<'de, Node>,
    of: NodeDeserializer<'de>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.rest
            .next()
            .map(|node| {
                seed.deserialize(self.of.child(node))
                    .map_err(|error| error.at(node))
            })
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Entries<'de> {
    rest: std::slice::Iter<'de, Entry>,
    value: Option<&'de Node>,
    of: NodeDeserializer<'de>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(entry) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(&entry.value);
        seed.deserialize(self.of.child(&entry.key))
            .map(Some)
            .map_err(|error| error.at(&entry.key))
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some(node) = self.value.take() else {
            return Err(de::Error::custom("a value was asked for before its key"));
        };
        seed.deserialize(self.of.child(node))
            .map_err(|error| error.at(node))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Variant<'de> {
    name: &'de Node,
    value: Option<&'de Node>,
    of: NodeDeserializer<'de>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: de::DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name = self.name.as_str(self.of.source).unwrap_or_default();
        let variant = seed
            .deserialize(BorrowedStrDeserializer::<Error>::new(name))
            .map_err(|error| error.at(self.name))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.value {
            Some(node) if !node.is_null() => Err(Error::custom_at(
                "这里不需要内容 / no content belongs here",
                node,
            )),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: de::DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        match self.value {
            Some(node) => seed
                .deserialize(self.of.child(node))
                .map_err(|error| error.at(node)),
            None => Err(Error::custom_at(
                "这里缺少内容 / content is missing",
                self.name,
            )),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.struct_variant(&[], visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Some(node) => self.of.child(node).deserialize_any(visitor),
            None => Err(Error::custom_at(
                "这里缺少内容 / content is missing",
                self.name,
            )),
        }
    }
}

impl Error {
    fn custom_at(message: &str, node: &Node) -> Self {
        <Self as de::Error>::custom(message).at(node)
    }
}

/// Start, end and value for [`super::Spanned`].
struct Parts<'de> {
    of: NodeDeserializer<'de>,
    next: u8,
}

impl<'de> SeqAccess<'de> for Parts<'de> {
    type Error = Error;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let span = text_span(self.of.node);
        self.next += 1;
        match self.next {
            1 => seed.deserialize(U32Deserializer::new(span.start)).map(Some),
            2 => seed.deserialize(U32Deserializer::new(span.end)).map(Some),
            3 => seed.deserialize(self.of).map(Some),
            _ => Ok(None),
        }
    }
}
