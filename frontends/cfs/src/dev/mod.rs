//! `cfs dev`: the application on this machine, rebuilt as files change.

mod notice;
mod vars;
mod watch;
