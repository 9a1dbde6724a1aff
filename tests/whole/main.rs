//! The whole program, from published files to outputs and pages: one binary, so that it is linked
//! once and that a long run of one test leaves the other core to the next.

mod bad_input;
mod data;
mod docs;
mod evidence;
mod few;
mod judged;
mod layouts;
mod letter;
mod local;
mod published;
mod read;
mod report;
