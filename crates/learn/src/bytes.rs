//! Bytes of models. What comes from a file is doubted: wrong bytes are an error that says what is
//! wrong, never a panic, and never more memory than the file is long.

use crate::hash::fnv;

/// Why bytes are not a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    #[error("not a model of this version (it begins otherwise)")]
    Magic,
    #[error("the model is damaged: its checksum differs")]
    Checksum,
    #[error("the model ends too early")]
    Short,
    #[error("the model is wrong: {0}")]
    Wrong(&'static str),
}

pub(crate) fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// What is left to read.
pub(crate) struct Input<'a>(&'a [u8]);

/// The bytes with their checksum behind them.
pub(crate) fn sealed(mut out: Vec<u8>) -> Vec<u8> {
    let sum = fnv(&out);
    out.extend(sum.to_le_bytes());
    out
}

impl<'a> Input<'a> {
    /// What stands between the magic and the checksum.
    pub fn open(bytes: &'a [u8], magic: &[u8]) -> Result<Self, ModelError> {
        if !bytes.starts_with(magic) {
            return Err(ModelError::Magic);
        }
        let (body, sum) = bytes.split_last_chunk::<8>().ok_or(ModelError::Short)?;
        if fnv(body).to_le_bytes() != *sum {
            return Err(ModelError::Checksum);
        }
        body.get(magic.len()..).map(Self).ok_or(ModelError::Short)
    }

    pub fn left(&self) -> usize {
        self.0.len()
    }

    /// Nothing may be left.
    pub fn close(&self) -> Result<(), ModelError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ModelError::Wrong("something follows its end"))
        }
    }

    pub fn take(&mut self, count: usize) -> Result<&[u8], ModelError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(ModelError::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(ModelError::Short)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub fn figure(&mut self) -> Result<f32, ModelError> {
        let figure = f32::from_le_bytes(self.array()?);
        if figure.is_finite() {
            Ok(figure)
        } else {
            Err(ModelError::Wrong("a figure is not finite"))
        }
    }

    pub fn varint(&mut self) -> Result<u64, ModelError> {
        let mut number = 0_u64;
        for shift in (0..63).step_by(7) {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(ModelError::Wrong("a number is too long"))
    }
}
