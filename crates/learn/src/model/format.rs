//! A model of replies as bytes, and back.

use super::{ClassSpec, DOUBTS, MOST_CLASSES, Model, PRECISIONS, Row, table::Table};
use crate::{
    bytes::{Input, ModelError, sealed, varint},
    features::Shape,
    train::Mix,
};

const MAGIC: &[u8; 8] = b"jlm 002\n";
/// Longest sequence that scoring follows.
const LONGEST: u8 = 8;

impl Model {
    /// The bytes that [`Model::read`] takes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(self.origin.to_le_bytes());
        out.extend([self.shape.reply, self.shape.buyer, self.shape.skip]);
        out.extend(self.mix.buyer.to_le_bytes());
        out.extend(self.mix.manner.to_le_bytes());
        out.push(u8::try_from(self.classes.len()).unwrap_or(u8::MAX));
        for class in &self.classes {
            let name = &class.name.as_bytes()[..class.name.len().min(255)];
            out.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            out.extend(name);
            let cuts = class.thresholds.iter().chain(&class.doubts);
            for figure in [class.bias, class.scale].iter().chain(cuts) {
                out.extend(figure.to_le_bytes());
            }
        }
        out.extend(u32::try_from(self.keys.len()).unwrap_or(u32::MAX).to_le_bytes());
        let mut last = 0;
        for (key, row) in self.keys.iter().zip(&self.rows) {
            varint(&mut out, u64::from(key - last));
            last = *key;
            let used = (0..self.classes.len()).filter(|class| row[*class] != 0);
            varint(&mut out, used.clone().fold(0, |mask, class| mask | 1 << class));
            out.extend(used.map(|class| row[class].to_le_bytes()[0]));
        }
        sealed(out)
    }

    /// Reads what [`Model::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`ModelError`], for any bytes that are not a whole and sound model of this version.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut input = Input::open(bytes, MAGIC)?;
        let origin = u64::from_le_bytes(input.array()?);
        let [reply, buyer, skip] = input.array()?;
        if reply == 0 || reply.max(buyer).max(skip) > LONGEST {
            return Err(ModelError::Wrong("its sequences are too long"));
        }
        let mix = Mix {
            buyer: input.figure()?,
            manner: input.figure()?,
        };
        let classes = input.classes()?;
        let (keys, rows) = input.rows(classes.len())?;
        input.close()?;
        Ok(Self {
            origin,
            shape: Shape { reply, buyer, skip },
            mix,
            classes,
            table: Table::of(&keys),
            keys,
            rows,
        })
    }
}

impl Input<'_> {
    fn classes(&mut self) -> Result<Vec<ClassSpec>, ModelError> {
        let [count] = self.array()?;
        if usize::from(count) > MOST_CLASSES {
            return Err(ModelError::Wrong("it has too many classes"));
        }
        let mut classes = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let [length] = self.array()?;
            let name = std::str::from_utf8(self.take(usize::from(length))?)
                .map_err(|_| ModelError::Wrong("the name of a class is not UTF-8"))?
                .to_owned();
            let (bias, scale) = (self.figure()?, self.figure()?);
            let mut thresholds = [0.0; PRECISIONS.len()];
            for threshold in &mut thresholds {
                *threshold = self.figure()?;
            }
            let mut doubts = [0.0; DOUBTS.len()];
            for doubt in &mut doubts {
                *doubt = self.figure()?;
            }
            classes.push(ClassSpec {
                name,
                bias,
                thresholds,
                doubts,
                scale,
            });
        }
        Ok(classes)
    }

    fn rows(&mut self, classes: usize) -> Result<(Vec<u32>, Vec<Row>), ModelError> {
        let count = u32::from_le_bytes(self.array()?) as usize;
        // Every entry takes two bytes at least: a count that the file cannot hold is not believed.
        if count > self.left() / 2 {
            return Err(ModelError::Short);
        }
        let (mut keys, mut rows) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut last = None;
        for _ in 0..count {
            let apart = self.varint()?;
            let key = u32::try_from(u64::from(last.unwrap_or(0)).saturating_add(apart))
                .map_err(|_| ModelError::Wrong("a key is too great"))?;
            if last.is_some_and(|last| last >= key) {
                return Err(ModelError::Wrong("a key stands twice"));
            }
            last = Some(key);
            let mask = self.varint()?;
            if mask >> classes != 0 {
                return Err(ModelError::Wrong("a weight is of no class"));
            }
            let mut row = [0; MOST_CLASSES];
            for class in (0..classes).filter(|class| mask >> class & 1 == 1) {
                row[class] = i8::from_le_bytes(self.array()?);
            }
            keys.push(key);
            rows.push(row);
        }
        Ok((keys, rows))
    }
}
