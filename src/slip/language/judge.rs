//! How sure it is that an edit undoes a slip: a logistic model over features.

use super::features::{FEATURES, NAMES};

/// The weights of the features.
#[derive(Debug, Clone, PartialEq)]
pub struct Judge {
    weights: [f64; FEATURES],
}

impl Default for Judge {
    fn default() -> Self {
        Self {
            weights: [0.0; FEATURES],
        }
    }
}

/// What is wrong in a file of weights.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// A line is not `name<TAB>number` with a known name.
    #[error("权重文件第 {0} 行不是“特征名、制表符、数字”。")]
    Line(usize),
    /// A feature has no weight.
    #[error("权重文件缺少特征 {0}。")]
    Missing(&'static str),
}

impl Judge {
    /// Reads weights: a feature a line, its name and its weight; lines that begin with `#` are remarks.
    ///
    /// # Errors
    /// When a line is something else, or a feature has no weight.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let mut weights = [None; FEATURES];
        for (number, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || WeightsError::Line(number + 1);
            let (name, weight) = line.split_once('\t').ok_or_else(wrong)?;
            let at = NAMES
                .iter()
                .position(|known| *known == name)
                .ok_or_else(wrong)?;
            if let Some(place) = weights.get_mut(at) {
                *place = Some(weight.parse::<f64>().map_err(|_| wrong())?);
            }
        }
        let mut judge = Self::default();
        for ((own, read), name) in judge.weights.iter_mut().zip(weights).zip(NAMES) {
            *own = read.ok_or(WeightsError::Missing(name))?;
        }
        Ok(judge)
    }

    /// The weights as [`Self::parse`] reads them.
    pub fn text(&self) -> String {
        NAMES
            .iter()
            .zip(self.weights)
            .map(|(name, weight)| format!("{name}\t{weight:.4}\n"))
            .collect()
    }

    /// How sure it is, from 0 to 1.
    pub fn certainty(&self, features: &[f32; FEATURES]) -> f64 {
        let sum: f64 = self
            .weights
            .iter()
            .zip(features)
            .map(|(weight, &value)| weight * f64::from(value))
            .sum();
        1.0 / (1.0 + (-sum).exp())
    }

    /// The weights that explain the examples best (Newton's method).
    #[allow(clippy::needless_range_loop)] // Rows and columns of a matrix.
    pub fn fit(examples: &[([f32; FEATURES], bool)]) -> Self {
        const RIDGE: f64 = 1.0;
        let mut judge = Self::default();
        for _ in 0..25 {
            let mut gradient = [0.0; FEATURES];
            let mut curvature = vec![[0.0; FEATURES]; FEATURES];
            for (values, truth) in examples {
                let certainty = judge.certainty(values);
                let error = f64::from(u8::from(*truth)) - certainty;
                let slope = certainty * (1.0 - certainty);
                for (row, &value) in values.iter().enumerate() {
                    if value == 0.0 {
                        continue;
                    }
                    let value = f64::from(value);
                    gradient[row] += error * value;
                    for (column, &other) in values.iter().enumerate().take(row + 1) {
                        curvature[row][column] += slope * value * f64::from(other);
                    }
                }
            }
            for row in 0..FEATURES {
                gradient[row] -= RIDGE * judge.weights[row];
                curvature[row][row] += RIDGE;
            }
            let step = solved(&curvature, gradient);
            let size: f64 = step.iter().map(|value| value.abs()).sum();
            for (weight, step) in judge.weights.iter_mut().zip(step) {
                *weight += step;
            }
            if size < 1e-6 {
                break;
            }
        }
        judge
    }
}

/// Solves a symmetric positive system given by its lower half (Cholesky).
#[allow(clippy::needless_range_loop)] // Rows and columns of a matrix.
fn solved(lower: &[[f64; FEATURES]], mut right: [f64; FEATURES]) -> [f64; FEATURES] {
    let mut root = vec![[0.0; FEATURES]; FEATURES];
    for row in 0..FEATURES {
        for column in 0..=row {
            let mut sum = lower[row][column];
            for before in 0..column {
                sum -= root[row][before] * root[column][before];
            }
            root[row][column] = if row == column {
                sum.max(1e-12).sqrt()
            } else {
                sum / root[column][column]
            };
        }
    }
    for row in 0..FEATURES {
        for before in 0..row {
            right[row] -= root[row][before] * right[before];
        }
        right[row] /= root[row][row];
    }
    for row in (0..FEATURES).rev() {
        for below in row + 1..FEATURES {
            right[row] -= root[below][row] * right[below];
        }
        right[row] /= root[row][row];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_as_written_and_fitted() {
        let mut examples = Vec::new();
        for at in 0_u8..200 {
            let mut features = [0.0; FEATURES];
            features[0] = 1.0;
            features[4] = f32::from(at) / 100.0;
            examples.push((features, at > 100));
        }
        let judge = Judge::fit(&examples);
        assert!(judge.certainty(&examples[10].0) < 0.1 && judge.certainty(&examples[190].0) > 0.9);
        let read = Judge::parse(&judge.text()).unwrap();
        assert!(
            (read.certainty(&examples[120].0) - judge.certainty(&examples[120].0)).abs() < 1e-3
        );
        assert!(matches!(
            Judge::parse("gain\tx"),
            Err(WeightsError::Line(1))
        ));
        assert!(matches!(
            Judge::parse("gain\t1"),
            Err(WeightsError::Missing("always"))
        ));
    }
}
