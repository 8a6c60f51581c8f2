//! How often characters and pairs of characters come in our own messages.

use std::sync::OnceLock;

/// How often a word comes in 100,000 characters when the table of common ones does not know it.
const RARE: f64 = 3.0;
/// Characters and pairs of characters with their number in 100,000 characters of our own messages;
/// made by `examples/frequencies.rs`.
const COMMON: &str = include_str!("frequencies.txt");

/// Pairs of characters of which one stands in the text; a single character is a pair with `\0`.
pub(super) type Pairs = Vec<[char; 2]>;

/// Pairs of characters (the second `\0` for a single one) and how often they come; open addressing.
pub(super) struct Table(Vec<([char; 2], f64)>);

impl Table {
    fn place(&self, pair: [char; 2]) -> usize {
        let mask = self.0.len() - 1;
        let hash = u64::from(pair[0]) << 32 | u64::from(pair[1]);
        let mut at = (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & mask;
        while self.0[at].0 != pair && self.0[at].0[0] != '\0' {
            at = (at + 1) & mask;
        }
        at
    }

    fn of(&self, pair: [char; 2]) -> f64 {
        let (found, count) = self.0[self.place(pair)];
        if found == pair { count } else { RARE }
    }

    /// How many of the pairs come in 100,000 characters.
    pub fn often(&self, pairs: &Pairs) -> f64 {
        pairs.iter().map(|pair| self.of(*pair)).sum()
    }

    pub fn rarest_pair(&self, word: &[char]) -> [char; 2] {
        let pairs = word.windows(2).map(|pair| [pair[0], pair[1]]);
        let rarest = pairs.min_by(|a, b| self.of(*a).total_cmp(&self.of(*b)));
        rarest.unwrap_or_else(|| [word.first().copied().unwrap_or('\0'), '\0'])
    }

    /// How often a word comes, in 100,000 characters: as often as its rarest pair at most.
    pub fn common(&self, word: &[char]) -> f64 {
        if let [single] = word {
            return self.of([*single, '\0']);
        }
        let pairs = word.windows(2).map(|pair| self.of([pair[0], pair[1]]));
        let rarest = pairs.fold(f64::INFINITY, f64::min);
        // Each further character makes it rarer still.
        rarest / (word.len() - 1) as f64
    }
}

pub(super) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = COMMON.lines().count();
        let mut table = Table(vec![(['\0'; 2], RARE); (2 * lines + 2).next_power_of_two()]);
        let row = |line: &str| {
            let (word, count) = line.split_once(' ')?;
            let mut chars = word.chars();
            Some(([chars.next()?, chars.next().unwrap_or('\0')], count.parse().ok()?))
        };
        for (pair, count) in COMMON.lines().filter_map(row) {
            let at = table.place(pair);
            table.0[at] = (pair, count);
        }
        table
    })
}
