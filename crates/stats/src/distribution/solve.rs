//! Where a rising function takes a value.

/// The argument at which `f`, which rises, is nought, from between `low` and `high`: halving, which
/// needs no slope and cannot run away, to the last bit that a double holds.
pub(super) fn root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
