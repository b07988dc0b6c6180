//! SHA-256 over canonical JSON: what the audit log and the version numbers are proved with.

use serde::Serialize;

/// The SHA-256 of some bytes, in lower-case hexadecimal (64 characters).
pub fn sha256(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    let hexadecimal = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    digest.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 15]).map(hexadecimal).collect()
}

/// The SHA-256 of a value's canonical JSON: keys sorted, no white space.
///
/// Every type that is stored here serialises; one that does not would hash as `null`, which its test notices.
pub fn of<T: Serialize>(value: &T) -> String {
    sha256(canonical(value).as_bytes())
}

/// The canonical JSON of a value: keys sorted (serde_json's map is a sorted one), no white space.
pub fn canonical<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).map(|json| json.to_string()).unwrap_or_else(|_| "null".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_order_does_not_matter() {
        let one: serde_json::Value =
            serde_json::from_str(r#"{"b":1,"a":[2,{"d":3,"c":4}]}"#).unwrap_or_default();
        assert_eq!(canonical(&one), r#"{"a":[2,{"c":4,"d":3}],"b":1}"#);
    }

    #[test]
    fn a_known_digest() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
