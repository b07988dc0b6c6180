//! Relay connections out of pages of rows (GraphQL Cursor Connections Specification).

use async_graphql::{Object, OutputType, TypeName, connection::PageInfo};
use serde::Serialize;
use std::borrow::Cow;

use super::paging::{self, Page};

/// A page of a list.
pub struct Paged<Node> {
    edges: Vec<Edge<Node>>,
    has_previous_page: bool,
    has_next_page: bool,
    total: Option<i32>,
}

/// An entry of a page.
pub struct Edge<Node> {
    cursor: String,
    node: Node,
}

impl<Node: OutputType> TypeName for Paged<Node> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", Node::type_name()).into()
    }
}

impl<Node: OutputType> TypeName for Edge<Node> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", Node::type_name()).into()
    }
}

/// A page of a list, found again by its cursors (một trang danh sách).
#[Object(name_type)]
impl<Node: OutputType> Paged<Node> {
    /// The entries with their cursors.
    async fn edges(&self) -> &[Edge<Node>] {
        &self.edges
    }

    /// The entries.
    async fn nodes(&self) -> Vec<&Node> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where the page lies in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous_page,
            has_next_page: self.has_next_page,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// How many there are in all, whatever the page; computed only when asked for (tổng số).
    async fn total_count(&self) -> Option<i32> {
        self.total
    }
}

/// An entry of a page with its cursor (một dòng của trang).
#[Object(name_type)]
impl<Node: OutputType> Edge<Node> {
    /// Give it as `after` or `before` to go on from here.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The entry.
    async fn node(&self) -> &Node {
        &self.node
    }
}

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
    K: Serialize,
{
    let (rows, more) = page.cut(rows);
    let elsewhere = page.key.is_some();
    let (has_previous_page, has_next_page) =
        if page.backwards { (more, elsewhere) } else { (elsewhere, more) };
    let edges = rows
        .into_iter()
        .map(|row| Edge { cursor: paging::encode(&key(&row), binding), node: node(row) })
        .collect();
    Paged {
        edges,
        has_previous_page,
        has_next_page,
        total: total.and_then(|total| i32::try_from(total).ok()),
    }
}
