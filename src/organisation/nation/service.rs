//! Who reads the nation, and whose provinces there are.

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, Select};
use std::collections::BTreeMap;

use super::rows::national_reader;
use crate::{
    auth::{Actor, Identity},
    kit::{Error, Result, id, text},
    organisation::{
        people,
        rows::province::{self, Model as ProvinceRow},
    },
    store::{Operation, Reader, Store},
};

/// The tables that say who a login is.
const LOGINS: [&str; 2] = ["login", "national_reader"];

/// Somebody who reads the nation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalReader {
    pub issuer: String,
    pub subject: String,
    pub full_name: String,
}

/// The reader of the nation behind an identity; `None` for whoever is none, or is none any more.
pub async fn reader_of(store: &Store, identity: &Identity) -> Result<Option<Actor>> {
    let row = newest(store, identity.issuer(), identity.subject()).await?;
    Ok(row.filter(|row| row.reads).map(|row| Actor::of_the_nation(identity, row.id)))
}

/// What the operator said of a login, the oldest first.
fn said(
    all: Select<national_reader::Entity>,
    issuer: &str,
    subject: &str,
) -> Select<national_reader::Entity> {
    let called = Condition::all()
        .add(national_reader::Column::Issuer.eq(issuer))
        .add(national_reader::Column::Subject.eq(subject));
    all.filter(called).order_by_asc(national_reader::Column::Id)
}

/// What the operator last said of a login.
async fn newest(store: &Store, issuer: &str, subject: &str) -> Result<Option<national_reader::Model>> {
    let rows = store.shared::<national_reader::Entity>(|all| said(all, issuer, subject)).await?;
    Ok(rows.into_iter().next_back())
}

/// Whether a login reads the nation: then no province may have it.
pub async fn reads(store: &Store, issuer: &str, subject: &str) -> Result<bool> {
    Ok(newest(store, issuer, subject).await?.is_some_and(|row| row.reads))
}

/// The same, for whoever has just given a province the login: asked behind that row, because an operator who lets somebody read waits
/// for it, and is waited for by it.
pub async fn reads_by(reader: &Reader, issuer: &str, subject: &str) -> Result<bool> {
    Ok(last_said(reader, issuer, subject).await?.is_some_and(|row| row.reads))
}

/// What the operator last said of a login, as a transaction sees it.
async fn last_said(reader: &Reader, issuer: &str, subject: &str) -> Result<Option<national_reader::Model>> {
    let rows = reader.shared::<national_reader::Entity>(|all| said(all, issuer, subject)).await?;
    Ok(rows.into_iter().next_back())
}

/// Everything that was ever said of readers of the nation, the oldest first.
async fn all(store: &Store) -> Result<Vec<national_reader::Model>> {
    store.shared::<national_reader::Entity>(|all| all.order_by_asc(national_reader::Column::Id)).await
}

/// Who reads the nation now, by issuer and subject.
pub async fn readers(store: &Store) -> Result<Vec<NationalReader>> {
    let newest: BTreeMap<(String, String), national_reader::Model> =
        all(store).await?.into_iter().map(|row| ((row.issuer.clone(), row.subject.clone()), row)).collect();
    let reads = newest.into_values().filter(|row| row.reads);
    Ok(reads
        .map(|row| NationalReader { issuer: row.issuer, subject: row.subject, full_name: row.full_name })
        .collect())
}

/// How often it was said who reads the nation: goes up whenever that changes.
pub async fn changes(store: &Store) -> Result<i64> {
    i64::try_from(all(store).await?.len()).map_err(Error::broken)
}

/// Lets somebody read the nation: on the owner's connection, because the server may not write this table.
///
/// Errors: a province knows the login, or it reads the nation already; those of the texts.
pub async fn let_in(store: &Store, reader: NationalReader) -> Result<()> {
    let line = |value: &str, field: &str| text::one_line(value, text::MAX_NAME, &[field]);
    let NationalReader { issuer, subject, full_name } = reader;
    let (issuer, subject) = (line(&issuer, "issuer")?, line(&subject, "subject")?);
    let full_name = line(&full_name, "name")?;
    let operation = store.operate(&LOGINS).await?;
    if people::knows(&operation, &issuer, &subject).await? {
        return Err(Error::broken(format!("a province knows {subject:?} of the issuer {issuer:?}")));
    }
    if reads_by(&operation, &issuer, &subject).await? {
        return Err(Error::broken(format!("{subject:?} of the issuer {issuer:?} reads the nation already")));
    }
    say(operation, NationalReader { issuer, subject, full_name }, true).await
}

/// Lets somebody read the nation no more: tokens are refused at once, on open sockets too.
///
/// Errors: nobody of that login reads it.
pub async fn withdraw(store: &Store, issuer: &str, subject: &str) -> Result<()> {
    let operation = store.operate(&LOGINS).await?;
    let reads = last_said(&operation, issuer, subject).await?.filter(|row| row.reads);
    let row = reads.ok_or_else(|| {
        Error::broken(format!("{subject:?} of the issuer {issuer:?} does not read the nation"))
    })?;
    let reader = NationalReader { issuer: row.issuer, subject: row.subject, full_name: row.full_name };
    say(operation, reader, false).await
}

/// Says whether somebody reads. The newest word is the one that counts, so that it is later than the one before, though that may have
/// been said on a machine whose clock is ahead.
async fn say(operation: Operation, reader: NationalReader, reads: bool) -> Result<()> {
    let NationalReader { issuer, subject, full_name } = reader;
    let before = last_said(&operation, &issuer, &subject).await?;
    let now = operation.clock().now();
    // Identifiers are in the order of their milliseconds.
    let now = before.map_or(now, |row| now.max(row.recorded_at + TimeDelta::milliseconds(1)));
    let row =
        national_reader::Model { id: id::new(now), issuer, subject, full_name, reads, recorded_at: now };
    operation.add::<national_reader::Entity>(row.clone()).await?;
    let newest = last_said(&operation, &row.issuer, &row.subject).await?;
    if newest.is_none_or(|newest| newest.id != row.id) {
        return Err(Error::broken("what was said before would still count"));
    }
    operation.commit().await
}

/// Every province that there is, by code.
pub async fn provinces(reader: &Reader) -> Result<Vec<ProvinceRow>> {
    reader.shared::<province::Entity>(|all| all.order_by_asc(province::Column::Code)).await
}
