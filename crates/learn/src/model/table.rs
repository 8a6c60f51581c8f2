//! Which key stands for which row: a bitmap that turns most questions away, then one open table.

/// No key here; a row's number is stored with one added.
const EMPTY: u32 = 0;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// Key and row.
    slots: Vec<(u32, u32)>,
    shift: u32,
    seen: Vec<u64>,
    seen_shift: u32,
}

impl Table {
    /// Of keys that differ from one another; the row of each is its place.
    pub fn of(keys: &[u32]) -> Self {
        let slots = (keys.len() * 2).next_power_of_two().max(16);
        // Twelve bits a key: one question in twelve or so gets past in vain.
        let bits = (keys.len() * 12).next_power_of_two().max(64);
        let mut table = Self {
            slots: vec![(0, EMPTY); slots],
            shift: 32 - slots.trailing_zeros().min(32),
            seen: vec![0; bits / 64],
            seen_shift: 32 - bits.trailing_zeros().min(32),
        };
        for (key, number) in keys.iter().zip(1..) {
            let (word, bit) = table.bit(*key);
            table.seen[word] |= 1 << bit;
            let mut at = table.home(*key);
            while table.slots[at].1 != EMPTY {
                at = (at + 1) & (slots - 1);
            }
            table.slots[at] = (*key, number);
        }
        table
    }

    fn home(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9e37_79b1) >> self.shift) as usize
    }

    fn bit(&self, key: u32) -> (usize, u32) {
        let at = key >> self.seen_shift;
        ((at >> 6) as usize, at & 63)
    }

    /// Whether the key may be here: 0 is certain, 1 is likely. No branch hangs on it.
    #[inline]
    pub fn likely(&self, key: u32) -> usize {
        let (word, bit) = self.bit(key);
        (self.seen[word] >> bit & 1) as usize
    }

    /// The row of the key.
    #[inline]
    pub fn get(&self, key: u32) -> Option<usize> {
        let mut at = self.home(key);
        loop {
            let (known, number) = self.slots[at];
            if known == key || number == EMPTY {
                return (number as usize).checked_sub(1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_their_rows_and_no_others() {
        for count in [0_u32, 1, 7, 4_000] {
            let keys: Vec<u32> = (0..count).map(|n| n.wrapping_mul(2_654_435_761)).collect();
            let table = Table::of(&keys);
            for (row, key) in keys.iter().enumerate() {
                assert_eq!((table.likely(*key), table.get(*key)), (1, Some(row)));
            }
            for n in 1..2_000_u32 {
                let stranger = n.wrapping_mul(2_654_435_761).wrapping_add(1);
                assert_eq!(table.get(stranger), None);
            }
        }
    }
}
