//! Relay connections out of pages of rows.

use async_graphql::{
    OutputType, SimpleObject,
    connection::{Connection, DefaultConnectionName, DefaultEdgeName, Edge, EmptyFields},
};
use serde::Serialize;

use super::paging::{self, Page};

/// What a connection says beside its edges.
#[derive(SimpleObject, Clone, Copy, Debug, Default)]
pub struct Counted {
    /// How many there are in all, whatever the page (tổng số); computed only when asked for.
    pub total_count: Option<i64>,
}

/// A connection whose edges carry a cursor and nothing else.
pub type Paged<Node> = Connection<String, Node, Counted, EmptyFields, DefaultConnectionName, DefaultEdgeName>;

/// Makes a connection of a page that was fetched with one row too many.
///
/// `binding` is what the order and the filter are; `key` is what a row is found again by.
pub fn connect<Row, Node, K>(
    page: &Page<K>,
    rows: Vec<Row>,
    total: Option<u64>,
    binding: &impl Serialize,
    key: impl Fn(&Row) -> K,
    node: impl Fn(Row) -> Node,
) -> Paged<Node>
where
    Node: OutputType,
    K: Serialize,
{
    let (rows, more) = page.cut(rows);
    let elsewhere = page.key.is_some();
    let (previous, next) = if page.backwards { (more, elsewhere) } else { (elsewhere, more) };
    let total_count = total.and_then(|total| i64::try_from(total).ok());
    let mut connection = Connection::with_additional_fields(previous, next, Counted { total_count });
    connection.edges.extend(rows.into_iter().map(|row| {
        let cursor = paging::encode(&key(&row), binding);
        Edge::new(cursor, node(row))
    }));
    connection
}
