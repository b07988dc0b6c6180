//! The paths that a source mentions inside its own crate, and the modules that it declares.

use super::lexer::{Placed, Token, tokens};
use std::collections::BTreeMap;

/// A path from the root of the crate: `crate::store::Reader` is `["store", "Reader"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub line: usize,
    pub path: Vec<String>,
}

/// A source file of the crate.
pub struct Source {
    /// As shown to people: `src/store/mod.rs`.
    pub file: String,
    /// The module that the file is: `["store"]`; the root is empty.
    pub module: Vec<String>,
    pub tokens: Vec<Placed>,
    pub lines: usize,
}

impl Source {
    /// Reads a file by its path below the crate's folder.
    pub fn new(file: &str, text: &str) -> Self {
        let inner = match file.strip_prefix("src/") {
            Some(inner) => inner.to_owned(),
            // The store takes the folder in by a `#[path]`.
            None => format!("store/{file}"),
        };
        let inner = inner.trim_end_matches(".rs");
        let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod" || inner == "lib") {
            module.pop();
        }
        Source { file: file.to_owned(), module, tokens: tokens(text), lines: text.lines().count() }
    }

    /// The modules declared here, and whether anybody may go through them (`pub mod`, not `pub(crate) mod`).
    pub fn modules(&self) -> BTreeMap<String, bool> {
        let word = |at: usize| match self.tokens.get(at) {
            Some((Token::Word(word), _)) => Some(word.as_str()),
            _ => None,
        };
        (0..self.tokens.len())
            .filter(|at| word(*at) == Some("mod"))
            .filter_map(|at| {
                let open = at > 0 && word(at - 1) == Some("pub");
                Some((word(at + 1)?.to_owned(), open))
            })
            .collect()
    }

    /// The lines that mention a name, or a path of names (`Utc::now`), in code.
    pub fn lines_with(&self, name: &str) -> Vec<usize> {
        let wanted: Vec<Token> = tokens(name).into_iter().map(|(token, _)| token).collect();
        let here = |window: &&[Placed]| window.iter().map(|(token, _)| token).eq(&wanted);
        self.tokens.windows(wanted.len()).filter(here).map(|window| window[0].1).collect()
    }

    /// The macros defined here. An exported one is called `crate::name!` wherever it is defined.
    pub fn macros(&self) -> impl Iterator<Item = &str> {
        self.tokens.windows(3).filter_map(|three| match three {
            [(Token::Word(rules), _), (Token::Sign('!'), _), (Token::Word(name), _)]
                if rules == "macro_rules" =>
            {
                Some(name.as_str())
            }
            _ => None,
        })
    }

    /// Every path that begins with `crate`, `self` or `super`, or with a room taken whole (`use crate::room;`).
    pub fn mentions(&self) -> Vec<Mention> {
        let mut walk =
            Walk { tokens: &self.tokens, at: 0, modules: vec![], found: vec![], whole: BTreeMap::new() };
        walk.run(&self.module);
        // A room may be taken whole below the place that uses it: a second pass knows them all.
        let whole = std::mem::take(&mut walk.whole);
        let mut walk = Walk { tokens: &self.tokens, at: 0, modules: vec![], found: vec![], whole };
        walk.run(&self.module);
        walk.found
    }
}

struct Walk<'a> {
    tokens: &'a [Placed],
    at: usize,
    /// One entry for each open brace: the name, if it is a module's.
    modules: Vec<Option<String>>,
    found: Vec<Mention>,
    /// Rooms taken whole, by the name they have here.
    whole: BTreeMap<String, Vec<String>>,
}

impl Walk<'_> {
    fn run(&mut self, file_module: &[String]) {
        while self.at < self.tokens.len() {
            match self.word(self.at) {
                Some("use") => {
                    self.at += 1;
                    self.tree(file_module, &[]);
                }
                Some("mod") if self.sign(self.at + 2) == Some('{') => {
                    self.modules.push(self.word(self.at + 1).map(str::to_owned));
                    self.at += 3;
                }
                Some(_) if self.begins_path() => {
                    let line = self.tokens[self.at].1;
                    let path = self.segments();
                    self.mention(file_module, line, &path, None);
                }
                _ => {
                    match self.sign(self.at) {
                        Some('{') => self.modules.push(None),
                        Some('}') => drop(self.modules.pop()),
                        _ => {}
                    }
                    self.at += 1;
                }
            }
        }
    }

    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some((Token::Word(word), _)) => Some(word),
            _ => None,
        }
    }

    fn sign(&self, at: usize) -> Option<char> {
        match self.tokens.get(at) {
            Some((Token::Sign(sign), _)) => Some(*sign),
            _ => None,
        }
    }

    fn colons(&self, at: usize) -> bool {
        matches!(self.tokens.get(at), Some((Token::Colons, _)))
    }

    /// A word that a path begins with: `::` follows, and neither `::` nor `.` leads to it.
    fn begins_path(&self) -> bool {
        let led_to = self.at > 0 && (self.colons(self.at - 1) || self.sign(self.at - 1) == Some('.'));
        !led_to && self.colons(self.at + 1)
    }

    /// `a::b::c`, up to what is neither a word nor `::`.
    fn segments(&mut self) -> Vec<String> {
        let mut path = Vec::new();
        while let Some(word) = self.word(self.at) {
            path.push(word.to_owned());
            self.at += 1;
            if !self.colons(self.at) {
                break;
            }
            self.at += 1;
        }
        path
    }

    /// One tree of a `use`: `a::{b, c::*, d as e}`.
    fn tree(&mut self, file_module: &[String], prefix: &[String]) {
        if self.colons(self.at) {
            self.at += 1;
        }
        let line = self.tokens.get(self.at).map_or(0, |token| token.1);
        let mut path = prefix.to_vec();
        path.extend(self.segments());
        match self.sign(self.at) {
            Some('{') => {
                self.at += 1;
                while self.at < self.tokens.len() && self.sign(self.at) != Some('}') {
                    self.tree(file_module, &path);
                    if self.sign(self.at) == Some(',') {
                        self.at += 1;
                    }
                }
                self.at += 1;
                return;
            }
            Some('*') => {
                path.push("*".to_owned());
                self.at += 1;
            }
            // The end of the branch, or `use<'a>` in a type.
            _ => {}
        }
        self.leaf(file_module, line, path);
    }

    fn leaf(&mut self, file_module: &[String], line: usize, mut path: Vec<String>) {
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let mut alias = path.last().cloned();
        if self.word(self.at) == Some("as") {
            alias = self.word(self.at + 1).map(str::to_owned);
            self.at += 2;
        }
        self.mention(file_module, line, &path, alias);
    }

    /// Notes a path as seen from the root, if it stays in the crate; `alias` is the name that a `use` gives it.
    fn mention(&mut self, file_module: &[String], line: usize, path: &[String], alias: Option<String>) {
        let here = || file_module.iter().cloned().chain(self.modules.iter().flatten().cloned());
        let mut from_root: Vec<String> = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("self" | "super") => here().collect(),
            Some(first) => match self.whole.get(first) {
                Some(room) => room.clone(),
                None => return,
            },
            None => return,
        };
        let mut rest = &path[1..];
        if path[0] == "super" {
            from_root.pop();
            while rest.first().is_some_and(|segment| segment == "super") {
                from_root.pop();
                rest = &rest[1..];
            }
        }
        from_root.extend(rest.iter().cloned());
        if let Some(alias) = alias
            && from_root.len() == 1
        {
            self.whole.insert(alias, from_root.clone());
        }
        self.found.push(Mention { line, path: from_root });
    }
}
