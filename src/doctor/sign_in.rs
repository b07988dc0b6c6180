//! Signing in in the browser: whether all of it is there.

use super::{Finding, settings::cause};
use crate::{
    auth::own_origin,
    config::{Config, HalfOfSignIn},
    kit::Clock,
};

/// What is wrong with it, and where it is right, what the provider has to be told; nothing where nobody wants it.
pub fn look(config: &Config, clock: &Clock) -> Vec<Finding> {
    match config.half_of_sign_in() {
        Some(HalfOfSignIn::Provider) => vec![
            Finding::error(
                "sign-in",
                "Đã khai báo nơi đăng nhập nhưng chưa có địa chỉ của chính máy chủ này, nên chưa ai đăng nhập được bằng trình duyệt.",
                "There is a provider to sign in at, and no address of this server to come back to: nobody can sign in in the browser.",
            )
            .change("public_url = \"https://tonghop.<province>.gov.vn\""),
        ],
        Some(HalfOfSignIn::Address) => vec![
            Finding::warning(
                "sign-in",
                "public_url đã có nhưng chưa hệ thống xác thực nào được khai báo để đăng nhập bằng trình duyệt.",
                "There is a public_url, and no provider to sign in at in the browser.",
            )
            .change("[issuers.sign_in]   # name = \"…\", client_id = \"…\""),
        ],
        None => whole(config, clock),
    }
}

fn whole(config: &Config, clock: &Clock) -> Vec<Finding> {
    let ways = config.issuers.iter().filter_map(|issuer| issuer.sign_in.as_ref());
    let names: Vec<&str> = ways.map(|way| way.name.as_str()).collect();
    let Ok(origin) = own_origin(&config.public_url) else { return Vec::new() };
    // Secrets and certificates are read as the server will.
    if let Err(error) = config.providers(clock) {
        let cause = cause(&error);
        return vec![Finding::error(
            "sign-in",
            format!("Không chuẩn bị được việc đăng nhập: {cause}"),
            format!("Signing in cannot be made ready: {cause}"),
        )];
    }
    let names = names.join(", ");
    vec![Finding::fine(
        "sign-in",
        format!(
            "Đăng nhập bằng trình duyệt qua {names}; địa chỉ quay lại phải đăng ký ở đó: {origin}/sign-in/callback"
        ),
        format!(
            "People sign in in the browser at {names}; to be registered there: {origin}/sign-in/callback"
        ),
    )]
}
