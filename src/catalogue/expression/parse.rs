//! Recursive descent over the tokens, one function for each line of the grammar.

use super::token::{Token, tokens};
use super::{BadExpression, Comparison, MAX_DEPTH, Node, Operator, Read, StateTest, What};
use crate::catalogue::observations::Observation;

type Parsed = Result<Node, BadExpression>;

/// Words that no indicator may be called.
const RESERVED: [&str; 8] = ["if", "then", "and", "or", "not", "true", "false", "max"];

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    end: usize,
}

pub(super) fn parse(text: &str) -> Parsed {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, end: text.len() };
    let node = parser.rule()?;
    match parser.tokens.get(parser.next) {
        None => Ok(node),
        Some((at, token)) => Err(unexpected(*at, token)),
    }
}

fn unexpected(at: usize, token: &Token) -> BadExpression {
    let shown = match token {
        Token::Number(number) => number.to_string(),
        Token::Word(word) => word.clone(),
        Token::Observation(name) => format!("@{name}"),
        Token::Choice(code) => format!("'{code}'"),
        Token::Symbol(symbol) => (*symbol).to_owned(),
    };
    BadExpression::new(at, format!("“{shown}” không đứng được ở đây"), format!("“{shown}” cannot stand here"))
}

impl Parser {
    fn rule(&mut self) -> Parsed {
        self.deeper(|parser| {
            let at = parser.at();
            if !parser.take_word("if") {
                return parser.or();
            }
            let condition = parser.or()?;
            if !parser.take_word("then") {
                return Err(parser.missing("then"));
            }
            let conclusion = parser.or()?;
            Ok(Node { at, what: What::IfThen(Box::new(condition), Box::new(conclusion)) })
        })
    }

    fn or(&mut self) -> Parsed {
        let mut node = self.and()?;
        while self.take_word("or") {
            let right = self.and()?;
            node = Node { at: node.at, what: What::Or(Box::new(node), Box::new(right)) };
        }
        Ok(node)
    }

    fn and(&mut self) -> Parsed {
        let mut node = self.not()?;
        while self.take_word("and") {
            let right = self.not()?;
            node = Node { at: node.at, what: What::And(Box::new(node), Box::new(right)) };
        }
        Ok(node)
    }

    fn not(&mut self) -> Parsed {
        let at = self.at();
        if self.take_word("not") {
            let inner = self.deeper(Self::not)?;
            return Ok(Node { at, what: What::Not(Box::new(inner)) });
        }
        self.compare()
    }

    fn compare(&mut self) -> Parsed {
        let left = self.sum()?;
        let comparison = match self.peek() {
            Some(Token::Symbol("=")) => Comparison::Equal,
            Some(Token::Symbol("<=")) => Comparison::AtMost,
            Some(Token::Symbol(">=")) => Comparison::AtLeast,
            Some(Token::Symbol("<")) => Comparison::Below,
            Some(Token::Symbol(">")) => Comparison::Above,
            _ => return Ok(left),
        };
        self.next += 1;
        let right = self.sum()?;
        Ok(Node { at: left.at, what: What::Compare(Box::new(left), comparison, Box::new(right)) })
    }

    fn sum(&mut self) -> Parsed {
        let mut node = self.product()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Symbol("+")) => Operator::Plus,
                Some(Token::Symbol("-")) => Operator::Minus,
                _ => return Ok(node),
            };
            self.next += 1;
            let right = self.product()?;
            node = Node { at: node.at, what: What::Arithmetic(Box::new(node), operator, Box::new(right)) };
        }
    }

    fn product(&mut self) -> Parsed {
        let mut node = self.factor()?;
        while self.take_symbol("*") {
            let right = self.factor()?;
            node = Node {
                at: node.at,
                what: What::Arithmetic(Box::new(node), Operator::Times, Box::new(right)),
            };
        }
        Ok(node)
    }

    fn factor(&mut self) -> Parsed {
        let at = self.at();
        let Some(token) = self.peek().cloned() else {
            return Err(BadExpression::new(self.end, "biểu thức chưa hết", "the expression is not complete"));
        };
        self.next += 1;
        let what = match token {
            Token::Number(number) => What::Number(number),
            Token::Choice(code) => What::Choice(code),
            Token::Observation(name) => match Observation::from_name(&name) {
                Some(observation) => What::Observation(observation),
                None => {
                    return Err(BadExpression::new(
                        at,
                        format!("không có quan sát “@{name}”"),
                        format!("there is no observation “@{name}”"),
                    ));
                }
            },
            Token::Symbol("-") => What::Minus(Box::new(self.deeper(Self::factor)?)),
            Token::Symbol("(") => {
                let inner = self.rule()?;
                if !self.take_symbol(")") {
                    return Err(self.missing(")"));
                }
                return Ok(inner);
            }
            Token::Word(word) if word == "true" => What::Flag(true),
            Token::Word(word) if word == "false" => What::Flag(false),
            Token::Word(word) if self.peek() == Some(&Token::Symbol("(")) => self.call(at, &word)?,
            Token::Word(word) if !RESERVED.contains(&word.as_str()) => What::Figure(Read::Current, word),
            other => return Err(unexpected(at, &other)),
        };
        Ok(Node { at, what })
    }

    /// `name(indicator)`, the name being read already.
    fn call(&mut self, at: usize, name: &str) -> Result<What, BadExpression> {
        self.next += 1;
        let code = match self.peek().cloned() {
            Some(Token::Word(code)) if !RESERVED.contains(&code.as_str()) => code,
            _ => return Err(self.missing("indicator")),
        };
        self.next += 1;
        if !self.take_symbol(")") {
            return Err(self.missing(")"));
        }
        Ok(match name {
            "previous" => What::Figure(Read::Previous, code),
            "year_ago" => What::Figure(Read::YearAgo, code),
            "parts" => What::Figure(Read::Parts, code),
            "reported" => What::Figure(Read::Reported, code),
            "max" => What::Figure(Read::Max, code),
            "known" => What::State(StateTest::Known, code),
            "silent" => What::State(StateTest::Silent, code),
            "none_declared" => What::State(StateTest::NoneDeclared, code),
            "inapplicable" => What::State(StateTest::Inapplicable, code),
            _ => {
                return Err(BadExpression::new(
                    at,
                    format!("không có hàm “{name}”"),
                    format!("there is no function “{name}”"),
                ));
            }
        })
    }

    /// Goes one level down, unless that is too deep.
    fn deeper(&mut self, parse: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth == MAX_DEPTH {
            return Err(BadExpression::new(
                self.at(),
                format!("biểu thức lồng sâu quá {MAX_DEPTH} tầng"),
                format!("the expression is nested more than {MAX_DEPTH} deep"),
            ));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(found)) if found == word);
        self.next += usize::from(found);
        found
    }

    fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Symbol(found)) if *found == symbol);
        self.next += usize::from(found);
        found
    }

    fn missing(&self, what: &str) -> BadExpression {
        BadExpression::new(self.at(), format!("thiếu “{what}”"), format!("“{what}” is missing"))
    }
}
