//! `/v1/keys` and `/v1/access`: keys made, listed, revoked; what whoever asks may do.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::{KeyState, NewKey, scopes, state_of};
use crate::http::access::Caller;
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::page;
use crate::http::repeat::{Made, Makes, Repeat};
use crate::http::state::AppState;
use crate::store::{Scope, Stamp, StoredKey, today};

/// 访问密钥: what is known of a key.
#[derive(Debug, Serialize, ToSchema)]
struct KeyShown {
    /// Id, also in the key itself.
    id: String,
    /// What people call it.
    label: String,
    /// What it allows.
    scopes: BTreeSet<Scope>,
    /// How things stand with it.
    #[schema(value_type = String)]
    state: &'static str,
    /// When it was made, RFC 3339 in UTC.
    created_at: String,
    /// Last day it can be used; null when it does not end.
    expires: Option<String>,
    /// When it was revoked; null when it was not.
    revoked_at: Option<String>,
    /// Day it was last used; null when it never was.
    last_used: Option<String>,
}

/// A key that was just made.
#[derive(Debug, Serialize, ToSchema)]
struct KeyMade {
    /// The key itself: shown this once.
    key: String,
    #[serde(flatten)]
    shown: KeyShown,
}

/// All keys.
#[derive(Debug, Serialize, ToSchema)]
struct KeyList {
    /// The keys, oldest first.
    keys: Vec<KeyShown>,
}

/// A key as it is asked for.
#[derive(Debug, Serialize, ToSchema)]
struct KeyRequest {
    /// What people call it.
    label: String,
    /// What it is to allow.
    scopes: BTreeSet<Scope>,
    /// Last day it can be used; may be missing.
    #[schema(required = false)]
    expires: Option<String>,
}

/// What whoever asks may do.
#[derive(Debug, Serialize, ToSchema)]
struct AccessShown {
    /// Whether requests need a key.
    keys_required: bool,
    /// Whether the server listens on loopback only.
    loopback_only: bool,
    /// Number of keys that can be used.
    live_keys: usize,
    /// The key that was presented; null where none is needed.
    key: Option<KeyShown>,
    /// What is allowed.
    scopes: BTreeSet<Scope>,
}

/// The routes.
pub(in crate::http) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke)).routes(routes!(access))
}

#[utoipa::path(
    get, path = "/v1/keys", tag = "管理", summary = "列出访问密钥",
    responses((status = 200, description = "密钥的编号、权限和期限，不含密钥本身", body = KeyList))
)]
async fn list(State(state): State<AppState>) -> Json<KeyList> {
    Json(KeyList { keys: state.desk.keys().all().iter().map(|key| shown(key)).collect() })
}

#[utoipa::path(
    post, path = "/v1/keys", tag = "管理", summary = "新建访问密钥",
    description = "密钥只在这次的应答中出现，程序只存其校验值。还没有密钥时，本机可直接新建第一个，且须含 admin 权限；自那时起所有接口都要密钥。带 Idempotency-Key 的同一请求再次送达时不再新建，也不能再给出密钥：为 409 key_already_made，并告知已建密钥的编号；没有收到密钥的，吊销它再建。",
    params(("Idempotency-Key" = Option<String>, Header, description = "重试时不致重复处理的键，见说明")),
    request_body = KeyRequest,
    responses((status = 201, description = "密钥", body = KeyMade, headers(("Location" = String, description = "密钥的地址"))))
)]
async fn create(State(state): State<AppState>, request: Request) -> Result<Response, HttpError> {
    let place = state.light.place()?;
    let (repeat, request) = Repeat::watch(request)?;
    let (parts, body) = request.into_parts();
    Fields::of_query(&parts.uri)?.finish()?;
    let mut fields = Fields::of_json(body::json(&parts.headers, body).await?)?;
    let new = take(&mut fields, state.desk.keys().any_with(Scope::Admin));
    fields.finish()?;
    let desk = state.desk.clone();
    let work = |stamp: Stamp| async move {
        let (secret, key) = place.run(move || desk.keys().create_for(&new, &stamp.id)).await?;
        let location = format!("/v1/keys/{}", page::segment(&key.id));
        Made::of(StatusCode::CREATED, Some(location), &KeyMade { key: secret.reveal().to_owned(), shown: shown(&key) })
    };
    repeat.run(state, Makes::Key, work).await
}

#[utoipa::path(
    delete, path = "/v1/keys/{id}", tag = "管理", summary = "吊销访问密钥，立即生效",
    description = "最后一个有效的、带 admin 权限的密钥不能吊销（409 last_admin_key）：先新建另一个，或停止服务后用命令吊销。",
    params(("id" = String, Path, description = "密钥编号")),
    responses((status = 204, description = "已吊销"))
)]
async fn revoke(State(state): State<AppState>, Path(id): Path<String>) -> Result<StatusCode, HttpError> {
    state.light.place()?.run(move || state.desk.keys().revoke_but_the_last(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    get, path = "/v1/access", tag = "服务", summary = "请求者有哪些权限",
    responses((status = 200, description = "是否要密钥，有哪些权限", body = AccessShown))
)]
async fn access(State(state): State<AppState>, uri: Uri) -> Result<Json<AccessShown>, HttpError> {
    Fields::of_query(&uri)?.finish()?;
    let key = Caller::now().key;
    let scopes = key.as_ref().map_or_else(|| BTreeSet::from(Scope::ALL), |key| key.scopes.clone());
    Ok(Json(AccessShown {
        keys_required: state.needs_keys(),
        loopback_only: state.guard.loopback,
        live_keys: state.desk.keys().live(),
        key: key.map(|key| shown(&key)),
        scopes,
    }))
}

/// A key that is asked for. Whoever makes the first one without `admin` could make no other.
fn take(fields: &mut Fields, administered: bool) -> NewKey {
    let wanted = scopes();
    let label = fields.needed("label");
    let allowed: BTreeSet<Scope> = fields.several("scopes", Scope::parse, &wanted).into_iter().collect();
    let expires = fields.date("expires");
    if !administered && !allowed.is_empty() && !allowed.contains(&Scope::Admin) {
        fields.fault("scopes", "还没有可用的 admin 密钥；第一个须含 admin，否则此后无人能管理密钥");
    }
    NewKey { label, scopes: allowed, expires }
}

fn shown(key: &StoredKey) -> KeyShown {
    let state: KeyState = state_of(key, &today());
    KeyShown {
        id: key.id.clone(),
        label: key.label.clone(),
        scopes: key.scopes.clone(),
        state: state.name(),
        created_at: key.created_at.clone(),
        expires: key.expires_on.clone(),
        revoked_at: key.revoked_at.clone(),
        last_used: key.last_used.clone(),
    }
}
