//! Infrastructure programs, compiled and run as users have them.

mod program;
