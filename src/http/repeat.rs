//! `Idempotency-Key`: a creating request that is sent again is done once and answered the same. Of the key and of the
//! request only hashes are kept; a request that must leave nothing behind is not registered at all. What was made and is
//! gone by then is not claimed to be there, and a secret is not told twice.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt as _;
use sha2::{Digest, Sha256};

use super::access::Caller;
use super::body;
use super::error::HttpError;
use super::problem::Fault;
use super::state::AppState;
use crate::desk::{DeskError, Keys};
use crate::store::{Claim, GivenAnswer, RequestMark, Stamp};

/// The header with the key.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says of an answer that it was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest key, in bytes: two UUIDs and a prefix fit several times.
const LONGEST_KEY: usize = 255;

/// The routes that take a key, all by POST.
pub(super) const TAKING: [&str; 10] = [
    "/v1/backups",
    "/v1/documents",
    "/v1/imports",
    "/v1/index/rebuild",
    "/v1/keys",
    "/v1/norm-profiles/{id}/draft/preview",
    "/v1/reindex",
    "/v1/reviews",
    "/v1/term-lists/slogans/suggest",
    "/v1/term-lists/{id}/draft/preview",
];

/// The middleware that refuses a key where it would mean nothing: whoever sends one counts on being able to send the
/// request again. Reading asks for nothing that could be done twice.
pub(super) async fn refuse_unused(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let taking = *request.method() == Method::POST && TAKING.contains(&path);
    if taking || request.method().is_safe() || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    HttpError::KeyUnused.into_response()
}

/// What a request makes, by which its answer can be found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Makes {
    /// A kept review; its answer is its report and is read from there.
    Review,
    /// A job.
    Job,
    /// A document of the corpus: putting it in once more changes nothing.
    Document,
    /// An access key, of which nothing is kept but that it was made: the key itself is shown once.
    Key,
}

/// An answer to a creating request.
#[derive(Debug)]
pub(super) struct Made {
    /// The status.
    pub(super) status: StatusCode,
    /// Where what was made is.
    pub(super) location: Option<String>,
    /// JSON.
    pub(super) body: Vec<u8>,
}

/// Whether and how a request may be sent again.
#[derive(Debug)]
pub(super) struct Repeat {
    key: Option<[u8; 32]>,
    /// Fed while the body is read.
    body: Arc<Mutex<Fed>>,
}

/// The hash of a body as it goes by. The boundary of a form is left out: a client makes it anew for every request.
#[derive(Debug, Clone)]
struct Fed {
    hash: Sha256,
    boundary: Vec<u8>,
    /// The end of what went by, in which a boundary may have begun.
    open: Vec<u8>,
}

impl Fed {
    fn new(parts: &Parts) -> Self {
        let mut hash = Sha256::new();
        hash.update(parts.uri.path_and_query().map_or("", |p| p.as_str()));
        hash.update(*b"\0");
        // The same bytes in another character set are another text.
        if let Ok(Some((_, encoding))) = body::foreign_charset(&parts.headers) {
            hash.update(encoding.name());
            hash.update(*b"\0");
        }
        // What is asked for on another state of a draft is another request.
        for on in parts.headers.get_all(header::IF_MATCH) {
            hash.update(on.as_bytes());
            hash.update(*b"\0");
        }
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        Self { hash, boundary: kind.map_or(Vec::new(), boundary_of), open: Vec::new() }
    }

    fn take(&mut self, piece: &[u8]) {
        self.open.extend_from_slice(piece);
        let mut from = 0;
        if !self.boundary.is_empty() {
            for at in memchr::memmem::find_iter(&self.open, &self.boundary) {
                self.hash.update(self.open.get(from..at).unwrap_or(&[]));
                self.hash.update(*b"\0");
                from = at + self.boundary.len();
            }
        }
        let sure = self.open.len().saturating_sub(self.boundary.len().saturating_sub(1)).max(from);
        self.hash.update(self.open.get(from..sure).unwrap_or(&[]));
        self.open.drain(..sure);
    }

