//! Has the crate built again when the catalogue's data changes: the macro that takes it in does not notice new files.

#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

fn main() {
    println!("cargo:rerun-if-changed=catalogue");
}
