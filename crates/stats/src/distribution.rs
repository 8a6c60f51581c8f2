//! Distribution functions and quantiles of the normal, Student's t, chi-square and binomial
//! distributions, to at least nine digits; every file names the source of its approximation.
//!
//! Total: outside its range a function answers NaN or the limit, never panics.

mod beta;
mod binomial;
mod chi_square;
mod normal;
mod solve;
mod student;

pub use beta::{beta_cdf, ln_beta, ln_beta_tail};
pub use binomial::binomial_two_sided;
pub use chi_square::{chi_square_quantile, chi_square_upper};
pub use normal::{normal_cdf, normal_quantile};
pub use student::{student_quantile, student_two_sided};
