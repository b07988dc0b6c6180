//! What the servers of a test send to its database: each statement is made of parts that `tests/golden/statement-parts` names, or the
//! test fails. No text that anybody types is in one of them, whatever any test types.
//!
//! With `UPDATE_GOLDEN=1` new parts are added to the file. `TONGHOP_TEST_STATEMENTS=FILE` adds each part that was sent to a file:
//! after a whole run, the two are the same, or something stands in the first that nobody sends any more.

mod parts;
mod texts;

pub use texts::text_of;

use super::golden;
use parts::parts;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tonghop::store::Hearer;

const GOLDEN: &str = "statement-parts";
const SENT: &str = "TONGHOP_TEST_STATEMENTS";

/// The statements of one test, as they were sent, each once.
#[derive(Clone, Default)]
pub struct Heard(Arc<Mutex<HashSet<String>>>);

impl Heard {
    /// Who tells a store's statements to this.
    pub fn hearer(&self) -> Hearer {
        let heard = self.clone();
        Hearer::new(move |statement| {
            let mut statements = heard.statements();
            if !statements.contains(statement) {
                statements.insert(statement.to_owned());
            }
        })
    }

    /// The texts of what was heard.
    pub fn texts(&self) -> BTreeSet<String> {
        self.statements().iter().map(|statement| text_of(statement)).collect()
    }

    /// Fails with every part that the golden file does not have, and a statement that it is of.
    pub fn compare(&self) {
        let mut known = known();
        let new = known.meet(&self.statements());
        if let Some(file) = std::env::var_os(SENT) {
            let lines: String = new.keys().map(|part| format!("{part}\n")).collect();
            let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
            file.and_then(|mut file| file.write_all(lines.as_bytes())).expect("a file for what is sent");
        }
        let strays = known.strays(new);
        if golden::updates() && !strays.is_empty() {
            known.golden.extend(strays.into_keys());
            let lines: Vec<&str> = known.golden.iter().map(String::as_str).collect();
            return golden::golden(GOLDEN, &lines.join("\n"));
        }
        drop(known);
        assert!(
            strays.is_empty(),
            "tests/golden/{GOLDEN} does not have these parts of statements (UPDATE_GOLDEN=1 adds them):\n{}",
            strays.iter().map(|(part, text)| format!("  {part}\n    of {text}\n")).collect::<String>()
        );
    }

    fn statements(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What this process knows of statements.
#[derive(Default)]
struct Known {
    /// Parts that the golden file has.
    golden: BTreeSet<String>,
    /// Statements that were met.
    statements: HashSet<String>,
    /// Their parts.
    parts: BTreeSet<String>,
}

impl Known {
    /// Parts that no statement had so far, each with the text of one that has it.
    fn meet(&mut self, statements: &HashSet<String>) -> BTreeMap<String, String> {
        let mut new = BTreeMap::new();
        for statement in statements {
            if self.statements.insert(statement.clone()) {
                let text = text_of(statement);
                for part in parts(&text) {
                    if self.parts.insert(part.clone()) {
                        new.insert(part, text.clone());
                    }
                }
            }
        }
        new
    }

    /// Those of some parts that the golden file does not have.
    fn strays(&self, parts: BTreeMap<String, String>) -> BTreeMap<String, String> {
        parts.into_iter().filter(|(part, _)| !self.golden.contains(part)).collect()
    }
}

fn known() -> MutexGuard<'static, Known> {
    static KNOWN: OnceLock<Mutex<Known>> = OnceLock::new();
    let read = || {
        let golden = golden::read(GOLDEN).lines().map(str::to_owned).collect();
        Mutex::new(Known { golden, ..Known::default() })
    };
    KNOWN.get_or_init(read).lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn what_somebody_typed_into_a_statement_is_a_stray() {
    let golden = ["SELECT a FROM t WHERE …", "b = ?", "c IN (?)"].map(str::to_owned).into();
    let mut known = Known { golden, ..Known::default() };
    let mut strays = |statement: &str| {
        let new = known.meet(&HashSet::from([statement.to_owned()]));
        known.strays(new).into_keys().collect::<Vec<_>>()
    };
    assert_eq!(strays("SELECT a FROM t WHERE b = $1"), [""; 0]);
    assert_eq!(strays("SELECT a FROM t WHERE c IN ($1, $2) AND (b = $3 OR b = $4)"), [""; 0]);
    assert_eq!(strays("SELECT a FROM t WHERE b = $1 OR 1=1"), ["1=1"]);
    assert_eq!(strays("SELECT a FROM t WHERE b = 'x'"), ["b = '…'"]);
    assert_eq!(strays("SELECT a FROM t; DROP TABLE t"), ["SELECT a FROM t; DROP TABLE t"]);
}
