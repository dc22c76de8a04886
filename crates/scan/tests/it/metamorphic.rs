//! The same value, written in every way it may arrive in, must be found.
//!
//! Values are made up here with right check digits, so nothing depends on a labelled set. A cell is a kind of value
//! in a context, an encoding, at an offset or in a container. `must_be_found` says which cells count; what is not found
//! yet is listed in [`not_yet::NOT_YET`], and a row that is no longer needed there fails too.

mod contexts;
mod encode;
mod invariance;
mod matrix;
mod not_yet;
mod places;
mod properties;
mod values;
