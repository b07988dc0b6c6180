//! The program: see `tonghop --help`.

use std::process::ExitCode;

/// A request makes and drops thousands of small values, on several threads at once. Without transparent huge pages
/// (`no_thp`): a server at rest would hold twice what it uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tonghop::cli::run()
}
