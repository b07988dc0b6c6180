//! Bookkeeping that is nobody's act: one row from the state that was read to the next one, or not at all.

use sea_orm::{
    ActiveModelTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{
    Bookkept, Scope, Store, task_failed,
    writer::{Step, Writer},
};
use crate::kit::{Error, Result};

impl Store {
    /// Puts `after` in the place of `before`, in a transaction of its own; `false` when somebody else has changed the row
    /// since `before` was read. However many servers try, one of them does it: that is how a lease is taken.
    ///
    /// No audit entry and no new version of the tenant: for [`Bookkept`] rows only.
    pub async fn swap<E: Bookkept>(&self, scope: &Scope, before: &E::Model, after: E::Model) -> Result<bool>
    where
        E::Model: IntoActiveModel<E::ActiveModel> + Clone + Send + Sync + 'static,
        E::ActiveModel: Send,
    {
        let (store, scope, before) = (self.clone(), scope.clone(), before.clone());
        // To the end, even when the caller goes away.
        let task = tokio::spawn(async move { store.swap_to_the_end::<E>(&scope, &before, after).await });
        task.await.map_err(task_failed)?
    }

    async fn swap_to_the_end<E: Bookkept>(
        &self,
        scope: &Scope,
        before: &E::Model,
        after: E::Model,
    ) -> Result<bool>
    where
        E::Model: IntoActiveModel<E::ActiveModel> + Clone + Send + Sync,
        E::ActiveModel: Send,
    {
        let seen = before.clone().into_active_model().get(E::revision_column()).into_value();
        let next = after.clone().into_active_model().get(E::revision_column()).into_value();
        let seen = seen.filter(|seen| Some(seen) != next.as_ref());
        let seen = seen.ok_or_else(|| Error::broken("a swap without a new revision"))?;
        let Step { update, row, .. } = Step::<E>::of(scope, before, after)?;
        let row = row.add(ExprTrait::eq(Expr::col(E::revision_column()), seen));
        let transaction = Writer::begin(self, scope).await?;
        let swapped = update.filter(row).exec(&transaction).await?.rows_affected;
        transaction.commit().await?;
        Ok(swapped == 1)
    }
}
