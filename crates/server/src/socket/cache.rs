//! One update is put in JSON once for a language, however many agents' sockets it goes to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use axum::extract::ws::Utf8Bytes;
use jinpai_engine::{Locale, Update};

/// Sockets of one shop hear the same update within moments, so few need to be kept.
const KEPT: usize = 64;

#[derive(Default)]
pub struct FrameCache(Mutex<VecDeque<Entry>>);

struct Entry {
    /// Held, so that its address cannot become another update's.
    update: Arc<Update>,
    locale: Locale,
    frame: Utf8Bytes,
}

impl FrameCache {
    pub fn frame(
        &self,
        update: &Arc<Update>,
        locale: Locale,
        make: impl FnOnce() -> Option<Utf8Bytes>,
    ) -> Option<Utf8Bytes> {
        let fits = |entry: &&Entry| Arc::ptr_eq(&entry.update, update) && entry.locale == locale;
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = lock().iter().rev().find(fits).map(|entry| entry.frame.clone());
        if found.is_some() {
            return found;
        }
        let frame = make()?;
        let mut kept = lock();
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(Entry {
            update: update.clone(),
            locale,
            frame: frame.clone(),
        });
        Some(frame)
    }
}
