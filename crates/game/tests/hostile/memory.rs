//! How much memory the process takes and took at most, as Linux tells it.

/// Bytes in use now.
pub(crate) fn in_use() -> Option<u64> {
    status("VmRSS:")
}

/// Largest number of bytes in use so far.
pub(crate) fn peak() -> Option<u64> {
    status("VmHWM:")
}

fn status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
