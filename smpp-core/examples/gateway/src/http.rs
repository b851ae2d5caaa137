//! The HTTP side: accepts messages, and answers requests for their states.

use crate::record::{Order, Record};
use crate::store::{Added, Store};
use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use std::sync::Arc;
use tokio_smpp::smpp_core::message::segment::Segmenter;

/// Maximum size of a request in octets: a text of 255 segments, and some more.
const MOST_OCTETS: usize = 128 * 1024;
/// Maximum length of a key.
const MOST_KEY: usize = 64;
/// Maximum length of an address.
const MOST_ADDRESS: usize = 20;

/// Maximum length of the name of a sender, which phones show instead of a number.
const MOST_NAME: usize = 11;

type Failure = (StatusCode, Json<serde_json::Value>);

/// - `POST /messages` with `{"key", "from", "to", "text"}`: 202 if the message is new and stored, 200 if it is known, 409
///   if the key belongs to another message, 422 if the message could never be sent, 503 if the queue is full.
/// - `GET /messages/KEY`: its record, or 404.
///
/// Both answer with 503 if the store does not answer.
///
/// Both need the token as `Authorization: Bearer TOKEN`.
pub(crate) fn router<S: Store>(store: S, token: &str) -> Router {
    let expected: Arc<str> = format!("Bearer {token}").into();
    Router::new()
        .route("/messages", post(add::<S>))
        .route("/messages/{key}", get(show::<S>))
        .layer(DefaultBodyLimit::max(MOST_OCTETS))
        .layer(middleware::from_fn_with_state(expected, authorize))
        .with_state(store)
}

async fn authorize(
    State(expected): State<Arc<str>>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let given = headers.get(header::AUTHORIZATION).map_or(&b""[..], |value| value.as_bytes());
    if is_equal(given, expected.as_bytes()) {
        next.run(request).await
    } else {
        failure(StatusCode::UNAUTHORIZED, "the token is missing or wrong").into_response()
    }
}

/// Compares in a time that does not depend on where the two differ.
fn is_equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

async fn add<S: Store>(
    State(store): State<S>,
    order: Result<Json<Order>, JsonRejection>,
) -> Result<(StatusCode, Json<Record>), Failure> {
    let Json(order) = order.map_err(|error| failure(error.status(), &error.body_text()))?;
    check(&order).map_err(|error| failure(StatusCode::UNPROCESSABLE_ENTITY, &error))?;
    match store.add(order.clone()).await {
        Ok(Added::New(record)) => Ok((StatusCode::ACCEPTED, Json(record))),
        Ok(Added::Known(record)) if record.order == order => Ok((StatusCode::OK, Json(record))),
        Ok(Added::Known(_)) => Err(failure(StatusCode::CONFLICT, "the key belongs to another message")),
        Ok(Added::Full) => Err(failure(StatusCode::SERVICE_UNAVAILABLE, "the queue is full")),
        Err(error) => Err(unavailable(&error)),
    }
}

async fn show<S: Store>(State(store): State<S>, Path(key): Path<String>) -> Result<Json<Record>, Failure> {
    // A key that nobody can have used must not reach the store, which may give some characters a meaning.
    check_key(&key).map_err(|_| failure(StatusCode::NOT_FOUND, "there is no such message"))?;
    match store.get(&key).await {
        Ok(Some(record)) => Ok(Json(record)),
        Ok(None) => Err(failure(StatusCode::NOT_FOUND, "there is no such message")),
        Err(error) => Err(unavailable(&error)),
    }
}

/// Rejects orders that could not be sent later.
fn check(order: &Order) -> Result<(), String> {
    check_key(&order.key)?;
    for (name, address) in [("from", &order.from), ("to", &order.to)] {
        let is_ascii = address.bytes().all(|octet| matches!(octet, b' '..=b'~'));
        if address.is_empty() || address.len() > MOST_ADDRESS || !is_ascii {
            return Err(format!("{name}: 1 to {MOST_ADDRESS} printable ASCII characters"));
        }
    }
    let is_number = |address: &str| {
        let digits = address.strip_prefix('+').unwrap_or(address);
        !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit())
    };
    if !is_number(&order.to) {
        return Err("to: only digits, with + in front if international".to_owned());
    }
    if !is_number(&order.from) && order.from.len() > MOST_NAME {
        return Err(format!("from: a number, or a name of at most {MOST_NAME} characters"));
    }
    Segmenter::DEFAULT.plan(&order.text).map(drop).map_err(|error| format!("text: {error}"))
}

fn check_key(key: &str) -> Result<(), String> {
    let fits = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    if key.is_empty() || key.len() > MOST_KEY || !key.bytes().all(fits) {
        return Err(format!("key: 1 to {MOST_KEY} letters, digits, - and _"));
    }
    Ok(())
}

fn unavailable(error: &crate::store::StoreError) -> Failure {
    tracing::error!(%error, "a request could not be served");
    failure(StatusCode::SERVICE_UNAVAILABLE, "the store does not answer: try again with the same key")
}

fn failure(status: StatusCode, error: &str) -> Failure {
    (status, Json(json!({ "error": error })))
}
