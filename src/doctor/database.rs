//! The database: whether it answers, its schema, the role and the policies, its clock, and what is between it and us.

use chrono::Duration;

use super::Finding;
use crate::{
    config::Config,
    kit::Clock,
    store::{DatabaseServer, Diagnosis, check_nation, diagnose, file_of},
};

/// How far clocks may be apart before somebody should look, and before instants of two servers can no longer be compared.
const APART: Duration = Duration::seconds(2);
const FAR_APART: Duration = Duration::seconds(30);

/// What is found, and whether the database can be asked further.
pub async fn look(config: &Config, clock: &Clock) -> (Vec<Finding>, bool) {
    let settings = config.database();
    if let Some(file) = file_of(&settings.url)
        && !file.exists()
    {
        let name = file.display();
        let (vi, en) = (
            format!("Chưa có cơ sở dữ liệu {name}; `tonghop serve` sẽ tạo ở lần khởi động đầu tiên."),
            format!("There is no database {name} yet; the first `tonghop serve` makes it."),
        );
        return (vec![Finding::fine("database", vi, en)], false);
    }
    match diagnose(&settings, clock).await {
        Ok(Some(diagnosis)) => {
            let mut findings = judge(&diagnosis, config);
            findings.extend(of_the_nation(config).await);
            let current = diagnosis.applied == Some(diagnosis.newest);
            (findings, current)
        }
        Ok(None) => (vec![pooler()], false),
        Err(error) => {
            let cause = super::settings::cause(&error);
            let finding = Finding::error(
                "database",
                format!("Không kết nối được cơ sở dữ liệu: {cause}"),
                format!("The database cannot be reached: {cause}"),
            );
            let line = match cause.contains("unsupported startup parameter") {
                true => {
                    "database_url = \"postgres://…\"   # the server itself, or a pooler with pool_mode = session and ignore_startup_parameters = extra_float_digits, options"
                }
                false => "database_url = \"…\"",
            };
            (vec![finding.change(line)], false)
        }
    }
}

/// What is to be said of the role of the nation's readers, where there are any.
async fn of_the_nation(config: &Config) -> Option<Finding> {
    if config.national_database_url.is_empty() {
        return None;
    }
    Some(match check_nation(&config.database()).await {
        Ok(()) => Finding::fine(
            "nation",
            "Vai trò đọc số liệu toàn quốc chỉ có quyền đọc, chịu đủ các chính sách của nó và không nhận được quyền của vai trò nào khác.",
            "The role of the nation's readers may only read, is bound by its policies and can become no other.",
        ),
        Err(error) => {
            let cause = super::settings::cause(&error);
            Finding::error(
                "nation",
                format!("Vai trò đọc số liệu toàn quốc không dùng được: {cause}"),
                format!("The role of the nation's readers cannot be used: {cause}"),
            )
            .change("tonghop migrate   # with national_role and national_password")
        }
    })
}

/// What is to be said where nothing else can be asked.
fn pooler() -> Finding {
    Finding::error(
        "pooler",
        "Có bộ gom kết nối ở chế độ transaction: câu lệnh chuẩn bị sẵn và giới hạn thời gian của phiên bị mất giữa các giao dịch; máy chủ không khởi động.",
        "There is a pooler in transaction mode: prepared statements and the session's time limits are lost between transactions; the server does not start.",
    )
    .change("database_url = \"postgres://…\"   # the server itself; or, in the pooler: pool_mode = session")
}

/// What is to be said of what was seen. Pure.
fn judge(diagnosis: &Diagnosis, config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let newest = diagnosis.newest;
    match diagnosis.applied {
        Some(applied) if applied == newest => findings.push(Finding::fine(
            "database",
            format!("Cơ sở dữ liệu trả lời; lược đồ ở số {newest:04}."),
            format!("The database answers; its schema is {newest:04}."),
        )),
        None => findings.push(
            Finding::error(
                "schema",
                "Cơ sở dữ liệu chưa được thiết lập.",
                "The database has not been set up.",
            )
            .change("tonghop migrate"),
        ),
        Some(applied) if applied > newest => findings.push(
            Finding::error(
                "schema",
                format!("Lược đồ ở số {applied:04}, mới hơn chương trình này ({newest:04})."),
                format!("The schema is at {applied:04}, newer than this program's {newest:04}."),
            )
            .change("# install the newer program"),
        ),
        Some(applied) => findings.push(
            Finding::error(
                "schema",
                format!("Lược đồ ở số {applied:04}, chương trình này cần {newest:04}."),
                format!("The schema is at {applied:04}, this program needs {newest:04}."),
            )
            .change("tonghop migrate"),
        ),
    }
    if diagnosis.ahead.abs() >= APART {
        let seconds = diagnosis.ahead.num_seconds();
        let (vi, en) = (
            format!(
                "Đồng hồ của cơ sở dữ liệu lệch {seconds} giây so với máy này; hạn nộp tính theo đồng hồ của máy chủ."
            ),
            format!(
                "The database's clock is {seconds} seconds ahead of ours; deadlines go by the server's clock."
            ),
        );
        let finding = match diagnosis.ahead.abs() >= FAR_APART {
            true => Finding::error("clock", vi, en),
            false => Finding::warning("clock", vi, en),
        };
        findings
            .push(finding.change("timedatectl set-ntp true   # on both machines; then: timedatectl status"));
    }
    if let Some(server) = &diagnosis.server {
        of_server(server, diagnosis.applied.is_some(), config, &mut findings);
    }
    findings
}

