//! How well children and young people with SEND do in an English local area,
//! from figures that are already published.
//!
//! Data go one way: [`source`] → [`store`] → [`stage`] → [`engine`] running `queries/` →
//! [`findings`] → [`charts`], [`report`] and [`workbook`], joined by [`run`]. With the feature
//! `ballista`, `cluster` does the work of stage and engine on other machines.

pub mod catalogue;
pub mod charts;
mod checksum;
pub mod cli;
#[cfg(feature = "ballista")]
pub mod cluster;
pub mod diff;
pub mod edited;
pub mod engine;
pub mod error;
pub mod findings;
mod inert;
mod markup;
mod outputs;
pub mod period;
#[cfg(test)]
mod properties;
pub mod refresh;
pub mod report;
pub mod run;
mod scratch;
mod shown;
pub mod source;
pub mod stage;
pub mod statistics;
pub mod store;
mod threads;
pub mod words;
pub mod workbook;
