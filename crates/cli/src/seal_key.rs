//! The key that seals what the database must not show: made at the first start, read at every other.

use std::{fs, io::Write, path::Path};

use jinpai_engine::{Random, SealKey};

use crate::exit::Failure;

/// Reads the key, or makes one that only its owner can read.
///
/// # Errors
/// When the file cannot be read, holds no key, or cannot be made.
pub fn read_or_make(path: &Path, random: &Random) -> Result<SealKey, Failure> {
    let failed = |error: std::io::Error| Failure::environment(format!("{}: {error}", path.display()));
    match fs::read_to_string(path) {
        Ok(text) => key_of(text.trim()).ok_or_else(|| {
            Failure::usage(format!(
                "{}: this is no key; it has to be 64 hexadecimal digits (put the file back from a backup: \
                 what was sealed with it cannot be read with another)",
                path.display()
            ))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            let token = random.token();
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt;
                options.mode(0o600);
            }
            match options.open(path) {
                Ok(mut file) => {
                    writeln!(file, "{token}").map_err(failed)?;
                    file.sync_all().map_err(failed)?;
                    key_of(&token)
                        .ok_or_else(|| Failure::environment("a new key could not be read".to_owned()))
                }
                // Another process was faster; its key is the key.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => read_or_make(path, random),
                Err(error) => Err(failed(error)),
            }
        }
        Err(error) => Err(failed(error)),
    }
}

fn key_of(text: &str) -> Option<SealKey> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8; 2]| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok();
    let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
    let key: [u8; 32] = bytes.filter(|_| rest.is_empty())?.try_into().ok()?;
    Some(SealKey::of(&key))
}
