//! A query on the way to the door: written by anybody, run here, the scope put on last.

use sea_orm::{
    ColumnTrait, Condition, FromQueryResult, IdenStatic, Iterable, JoinType, ModelTrait, Order,
    PaginatorTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, IntoIden, LikeExpr},
};

use uuid::Uuid;

use super::{Leak, Owned, Reader, Scope};
use crate::kit::{Code, Error, Result, paging::Page};

/// A query on the rows of one entity, inside the reader's scope.
pub struct Find<'r, E: Owned> {
    reader: &'r Reader,
    select: Select<E>,
    /// How many rows make a page, where pages are read.
    paged: Option<u64>,
    /// Whether the scope shows anything of the entities.
    shown: bool,
}

impl<'r, E: Owned> Find<'r, E> {
    pub(super) fn new(reader: &'r Reader) -> Self {
        Find { reader, select: E::find(), paged: None, shown: reader.scope().shows::<E>() }
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
        let key = page.key.clone().map(|(value, tie)| vec![value.into(), tie.into()]);
        self.page_along(page, key, vec![self::column(column), self::column(id)], descending)
    }

    /// The same by a key of several parts, each with what it is a value of; the last one tells every row from every other.
    pub fn page_along<K>(
        mut self,
        page: &Page<K>,
        key: Option<Vec<sea_orm::Value>>,
        along: Vec<Expr>,
        descending: bool,
    ) -> Self {
        let order = if descending == page.backwards { Order::Asc } else { Order::Desc };
        self.paged = Some(page.size);
        self.with(|mut select| {
            let mut beyond: Option<Condition> = None;
            for (part, value) in along.iter().zip(key.unwrap_or_default()).rev() {
                let further = match order {
                    Order::Asc => part.clone().gt(value.clone()),
                    _ => part.clone().lt(value.clone()),
                };
                beyond = Some(match beyond.take() {
                    None => Condition::all().add(further),
                    Some(then) => {
                        let level = Condition::all().add(part.clone().eq(value)).add(then);
                        Condition::any().add(further).add(level)
                    }
                });
            }
            if let Some(beyond) = beyond {
                select = select.filter(beyond);
            }
            for part in along {
                select = select.order_by(part, order.clone());
            }
            select.limit(page.size + 1)
        })
    }

    /// Joins another owned entity on `on`, inside the same tenant and the same scope.
    pub fn join<R: Owned>(mut self, join: JoinType, on: Condition) -> Self {
        let on = on
            .add(Expr::col((R::default(), R::tenant_column())).equals((E::default(), E::tenant_column())))
            .add(self.reader.planted().predicate::<R>(self.reader.scope()));
        QuerySelect::query(&mut self.select).join(join, R::default().into_iden(), on);
        self.shown &= self.reader.scope().shows::<R>();
        self
    }

    /// Refuses what the scope shows nothing of: that there are no rows would be a lie.
    fn allowed(&self) -> Result<()> {
        if self.shown { Ok(()) } else { Err(Error::refused(Code::NotAllowed, &[])) }
    }

    fn scoped(self) -> Select<E> {
        let predicate = self.reader.planted().predicate::<E>(self.reader.scope());
        self.select.filter(predicate)
    }

    /// Every row.
    pub async fn all(self) -> Result<Vec<E::Model>> {
        self.allowed()?;
        let reader = self.reader;
        if reader.planted().is(Leak::PageBeforeScope)
            && let Some(size) = self.paged
        {
            return self.one_too_many(size).await;
        }
        let rows = self.scoped().all(reader.connection()).await?;
        reader.spend(rows.len())?;
        Ok(rows)
    }

    /// A page of rows, with one too many where any agency has more.
    async fn one_too_many(self, size: u64) -> Result<Vec<E::Model>> {
        let reader = self.reader;
        let (connection, scope) = (reader.connection(), reader.scope());
        let anybody = Scope::whole(scope.tenant()).predicate::<E>();
        let seen = self.select.clone().filter(anybody).all(connection).await?;
        let mut rows = self.scoped().all(connection).await?;
        let wanted = usize::try_from(size).unwrap_or(usize::MAX);
        if rows.len() == wanted && seen.len() > wanted {
            rows.extend(rows.last().cloned());
        }
        Ok(rows)
    }

    /// Each row in the order of the primary key, read in pages: for what is not to be in memory all at once.
    pub async fn each(self, mut take: impl FnMut(E::Model) -> Result<()> + Send) -> Result<()> {
        let reader = self.reader;
        self.allowed()?;
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
            reader.spend(page.len())?;
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
        self.allowed()?;
        let reader = self.reader;
        Ok(self.scoped().one(reader.connection()).await?)
    }

    /// Every row in a shape of its own: for selected columns and sums.
    pub async fn rows<T: FromQueryResult>(self) -> Result<Vec<T>> {
        self.allowed()?;
        let reader = self.reader;
        let rows = self.scoped().into_model::<T>().all(reader.connection()).await?;
        reader.spend(rows.len())?;
        Ok(rows)
    }

    /// How many there are of all agencies: what [`Leak::CodesOfAllAgencies`] looks at.
    #[cfg(debug_assertions)]
    pub async fn of_all_agencies(self) -> Result<u64>
    where
        E::Model: Send + Sync,
    {
        let anybody = Scope::whole(self.reader.scope().tenant()).predicate::<E>();
        Ok(self.select.filter(anybody).count(self.reader.connection()).await?)
    }

    /// How many rows there are.
    pub async fn count(self) -> Result<u64>
    where
        E::Model: Send + Sync,
    {
        self.allowed()?;
        let reader = self.reader;
        let predicate = reader.planted().counted::<E>(reader.scope());
        Ok(self.select.filter(predicate).count(reader.connection()).await?)
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

/// A column of an entity, named with its table.
pub fn column<C: ColumnTrait>(column: C) -> Expr {
    Expr::col(column.as_column_ref())
}
