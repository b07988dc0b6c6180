//! The lexical pass: bounds a document before a recursive parser sees it.
//!
//! It must read strings and comments exactly as the parser does: whatever the two read differently is a way around it.
//! The parser takes an *unterminated* block string for an empty string and carries on behind it, so a string that does
//! not end is refused here.

use crate::api::limits::DocumentLimits;

/// Refuses a document that is too large, too deeply nested, or has a string without end; the sentence says which.
pub(super) fn check(document: &str, limits: &DocumentLimits) -> Result<(), String> {
    if document.len() > limits.bytes {
        return Err(format!("the document is longer than {} bytes", limits.bytes));
    }
    let bytes = document.as_bytes();
    let (mut at, mut tokens, mut open) = (0, 0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let length = match byte {
            b' ' | b',' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += run(rest, |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => string(rest).ok_or("a string does not end")?,
            b'(' | b'[' | b'{' => {
                open += 1;
                if open > limits.nesting {
                    return Err(format!("the document nests brackets deeper than {}", limits.nesting));
                }
                1
            }
            b')' | b']' | b'}' => {
                open = open.saturating_sub(1);
                1
            }
            b'.' if rest.starts_with(b"...") => 3,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                let length = run(rest, |byte| byte == b'_' || byte.is_ascii_alphanumeric());
                if length > limits.name_bytes {
                    return Err(format!("a name is longer than {} bytes", limits.name_bytes));
                }
                length
            }
            b'-' | b'0'..=b'9' => number(rest),
            _ => 1,
        };
        at += length;
        tokens += 1;
        if tokens > limits.tokens {
            return Err(format!("the document has more than {} tokens", limits.tokens));
        }
    }
    Ok(())
}

/// How many bytes from the start satisfy the condition.
fn run(bytes: &[u8], condition: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|&byte| !condition(byte)).unwrap_or(bytes.len())
}

/// The length of the string or block string at the start, quotes included; nothing when it does not end.
fn string(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(br#"""""#) {
        let mut at = 3;
        loop {
            let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
            if rest.starts_with(br#"\""""#) {
                at += 4;
            } else if rest.starts_with(br#"""""#) {
                return Some(at + 3);
            } else {
                at += 1;
            }
        }
    }
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\n' | b'\r' => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The length of the number at the start: a dot belongs to it before a digit, a sign after an exponent.
fn number(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        let belongs = match byte {
            b'0'..=b'9' | b'e' | b'E' => true,
            b'.' => bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
            b'+' | b'-' => matches!(bytes[at - 1], b'e' | b'E'),
            _ => false,
        };
        if !belongs {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(document: &str) -> Result<(), String> {
        check(
            document,
            &DocumentLimits { tokens: 12, nesting: 3, name_bytes: 8, ..DocumentLimits::default() },
        )
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        for document in [
            r#"{ a(b: "[[[[[[[[") }"#,
            r#"{ a(b: "\"[[[[[[[[") }"#,
            r#"{ a(b: """[[[[ " "" \""" [[[[""") }"#,
            r#"{ a(b: """""" c: "") }"#,
            "{ a # [[[[[[[[\n }",
            "{ a # \"\r }",
        ] {
            assert_eq!(verdict(document), Ok(()), "{document}");
        }
    }

    #[test]
    fn brackets_behind_them_do() {
        for document in [
            "{ a(b: [[[",
            "{ a(b: \"\" [[[",
            r#"{ a(b: """x\\""" """ [[["#,
            r#"{ a(b: "\\"[[["#,
            "{ a # \n ([[[",
            "{{{{",
        ] {
            assert!(verdict(document).is_err(), "{document}");
        }
        assert_eq!(verdict("{{}{}{}{}}"), Ok(()));
        assert_eq!(verdict("}}}}{{{"), Ok(()));
    }

    #[test]
    fn a_string_without_end_is_refused() {
        for document in [r#"{ a(b: ["""x"[["#, r#"{ a(b: "x"#, "{ a(b: \"x\n\") }", r#"{ a(b: "\"#] {
            assert_eq!(verdict(document), Err("a string does not end".into()), "{document}");
        }
    }

    #[test]
    fn tokens_and_names_are_counted() {
        assert_eq!(verdict("a b c d e f g h i j k l"), Ok(()));
        assert!(verdict("a b c d e f g h i j k l m").is_err());
        assert_eq!(verdict("1 -2 3.5 1.5e-7 1e+9 \"x\" ...a { } : !"), Ok(()));
        assert_eq!(verdict("abcdefgh"), Ok(()));
        assert!(verdict("abcdefghi").is_err());
        assert!(check(&"#".repeat(33_000), &DocumentLimits::default()).is_err());
    }
}
