//! The mail server: greeted, and given no letter.

use super::Finding;
use crate::{config::Config, courier};

pub async fn look(config: &Config) -> Vec<Finding> {
    let greeted = match config.courier() {
        Ok(settings) => courier::greet(&settings).await,
        Err(error) => Err(error),
    };
    let host = &config.smtp_host;
    vec![match greeted {
        Ok(None) => Finding::fine(
            "mail",
            "Chưa cấu hình máy chủ thư; thông báo qua thư sẽ chờ.",
            "There is no mail server; letters wait.",
        ),
        Ok(Some(Ok(()))) => Finding::fine(
            "mail",
            format!("Máy chủ thư {host} trả lời."),
            format!("The mail server {host} answers."),
        ),
        Ok(Some(Err(cause))) => Finding::error(
            "mail",
            format!("Máy chủ thư {host} không nhận thư: {cause}"),
            format!("The mail server {host} would take no letter: {cause}"),
        )
        .change(format!(
            "smtp_host = \"{host}\"   # and smtp_port, smtp_tls, smtp_user, smtp_password, trust_file"
        )),
        Err(error) => {
            let cause = super::settings::cause(&error);
            Finding::error(
                "mail",
                format!("Cấu hình gửi thư không dùng được: {cause}"),
                format!("The settings for mail cannot work: {cause}"),
            )
            .change("smtp_from = \"Name <address>\"")
        }
    }]
}
