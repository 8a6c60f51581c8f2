//! Mail addresses: one form for the wire, and one that may be shown.

/// Longest address that mail servers take.
const MAX_BYTES: usize = 254;

/// The address in lower case; none when it is none.
#[must_use]
pub fn mail_address(text: &str) -> Option<String> {
    let text = text.trim();
    let (name, host) = text.rsplit_once('@')?;
    let sound = text.len() <= MAX_BYTES
        && !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, ',' | '<' | '>' | '"' | '*')
        });
    sound.then(|| text.to_ascii_lowercase())
}

/// What may be shown of an address: `l***@example.com`.
#[must_use]
pub fn mask_mail(text: &str) -> String {
    let (name, host) = text.rsplit_once('@').unwrap_or((text, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}***@{host}")
}

#[cfg(test)]
mod tests {
    use super::{mail_address, mask_mail};

    #[test]
    fn an_address_has_one_form_and_shows_little() {
        assert_eq!(
            mail_address(" Xiao.Lu@Example.com ").as_deref(),
            Some("xiao.lu@example.com")
        );
        for text in [
            "",
            "a",
            "@b.c",
            "a@",
            "a@b",
            "a@.b",
            "a@b.",
            "a b@c.d",
            "l***@example.com",
            "a@b.c,d@e.f",
        ] {
            assert_eq!(mail_address(text), None, "{text}");
        }
        assert_eq!(mask_mail("xiao.lu@example.com"), "x***@example.com");
    }
}
