//! To whom an order goes, as its feed tells it. Platforms mask more and more of it, and later exports mask what
//! earlier ones told.

use crate::region::only_province;

/// 收货人: who takes the parcel, and where. A part that nobody told is empty.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Receiver {
    pub name: String,
    /// Its middle hidden, as in `138****1234`: nothing of Jinpai calls it.
    pub phone: String,
    pub address: String,
}

/// A person's name, number and door stay out of logs.
impl std::fmt::Debug for Receiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

impl Receiver {
    /// Characters kept of a name or a number.
    pub const SHORT_CHARS: usize = 60;
    pub const ADDRESS_CHARS: usize = 300;

    /// What a feed tells, cleaned and cut to size; none when it tells nothing. The number is handed in masked. A
    /// province alone is no address.
    #[must_use]
    pub fn told(name: &str, masked_phone: &str, address: &str) -> Option<Self> {
        let address = one_line(address, Self::ADDRESS_CHARS);
        let told = Self {
            name: one_line(name, Self::SHORT_CHARS),
            phone: one_line(masked_phone, Self::SHORT_CHARS),
            address: if only_province(&address) {
                String::new()
            } else {
                address
            },
        };
        (told != Self::default()).then_some(told)
    }

    /// The name as it may stand in a chat: its first sign, the others hidden.
    #[must_use]
    pub fn masked_name(&self) -> String {
        let mut chars = self.name.chars();
        let Some(first) = chars.next() else {
            return String::new();
        };
        format!("{first}{}", "*".repeat(chars.count().min(2)))
    }

    /// What is known once a feed has spoken again: what it tells counts, part by part, but silence takes nothing back,
    /// and neither does the same part with stars in it.
    #[must_use]
    pub fn after(&self, told: &Self) -> Self {
        Self {
            name: fuller(&self.name, &told.name),
            phone: fuller(&self.phone, &told.phone),
            address: fuller(&self.address, &told.address),
        }
    }
}

/// Without control characters and double blanks.
fn one_line(text: &str, max_chars: usize) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(max_chars).collect()
}

fn fuller(known: &str, told: &str) -> String {
    let stays = told.is_empty() || !known.is_empty() && hides(told, known);
    if stays { known } else { told }.to_owned()
}

/// Whether `masked` has stars and can be `whole` with some of it hidden.
fn hides(masked: &str, whole: &str) -> bool {
    let mut parts = masked.split(['*', '＊']);
    let Some(mut rest) = parts.next().and_then(|first| whole.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return false;
    };
    for part in between {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, phone: &str, address: &str) -> Receiver {
        Receiver::told(name, phone, address).unwrap_or_default()
    }

    #[test]
    fn nothing_told_is_none_and_what_is_told_fits_a_line() {
        assert_eq!(Receiver::told(" ", "", "\n"), None);
        assert_eq!(Receiver::told("", "", "浙江省"), None);
        let long = "很".repeat(1_000);
        let told = of("  林 小 满 ", "138****1234", &format!("浙江省\n杭州市\t{long}"));
        assert_eq!(
            (told.name.as_str(), told.phone.as_str()),
            ("林 小 满", "138****1234")
        );
        assert!(told.address.starts_with("浙江省 杭州市 很"));
        assert_eq!(told.address.chars().count(), Receiver::ADDRESS_CHARS);
        assert_eq!(told.masked_name(), "林**");
        assert_eq!(of("满", "", "").masked_name(), "满");
    }

    #[test]
    fn stars_over_what_is_known_take_nothing_away() {
        let known = of("林小满", "138****1234", "浙江省杭州市西湖区文三路 1 号");
        assert_eq!(known.after(&of("林**", "*******1234", "浙江省杭州市****")), known);
        assert_eq!(known.after(&of("", "", "浙江省杭州市西湖区****号")), known);
        assert_eq!(known.after(&of("*小满", "138********", "")), known);
    }

    #[test]
    fn another_receiver_counts_even_behind_stars() {
        let known = of("林小满", "138****1234", "浙江省杭州市西湖区文三路 1 号");
        let moved = known.after(&of("王**", "139****1234", "江苏省苏州市****"));
        assert_eq!(moved, of("王**", "139****1234", "江苏省苏州市****"));
        let whole = moved.after(&of("王大山", "", "江苏省苏州市姑苏区观前街 2 号"));
        assert_eq!(
            whole,
            of("王大山", "139****1234", "江苏省苏州市姑苏区观前街 2 号")
        );
    }

    #[test]
    fn a_mask_must_end_as_the_whole_ends() {
        assert!(hides("138****1234", "13800001234"));
        assert!(!hides("138****1234", "13800001235"));
        assert!(!hides("13800001234", "13800001234"), "nothing is hidden");
        assert!(!hides("1**1", "1"), "a part counts once");
        assert!(hides("＊＊满", "林小满"));
    }
}
