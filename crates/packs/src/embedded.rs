//! The built-in packs, part of the program.

use jinpai_text::Prepared;

/// Name below `packs/zh-CN` and content of every file.
pub(crate) const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The words of the coach's patterns and of the playbook's, chosen when the program was built.
pub(crate) const PREPARED: Prepared = Prepared::of(include_bytes!(concat!(env!("OUT_DIR"), "/prepared.bin")));

/// The files of one kind of content (`coach`, `reminder`, …).
pub(crate) fn files_of(kind: &'static str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let of_kind = move |(name, _): &&(&'static str, &'static [u8])| {
        name.split_once('/').is_some_and(|(folder, _)| folder == kind)
    };
    FILES.iter().filter(of_kind).copied()
}
