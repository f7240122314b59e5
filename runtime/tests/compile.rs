//! What the macros take, and what they say of the rest: the compiler's own words are in the `.stderr` files.
//! `TRYBUILD=overwrite cargo test -p cfs-runtime --features durable-objects --test compile` rewrites them.

#[test]
#[cfg(feature = "durable-objects")]
fn the_compiler_says() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile/pass/*.rs");
    cases.compile_fail("tests/compile/fail/*.rs");
}