fn of_server(server: &DatabaseServer, migrated: bool, config: &Config, findings: &mut Vec<Finding>) {
    let role = &server.role;
    let line = format!(
        "database_url = \"postgres://{}@…\"   # the role that `tonghop migrate` makes",
        config.runtime().name
    );
    let unbound = [
        (server.superuser, "là superuser", "is a superuser"),
        (server.bypasses, "bỏ qua chính sách theo dòng (BYPASSRLS)", "bypasses row-level security"),
        (server.owns, "là chủ sở hữu các bảng", "owns the tables"),
    ];
    for (_, vi, en) in unbound.iter().filter(|(is, _, _)| *is) {
        findings.push(
            Finding::error(
                "role",
                format!("Vai trò {role} {vi}; máy chủ không được chạy bằng vai trò này."),
                format!("The role {role} {en}: the server must not run as it."),
            )
            .change(line.clone()),
        );
    }
    let bound = unbound.iter().all(|(is, _, _)| !is);
    if migrated && !server.unforced.is_empty() {
        let tables = server.unforced.join(", ");
        findings.push(
            Finding::error(
                "policies",
                format!("Các bảng không có hoặc không bắt buộc chính sách theo dòng: {tables}."),
                format!("Row-level security is missing or not forced on: {tables}."),
            )
            .change(format!(
                "ALTER TABLE {} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
                server.unforced[0]
            )),
        );
    }
    if bound && !server.excess.is_empty() {
        let tables = server.excess.join(", ");
        findings.push(
            Finding::error(
                "grants",
                format!("Vai trò {role} có nhiều quyền hơn cần thiết trên: {tables}."),
                format!("The role {role} may do more than it needs on: {tables}."),
            )
            .change("tonghop migrate"),
        );
    }
    if migrated && bound && server.unforced.is_empty() && server.excess.is_empty() {
        findings.push(Finding::fine(
            "role",
            format!("Vai trò {role} chịu mọi chính sách theo dòng và không thừa quyền."),
            format!("The role {role} is bound by all policies and may do no more than it needs."),
        ));
    }
    for setting in &server.careless {
        findings.push(
            Finding::error(
                "durability",
                format!("PostgreSQL chạy với {setting} = off: báo cáo đã xác nhận có thể mất khi máy hỏng."),
                format!("PostgreSQL runs with {setting} = off: what was acknowledged may be lost when the machine fails."),
            )
            .change(format!("ALTER SYSTEM SET {setting} = on; SELECT pg_reload_conf();")),
        );
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    fn told(change: impl FnOnce(&mut Diagnosis)) -> Vec<(&'static str, Level)> {
        let server = DatabaseServer {
            role: "tonghop_runtime".into(),
            superuser: false,
            bypasses: false,
            owns: false,
            unforced: Vec::new(),
            excess: Vec::new(),
            careless: Vec::new(),
        };
        let mut diagnosis =
            Diagnosis { applied: Some(15), newest: 15, ahead: Duration::zero(), server: Some(server) };
        change(&mut diagnosis);
        let config = Config::read(None, &[]).ok().unwrap();
        let findings = judge(&diagnosis, &config);
        let wordless = |finding: &Finding| {
            finding.said.vi == finding.said.en || (finding.level != Level::Fine && finding.change.is_none())
        };
        assert!(!findings.iter().any(wordless), "{findings:?}");
        let wrong = findings.into_iter().filter(|finding| finding.level != Level::Fine);
        wrong.map(|finding| (finding.check, finding.level)).collect()
    }

    #[test]
    fn each_fault_is_told_and_nothing_else() {
        let error = |check| vec![(check, Level::Error)];
        assert!(told(|_| {}).is_empty());
        assert_eq!(told(|seen| seen.applied = Some(14)), error("schema"));
        assert_eq!(told(|seen| seen.applied = Some(16)), error("schema"));
        assert_eq!(told(|seen| seen.applied = None), error("schema"));
        assert_eq!(told(|seen| seen.ahead = Duration::seconds(-5)), [("clock", Level::Warning)]);
        assert_eq!(told(|seen| seen.ahead = Duration::seconds(31)), error("clock"));
        assert!(told(|seen| seen.ahead = Duration::milliseconds(1_999)).is_empty());
        let server = |seen: &mut Diagnosis| seen.server.take().unwrap();
        let unforced = vec!["figure".to_owned()];
        assert_eq!(
            told(|seen| seen.server = Some(DatabaseServer { unforced, ..server(seen) })),
            error("policies")
        );
        let careless = vec!["fsync".to_owned()];
        assert_eq!(
            told(|seen| seen.server = Some(DatabaseServer { careless, ..server(seen) })),
            error("durability")
        );
        let unbound: [fn(&mut DatabaseServer); 3] =
            [|role| role.superuser = true, |role| role.bypasses = true, |role| role.owns = true];
        for unbind in unbound {
            assert_eq!(told(|seen| seen.server.iter_mut().for_each(unbind)), error("role"));
        }
    }
}
