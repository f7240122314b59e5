//! Decisions, one a file: what TypeScript's types come to (`eval`), which item each becomes (`plan`), how overloads
//! and functions beside each other are called (`overload`, `functions`), which of them are one call (`roles`), what options always hold (`literals`), fields and
//! variants (`members`), what is optional once (`options`), which numbers count (`counts`), what tells
//! a handle from others (`marks`), where structs contain themselves (`cycles`), which type parameters mean anything
//! (`params`), what only exists experimentally (`variants`), which classes are no globals (`holders`), which options
//! change what a call gives (`outcomes`), what takes parameters of SQL (`sql`), which way values go (`direction`).
//!
//! And then for the printers: under which features things are there (`gates`), what is said of them (`docs`), how
//! structs are made (`shape`), what converts into unions (`conversions`), how values cross (`conventions`, `bounds`),
//! what calls become (`calls`), which crate needs which (`depend`), what is compared with its declaration (`compared`), which
//! file it stands in (`files`).

pub(crate) mod bounds;
pub(crate) mod calls;
pub(crate) mod compared;
pub(crate) mod conventions;
pub(crate) mod conversions;
pub(crate) mod counts;
pub(crate) mod cycles;
pub(crate) mod depend;
pub(crate) mod direction;
pub(crate) mod docs;
pub(crate) mod eval;
pub(crate) mod files;
pub(crate) mod functions;
pub(crate) mod gates;
pub(crate) mod holders;
pub(crate) mod literals;
pub(crate) mod marks;
pub(crate) mod members;
pub(crate) mod options;
pub(crate) mod outcomes;
pub(crate) mod overload;
pub(crate) mod params;
pub(crate) mod place;
pub(crate) mod plan;
pub(crate) mod resolve;
pub(crate) mod roles;
pub(crate) mod shape;
pub(crate) mod sql;
pub(crate) mod statics;
pub(crate) mod variants;
