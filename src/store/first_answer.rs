//! What a request was first answered, under the words in which it was asked: sent again to the letter, it is shown that
//! again, whatever has happened since.
//!
//! An answer is read after its effect is committed, because what it shows (a payload's fields, whatever `query` leads to)
//! is chosen by the client and may take its time, and no writer should wait for that. So it is kept in a transaction of
//! its own, before it is sent: whoever has seen an answer sees the same one again. When the process dies between the two,
//! nobody has seen one, and the request that is sent again is answered, and its answer kept, as things then stand.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, Condition, EntityTrait, QueryFilter, entity::prelude::*, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{Leak, Reader, Scope, Store, Writer, failpoint, task_failed};
use crate::kit::{Error, Result};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "first_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: String,
    pub answer: String,
    pub at: DateTime<Utc>,
}

crate::owned!();

/// Under what an answer is kept: a person's idempotency key, and the words of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub person: Uuid,
    pub key: Uuid,
    /// SHA-256 of the document, its variables, the language, and the place of the mutation in the document.
    pub words: String,
}

/// The answer that was kept; `None` when there is none yet.
pub async fn first_answer(reader: &Reader, question: &Question) -> Result<Option<String>> {
    let mut asked = Condition::all();
    if !reader.planted().is(Leak::AnswersOfAllPeople) {
        asked = asked.add(Column::PersonId.eq(question.person));
    }
    let asked = asked.add(Column::Key.eq(question.key)).add(Column::Question.eq(&question.words));
    let kept = reader.find::<Entity>().with(|all| all.filter(asked)).one().await?;
    Ok(kept.map(|row| row.answer))
}

impl Store {
    /// Keeps an answer, unless there is one already; returns the one that is kept. The key's effect must be committed.
    pub async fn keep_first_answer(
        &self,
        scope: Scope,
        question: Question,
        answer: String,
        at: DateTime<Utc>,
    ) -> Result<String> {
        let store = self.clone();
        // To the end, even when the caller goes away.
        let task = tokio::spawn(async move { store.keep(scope, question, answer, at).await });
        task.await.map_err(task_failed)?
    }

    async fn keep(
        &self,
        scope: Scope,
        question: Question,
        answer: String,
        at: DateTime<Utc>,
    ) -> Result<String> {
        const ACTION: &str = "firstAnswer";
        let transaction = Writer::begin(self, &scope).await?;
        failpoint::reach(ACTION, 1);
        let row = ActiveModel {
            tenant_id: Set(scope.tenant()),
            person_id: Set(question.person),
            key: Set(question.key),
            question: Set(question.words.clone()),
            answer: Set(answer.clone()),
            at: Set(at),
        };
        let key = [Column::TenantId, Column::PersonId, Column::Key, Column::Question];
        let unless_there = OnConflict::columns(key).do_nothing().to_owned();
        let kept =
            match Entity::insert(row).on_conflict(unless_there).exec_without_returning(&transaction).await {
                Ok(1) => answer,
                Ok(_) | Err(DbErr::RecordNotInserted) => {
                    // Whoever was first has committed: an insert waits for another one of its key.
                    let reader = Reader::of_writer(self, transaction, scope);
                    let kept = first_answer(&reader, &question).await?;
                    return kept.ok_or_else(|| Error::broken("an answer is neither new nor there"));
                }
                Err(error) => return Err(error.into()),
            };
        failpoint::reach(ACTION, 2);
        transaction.commit().await?;
        failpoint::reach(ACTION, 3);
        Ok(kept)
    }
}
