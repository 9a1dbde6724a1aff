//! How claims about any input are tried.

use proptest::test_runner::{Config, RngSeed};

/// So many inputs, drawn from one seed: a claim is tried on the same ones everywhere, and one
/// that fails is named by its smallest counterexample.
pub fn tried(cases: u32) -> Config {
    let rng_seed = RngSeed::Fixed(1);
    Config { cases, rng_seed, failure_persistence: None, ..Config::default() }
}
