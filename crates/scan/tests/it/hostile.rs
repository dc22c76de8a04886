//! Input made to hurt: the work grows as the input does, the memory does not, and nothing panics.

mod growth;
mod inputs;
mod memory;
mod shapes;
