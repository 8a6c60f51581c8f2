//! One number for everything that a world wrote and sent: the same seed gives the same number.

use jinpai_engine::Ledger;

use crate::provider::Taken;

/// FNV-1a, 64 bits: it tells two runs apart, and hides nothing.
pub fn of(ledger: &Ledger, taken: &[Taken], chats: &[Vec<crate::check::Chat>]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |text: String| {
        for byte in text.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    eat(format!("{:?}", ledger.steps));
    eat(format!("{:?}", ledger.attempts));
    for event in &ledger.log {
        eat(format!(
            "{} {} {} {} {}",
            event.seq,
            event.at.ms(),
            event.kind,
            event.subject,
            event.payload
        ));
    }
    eat(format!("{taken:?}{chats:?}"));
    hash
}
