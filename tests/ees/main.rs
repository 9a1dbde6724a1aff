//! The client, the store and the refresh against a loopback server that speaks and
//! misbehaves as the publisher's service may.

mod cases;
mod cycle;
mod faults;
mod folder;
mod house;
mod misbehaviours;
mod network;
mod program;
mod query;
mod service;
mod wire;
