//! A grader as bytes, and back.

use std::collections::HashMap;

use super::Grader;
use crate::bytes::{Input, ModelError, sealed};

const MAGIC: &[u8; 8] = b"jlg 001\n";
/// So many labels at most.
pub(super) const MOST_LABELS: usize = 16;

impl Grader {
    /// The bytes that [`Grader::read`] takes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.push(u8::try_from(self.labels.len()).unwrap_or(u8::MAX));
        for (label, base) in self.labels.iter().zip(&self.bases) {
            let name = &label.as_bytes()[..label.len().min(255)];
            out.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            out.extend(name);
            out.extend(base.to_le_bytes());
        }
        let mut sorted: Vec<(&u32, &Vec<f32>)> = self.weights.iter().collect();
        sorted.sort_unstable_by_key(|(key, _)| **key);
        out.extend(u32::try_from(sorted.len()).unwrap_or(u32::MAX).to_le_bytes());
        for (key, weights) in sorted {
            out.extend(key.to_le_bytes());
            out.extend(weights.iter().flat_map(|weight| weight.to_le_bytes()));
        }
        sealed(out)
    }

    /// Reads what [`Grader::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`ModelError`], for any bytes that are not a whole and sound grader of this version.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut input = Input::open(bytes, MAGIC)?;
        let [count] = input.array()?;
        if count == 0 || usize::from(count) > MOST_LABELS {
            return Err(ModelError::Wrong("it has no labels, or too many"));
        }
        let (mut labels, mut bases) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let [length] = input.array()?;
            let name = std::str::from_utf8(input.take(usize::from(length))?);
            labels.push(
                name.map_err(|_| ModelError::Wrong("a label is not UTF-8"))?
                    .to_owned(),
            );
            bases.push(input.figure()?);
        }
        let count = u32::from_le_bytes(input.array()?) as usize;
        if count > input.left() / (4 + 4 * labels.len()) {
            return Err(ModelError::Short);
        }
        let mut weights = HashMap::with_capacity(count);
        for _ in 0..count {
            let key = u32::from_le_bytes(input.array()?);
            let row: Result<Vec<f32>, _> = labels.iter().map(|_| input.figure()).collect();
            if weights.insert(key, row?).is_some() {
                return Err(ModelError::Wrong("a key stands twice"));
            }
        }
        input.close()?;
        Ok(Self {
            labels,
            bases,
            weights,
        })
    }
}
