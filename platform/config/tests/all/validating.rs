//! validating
