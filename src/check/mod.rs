//! Runs rules over lists: item by item in parallel, then the list, then all lists.

pub mod point;
