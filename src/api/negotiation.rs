//! Which form an answer takes and which status it has, by the GraphQL-over-HTTP specification.

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: a request that the schema refuses is answered with 200.
    Json,
    /// `application/graphql-response+json`: the status says what the answer holds.
    GraphQl,
}

impl Media {
    /// The value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Media::Json => "application/json; charset=utf-8",
            Media::GraphQl => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not a GraphQL request: no JSON, no `query`, a parameter of the wrong type.
    Malformed,
    /// It is one, and is refused before anything runs: syntax, a limit, validation, variables.
    Refused,
    /// It ran; the answer has `data`, be it null.
    Executed,
}

/// The status of an answer. The newest draft of the specification prefers 422 for some refusals; the audits ask 400.
pub fn status(media: Media, verdict: Verdict) -> StatusCode {
    match (media, verdict) {
        (_, Verdict::Malformed) | (Media::GraphQl, Verdict::Refused) => StatusCode::BAD_REQUEST,
        (Media::Json, Verdict::Refused) | (_, Verdict::Executed) => StatusCode::OK,
    }
}

/// The form that fits `Accept` best: the new one when it is named and not liked less, `application/json` for `*/*` and
/// without the header; nothing when neither fits.
pub fn choose(headers: &HeaderMap) -> Option<Media> {
    let accept = joined(headers, ACCEPT);
    if accept.trim().is_empty() {
        return Some(Media::Json);
    }
    let json = liking(&accept, "application", "json");
    let graphql = liking(&accept, "application", "graphql-response+json");
    if json.weight == 0 && graphql.weight == 0 {
        None
    } else if graphql.weight > json.weight || (graphql.weight == json.weight && graphql.named) {
        Some(Media::GraphQl)
    } else {
        Some(Media::Json)
    }
}

/// Whether a person with a browser asks: `text/html` is named and liked no less than JSON.
pub fn wants_page(headers: &HeaderMap) -> bool {
    let accept = joined(headers, ACCEPT);
    let page = liking(&accept, "text", "html");
    page.named && page.weight > 0 && page.weight >= liking(&accept, "application", "json").weight
}

/// Whether a body is declared as JSON in UTF-8, once.
pub fn is_json(headers: &HeaderMap) -> bool {
    let mut declared = headers.get_all(CONTENT_TYPE).iter();
    let (Some(Ok(one)), None) = (declared.next().map(|value| value.to_str()), declared.next()) else {
        return false;
    };
    let mut parts = one.split(';').map(str::trim);
    let json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    json && utf8
}

fn joined(headers: &HeaderMap, name: HeaderName) -> String {
    let values: Vec<_> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    values.join(",")
}

/// How much a media type is liked.
#[derive(Clone, Copy, Default)]
struct Liking {
    /// In thousandths; 0 is refused.
    weight: u32,
    /// Whether the type stands there itself, not a wildcard.
    named: bool,
}

/// The weight of the most specific range that covers the type (RFC 9110 §12.5.1).
fn liking(accept: &str, main: &str, sub: &str) -> Liking {
    let mut best: Option<(u8, Liking)> = None;
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let Some((range_main, range_sub)) = parts.next().and_then(|range| range.split_once('/')) else {
            continue;
        };
        let specificity = match (range_main, range_sub) {
            ("*", "*") => 0,
            (range_main, "*") if range_main.eq_ignore_ascii_case(main) => 1,
            (range_main, range_sub)
                if range_main.eq_ignore_ascii_case(main) && range_sub.eq_ignore_ascii_case(sub) =>
            {
                2
            }
            _ => continue,
        };
        let weight = parts
            .find_map(|parameter| parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q=")))
            .map_or(1000, thousandths);
        if best.is_none_or(|(known, _)| specificity > known) {
            best = Some((specificity, Liking { weight, named: specificity == 2 }));
        }
    }
    best.map_or_else(Liking::default, |(_, liking)| liking)
}

/// A weight such as `0.8` in thousandths; what cannot be read counts as nothing.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    match (whole, format!("{fraction:0<3}").parse::<u32>()) {
        ("0", Ok(thousandths)) if fraction.len() <= 3 => thousandths,
        ("1", Ok(0)) => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use axum::http::HeaderValue;

    fn with(name: HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn the_form_follows_accept() {
        for (accept, form) in [
            (&[][..], Some(Media::Json)),
            (&[""], Some(Media::Json)),
            (&["*/*"], Some(Media::Json)),
            (&["application/*"], Some(Media::Json)),
            (&["application/json"], Some(Media::Json)),
            (&["Application/JSON; charset=utf-8"], Some(Media::Json)),
            (&["application/graphql-response+json"], Some(Media::GraphQl)),
            (&["application/graphql-response+json, application/json"], Some(Media::GraphQl)),
            (&["application/json", "application/graphql-response+json"], Some(Media::GraphQl)),
            (&["application/graphql-response+json;q=0.9, application/json"], Some(Media::Json)),
            (&["application/graphql-response+json, */*;q=0.1"], Some(Media::GraphQl)),
            (&["application/json;q=0, */*"], Some(Media::GraphQl)),
            (&["text/html, application/xhtml+xml, */*;q=0.8"], Some(Media::Json)),
            (&["text/html"], None),
            (&["*/*;q=0"], None),
            (&["application/json;q=rubbish"], None),
            (&["rubbish"], None),
        ] {
            assert_eq!(choose(&with(ACCEPT, accept)), form, "{accept:?}");
        }
    }

    #[test]
    fn a_browser_wants_a_page() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert!(wants_page(&with(ACCEPT, &[browser])));
        assert!(wants_page(&with(ACCEPT, &["text/html"])));
        for accept in [&[][..], &["*/*"], &["application/json, text/html;q=0.5"], &["text/html;q=0"]] {
            assert!(!wants_page(&with(ACCEPT, accept)), "{accept:?}");
        }
    }

    #[test]
    fn only_json_is_json() {
        for yes in ["application/json", "Application/Json", "application/json; charset=\"UTF-8\""] {
            assert!(is_json(&with(CONTENT_TYPE, &[yes])), "{yes}");
        }
        for no in
            ["text/plain", "application/jsonp", "application/json; charset=utf-16", "multipart/form-data"]
        {
            assert!(!is_json(&with(CONTENT_TYPE, &[no])), "{no}");
        }
        assert!(!is_json(&HeaderMap::new()));
        assert!(!is_json(&with(CONTENT_TYPE, &["application/json", "text/plain"])));
    }

    #[test]
    fn weights_are_read() {
        for (text, weight) in [("1", 1000), ("1.000", 1000), ("0.8", 800), ("0.05", 50), ("0", 0)] {
            assert_eq!(thousandths(text), weight, "{text}");
        }
        for text in ["", "2", "1.5", "0.1234", "-1", "0.x"] {
            assert_eq!(thousandths(text), 0, "{text}");
        }
    }
}
