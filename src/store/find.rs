//! A query on the way to the door: written by anybody, run here, the scope put on last.

use sea_orm::{
    ColumnTrait, Condition, FromQueryResult, IdenStatic, Iterable, JoinType, ModelTrait, Order,
    PaginatorTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, IntoIden, LikeExpr},
};

use uuid::Uuid;

use super::{Owned, Reader};
use crate::kit::{Result, paging::Page};

/// A query on the rows of one entity, inside the reader's scope.
pub struct Find<'r, E: Owned> {
    reader: &'r Reader,
    select: Select<E>,
}

impl<'r, E: Owned> Find<'r, E> {
    pub(super) fn new(reader: &'r Reader) -> Self {
        Find { reader, select: E::find() }
    }

    /// Shapes the query: filters, order, limit, columns, groups.
    pub fn with(mut self, shape: impl FnOnce(Select<E>) -> Select<E>) -> Self {
        self.select = shape(self.select);
        self
    }

    /// One page by key, plus one row to tell whether there are more: ordered by `column`, ties by `id`.
    pub fn page<K>(self, page: &Page<(K, Uuid)>, column: E::Column, id: E::Column, descending: bool) -> Self
    where
        K: Clone + Into<sea_orm::Value>,
    {
        let order = if descending == page.backwards { Order::Asc } else { Order::Desc };
        let key = page.key.clone();
        self.with(|mut select| {
            if let Some((value, tie)) = key {
                let value: sea_orm::Value = value.into();
                let beyond = match order {
                    Order::Asc => {
                        Condition::any().add(column.gt(value.clone())).add(column.eq(value).and(id.gt(tie)))
                    }
                    _ => Condition::any().add(column.lt(value.clone())).add(column.eq(value).and(id.lt(tie))),
                };
                select = select.filter(beyond);
            }
            select.order_by(column, order.clone()).order_by(id, order).limit(page.size + 1)
        })
    }

    /// Joins another owned entity on `on`, inside the same tenant and the same scope.
    pub fn join<R: Owned>(mut self, join: JoinType, on: Condition) -> Self {
        let on = on
            .add(Expr::col((R::default(), R::tenant_column())).equals((E::default(), E::tenant_column())))
            .add(self.reader.scope().predicate::<R>());
        QuerySelect::query(&mut self.select).join(join, R::default().into_iden(), on);
        self
    }

    fn scoped(self) -> Select<E> {
        let predicate = self.reader.scope().predicate::<E>();
        self.select.filter(predicate)
    }

    /// Every row.
    pub async fn all(self) -> Result<Vec<E::Model>> {
        let reader = self.reader;
        Ok(self.scoped().all(reader.connection()).await?)
    }

    /// Each row in the order of the primary key, read in pages: for what is not to be in memory all at once.
    pub async fn each(self, mut take: impl FnMut(E::Model) -> Result<()> + Send) -> Result<()> {
        let reader = self.reader;
        let tenant = E::tenant_column();
        let keys: Vec<E::Column> = E::PrimaryKey::iter()
            .map(PrimaryKeyToColumn::into_column)
            .filter(|column| column.as_str() != tenant.as_str())
            .collect();
        let all = keys.iter().fold(self.scoped(), |all, key| all.order_by_asc(*key)).limit(PAGE);
        let mut page = all.clone().all(reader.connection()).await?;
        loop {
            let Some(last) = page.last() else { return Ok(()) };
            let beyond = beyond::<E>(&keys, last);
            let full = page.len() as u64 == PAGE;
            for row in page {
                take(row)?;
            }
            if !full {
                return Ok(());
            }
            page = all.clone().filter(beyond).all(reader.connection()).await?;
        }
    }

    /// The first row, if there is one.
    pub async fn one(self) -> Result<Option<E::Model>> {
        let reader = self.reader;
        Ok(self.scoped().one(reader.connection()).await?)
    }

    /// Every row in a shape of its own: for selected columns and sums.
    pub async fn rows<T: FromQueryResult>(self) -> Result<Vec<T>> {
        let reader = self.reader;
        Ok(self.scoped().into_model::<T>().all(reader.connection()).await?)
    }

    /// How many rows there are.
    pub async fn count(self) -> Result<u64>
    where
        E::Model: Send + Sync,
    {
        let reader = self.reader;
        Ok(self.scoped().count(reader.connection()).await?)
    }
}

/// How many rows [`Find::each`] reads at once.
const PAGE: u64 = 2_000;

/// What comes after a row in the order of some columns; said so that an index on them is entered at the row.
fn beyond<E: Owned>(keys: &[E::Column], row: &E::Model) -> Condition {
    let Some((key, rest)) = keys.split_first() else { return Condition::any() };
    let value = row.get(*key);
    if rest.is_empty() {
        return Condition::all().add(key.gt(value));
    }
    let tied = beyond::<E>(rest, row);
    Condition::all().add(key.gte(value.clone())).add(Condition::any().add(key.gt(value)).add(tied))
}

/// A pattern for what contains a text, all of whose signs stand for themselves.
pub fn containing(text: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}
