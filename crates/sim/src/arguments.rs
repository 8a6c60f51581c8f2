//! The command line of the simulation.

use std::ops::Range;

use jinpai_sim::Canary;

pub const USAGE: &str = "\
jinpai-sim [--seeds FROM..TO] [--orders N] [--threads N] [--deaths N] [--traces | --json]
jinpai-sim --canary I1…I15|all [--seeds FROM..TO]";

#[derive(Debug)]
pub struct Arguments {
    pub seeds: Range<u64>,
    pub orders: usize,
    pub threads: usize,
    /// How often processes have to have died at every boundary.
    pub deaths: u64,
    /// Promises that engines are to break, one run each.
    pub canaries: Vec<Canary>,
    pub traces: bool,
    pub json: bool,
}

impl Arguments {
    /// # Errors
    /// What was not understood.
    pub fn read(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut read = Self {
            seeds: 0..50,
            orders: 200,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            deaths: 0,
            canaries: Vec::new(),
            traces: false,
            json: false,
        };
        let mut args = args;
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--json" => read.json = true,
                "--traces" => read.traces = true,
                "--seeds" | "--orders" | "--threads" | "--deaths" | "--canary" => {
                    let value = args.next().unwrap_or_default();
                    read.set(&arg, &value)
                        .ok_or_else(|| format!("{arg} cannot be {value:?}"))?;
                }
                other => return Err(format!("not understood: {other}")),
            }
        }
        if !read.canaries.is_empty() && !cfg!(feature = "canary") {
            return Err("built without canaries: --features canary".to_owned());
        }
        Ok(read)
    }

    fn set(&mut self, arg: &str, value: &str) -> Option<()> {
        match arg {
            "--seeds" => {
                let (from, to) = value.split_once("..")?;
                self.seeds = from.parse().ok()?..to.parse().ok()?;
                // No world at all would count as none broken.
                if self.seeds.is_empty() {
                    return None;
                }
            }
            "--orders" => self.orders = value.parse().ok().filter(|orders| *orders > 0)?,
            "--threads" => self.threads = value.parse().ok().filter(|threads| *threads > 0)?,
            "--deaths" => self.deaths = value.parse().ok()?,
            _ if value == "all" => self.canaries = Canary::ALL.to_vec(),
            _ => self.canaries.push(value.parse().ok()?),
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn read(line: &str) -> Result<Arguments, String> {
        Arguments::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_would_live_no_world_through_is_refused() {
        assert_eq!(read("--seeds 3..5 --orders 60").unwrap().seeds, 3..5);
        for wrong in [
            "--seeds 5..3",
            "--seeds 5..5",
            "--seeds 5",
            "--seeds",
            "--orders 0",
            "--threads 0",
            "--worlds 3",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