    fn finish(mut self) -> [u8; 32] {
        self.hash.update(&self.open);
        self.hash.finalize().into()
    }
}

/// The boundary that the type of a form names; empty for any other type.
fn boundary_of(kind: &str) -> Vec<u8> {
    let mut parts = kind.split(';').map(str::trim);
    let form = parts.next().is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/"));
    let named = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("boundary"));
    named.filter(|_| form).map_or(Vec::new(), |(_, boundary)| boundary.trim_matches('"').as_bytes().to_vec())
}

impl Made {
    /// An answer with a value.
    pub(super) fn of<T: serde::Serialize>(
        status: StatusCode,
        location: Option<String>,
        value: &T,
    ) -> Result<Self, HttpError> {
        let body = serde_json::to_vec(value).map_err(|_| HttpError::Panicked)?;
        Ok(Self { status, location, body })
    }
}

impl IntoResponse for Made {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        let location = self.location.map(|location| [(header::LOCATION, location)]);
        (self.status, kind, location, self.body).into_response()
    }
}

impl Repeat {
    /// Looks for a key, and takes in the body as it will be read.
    ///
    /// # Errors
    /// [`HttpError::Fields`] for a key that is none.
    pub(super) fn watch(request: Request) -> Result<(Self, Request), HttpError> {
        let (parts, body) = request.into_parts();
        let key = key_of(&parts)?;
        let hash = Arc::new(Mutex::new(Fed::new(&parts)));
        let fed = Arc::clone(&hash);
        let body = Body::from_stream(body.into_data_stream().inspect_ok(move |piece| {
            fed.lock().unwrap_or_else(PoisonError::into_inner).take(piece);
        }));
        Ok((Self { key, body: hash }, Request::from_parts(parts, body)))
    }

    /// Whether the request may have been done already.
    pub(super) fn is_keyed(&self) -> bool {
        self.key.is_some()
    }

    /// The same request without its key: it leaves nothing behind that another one could be answered with.
    pub(super) fn forgotten(self) -> Self {
        Self { key: None, ..self }
    }

    /// Does the request, or answers as it was answered. `work` is given the id of what it makes. It goes on when the
    /// caller has left, so that the answer is there when they ask again.
    ///
    /// # Errors
    /// The work's; [`HttpError::InProgress`], [`HttpError::KeyReused`], [`HttpError::AnswerGone`].
    pub(super) async fn run<F, W>(self, state: AppState, makes: Makes, work: F) -> Result<Response, HttpError>
    where
        F: FnOnce(Stamp) -> W + Send + 'static,
        W: Future<Output = Result<Made, HttpError>> + Send + 'static,
    {
        let Some(key) = self.key else { return Ok(work(Stamp::now()).await?.into_response()) };
        let body = self.body.lock().unwrap_or_else(PoisonError::into_inner).clone().finish();
        let mark = RequestMark { key, body };
        let stamp = match found(&state, mark, makes).await? {
            Found::Stamp(stamp) => stamp,
            Found::Key(id) => return Err(HttpError::KeyMade { id }),
            Found::Made(made) => {
                let replayed = [(REPLAYED, HeaderValue::from_static("true"))];
                return Ok((replayed, made).into_response());
            }
        };
        // What a request does in tasks of its own is done on behalf of the same caller.
        let caller = Caller::now();
        let registered = async move {
            // A task of its own: a panic must not leave the claim behind.
            let done = tokio::spawn(caller.clone().answering(work(stamp))).await;
            let done = done.unwrap_or(Err(HttpError::Panicked));
            caller.answering(settle(&state, mark, makes, done)).await
        };
        Ok(tokio::spawn(registered).await.map_err(|_| HttpError::Panicked)??.into_response())
    }
}

