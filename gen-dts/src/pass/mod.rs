//! Decisions, one a file: what TypeScript's types come to (`eval`), which item each becomes (`plan`), how overloads
//! and functions beside each other are called (`overload`, `functions`), what is optional once (`options`), what tells
//! a handle from others (`marks`), where structs contain themselves (`cycles`), which type parameters mean anything
//! (`params`), what only exists experimentally (`variants`), which classes are no globals (`holders`),
//! which options change what a call gives (`outcomes`), what takes parameters of SQL (`sql`).

pub(crate) mod cycles;
pub(crate) mod eval;
pub(crate) mod functions;
pub(crate) mod holders;
pub(crate) mod marks;
pub(crate) mod options;
pub(crate) mod outcomes;
pub(crate) mod overload;
pub(crate) mod params;
pub(crate) mod place;
pub(crate) mod plan;
pub(crate) mod sql;
pub(crate) mod statics;
pub(crate) mod variants;
