//! What the macros refuse: the compiler's own words are in the `.stderr` files. What they take is in `signatures.rs`.
//! `TRYBUILD=overwrite cargo test -p cfs-runtime --features durable-objects --test compile` rewrites them.

#[test]
#[cfg(feature = "durable-objects")]
fn the_compiler_says() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile/fail/*.rs");
}
