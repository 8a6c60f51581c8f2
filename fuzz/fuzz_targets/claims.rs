//! Any text: reading its claims never panics, their words lie inside the text and lead back to what was
//! typed, and a clause read by itself claims the same.

#![no_main]

use std::ops::Range;

use arbitrary::Unstructured;
use jinpai_fuzz::text;
use jinpai_text::{
    Folded,
    claims::{Kinds, claims, claims_around},
};
use libfuzzer_sys::fuzz_target;

fn holds(text: &str, place: Range<usize>) {
    let folded = Folded::of(text);
    let chars = folded.chars();
    let length = text.chars().count();
    let all = claims(chars);
    for claim in &all {
        assert!(
            claim.start < claim.end && claim.end <= chars.len(),
            "{claim:?} is outside {text:?}"
        );
        let (start, end) = folded.original(claim.start, claim.end);
        assert!(start < end && end <= length, "{claim:?} has no words in {text:?}");
        let again = claims_around(chars, &[(claim.clause.clone(), Kinds::all())]);
        assert!(
            again.contains(claim),
            "{claim:?} is gone from {text:?} when read alone"
        );
    }
    for claim in claims_around(chars, &[(place.clone(), Kinds::all())]) {
        assert!(
            claim.end <= chars.len(),
            "{claim:?} at {place:?} is outside {text:?}"
        );
    }
    let (start, end) = folded.original(place.start, place.end);
    assert!(start <= end && end <= length, "{place:?} leads outside {text:?}");
}

fuzz_target!(|bytes: &[u8]| {
    let mut u = Unstructured::new(bytes);
    // Places need not make sense: whoever asks may have counted wrong.
    let start = u.arbitrary::<u8>().unwrap_or_default();
    let end = u.arbitrary::<u8>().unwrap_or_default();
    if let Ok(text) = text(&mut u) {
        holds(&text, usize::from(start)..usize::from(end));
    }
});
