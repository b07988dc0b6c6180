//! The machine, and what it says of processes and files.

use std::{fs, path::Path, process::Command};

use crate::Outcome;

/// A port of 127.0.0.1 that nobody listens on at this moment.
pub fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Processor, number of cores, memory, kernel; what is not known is left out.
pub fn describe() -> String {
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok())
        .map(|kibibytes| format!(", {} GiB", kibibytes.div_ceil(1 << 20)))
        .unwrap_or_default();
    let system = first_line("uname", &["-sr"]).map(|name| format!(", {name}")).unwrap_or_default();
    format!("{processor}, {cores} cores{memory}{system}")
}

/// `rustc 1.95.0`, as it calls itself.
pub fn compiler() -> String {
    first_line("rustc", &["--version"])
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .unwrap_or_else(|| "rustc".to_owned())
}

/// The resident memory of a process, in bytes.
pub fn resident(process: u32) -> Outcome<u64> {
    let text = field(&format!("/proc/{process}/status"), "VmRSS").ok_or("no VmRSS")?;
    let kibibytes: u64 = text.split(' ').next().unwrap_or_default().parse()?;
    Ok(kibibytes * 1_024)
}

/// The size of a file, in bytes.
pub fn size(file: &Path) -> Outcome<u64> {
    Ok(fs::metadata(file)?.len())
}

/// `MB` of 1,000,000 bytes, to a tenth.
pub fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

/// The value of a `name : value` line.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).lines().next()?.to_owned())
}
