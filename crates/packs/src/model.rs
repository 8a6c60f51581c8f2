//! The model of replies that the learnt rules speak for, part of the program.

use std::sync::{Arc, OnceLock};

use jinpai_learn::Model;

/// Made by `examples/train_replies` from the corpus beside it.
const REPLIES: &[u8] = include_bytes!("../../../packs/zh-CN/coach/model/replies.jlm");

/// The built-in model, read once.
///
/// None never happens in a program whose tests ran; the learnt rules would be silent.
pub(crate) fn replies() -> Option<Arc<Model>> {
    static MODEL: OnceLock<Option<Arc<Model>>> = OnceLock::new();
    MODEL
        .get_or_init(|| Model::read(REPLIES).ok().map(Arc::new))
        .clone()
}
