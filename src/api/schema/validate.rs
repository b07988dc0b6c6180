//! Whether a document could run, without running it.

use async_graphql::{
    Request, Response, async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute},
};
use std::sync::Arc;

use super::{builder, prices};
use crate::api::{DocumentLimits, guard};

/// Ends a request where it would run.
struct Validated;

impl ExtensionFactory for Validated {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Validated)
    }
}

#[async_trait::async_trait]
impl Extension for Validated {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}

/// Says what is wrong with a document: a limit, its syntax, what the schema has not. What an operation costs depends on its
/// variables and is judged when they come.
pub async fn validate(text: &str, limits: &DocumentLimits) -> Result<(), String> {
    let mut request = Request::new(text);
    request.operation_name = guard::examine(text, limits, &prices())?;
    let response = builder().extension(Validated).finish().execute(request).await;
    response.errors.into_iter().next().map_or(Ok(()), |error| Err(error.message))
}
