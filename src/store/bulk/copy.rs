//! PostgreSQL's binary COPY format: rows of any entity, and sending them.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{EntityTrait, Iterable, ModelTrait, Value};
use sqlx::PgConnection;

use crate::kit::{Error, Result};

const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();

/// Days from the epoch of Unix, which is chrono's, to PostgreSQL's: 1 January 2000.
const EPOCH_DAYS: i64 = 10_957;

/// Encodes rows, in chunks of about `size` bytes. Errors: a type of column that no entity has so far.
pub fn encode<E: EntityTrait>(rows: &[E::Model], size: usize) -> Result<Vec<Vec<u8>>> {
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let fields = i16::try_from(columns.len()).map_err(Error::broken)?.to_be_bytes();
    let mut chunks = Vec::new();
    let mut chunk = Vec::with_capacity(size.min(rows.len() * 128));
    for row in rows {
        chunk.extend_from_slice(&fields);
        for column in &columns {
            field(&mut chunk, row.get(*column))?;
        }
        if chunk.len() >= size {
            chunks.push(std::mem::replace(&mut chunk, Vec::with_capacity(size)));
        }
    }
    if !chunk.is_empty() {
        chunks.push(chunk);
    }
    Ok(chunks)
}

/// A field: its length in bytes, or -1 where it is null, and the bytes.
fn field(to: &mut Vec<u8>, value: Value) -> Result<()> {
    match value {
        Value::Bool(value) => put(to, value.map(|value| [u8::from(value)]).as_ref()),
        Value::SmallInt(value) => put(to, value.map(i16::to_be_bytes).as_ref()),
        Value::Int(value) => put(to, value.map(i32::to_be_bytes).as_ref()),
        Value::BigInt(value) => put(to, value.map(i64::to_be_bytes).as_ref()),
        Value::String(value) => put(to, value.as_ref()),
        Value::Uuid(value) => put(to, value.map(uuid::Uuid::into_bytes).as_ref()),
        Value::ChronoDate(value) => put(to, value.map(day).transpose()?.map(i32::to_be_bytes).as_ref()),
        Value::ChronoDateTimeUtc(value) => put(to, value.map(|at| instant(at).to_be_bytes()).as_ref()),
        other => Err(Error::broken(format!("no encoding for {other:?}"))),
    }
}

fn put(to: &mut Vec<u8>, bytes: Option<&impl AsRef<[u8]>>) -> Result<()> {
    match bytes.map(AsRef::as_ref) {
        Some(bytes) => {
            to.extend_from_slice(&i32::try_from(bytes.len()).map_err(Error::broken)?.to_be_bytes());
            to.extend_from_slice(bytes);
        }
        None => to.extend_from_slice(&(-1_i32).to_be_bytes()),
    }
    Ok(())
}

/// Days since PostgreSQL's epoch.
fn day(day: NaiveDate) -> Result<i32> {
    let days = (day - NaiveDate::default()).num_days() - EPOCH_DAYS;
    i32::try_from(days).map_err(Error::broken)
}

/// Microseconds since PostgreSQL's epoch.
fn instant(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros() - EPOCH_DAYS * 86_400 * 1_000_000
}

/// Sends encoded rows into a table.
pub async fn send(
    connection: &mut PgConnection,
    table: &str,
    columns: &str,
    chunks: &[Vec<u8>],
) -> Result<()> {
    let statement = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
    let mut copy = connection.copy_in_raw(&statement).await?;
    copy.send(HEADER).await?;
    for chunk in chunks {
        copy.send(chunk.as_slice()).await?;
    }
    copy.send(TRAILER.as_slice()).await?;
    copy.finish().await?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn bytes(value: Value) -> Vec<u8> {
        let mut to = Vec::new();
        field(&mut to, value).unwrap();
        to
    }

    #[test]
    fn fields_are_as_the_manual_says() {
        assert_eq!(bytes(Value::Int(Some(-2))), [0, 0, 0, 4, 255, 255, 255, 254]);
        assert_eq!(bytes(Value::BigInt(None)), [255; 4]);
        assert_eq!(bytes("ư".into()), [0, 0, 0, 2, 0xC6, 0xB0]);
        assert_eq!(bytes(true.into()), [0, 0, 0, 1, 1]);
    }

    #[test]
    fn time_begins_in_2000() {
        let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
        assert_eq!(day(first).unwrap(), 0);
        assert_eq!(day(first.pred_opt().unwrap()).unwrap(), -1);
        assert_eq!(instant("2000-01-01T00:00:01.5Z".parse().unwrap()), 1_500_000);
    }

    #[test]
    fn what_no_entity_has_is_refused() {
        assert!(field(&mut Vec::new(), Value::Double(Some(0.5))).is_err());
    }
}
