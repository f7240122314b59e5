//! into
