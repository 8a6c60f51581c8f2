//! Which key stands for which row: a bitmap that turns most questions away, then one open table.

/// No key here.
const EMPTY: u32 = 0;
/// A key without a row of its own: longer keys begin with it.
const WAY: u32 = 1;
const FIRST_ROW: usize = 2;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// Key and what stands there.
    slots: Vec<(u32, u32)>,
    shift: u32,
    seen: Vec<u64>,
    seen_shift: u32,
}

impl Table {
    /// Of keys that differ from one another, each with its row or none.
    pub fn of(entries: &[(u32, Option<usize>)]) -> Self {
        let slots = (entries.len() * 2).next_power_of_two().max(16);
        // Twelve bits a key: one question in twelve or so gets past in vain.
        let bits = (entries.len() * 12).next_power_of_two().max(64);
        let mut table = Self {
            slots: vec![(0, EMPTY); slots],
            shift: 32 - slots.trailing_zeros().min(32),
            seen: vec![0; bits / 64],
            seen_shift: 32 - bits.trailing_zeros().min(32),
        };
        for (key, row) in entries {
            let (word, bit) = table.bit(*key);
            table.seen[word] |= bit;
            let mut at = table.home(*key);
            while table.slots[at].1 != EMPTY {
                at = (at + 1) & (slots - 1);
            }
            let what = row.map_or(WAY, |row| {
                u32::try_from(row + FIRST_ROW).expect("rows are counted in 32 bits by the format")
            });
            table.slots[at] = (*key, what);
        }
        table
    }

    fn home(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9e37_79b1) >> self.shift) as usize
    }

    fn bit(&self, key: u32) -> (usize, u64) {
        let at = key >> self.seen_shift;
        ((at >> 6) as usize, 1 << (at & 63))
    }

    /// None: no such key, nor a longer one that begins so. A key may have no row.
    #[inline]
    pub fn get(&self, key: u32) -> Option<Option<usize>> {
        let (word, bit) = self.bit(key);
        if self.seen[word] & bit == 0 {
            return None;
        }
        let mut at = self.home(key);
        loop {
            let (known, what) = self.slots[at];
            if what == EMPTY {
                return None;
            }
            if known == key {
                return Some((what as usize).checked_sub(FIRST_ROW));
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Every key with its row, in the order of the keys.
    pub fn entries(&self) -> Vec<(u32, Option<usize>)> {
        let full = self.slots.iter().filter(|slot| slot.1 != EMPTY);
        let mut entries: Vec<_> = full
            .map(|(key, what)| (*key, (*what as usize).checked_sub(FIRST_ROW)))
            .collect();
        entries.sort_unstable();
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_their_rows_and_no_others() {
        for count in [0_usize, 1, 7, 4_000] {
            let entries: Vec<(u32, Option<usize>)> = (0..count)
                .map(|at| {
                    (
                        (at as u32).wrapping_mul(2_654_435_761),
                        (at % 3 > 0).then_some(at),
                    )
                })
                .collect();
            let table = Table::of(&entries);
            for (key, row) in &entries {
                assert_eq!(table.get(*key), Some(*row));
            }
            let strangers = (1..2_000_u32).map(|n| n.wrapping_mul(2_654_435_761).wrapping_add(1));
            assert!(strangers.filter(|k| table.get(*k).is_some()).count() < 3);
            let mut sorted = entries.clone();
            sorted.sort_unstable();
            assert_eq!(table.entries(), sorted);
        }
    }
}
