//! The prices as the schema tells them: `@cost` and `@listSize`. The library has no directives of its own kind for all of
//! these places, so they are written into the text that it exports.

use super::{Price, Prices, Size, table};

/// The directives themselves, as the GraphQL Cost Directives specification has them.
const DEFINITIONS: &str = "\
\"\"\"
What an object of this field costs, without what is selected of it; 1 where nothing is said. Scalars and enums cost nothing.
\"\"\"
directive @cost(
\t\"\"\"
\tA whole number.
\t\"\"\"
\tweight: String!
) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
\"\"\"
How many entries a list is taken to have when the cost of an operation is worked out before it runs.
\"\"\"
directive @listSize(
\t\"\"\"
\tSo many, where no argument says.
\t\"\"\"
\tassumedSize: Int
\t\"\"\"
\tAs many as the largest of these arguments.
\t\"\"\"
\tslicingArguments: [String!]
\t\"\"\"
\tThe fields of the object that have so many entries; the list itself when left out.
\t\"\"\"
\tsizedFields: [String!]
\t\"\"\"
\tWhether one of the arguments must be given.
\t\"\"\"
\trequireOneSlicingArgument: Boolean = true
) on FIELD_DEFINITION
";

/// The exported text of a schema with the directives on its fields.
pub fn annotate(sdl: &str, prices: &Prices) -> String {
    let mut text = String::with_capacity(sdl.len() + sdl.len() / 16);
    let mut place = Place::default();
    for line in sdl.lines() {
        if line == "schema {" {
            text.push_str(DEFINITIONS);
        }
        text.push_str(line);
        if let Some(field) = place.after(line)
            && let Some(price) = prices.fields(&place.of).and_then(|fields| fields.get(&field))
        {
            text.push_str(&said(price, prices));
        }
        text.push('\n');
    }
    text
}

/// The directives of a field, each with a space before it.
fn said(price: &Price, prices: &Prices) -> String {
    let mut said = String::new();
    if price.weight != table::OBJECT {
        said.push_str(&format!(" @cost(weight: \"{}\")", price.weight));
    }
    match price.size {
        Size::One | Size::Entries => {}
        Size::Assumed(length) => said.push_str(&format!(" @listSize(assumedSize: {length})")),
        Size::Sliced(length) => said.push_str(&format!(
            " @listSize(assumedSize: {length}, slicingArguments: [\"first\"], requireOneSlicingArgument: false)"
        )),
        Size::Page => {
            let entries = prices.fields(&price.gives).into_iter().flatten();
            let mut entries: Vec<String> = entries
                .filter(|(_, price)| price.size == Size::Entries)
                .map(|(name, _)| format!("\"{name}\""))
                .collect();
            entries.sort();
            said.push_str(&format!(
                " @listSize(slicingArguments: [\"first\", \"last\"], sizedFields: [{}])",
                entries.join(", ")
            ));
        }
    }
    said
}

/// Where in the exported text a line stands.
#[derive(Default)]
struct Place {
    /// The type whose fields are listed.
    of: String,
    /// Whether it is within a description.
    described: bool,
    /// The field whose arguments are listed.
    open: Option<String>,
}

impl Place {
    /// The field whose definition a line ends.
    fn after(&mut self, line: &str) -> Option<String> {
        if line.trim_start().starts_with("\"\"\"") {
            self.described = !self.described;
            return None;
        }
        if self.described {
            return None;
        }
        if line == "}" {
            self.of.clear();
        } else if let Some(opened) = line.strip_prefix("type ").or_else(|| line.strip_prefix("interface ")) {
            opened.split_whitespace().next().unwrap_or_default().clone_into(&mut self.of);
        }
        let within = line.strip_prefix('\t').filter(|rest| !self.of.is_empty() && !rest.starts_with('\t'))?;
        if within.starts_with(')') {
            return self.open.take();
        }
        let name: String = within.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let rest = &within[name.len()..];
        if rest.starts_with(':') || (rest.starts_with('(') && rest.contains("): ")) {
            return Some(name).filter(|name| !name.is_empty());
        }
        self.open = rest.starts_with('(').then_some(name);
        None
    }
}
