//! Deployments against an account on this machine.
#[test]
fn starts() {}
