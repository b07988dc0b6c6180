//! The guard before the parser.
//!
//! Left alone, the GraphQL library recurses as deep as a document nests (whether that ends the process depends on the
//! version of its parser), and spends seconds and gigabytes on a few hundred bytes of fragments that spread the next
//! one twice, whatever depth and complexity it is told. So a request is *admitted* first: a lexical pass over its text, one walk over the parsed document, a look at its
//! variables. The transport admits every request itself; the schema extension [`Guard`] admits whatever reaches the
//! schema by another way, marks where an error comes from, and says whether anything ran.
//!
//! What is refused here is refused in English only: it is for the programmer of a client, like the library's own
//! messages about documents.

mod lexical;
mod variables;
mod walk;

use super::cost::Prices;
use super::limits::DocumentLimits;
use crate::kit::fault::{Class, fault};
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextPrepareRequest,
    NextResolve, NextValidation, ResolveInfo,
};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::{
    IntrospectionMode, Request, Response, ServerError, ServerResult, ValidationResult, Value, Variables,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What is known of an admitted request; it lies in the request's data.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// What the operation that will run is.
    pub operation: OperationType,
    /// What it may cost, 1 at least.
    pub requested: usize,
    /// The first field at its root, as the schema has it; empty where that gives no objects, or where the schema does not know it.
    pub field: Arc<str>,
    began: Arc<AtomicBool>,
    spent: Arc<AtomicUsize>,
}

impl Admitted {
    /// Whether the request got past validation, so that a resolver may have run.
    pub fn began(&self) -> bool {
        self.began.load(Ordering::Acquire)
    }

    /// What its resolvers have cost since this was last asked: 1 at least, nothing if none began.
    pub fn spent(&self) -> usize {
        let spent = self.spent.swap(0, Ordering::Relaxed);
        if self.began() { spent.max(1) } else { 0 }
    }
}

/// Admits a request or says what is wrong with it: size, nesting, syntax, cost, introspection, which operation, its
/// variables. The parsed document goes into the request, so that it is parsed once.
///
/// Set the request's variables, operation name and introspection mode before. The errors carry one of our codes.
pub fn admit(
    request: &mut Request,
    limits: &DocumentLimits,
    prices: &Prices,
) -> Result<Admitted, ServerError> {
    lexical::check(&request.query, limits).map_err(|limit| fault(Class::ParseFailed, limit))?;
    let document = parse_query(&request.query).map_err(|error| {
        let mut error = ServerError::from(error);
        error.message = syntax(&error.message);
        Class::ParseFailed.mark(error)
    })?;
    let operation = select(&document, request.operation_name.as_deref());
    let chosen = operation.as_ref().ok().copied();
    let cost = walk::check(&document, chosen, &request.variables, limits, prices).map_err(invalid)?;
    if cost.fields > limits.root_fields {
        return Err(invalid(too_many_roots(limits)));
    }
    if cost.introspects && request.introspection_mode == IntrospectionMode::Disabled {
        return Err(fault(Class::Forbidden, "introspection is not available to this caller"));
    }
    variables::check(&request.variables, cost.variables, limits)
        .map_err(|limit| fault(Class::BadUserInput, limit))?;
    let operation = operation?;
    variables::supplied(operation, &request.variables)
        .map_err(|missing| fault(Class::BadUserInput, missing))?;
    let admitted = Admitted {
        operation: operation.ty,
        requested: cost.price.max(1),
        field: prices.named(operation),
        began: Arc::default(),
        spent: Arc::default(),
    };
    request.set_parsed_query(document);
    request.data.insert(admitted.clone());
    Ok(admitted)
}

/// Looks at a document that nobody asks to be run yet: what is wrong with its size, nesting, syntax or cost, or the name of one
/// of its operations, if they have names.
pub fn examine(text: &str, limits: &DocumentLimits, prices: &Prices) -> Result<Option<String>, String> {
    lexical::check(text, limits)?;
    let document = parse_query(text).map_err(|error| syntax(&ServerError::from(error).message))?;
    let cost = walk::check(&document, None, &Variables::default(), limits, prices)?;
    if cost.fields > limits.root_fields {
        return Err(too_many_roots(limits));
    }
    let first = document.operations.iter().next();
    Ok(first.and_then(|(name, _)| name).map(ToString::to_string))
}

fn too_many_roots(limits: &DocumentLimits) -> String {
    format!("the document asks for more than {} root fields", limits.root_fields)
}

/// What the parser expected. It draws the whole line first, which may be the whole document; the place is in `locations`.
fn syntax(drawn: &str) -> String {
    let expected = drawn.lines().rev().find_map(|line| line.trim_start().strip_prefix("= ")).unwrap_or(drawn);
    format!("syntax error: {expected}")
}

