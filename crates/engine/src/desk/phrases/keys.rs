//! How a title is typed on a keyboard: by the initials of its sounds, or by the sounds in full.

use pinyin::ToPinyin as _;

/// The initials, then the sounds; once where they are the same. Of a character with several sounds its
/// commonest; letters and digits stay, all else is left out.
pub(crate) fn of(title: &str) -> Vec<String> {
    let (mut initials, mut full) = (String::new(), String::new());
    for c in title.chars() {
        if let Some(sound) = c.to_pinyin() {
            let sound = sound.plain().replace('ü', "v");
            initials.extend(sound.chars().next());
            full.push_str(&sound);
        } else if c.is_ascii_alphanumeric() {
            initials.push(c.to_ascii_lowercase());
            full.push(c.to_ascii_lowercase());
        }
    }
    let mut keys = vec![initials, full];
    keys.dedup();
    keys.retain(|key| !key.is_empty());
    keys
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_title_is_typed_by_its_sounds() {
        assert_eq!(of("什么时候发货"), ["smshfh", "shenmeshihoufahuo"]);
        assert_eq!(of("7 天退 VIP"), ["7ttvip", "7tiantuivip"]);
        assert_eq!(of("绿色"), ["ls", "lvse"]);
        assert_eq!(of("OK"), ["ok"]);
        assert!(of("？！").is_empty());
    }
}
