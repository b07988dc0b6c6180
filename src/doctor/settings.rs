//! The settings themselves.

use super::Finding;
use crate::{
    config::{Config, Mode, unknown_variables},
    courier::MailTls,
    kit::Error,
    outward::traces::{self, Asked},
};

/// The settings cannot be read at all.
pub fn unreadable(error: &Error) -> Finding {
    let cause = cause(error);
    Finding::error(
        "settings",
        format!("Không đọc được cấu hình: {cause}"),
        format!("The settings cannot be read: {cause}"),
    )
}

/// Traces that are asked for, and will not be sent.
fn of_traces(variables: &[(String, String)]) -> Option<Finding> {
    let find = |name: &str| variables.iter().find(|(known, _)| known == name);
    match traces::asked(|name| find(name).map(|(_, value)| value.clone())) {
        Asked::Traces if !traces::CAN_TRACE => Some(
            Finding::warning(
                "traces",
                "Các biến OTEL yêu cầu gửi vết (OpenTelemetry), nhưng chương trình này được dựng không có tính năng otlp nên không gửi gì.",
                "The OTEL variables ask for traces (OpenTelemetry), but this program was built without the feature otlp and sends none.",
            )
            .change("cargo build --release"),
        ),
        Asked::Unspoken(name) => Some(
            Finding::warning(
                "traces",
                format!("{name} yêu cầu cách gửi vết mà chương trình này không hỗ trợ; chỉ gửi bằng OTLP qua HTTP (http/protobuf)."),
                format!("{name} asks for a way of sending traces that this program does not speak; it speaks OTLP over HTTP (http/protobuf)."),
            )
            .change(match name {
                "OTEL_TRACES_EXPORTER" => format!("export {name}=otlp"),
                _ => format!("export {name}=http/protobuf"),
            }),
        ),
        Asked::Traces | Asked::Nothing => None,
    }
}

/// What went wrong, for the operator.
pub fn cause(error: &Error) -> String {
    match error {
        Error::Busy(cause) | Error::Broken(cause) => cause.clone(),
        Error::Refused(problems) => format!("{problems:?}"),
    }
}

pub fn look(config: &Config, variables: Vec<(String, String)>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = of_traces(&variables).into_iter().collect();
    for name in unknown_variables(variables) {
        findings.push(
            Finding::warning(
                "settings",
                format!("Biến môi trường {name} không phải là cấu hình nào; có thể viết sai tên."),
                format!("The variable {name} is no setting; it may be misspelled."),
            )
            .change(format!("unset {name}")),
        );
    }
    match config.catalogue() {
        Ok(_) => {}
        Err(error) => {
            let cause = cause(&error);
            findings.push(
                Finding::error(
                    "catalogue",
                    format!("Danh mục bị từ chối: {cause}"),
                    format!("The catalogue is refused: {cause}"),
                )
                .change("catalogue_dir = \"\""),
            );
        }
    }
    let production = config.mode == Mode::Production;
    for unfit in config.unfit() {
        let level = if production { super::Level::Error } else { super::Level::Warning };
        let mut finding =
            Finding::new(level, "production", unfit.said.vi, unfit.said.en).change(unfit.change);
        if !production {
            finding
                .said
                .vi
                .push_str(" Chế độ vận hành chính thức (mode = \"production\") sẽ không chấp nhận.");
            finding.said.en.push_str(" Production mode (mode = \"production\") would refuse this.");
        }
        findings.push(finding);
    }
    if production && config.ledger_name == "tonghop.local" {
        findings.push(
            Finding::warning(
                "ledger",
                "Nhật ký vẫn mang tên mặc định; nên chọn tên riêng trước khi nạp tỉnh đầu tiên.",
                "The logs have the default name: choose one of your own before the first province is made.",
            )
            .change("ledger_name = \"tonghop.<province>.gov.vn\""),
        );
    }
    if config.webhook_allow_private && production {
        findings.push(
            Finding::warning(
                "webhooks",
                "Webhook được phép gọi tới máy này và mạng nội bộ.",
                "Webhooks may call this machine and private networks.",
            )
            .change("webhook_allow_private = false"),
        );
    }
    if let Ok(settings) = config.courier()
        && let Some(mail) = settings.mail
        && mail.tls == MailTls::None
        && !crate::config::is_this_machine(&mail.host)
    {
        findings.push(
            Finding::warning(
                "mail",
                format!("Thư đi tới {} không được mã hóa.", mail.host),
                format!("Letters go to {} in the clear.", mail.host),
            )
            .change("smtp_tls = \"starttls\""),
        );
    }
    if findings.is_empty() {
        findings.push(Finding::fine(
            "settings",
            "Cấu hình và danh mục đọc được.",
            "Settings and catalogue can be read.",
        ));
    }
    findings
}