/// What became of a claim.
enum Found {
    /// It is to be done under this id.
    Stamp(Stamp),
    /// It was done.
    Made(Made),
    /// It was done, and made the key with this id.
    Key(String),
}

async fn found(state: &AppState, mark: RequestMark, makes: Makes) -> Result<Found, HttpError> {
    let state = state.clone();
    let place = state.light.place()?;
    place
        .run(move || -> Result<Found, HttpError> {
            match state.desk.store().claim(&mark, state.settings().retention.answers)? {
                Claim::New(stamp) => Ok(Found::Stamp(stamp)),
                Claim::Running => Err(HttpError::InProgress),
                Claim::Other => Err(HttpError::KeyReused),
                Claim::Left(stamp) if makes == Makes::Key && key_before(&state, &stamp.id) => {
                    let answer = GivenAnswer { status: StatusCode::CREATED.as_u16(), location: None, body: None };
                    state.desk.store().settle(&mark, &answer)?;
                    Ok(Found::Key(Keys::id_for(&stamp.id)))
                }
                Claim::Done(id, _) if makes == Makes::Key => Ok(Found::Key(Keys::id_for(&id))),
                Claim::Left(stamp) => Ok(match made_before(&state, makes, &stamp.id)? {
                    Some(made) => {
                        state.desk.store().settle(&mark, &given(&made, makes))?;
                        Found::Made(made)
                    }
                    None => Found::Stamp(stamp),
                }),
                Claim::Done(id, answer) => Ok(Found::Made(match answer.body {
                    Some(body) if is_there(&state, makes, (&id, &body))? => Made {
                        status: StatusCode::from_u16(answer.status).map_err(|_| HttpError::Panicked)?,
                        location: answer.location,
                        body: body.into_bytes(),
                    },
                    Some(_) => return Err(HttpError::AnswerGone),
                    None => made_before(&state, makes, &id)?.ok_or(HttpError::AnswerGone)?,
                })),
            }
        })
        .await
}

