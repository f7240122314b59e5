//! Workers.

mod assets;
mod bindings;
mod check;
mod classes;
mod compare;
mod folder;
mod form;
mod help;
mod oracle;
mod rules;
mod running;
mod steps;
mod support;
mod versions;
