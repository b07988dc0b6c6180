//! The captured statements, sent straight to the database over a pool like the server's.

use sqlx::{
    AssertSqlSafe, Encode, Executor, PgPool, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgPoolOptions, PgTypeInfo, types::Oid},
};

use crate::{
    Outcome,
    statements::{Argument, Statement},
};

/// A pool as large as the server's.
pub async fn pool(url: &str, connections: u32) -> Outcome<PgPool> {
    let options = PgPoolOptions::new().max_connections(connections).test_before_acquire(false);
    Ok(options.connect(url).await?)
}

/// Runs the statements of one request, in their order, and reads every row; how many there were.
pub async fn run(pool: &PgPool, statements: &[Statement]) -> Outcome<usize> {
    let mut connection = pool.acquire().await?;
    let mut rows = 0;
    for statement in statements {
        match statement {
            Statement::Plain(sql) => {
                connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.as_str()))).await?;
            }
            Statement::Prepared { sql, arguments } => {
                let query = sqlx::query(AssertSqlSafe(sql.as_str()));
                let query = arguments.iter().fold(query, |query, argument| query.bind(argument));
                rows += connection.fetch_all(query).await?.len();
            }
        }
    }
    Ok(rows)
}

impl Type<Postgres> for Argument {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("text")
    }
}

/// As it came over the wire.
impl Encode<'_, Postgres> for Argument {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        match &self.bytes {
            Some(bytes) => {
                buffer.extend_from_slice(bytes);
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(self.oid)))
    }
}
