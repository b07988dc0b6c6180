//! File descriptors: each connection of a client takes one, and most systems begin a program with far fewer than we serve clients.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Takes as many file descriptors as the system lets this process have (its hard limit); returns how many, or `None` where there is no end
/// of them.
pub fn take_descriptors() -> Option<u64> {
    let limit = getrlimit(Resource::Nofile);
    // Where that is refused, there are as many as there were.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
    getrlimit(Resource::Nofile).current
}
