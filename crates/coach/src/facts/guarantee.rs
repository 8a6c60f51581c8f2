//! What the shop is said to undertake against what it has in writing. The writing is read with the same
//! eyes as the reply.

use std::mem::discriminant;

use jinpai_model::Facts;
use jinpai_text::{
    Folded,
    claims::{Claim, ClaimKind, Guarantee, Kinds, Said, Undertaking, claims_around},
};

use super::{Judgement, Verdict};

pub fn judge(said: &Guarantee, words: &[char], facts: &Facts) -> Judgement {
    let mut same = Vec::new();
    for text in &facts.guarantees {
        let folded = Folded::of(text);
        for (written, claim) in written(folded.chars()) {
            if discriminant(&written.what) == discriminant(&said.what) {
                let window: String = folded.chars()[claim.start..claim.end].iter().collect();
                same.push((written, window));
            }
        }
    }
    if same.is_empty() {
        let verdict = if said.denied {
            Verdict::Open
        } else {
            Verdict::Unsupported
        };
        return (verdict, None);
    }
    if said.denied {
        let denied = same.iter().all(|(written, _)| written.denied);
        return (
            if denied {
                Verdict::Supported
            } else {
                Verdict::Contradicted
            },
            None,
        );
    }
    let fits = |written: &Guarantee| !written.denied && agrees(said, written);
    if same.iter().any(|(written, _)| fits(written)) {
        return (Verdict::Supported, None);
    }
    let counted = same
        .iter()
        .find(|(written, _)| written.window_h.is_some() || is_authentic(written));
    match counted {
        Some((_, window)) => (Verdict::Contradicted, Some(as_said(window, words))),
        // Written without a window: what was said may be so.
        None if same.iter().any(|(written, _)| !written.denied) => (Verdict::Unsupported, None),
        None => (Verdict::Contradicted, None),
    }
}

fn written(chars: &[char]) -> Vec<(Guarantee, Claim)> {
    let kinds = Kinds::default().with(ClaimKind::Guarantee);
    let found = claims_around(chars, &[(0..chars.len(), kinds)]);
    found
        .into_iter()
        .filter_map(|claim| match claim.said {
            Said::Guarantee(written) => Some((written, claim)),
            _ => None,
        })
        .collect()
}

const fn is_authentic(written: &Guarantee) -> bool {
    matches!(written.what, Undertaking::Authentic { .. })
}

fn agrees(said: &Guarantee, written: &Guarantee) -> bool {
    if let (Undertaking::Authentic { times }, Undertaking::Authentic { times: given }) =
        (said.what, written.what)
    {
        return times == given;
    }
    match (said.window_h, written.window_h) {
        (None, _) => true,
        // Twelve months are a year: a twentieth is the calendar's own looseness.
        (Some((_, said)), Some((_, given))) => (said - given).abs() <= given / 20,
        (Some(_), None) => false,
    }
}

/// `7天` in place of `三十天内` keeps its 内.
fn as_said(window: &str, words: &[char]) -> String {
    let within = words.last() == Some(&'内');
    let bare = window
        .trim_end_matches("以内")
        .trim_end_matches("之内")
        .trim_end_matches('内');
    if within {
        format!("{bare}内")
    } else {
        bare.to_owned()
    }
}
