//! The few plain pages that people see while they sign in, in both languages. They run nothing, and show nothing that a provider or an
//! address says.

use crate::api::Call;
use crate::kit::fault::internal_text;
use crate::kit::{Bilingual, Code, Error, Lang, Problem, meter};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use form_urlencoded::Serializer;

/// The page; `{nonce}` marks its own style.
const PAGE: &str = include_str!("page.html");
/// What stands for a code where a fault is ours.
const INTERNAL: &str = "INTERNAL_SERVER_ERROR";

struct Page<'a> {
    title: Bilingual,
    said: Bilingual,
    /// Markup of our own.
    more: String,
    /// For whoever is asked for help.
    code: &'a str,
}

fn both(vi: &str, en: &str) -> Bilingual {
    Bilingual { vi: vi.into(), en: en.into() }
}

/// A text as markup shows it.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut done, sign| {
        match sign {
            '&' => done.push_str("&amp;"),
            '<' => done.push_str("&lt;"),
            '>' => done.push_str("&gt;"),
            '"' => done.push_str("&quot;"),
            '\'' => done.push_str("&#39;"),
            sign => done.push(sign),
        }
        done
    })
}

fn shown(status: StatusCode, page: &Page<'_>, call: &Call) -> Response {
    let nonce = uuid::Uuid::now_v7().simple().to_string();
    let (lang, other) = match call.lang {
        Lang::Vi => (("vi", Lang::Vi), ("en", Lang::En)),
        Lang::En => (("en", Lang::En), ("vi", Lang::Vi)),
    };
    let text = [
        ("{nonce}", nonce.clone()),
        ("{lang}", lang.0.into()),
        ("{other_lang}", other.0.into()),
        ("{title}", escaped(page.title.get(lang.1))),
        ("{said}", escaped(page.said.get(lang.1))),
        ("{other_said}", escaped(page.said.get(other.1))),
        ("{code}", escaped(page.code)),
        ("{request_id}", escaped(&call.request_id)),
        // Last: what is of others in it is not looked through for places.
        ("{more}", page.more.clone()),
    ];
    let text = text.iter().fold(PAGE.to_owned(), |page, (place, text)| page.replace(place, text));
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_SECURITY_POLICY, policy)];
    (status, headers, text).into_response()
}

/// What is said of a sign-in or sign-out that came to nothing.
pub(super) fn refused(error: Error, call: &Call) -> Response {
    let problem = match error {
        Error::Refused(problems) => problems.into_iter().next(),
        Error::Busy(cause) => {
            tracing::warn!(request_id = call.request_id, cause, "sent away: too many ask at once");
            Some(Problem::busy())
        }
        Error::Broken(cause) => {
            tracing::error!(request_id = call.request_id, cause, "broken");
            None
        }
    };
    let code = problem.as_ref().map(|problem| problem.code);
    code.into_iter().for_each(meter::refused);
    let said = match &problem {
        Some(problem) => both(&problem.message(Lang::Vi), &problem.message(Lang::En)),
        None => both(internal_text(Lang::Vi), internal_text(Lang::En)),
    };
    let again = match call.lang {
        Lang::Vi => "Đăng nhập lại",
        Lang::En => "Sign in again",
    };
    let title = both("Chưa đăng nhập được", "You are not signed in");
    let more = format!("<p><a href=\"/sign-in\">{again}</a></p>");
    let page = Page { title, said, more, code: code.map_or(INTERNAL, Code::name) };
    shown(status(code), &page, call)
}

/// The status of an answer that says why.
fn status(code: Option<Code>) -> StatusCode {
    match code {
        None => StatusCode::INTERNAL_SERVER_ERROR,
        Some(Code::SignInFailed) => StatusCode::BAD_GATEWAY,
        Some(Code::ReadOnlyCopy | Code::ServerBusy) => StatusCode::SERVICE_UNAVAILABLE,
        Some(Code::SignInRefused | Code::SignInNotFresh | Code::PersonUnknown | Code::CrossSite) => {
            StatusCode::FORBIDDEN
        }
        Some(_) => StatusCode::BAD_REQUEST,
    }
}

/// The providers to choose from.
pub(super) fn choice(names: &[&str], return_to: Option<&str>, fresh: bool, call: &Call) -> Response {
    let link = |name: &&str| {
        let mut query = Serializer::new(String::new());
        query.append_pair("issuer", name);
        if let Some(path) = return_to {
            query.append_pair("returnTo", path);
        }
        if fresh {
            query.append_pair("fresh", "1");
        }
        format!("<li><a href=\"/sign-in?{}\">{}</a></li>", escaped(&query.finish()), escaped(name))
    };
    let page = Page {
        title: both("Đăng nhập", "Sign in"),
        said: both("Hãy chọn nơi đăng nhập.", "Choose where to sign in."),
        more: format!("<ul>{}</ul>", names.iter().map(link).collect::<String>()),
        code: "",
    };
    shown(StatusCode::OK, &page, call)
}

/// Where people land who wanted to go nowhere else.
pub(super) fn state(signed_in: bool, call: &Call) -> Response {
    let leave = match call.lang {
        Lang::Vi => "Đăng xuất",
        Lang::En => "Sign out",
    };
    let enter = match call.lang {
        Lang::Vi => "Đăng nhập",
        Lang::En => "Sign in",
    };
    let page = match signed_in {
        true => Page {
            title: both("Đã đăng nhập", "Signed in"),
            said: both("Bạn đã đăng nhập trong trình duyệt này.", "You are signed in in this browser."),
            more: format!(
                "<form method=\"post\" action=\"/sign-out?returnTo=/sign-in/done\"><button>{leave}</button></form>"
            ),
            code: "",
        },
        false => Page {
            title: both("Chưa đăng nhập", "Not signed in"),
            said: both("Bạn chưa đăng nhập trong trình duyệt này.", "You are not signed in in this browser."),
            more: format!("<p><a href=\"/sign-in\">{enter}</a></p>"),
            code: "",
        },
    };
    shown(StatusCode::OK, &page, call)
}
