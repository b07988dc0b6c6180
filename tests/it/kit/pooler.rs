//! A pooler before a test's PostgreSQL, on machines that have PgBouncer.

use super::database::Database;
use super::guardian::guardian;
use super::postgres::free_port;
use reqwest::Url;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// PgBouncer, from PATH or from where Debian has it.
pub fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join("pgbouncer"))
        .find(|file| file.is_file())
}

/// A database as it is reached through a pooler of its own, which ends with the run. `settings` are lines of the pooler's.
/// Errors: what it said.
pub fn before(database: &Database, program: &Path, settings: &str) -> Result<Database, String> {
    let url = Url::parse(&database.url).map_err(|error| error.to_string())?;
    let port = free_port().map_err(|error| error.to_string())?;
    let (host, own) = (url.host_str().unwrap_or("127.0.0.1"), url.port().unwrap_or(5432));
    let (role, password) = (url.username(), url.password().unwrap_or_default());
    let name = url.path().trim_start_matches('/');
    let text = format!(
        "[databases]\n\
         {name} = host={host} port={own} dbname={name} user={role} password={password}\n\
         [pgbouncer]\n\
         listen_addr = 127.0.0.1\n\
         listen_port = {port}\n\
         unix_socket_dir =\n\
         auth_type = any\n\
         {settings}\n"
    );
    let file = database.folder.path().join(format!("pgbouncer-{port}.ini"));
    std::fs::write(&file, text).map_err(|error| error.to_string())?;
    guardian().pool(program, &file)?;
    for _ in 0..500 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            let mut behind = database.clone();
            behind.url = format!("postgres://{role}@127.0.0.1:{port}/{name}?sslmode=disable");
            return Ok(behind);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let said = std::fs::read_to_string(file.with_extension("ini.log")).unwrap_or_default();
    Err(format!("the pooler does not listen: {said}"))
}