/// What a request made, as it was answered; `None` when it is not there.
fn made_before(state: &AppState, makes: Makes, id: &str) -> Result<Option<Made>, HttpError> {
    let there = match makes {
        Makes::Review => state.desk.kept_review(id).map(|kept| Made {
            status: StatusCode::CREATED,
            location: Some(format!("/v1/reviews/{id}")),
            body: kept.report.into_bytes(),
        }),
        Makes::Job => return state.desk.store().job(id)?.map(|job| accepted(&job)).transpose(),
        // A key is not told again, see `key_before`.
        Makes::Document | Makes::Key => return Ok(None),
    };
    match there {
        Ok(made) => Ok(Some(made)),
        Err(DeskError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether a request has made its key.
fn key_before(state: &AppState, id: &str) -> bool {
    let id = Keys::id_for(id);
    state.desk.keys().all().iter().any(|key| key.id == id)
}

/// Whether what a kept answer tells of is there still.
fn is_there(state: &AppState, makes: Makes, (id, body): (&str, &str)) -> Result<bool, HttpError> {
    let found = match makes {
        Makes::Job => state.desk.store().job(id)?.is_some(),
        Makes::Document => {
            let answer: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
            let document = answer.pointer("/document/id").and_then(serde_json::Value::as_str);
            match document.map(|id| state.desk.document(id)) {
                Some(Ok(_)) => true,
                Some(Err(DeskError::NotFound { .. })) | None => false,
                Some(Err(error)) => return Err(error.into()),
            }
        }
        Makes::Review | Makes::Key => true,
    };
    Ok(found)
}

/// The answer to a request that began a job.
pub(super) fn accepted(job: &crate::store::Job) -> Result<Made, HttpError> {
    Made::of(StatusCode::ACCEPTED, Some(format!("/v1/jobs/{}", job.id)), job)
}

/// What is kept of an answer: of a review nothing, its report has its own place; of a key nothing, it is a secret.
fn given(made: &Made, makes: Makes) -> GivenAnswer {
    let body = matches!(makes, Makes::Job | Makes::Document).then(|| String::from_utf8_lossy(&made.body).into_owned());
    GivenAnswer { status: made.status.as_u16(), location: made.location.clone(), body }
}

/// Writes down how a claimed request was answered; one that was refused may be tried again.
async fn settle(
    state: &AppState,
    mark: RequestMark,
    makes: Makes,
    done: Result<Made, HttpError>,
) -> Result<Made, HttpError> {
    let given = done.as_ref().ok().map(|made| given(made, makes));
    let desk = Arc::clone(&state.desk);
    let written = tokio::task::spawn_blocking(move || match given {
        Some(answer) => desk.store().settle(&mark, &answer),
        None => desk.store().release(&mark),
    });
    // What was done is done: an answer that cannot be written down is found again at the next start.
    if let Ok(Err(error)) = written.await {
        tracing::error!(%error, "answer not registered");
    }
    done
}

/// The hash of the key, kept apart by what it was sent to and by whom.
fn key_of(parts: &Parts) -> Result<Option<[u8; 32]>, HttpError> {
    let mut given = parts.headers.get_all(KEY).iter();
    let Some(key) = given.next() else { return Ok(None) };
    let plain = key.as_bytes().iter().all(u8::is_ascii_graphic);
    if given.next().is_some() || !plain || !(1..=LONGEST_KEY).contains(&key.len()) {
        let words = format!("须为一个 1 至 {LONGEST_KEY} 字节的键，由可见的 ASCII 字符组成，如 UUID");
        return Err(HttpError::Fields(vec![Fault::at("/Idempotency-Key", words)]));
    }
    let mut hash = Sha256::new();
    // The same key of another caller is another key.
    let caller = Caller::now().actor.id;
    for part in
        [parts.method.as_str(), parts.uri.path(), &caller].map(str::as_bytes).into_iter().chain([key.as_bytes()])
    {
        hash.update(part);
        hash.update(*b"\0");
    }
    Ok(Some(hash.finalize().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(kind: &str, pieces: &[&[u8]]) -> [u8; 32] {
        let request = Request::builder().uri("/v1/reviews").header(header::CONTENT_TYPE, kind);
        let (parts, _) = request.body(Body::empty()).unwrap().into_parts();
        let mut fed = Fed::new(&parts);
        pieces.iter().for_each(|piece| fed.take(piece));
        fed.finish()
    }

    #[test]
    fn a_form_is_the_same_under_any_boundary_and_in_any_pieces() {
        let form =
            |boundary: &str, text: &str| format!("--{boundary}\r\n\r\n{text}\r\n--{boundary}--\r\n").into_bytes();
        let (one, two) = (form("abc", "稿"), form("xyzxyz", "稿"));
        let wanted = hash("multipart/form-data; boundary=abc", &[&one]);
        assert_eq!(hash("multipart/form-data; charset=utf-8; boundary=\"xyzxyz\"", &[&two]), wanted);
        let bytes: Vec<&[u8]> = two.chunks(1).collect();
        assert_eq!(hash("Multipart/Form-Data; Boundary=xyzxyz", &bytes), wanted);
        assert_ne!(hash("multipart/form-data; boundary=abc", &[&form("abc", "另一稿")]), wanted);
        assert_ne!(hash("text/plain; boundary=abc", &[&one]), wanted);
    }

    #[test]
    fn the_same_bytes_in_another_character_set_are_another_request() {
        let of = |kind: &str| hash(kind, &[b"\xB9\xD8"]);
        assert_eq!(of("application/json; charset=gbk"), of("application/json;charset=GB18030"));
        assert_ne!(of("application/json; charset=gbk"), of("application/json; charset=big5"));
        assert_ne!(of("application/json; charset=gbk"), of("application/json"));
        assert_eq!(of("application/json; charset=utf-8"), of("application/json"));
    }
}
