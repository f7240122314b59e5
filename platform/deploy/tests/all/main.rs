//! What a deployment sends, against values and against an account on this machine.

mod worker;
