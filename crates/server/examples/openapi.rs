//! Prints the API document: `cargo run -p jinpai-server --example openapi > openapi/openapi.json`.

use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    std::io::stdout().write_all(jinpai_server::openapi::json()?.as_bytes())?;
    Ok(())
}
