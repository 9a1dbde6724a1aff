//! What verdicts promise, whatever the figures: section 18's properties over the
//! queries that a run uses, rates of events from file to finding, and a trace
//! that names every published cell and no other.

mod authorities;
mod claims;
mod counts_from;
mod events;
mod families;
mod properties;
mod queries;
mod rows;
mod series;
mod tables;
mod trace;
mod vectors;
mod verdicts;
