use rustc_hash::FxHashMap;

use super::gathered::Gathered;

/// What a table holds under each title, by the key of the title: the built-in part was ordered when the program
/// was built.
#[derive(Debug, Clone)]
pub struct Titles<V> {
    built_in: Option<&'static Gathered>,
    added: FxHashMap<String, usize>,
    values: Vec<V>,
}

impl<V> Default for Titles<V> {
    fn default() -> Self {
        Self {
            built_in: None,
            added: FxHashMap::default(),
            values: Vec::new(),
        }
    }
}

impl<V: Default> Titles<V> {
    /// What `built_in` has, each title as `value` makes it of the table and its number there.
    pub fn new(built_in: &'static Gathered, value: impl Fn(&'static Gathered, usize) -> V) -> Self {
        Self {
            built_in: Some(built_in),
            added: FxHashMap::default(),
            values: (0..built_in.len())
                .map(|number| value(built_in, number))
                .collect(),
        }
    }

    fn place(&self, key: &str) -> Option<usize> {
        let built_in = self.built_in.and_then(|titles| titles.number(key));
        built_in.or_else(|| self.added.get(key).copied())
    }

    /// Whether there is something under `key`.
    pub fn contains(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    /// What is under `key`.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.values.get(self.place(key)?)
    }

    /// What is under `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        let place = self.place(key)?;
        self.values.get_mut(place)
    }

    /// What is under `key`, which is new where there was nothing.
    pub fn entry(&mut self, key: String) -> Option<&mut V> {
        let place = self.place(&key).unwrap_or_else(|| {
            self.values.push(V::default());
            self.added.insert(key, self.values.len() - 1);
            self.values.len() - 1
        });
        self.values.get_mut(place)
    }

    /// Everything, in the order of the table.
    pub fn values(&self) -> &[V] {
        &self.values
    }
}
