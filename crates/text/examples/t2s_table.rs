//! Prints `src/fold/t2s.txt`: every character that OpenCC turns into one other character, as pairs.
//!
//! `cargo run -p jinpai-text --example t2s_table > crates/text/src/fold/t2s.txt`

use std::io::Write as _;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let opencc = OpenCC::from_config(BuiltinConfig::T2s)?;
    let mut out = std::io::stdout().lock();
    let han = ('\u{3400}'..='\u{9fff}').chain('\u{f900}'..='\u{faff}');
    let mut on_line = 0;
    for traditional in han {
        let simplified = opencc.convert(&traditional.to_string());
        let mut chars = simplified.chars();
        let (Some(simple), None) = (chars.next(), chars.next()) else {
            continue;
        };
        if simple == traditional || u32::from(simple) > 0xffff {
            continue;
        }
        write!(out, "{traditional}{simple}")?;
        on_line += 1;
        if on_line % 40 == 0 {
            writeln!(out)?;
        }
    }
    writeln!(out)?;
    Ok(())
}
