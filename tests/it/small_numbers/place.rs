//! Where somebody stands who reads a province.

use serde_json::Value;

/// How a query leads to a province and ends, and where that is in the answer.
#[derive(Clone, Copy)]
pub struct Place {
    begins: &'static str,
    ends: &'static str,
    at: &'static str,
}

/// In the province itself.
pub const AT_HOME: Place = Place { begins: "", ends: "", at: "" };

/// In a province that continues it.
pub const AT_THE_SUCCESSORS: Place =
    Place { begins: "province { predecessors {", ends: "} }", at: "/province/predecessors/0" };

/// Among those who read the nation.
pub const ABOVE: Place =
    Place { begins: "nation { provinces(codes: [\"84\"]) {", ends: "} }", at: "/nation/provinces/0" };

impl Place {
    /// A question about the province, as it is asked from here.
    pub fn asked(self, question: &str) -> String {
        format!("{} {question} {}", self.begins, self.ends)
    }

    /// What an answer says of the province.
    pub fn told(self, mut data: Value) -> Value {
        data.pointer_mut(self.at).unwrap_or_else(|| panic!("no province is read")).take()
    }
}
