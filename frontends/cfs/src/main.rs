//! The command `cfs`; see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    cfs_cli::main()
}
