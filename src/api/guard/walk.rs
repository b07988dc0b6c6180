//! The walk over a parsed document: what it costs once every fragment is written out, each fragment looked at once.

use crate::api::cost::{Price, Prices, Size};
use crate::api::limits::DocumentLimits;
use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Positioned, Value, Variables};
use std::collections::{HashMap, HashSet};

/// How many places in some arguments use a variable. (A macro, because the library does not name the type of a value
/// that may hold variables.)
macro_rules! variables_in {
    ($arguments:expr) => {{
        let mut used = 0_usize;
        for (_, value) in $arguments {
            // Cannot fail: the closure does not.
            let _ = value.node.clone().into_const_with(|_| {
                used += 1;
                Ok::<_, ()>(Value::Null)
            });
        }
        used
    }};
}

/// How many places in directives use a variable.
fn used_by(directives: &[Positioned<Directive>]) -> usize {
    directives.iter().map(|one| variables_in!(&one.node.arguments)).sum()
}

/// What a selection set costs with its fragments written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// Fields, spreads and inline fragments.
    pub selections: usize,
    /// Fields that may have to be resolved: a page multiplies what is below it.
    pub resolved: usize,
    /// Aliases, and response keys that repeat within one selection set.
    pub aliases: usize,
    /// Levels of fields.
    pub depth: usize,
    /// Levels of selection sets of any kind, this one included.
    pub levels: usize,
    /// Fields of the set itself, through fragments.
    pub fields: usize,
    /// Places where a variable is used.
    pub variables: usize,
    /// Levels of lists that introspection would multiply with one another.
    pub type_lists: usize,
    /// Whether `__schema` or `__type` is asked for.
    pub introspects: bool,
    /// What the objects that it may give cost, by the table of prices.
    pub price: usize,
    /// The same of an entry of the page that it selects from: how many there are, the field that the page is of says.
    pub entry: usize,
}

/// Entries of a page whose size is not known yet; also the most that a page may have.
const PAGE: usize = 100;
/// Levels of lists of types and fields within one another that introspection answers; the standard query needs one.
const TYPE_LISTS: usize = 2;

impl Cost {
    /// Puts another selection beside this one. Sums saturate: forty doublings overflow anything else.
    fn beside(&mut self, other: Cost) {
        self.selections = self.selections.saturating_add(other.selections);
        self.resolved = self.resolved.saturating_add(other.resolved);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.depth = self.depth.max(other.depth);
        self.levels = self.levels.max(other.levels);
        self.fields = self.fields.saturating_add(other.fields);
        self.variables = self.variables.saturating_add(other.variables);
        self.type_lists = self.type_lists.max(other.type_lists);
        self.introspects |= other.introspects;
        self.price = self.price.saturating_add(other.price);
        self.entry = self.entry.saturating_add(other.entry);
    }
}

/// Walks every operation and fragment; answers the cost of all operations together, but the price of the one that is to run, or
/// the limit that is exceeded.
pub(super) fn check(
    document: &ExecutableDocument,
    chosen: Option<&OperationDefinition>,
    variables: &Variables,
    limits: &DocumentLimits,
    prices: &Prices,
) -> Result<Cost, String> {
    let definitions = chosen.map_or(&[][..], |operation| operation.variable_definitions.as_slice());
    let defaults = definitions.iter().map(|one| &one.node);
    let defaults = defaults.filter_map(|one| Some((&one.name.node, &one.default_value.as_ref()?.node)));
    let given = Given { variables, defaults: defaults.collect() };
    let mut walk = Walk { fragments: &document.fragments, seen: HashMap::new(), given, limits, prices };
    let mut total = Cost::default();
    for (_, operation) in document.operations.iter() {
        let root = prices.root(operation.node.ty);
        let mut cost = walk.set(&operation.node.selection_set.node, 1, root)?;
        if !chosen.is_some_and(|chosen| std::ptr::eq(chosen, &operation.node)) {
            cost.price = 0;
        }
        cost.variables = cost.variables.saturating_add(used_by(&operation.node.directives));
        if operation.node.ty == OperationType::Subscription && cost.fields > 1 {
            // The library would open one stream a field.
            return Err("a subscription has exactly one field at its root".into());
        }
        total.beside(cost);
        walk.within(&total)?;
    }
    // Fragments that no operation spreads are validated all the same.
    for name in document.fragments.keys() {
        walk.fragment(name, 1)?;
    }
    Ok(total)
}

