//! Which language a person reads: her session's, else what her browser asks for, else Chinese.

use std::sync::{Arc, OnceLock};

use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE};
use jinpai_engine::Locale;

/// Set by whoever learns who is asking, read when a problem is put in words.
#[derive(Debug, Clone, Default)]
pub struct Tongue(Arc<OnceLock<Locale>>);

impl Tongue {
    /// The first one to know decides.
    pub fn learn(&self, locale: Locale) {
        // A second setting is the same person again.
        let _ = self.0.set(locale);
    }

    pub fn known(&self) -> Option<Locale> {
        self.0.get().copied()
    }
}

/// The language of a person's settings.
pub fn of_tag(tag: &str) -> Locale {
    if tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("en")) {
        Locale::En
    } else {
        Locale::Zh
    }
}

/// The first of our two languages by the browser's own weights.
pub fn of_headers(headers: &HeaderMap) -> Locale {
    let text = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let mut best = (0.0_f32, Locale::Zh);
    for entry in text.split(',').take(20) {
        let (tag, weight) = entry.split_once(';').unwrap_or((entry, "q=1"));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|q| q.parse::<f32>().ok())
            .unwrap_or(0.0);
        let tag = tag.trim().to_ascii_lowercase();
        let locale = match tag.split('-').next() {
            Some("zh") => Locale::Zh,
            Some("en") => Locale::En,
            _ => continue,
        };
        if weight > best.0 {
            best = (weight, locale);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::ACCEPT_LANGUAGE};
    use jinpai_engine::Locale;

    #[test]
    fn the_heavier_language_wins_and_chinese_is_the_ground() {
        for (text, expected) in [
            ("", Locale::Zh),
            ("fr-FR", Locale::Zh),
            ("en", Locale::En),
            ("en-GB,zh;q=0.9", Locale::En),
            ("zh-CN,en;q=0.9", Locale::Zh),
            ("en;q=0.2, zh-TW;q=0.8", Locale::Zh),
            ("de, en;q=0.5", Locale::En),
            ("en;q=nonsense", Locale::Zh),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(text));
            assert_eq!(super::of_headers(&headers), expected, "{text:?}");
        }
    }
}
