//! Several questions at once.

/// The p-values as they are when all of them are read together, in the order given: Holm's.
///
/// S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
/// Statistics 6 (1979). The chance of even one false win among all stays below the error; nothing
/// need be known of how the outcomes hang together.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut largest = 0.0_f64;
    for (rank, index) in order.into_iter().enumerate() {
        let left = (p.len() - rank) as f64;
        largest = largest.max((left * p[index]).min(1.0));
        adjusted[index] = largest;
    }
    adjusted
}
