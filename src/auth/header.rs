//! What the header of a token may say (RFC 7515, section 4): who signed it and how, by names that we know.

use jsonwebtoken::Header;

/// What a token may say that it is (RFC 8725, section 3.11): one for access, or a JWT.
const KINDS: &[&str] = &["jwt", "at+jwt"];

/// Whether a header has nothing that a reader would have to follow, to unpack or to understand: no key or certificate of its own
/// nor the address of one, no encryption, compression or nesting, no unencoded payload, and no extension that it calls critical.
/// Each is refused, not left aside: whoever writes one expects it to count.
pub(super) fn is_plain(header: &Header) -> bool {
    let own_key =
        header.jku.is_some() || header.jwk.is_some() || header.x5u.is_some() || header.x5c.is_some();
    let packed = header.enc.is_some() || header.zip.is_some() || header.cty.is_some();
    let critical =
        header.crit.is_some() || !matches!(header.extras.get::<serde_json::Value>("b64"), Ok(None));
    let kind = header.typ.as_deref().map(str::to_ascii_lowercase);
    let kind = kind.as_deref().map(|kind| kind.strip_prefix("application/").unwrap_or(kind));
    !own_key && !packed && !critical && kind.is_none_or(|kind| KINDS.contains(&kind))
}
