//! Where the crash tests end the process: around each statement of a writing transaction and around its commit.

/// Ends the process as SIGKILL would when `TONGHOP_FAILPOINT` is `<action>:<step>`; panics when it is that and `!<words>`, with these
/// words. Nothing at all in a release build.
#[cfg(debug_assertions)]
pub fn reach(action: &str, step: u32) {
    static WANTED: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let wanted = WANTED.get_or_init(|| std::env::var("TONGHOP_FAILPOINT").ok());
    let here = format!("{action}:{step}");
    let words = wanted.as_deref().and_then(|wanted| wanted.strip_prefix(&here)?.strip_prefix('!'));
    if let Some(words) = words {
        panic!("{words}");
    }
    if wanted.as_deref() == Some(&here) {
        let own = std::process::id().to_string();
        let _ = std::process::Command::new("kill").args(["-KILL", &own]).status();
        loop {
            std::thread::park();
        }
    }
}

#[cfg(not(debug_assertions))]
pub fn reach(_action: &str, _step: u32) {}
