//! Every kind with its settings: that the other end reads it all, and that it is what the API has.

mod resources;
mod workers;
mod zones;
