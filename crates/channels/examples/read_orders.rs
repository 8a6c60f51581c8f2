//! Reads an order book and tells what it is, as one line of JSON: for measuring the importer alone.
//!
//! `cargo run --release -p jinpai-channels --example read_orders -- FILE`
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool of the command line that measures time"
)]

use std::{error::Error, fs::File, time::Instant};

use jinpai_channels::orders::{self, OrderReadOptions};
use jinpai_model::{At, Zone};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: read_orders FILE")?;
    let started = Instant::now();
    let mut reader = orders::read(
        File::open(&path)?,
        OrderReadOptions::new(Zone::shanghai(), At::from_rfc3339("2030-01-01T00:00:00Z")?),
    )?;
    let (mut read, mut refused, mut first) = (0_u64, 0_u64, None);
    // A sum over all that was read, so that two forms of one book can be compared.
    let mut sum = 0_i64;
    for row in &mut reader {
        match row {
            Ok(order) => {
                read += 1;
                let paid = order.paid_at.map_or(0, At::ms);
                sum = sum
                    .wrapping_mul(31)
                    .wrapping_add(order.total_fen.0 ^ order.created_at.ms() ^ paid ^ order.refund_fen.0);
            }
            Err(refusal) => {
                refused += 1;
                first.get_or_insert_with(|| refusal.to_string());
            }
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{}",
        serde_json::json!({
            "form": format!("{:?}", reader.form()),
            "header_set": reader.header_set().as_str(),
            "read": read,
            "refused": refused,
            "first_refused": first,
            "sum": format!("{sum:016x}"),
            "seconds": seconds,
            "rows_per_s": f64::from(u32::try_from(read + refused)?) / seconds,
        })
    );
    Ok(())
}