/// What is known of a fragment.
#[derive(Clone, Copy)]
enum Seen {
    /// Its walk is under way: to meet it again is a cycle.
    Open,
    Done(Cost),
}

/// What the variables of the operation that is to run are.
struct Given<'a> {
    variables: &'a Variables,
    defaults: HashMap<&'a Name, &'a Value>,
}

impl Given<'_> {
    fn value(&self, name: &Name) -> Option<Value> {
        let value = self.variables.get(name).or_else(|| self.defaults.get(name).copied());
        value.cloned()
    }
}

/// The fields of a type that have a price, where the type is known.
type Priced<'a> = Option<&'a HashMap<String, Price>>;

struct Walk<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    seen: HashMap<&'a str, Seen>,
    given: Given<'a>,
    limits: &'a DocumentLimits,
    prices: &'a Prices,
}

impl<'a> Walk<'a> {
    /// The cost of a selection set that lies at the given level, counted from 1, on a type with some fields.
    fn set(&mut self, set: &'a SelectionSet, level: usize, of: Priced<'a>) -> Result<Cost, String> {
        let mut cost = Cost::default();
        if set.items.is_empty() {
            return Ok(cost);
        }
        self.within_levels(level)?;
        let mut keys = HashSet::new();
        for selection in &set.items {
            let mut one = match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let price = of.and_then(|fields| fields.get(field.name.node.as_str()));
                    let gives = price.and_then(|price| self.prices.fields(&price.gives));
                    let below = self.set(&field.selection_set.node, level + 1, gives)?;
                    let again = !keys.insert(field.response_key().node.as_str());
                    self.field(field, again || field.alias.is_some(), below, price)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, level + 1)?
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = condition.map_or(of, |condition| self.prices.fields(&condition.node.on.node));
                    self.set(&inline.node.selection_set.node, level + 1, on)?
                }
            };
            one.selections = one.selections.saturating_add(1);
            one.variables = one.variables.saturating_add(used_by(selection.node.directives()));
            cost.beside(one);
            self.within(&cost)?;
        }
        cost.levels += 1;
        Ok(cost)
    }

    /// The cost of a field, from the cost of what it selects.
    fn field(
        &self,
        field: &Field,
        aliased: bool,
        below: Cost,
        price: Option<&Price>,
    ) -> Result<Cost, String> {
        let name = field.name.node.as_str();
        let introspects = matches!(name, "__schema" | "__type");
        if introspects && below.type_lists > TYPE_LISTS {
            return Err(format!("introspection nests lists deeper than {TYPE_LISTS} levels"));
        }
        let type_list = matches!(name, "fields" | "inputFields" | "interfaces" | "possibleTypes");
        let (price, entry) = self.priced(field, below, price);
        Ok(Cost {
            price,
            entry,
            resolved: below.resolved.saturating_mul(self.page(field)).saturating_add(1),
            aliases: below.aliases.saturating_add(usize::from(aliased)),
            depth: below.depth + 1,
            fields: 1,
            variables: below.variables.saturating_add(variables_in!(&field.arguments)),
            type_lists: below.type_lists + usize::from(type_list),
            introspects: below.introspects || introspects,
            ..below
        })
    }

    /// What a field costs by the table of prices, and what it adds to an entry of the page around it.
    fn priced(&self, field: &Field, below: Cost, price: Option<&Price>) -> (usize, usize) {
        // A leaf gives no object. Introspection is bounded by itself.
        if field.selection_set.node.items.is_empty() || field.name.node.starts_with("__") {
            return (0, 0);
        }
        let weight = price.map_or(1, |price| price.weight);
        let object = weight.saturating_add(below.price);
        match price.map_or(Size::One, |price| price.size) {
            Size::One => (object.saturating_add(below.entry), 0),
            Size::Assumed(length) => (object.saturating_mul(length), 0),
            Size::Sliced(default) => (object.saturating_mul(self.sliced(field).unwrap_or(default)), 0),
            Size::Page => {
                let entries = below.entry.saturating_mul(self.sliced(field).unwrap_or(1));
                (object.saturating_add(entries), 0)
            }
            Size::Entries => (0, object),
        }
    }

    /// How many entries a field may have, by its argument `first` or `last`; one for a field without.
    fn page(&self, field: &Field) -> usize {
        self.sliced(field).unwrap_or(1)
    }

    /// The same; nothing for a field without.
    fn sliced(&self, field: &Field) -> Option<usize> {
        let size = |name| {
            let value = field.get_argument(name)?.node.clone();
            let value = value.into_const_with(|name| self.given.value(&name).ok_or(()));
            Some(match value {
                Ok(Value::Number(number)) => number.as_u64().map_or(PAGE, |n| (n as usize).clamp(1, PAGE)),
                Ok(Value::Null) => 1,
                _ => PAGE,
            })
        };
        size("first").max(size("last"))
    }

    /// The cost of a fragment; of one that is not there, nothing: validation reports it.
    fn fragment(&mut self, name: &str, level: usize) -> Result<Cost, String> {
        let Some((name, fragment)) = self.fragments.get_key_value(name) else {
            return Ok(Cost::default());
        };
        match self.seen.get(name.as_str()) {
            Some(Seen::Open) => return Err(format!("the fragment \"{name}\" spreads itself")),
            Some(Seen::Done(cost)) => {
                let cost = *cost;
                self.within_levels((level + cost.levels).saturating_sub(1))?;
                return Ok(cost);
            }
            None => {}
        }
        self.seen.insert(name, Seen::Open);
        let on = self.prices.fields(&fragment.node.type_condition.node.on.node);
        let mut cost = self.set(&fragment.node.selection_set.node, level, on)?;
        cost.variables = cost.variables.saturating_add(used_by(&fragment.node.directives));
        self.seen.insert(name, Seen::Done(cost));
        Ok(cost)
    }

    fn within_levels(&self, level: usize) -> Result<(), String> {
        match self.limits.levels {
            most if level > most => Err(format!("the document nests selections deeper than {most} levels")),
            _ => Ok(()),
        }
    }

    fn within(&self, cost: &Cost) -> Result<(), String> {
        let limits = self.limits;
        if cost.selections > limits.selections {
            return Err(format!("the document asks for more than {} fields", limits.selections));
        }
        if cost.resolved > limits.resolved {
            let most = limits.resolved;
            return Err(format!("the answer could hold more than {most} fields: ask for smaller pages"));
        }
        if cost.aliases > limits.aliases {
            return Err(format!("the document has more than {} aliases or repeated fields", limits.aliases));
        }
        if cost.depth > limits.depth {
            return Err(format!("the document asks for fields deeper than {} levels", limits.depth));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use async_graphql::parser::parse_query;

    fn walk(document: &str) -> Result<Cost, String> {
        let variables = Variables::from_json(serde_json::json!({ "ten": 10, "none": null }));
        let document = parse_query(document).unwrap();
        let chosen = document.operations.iter().next().map(|(_, operation)| &operation.node);
        check(&document, chosen, &variables, &DocumentLimits::default(), &Prices::default())
    }

    fn doubling(fragments: usize, end: &str) -> String {
        (0..fragments).fold("{ ...F0 }".to_owned(), |document, one| {
            let next = one + 1;
            let body = if next == fragments { end.to_owned() } else { format!("...F{next} ...F{next}") };
            format!("{document} fragment F{one} on Query {{ {body} }}")
        })
    }

    #[test]
    fn costs_are_those_of_the_written_out_document() {
        let cost = walk(
            "query($v: Int) { a: b(c: [$v, $v]) { ...F } ...F @include(if: $v) }
             fragment F on Query { d ... on Query { e: f { g } } }",
        )
        .unwrap();
        assert_eq!(
            cost,
            Cost {
                selections: 11,
                resolved: 7,
                aliases: 3,
                depth: 3,
                levels: 5,
                fields: 3,
                variables: 3,
                type_lists: 0,
                introspects: false,
                price: 3,
                entry: 0
            }
        );
        assert!(
            walk("{ a { ...F } } fragment F on Query { __schema { types { name } } }").unwrap().introspects
        );
    }

    #[test]
    fn doubling_fragments_are_refused_whatever_they_end_in() {
        for end in ["a", "...Nobody", "__typename"] {
            assert!(walk(&doubling(25, end)).unwrap_err().contains("more than 2000 fields"), "{end}");
            assert!(walk(&doubling(40, end)).is_err(), "{end}");
        }
        assert!(walk(&doubling(5, "a")).is_ok());
        // The same where no operation spreads them.
        assert!(walk(&doubling(25, "a").replace("{ ...F0 }", "{ a }")).is_err());
    }

    #[test]
    fn cycles_are_refused_and_unknown_fragments_are_not() {
        for document in [
            "{ ...A } fragment A on Query { ...A }",
            "{ ...A } fragment A on Query { a ...B } fragment B on Query { c { ...A } }",
            "{ a } fragment A on Query { ...B } fragment B on Query { ...A }",
        ] {
            assert!(walk(document).unwrap_err().contains("spreads itself"), "{document}");
        }
        assert!(walk("{ a ...Nobody }").is_ok());
    }

    #[test]
    fn aliases_repeats_depth_and_levels_are_bounded() {
        let many = |count: usize, one: &dyn Fn(usize) -> String| {
            format!("{{ {} }}", (0..count).map(one).collect::<Vec<_>>().join(" "))
        };
        assert!(walk(&many(30, &|n| format!("a{n}: a"))).is_ok());
        assert!(walk(&many(31, &|n| format!("a{n}: a"))).unwrap_err().contains("30 aliases"));
        assert!(walk(&many(32, &|_| "a".into())).is_err());
        let deep = |levels: usize| format!("{}a{}", "{ a ".repeat(levels - 1) + "{", "}".repeat(levels));
        assert!(walk(&deep(15)).is_ok());
        assert!(walk(&deep(16)).unwrap_err().contains("deeper than 15"));
        let inline = |levels: usize| format!("{{ {}a{} }}", "... {".repeat(levels), "}".repeat(levels));
        assert!(walk(&inline(29)).is_ok());
        assert!(walk(&inline(30)).unwrap_err().contains("30 levels"));
        // A chain of fragments seen from its end first, and from its start.
        let chain: String = (0..40).map(|n| format!("fragment F{n} on Query {{ ...F{} }}", n + 1)).collect();
        assert!(walk(&format!("{{ a }} {chain}")).is_err());
    }

    #[test]
    fn pages_multiply() {
        let resolved = |document: &str| walk(document).map(|cost| cost.resolved);
        assert_eq!(resolved("{ a(first: 10) { b(last: 5) { c d } } }"), Ok(1 + 10 * (1 + 5 * 2)));
        assert_eq!(resolved("query($ten: Int) { a(first: $ten) { c } }"), Ok(11));
        assert_eq!(resolved("query($none: Int) { a(first: $none) { c } }"), Ok(2));
        assert_eq!(resolved("query($unknown: Int = 3) { a(first: $unknown) { c } }"), Ok(4));
        assert_eq!(resolved("query($unknown: Int) { a(first: $unknown) { c } }"), Ok(101));
        assert_eq!(resolved("{ a(first: 1000000) { c } b(first: -1) { c } }"), Ok(101 + 101));
        assert_eq!(
            resolved("{ a(first: 100) { ...F } } fragment F on A { b(first: 100) { c } }"),
            Ok(10_101)
        );
        let page = "a(first: 100) {";
        assert!(
            walk(&format!("{{ {} b {}", page.repeat(3), "}".repeat(4)))
                .unwrap_err()
                .contains("smaller pages")
        );
    }

    #[test]
    fn introspection_does_not_multiply_lists() {
        let nested = |levels: usize| {
            format!(
                "{{ __schema {{ types {{ {} name {} }}",
                "fields { type {".repeat(levels),
                "} }".repeat(levels + 1)
            )
        };
        assert!(walk(&nested(2)).is_ok());
        assert!(walk(&nested(3)).unwrap_err().contains("introspection nests"));
        assert!(walk(&nested(3).replace("__schema", "form")).is_ok());
        let fragments = "{ __type(name: \"A\") { ...F } } fragment F on __Type { fields { type { ...G } } }
            fragment G on __Type { interfaces { possibleTypes { name } } }";
        assert!(walk(fragments).unwrap_err().contains("introspection nests"));
    }

    #[test]
    fn several_operations_count_together_and_a_subscription_has_one_field() {
        let operation = |name: &str| {
            format!("query {name} {{ {} }}", (0..20).map(|n| format!("a{n}: a ")).collect::<String>())
        };
        assert!(walk(&operation("A")).is_ok());
        assert!(walk(&format!("{} {}", operation("A"), operation("B"))).is_err());
        assert!(walk("subscription { a { b c } }").is_ok());
        for document in ["subscription { a b }", "subscription { ...F } fragment F on Subscription { a b }"] {
            assert!(walk(document).unwrap_err().contains("exactly one field"));
        }
    }
}
