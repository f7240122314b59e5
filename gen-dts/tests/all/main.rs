//! What is generated from definition files: one program, as most of its build is linking.

mod compiles;
mod damage;
mod files;
mod fixtures;
mod ledger;
