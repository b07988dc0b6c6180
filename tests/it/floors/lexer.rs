//! The words of a Rust source without its comments and its text, each with its line: enough to read paths.

/// A word, `::` as one token, or any other character of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Word(String),
    Colons,
    Sign(char),
}

/// A token and the line that it begins on, from 1.
pub type Placed = (Token, usize);

/// Reads a source. Comments, strings, characters and lifetimes leave nothing behind.
pub fn tokens(source: &str) -> Vec<Placed> {
    let mut reader = Reader { rest: source, line: 1, found: Vec::new() };
    while let Some(first) = reader.rest.chars().next() {
        reader.one(first);
    }
    reader.found
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    found: Vec<Placed>,
}

impl Reader<'_> {
    fn one(&mut self, first: char) {
        if self.rest.starts_with("//") {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.skip(block_comment(self.rest));
        } else if let Some(length) = text_literal(self.rest) {
            self.skip(length);
        } else if first == '\'' {
            self.skip(character_or_lifetime(self.rest));
        } else if is_word(first) {
            let rest = self.rest.strip_prefix("r#").unwrap_or(self.rest);
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            self.found.push((Token::Word(rest[..length].to_owned()), self.line));
            self.skip(self.rest.len() - rest.len() + length);
        } else if self.rest.starts_with("::") {
            self.found.push((Token::Colons, self.line));
            self.skip(2);
        } else {
            if !first.is_whitespace() {
                self.found.push((Token::Sign(first), self.line));
            }
            self.skip(first.len_utf8());
        }
    }

    fn skip(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at(bytes);
        self.line += passed.matches('\n').count();
        self.rest = rest;
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of a block comment; they nest.
fn block_comment(source: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// Length of a string of any sort at the beginning of a source: `"…"`, `b"…"`, `c"…"`, `r#"…"#`, `br"…"`.
fn text_literal(source: &str) -> Option<usize> {
    let after_prefix = source.strip_prefix(['b', 'c']).unwrap_or(source);
    let after_r = after_prefix.strip_prefix('r');
    let body = after_r.unwrap_or(after_prefix);
    let fences = if after_r.is_some() { body.len() - body.trim_start_matches('#').len() } else { 0 };
    let opened = body[fences..].strip_prefix('"')?;
    let start = source.len() - opened.len();
    let length = if after_r.is_some() {
        let end = format!("\"{}", "#".repeat(fences));
        opened.find(&end).map_or(opened.len(), |at| at + end.len())
    } else {
        closing(opened, '"')
    };
    Some(start + length)
}

/// Length up to and with an unescaped closing mark.
fn closing(source: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in source.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == mark => return at + c.len_utf8(),
            _ => {}
        }
    }
    source.len()
}

/// Length of `'x'`, `'\n'`, `'\u{1ea1}'` or of the lifetime `'name`.
fn character_or_lifetime(source: &str) -> usize {
    let body = &source[1..];
    let first = body.chars().next();
    let after = body.chars().nth(1);
    if first == Some('\\') || after == Some('\'') {
        1 + closing(body, '\'')
    } else {
        1 + body.find(|c| !is_word(c)).unwrap_or(body.len())
    }
}

#[test]
fn comments_and_texts_are_not_read() {
    let source = "a // crate::x\n/* crate::y /* nested */ \" */ b::c \"crate::\\\"z\" r#\"q\"d\"# 'e' '\\'' &'f str\nr#type b'g' br\"h\"";
    let read: Vec<String> = tokens(source)
        .into_iter()
        .map(|(token, line)| match token {
            Token::Word(word) => format!("{line} {word}"),
            Token::Colons => format!("{line} ::"),
            Token::Sign(sign) => format!("{line} {sign}"),
        })
        .collect();
    assert_eq!(read, ["1 a", "2 b", "2 ::", "2 c", "2 &", "2 str", "3 type", "3 b"]);
}