fn invalid(limit: String) -> ServerError {
    fault(Class::ValidationFailed, limit)
}

/// The operation that the request means.
fn select<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, ServerError> {
    let chosen = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        (DocumentOperations::Multiple(_), None) => {
            return Err(fault(
                Class::OperationResolution,
                "the document has several operations: operationName is needed",
            ));
        }
    };
    chosen.map(|operation| &operation.node).ok_or_else(|| {
        fault(Class::OperationResolution, "the document has no operation of this operationName")
    })
}

/// The schema extension: `Schema::build(…).extension(Guard::default())`.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// The limits of requests that did not come through the transport.
    pub limits: DocumentLimits,
    /// What the schema's fields cost.
    pub prices: Arc<Prices>,
}

impl ExtensionFactory for Guard {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Guard {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        if !request.data.contains_key(&std::any::TypeId::of::<Admitted>()) {
            admit(&mut request, &self.limits, &self.prices)?;
        }
        next.run(ctx, request).await
    }

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        // The document is parsed; what can fail here is the library's own limit on depth.
        next.run(ctx, query, variables).await.map_err(|error| Class::ValidationFailed.mark(error))
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(ctx)
            .await
            .map_err(|errors| errors.into_iter().map(|error| Class::ValidationFailed.mark(error)).collect())
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let admitted = ctx.data_opt::<Admitted>();
        if let Some(admitted) = admitted {
            admitted.began.store(true, Ordering::Release);
        }
        let response = next.run(ctx, operation_name).await;
        // An event waits for its client with nothing open: were each of many to hold a connection meanwhile, there would be none
        // for whoever looks after their socket, and so nobody to send what they wait with.
        if admitted.is_some_and(|admitted| admitted.operation == OperationType::Subscription)
            && let Some(request) = ctx.data_opt::<crate::request::Request>()
        {
            request.close().await;
        }
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        // A list is followed by each of its entries, whose parent is the list.
        let leaf = info.field.selection_set.node.items.is_empty();
        if !leaf
            && !info.is_for_introspection
            && !info.return_type.starts_with('[')
            && let Some(admitted) = ctx.data_opt::<Admitted>()
        {
            admitted.spent.fetch_add(self.prices.weight(info.parent_type, info.name), Ordering::Relaxed);
        }
        next.run(ctx, info).await
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn verdict(request: Request) -> Result<OperationType, (String, String)> {
        let mut request = request;
        admit(&mut request, &DocumentLimits::default(), &Prices::default())
            .map(|admitted| admitted.operation)
            .map_err(|error| {
                let code = error.extensions.as_ref().and_then(|values| values.get("code")).cloned();
                (code.unwrap_or_default().to_string(), error.message)
            })
    }

    #[test]
    fn syntax_errors_say_what_was_expected() {
        let (code, message) = verdict(Request::new("{ a(b: ) }")).unwrap_err();
        assert_eq!(code, "\"GRAPHQL_PARSE_FAILED\"");
        assert!(message.starts_with("syntax error: expected") && !message.contains("a(b"), "{message}");
    }

    #[test]
    fn the_operation_is_the_one_that_is_named() {
        let several = "query A { a } mutation B { b } subscription C { c }";
        for (document, name, operation) in [
            ("{ a }", None, Some(OperationType::Query)),
            ("{ a }", Some("A"), None),
            ("mutation M { a }", None, Some(OperationType::Mutation)),
            ("mutation M { a }", Some("M"), Some(OperationType::Mutation)),
            (several, None, None),
            (several, Some("B"), Some(OperationType::Mutation)),
            (several, Some("C"), Some(OperationType::Subscription)),
            (several, Some("D"), None),
        ] {
            let mut request = Request::new(document);
            request.operation_name = name.map(str::to_owned);
            match (verdict(request), operation) {
                (Ok(got), Some(wanted)) => assert_eq!(got, wanted, "{document} {name:?}"),
                (Err((code, _)), None) => assert_eq!(code, "\"OPERATION_RESOLUTION_FAILURE\""),
                (got, _) => panic!("{document} {name:?}: {got:?}"),
            }
        }
    }

    #[test]
    fn introspection_is_refused_where_it_is_disabled() {
        assert!(verdict(Request::new("{ __schema { types { name } } }")).is_ok());
        let (code, _) =
            verdict(Request::new("{ __type(name: \"A\") { name } }").disable_introspection()).unwrap_err();
        assert_eq!(code, "\"FORBIDDEN\"");
        assert!(verdict(Request::new("{ __typename }").disable_introspection()).is_ok());
    }
}
