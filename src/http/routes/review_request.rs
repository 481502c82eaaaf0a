//! A draft as it comes over HTTP, as JSON or as a form with a file, to what the desk reviews.

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;

use crate::document::{Kind, Level, Nature, PartialDate};
use crate::http::body;
use crate::http::error::HttpError;
use crate::http::fields::Fields;
use crate::http::form::{Form, Upload};
use crate::intake;
use crate::review::DraftInput;
use crate::span::OffsetUnit;

/// The names of [`Nature`], for messages.
const NATURES: &str = "comprehensive、special_task、comprehensive_report、special_report、general";
/// The names of [`OffsetUnit`], for messages.
pub(super) const UNITS: &str = "codepoint、utf16、utf8";

/// 送审稿: what a caller may say of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReviewRequest {
    /// The text.
    text: String,
    /// The caller's own id; it comes back as `draft.id`.
    #[schema(required = false)]
    id: Option<String>,
    /// Title; read from the text when missing.
    #[schema(required = false)]
    title: Option<String>,
    /// Issuing body; read from the text when missing.
    #[schema(required = false)]
    issuer: Option<String>,
    /// Level of the issuing body; inferred when missing.
    #[schema(required = false)]
    level: Option<Level>,
    /// Kind; inferred when missing.
    #[schema(required = false)]
    kind: Option<Kind>,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[schema(required = false, value_type = Option<String>)]
    date: Option<PartialDate>,
    /// Nature, on which the length limit depends.
    #[schema(required = false)]
    nature: Option<Nature>,
    /// Id of the norm profile; the default one when missing.
    #[schema(required = false)]
    profile: Option<String>,
    /// Ids of the documents to compare with; without it the rule of higher and earlier documents decides.
    #[schema(required = false)]
    against: Option<Vec<String>>,
    /// Unit of all positions in the report.
    #[schema(required = false)]
    offset_unit: OffsetUnit,
    /// Whether the review is kept; `true` when missing.
    #[schema(required = false, default = true)]
    store: bool,
}

/// A draft that has arrived but is not read yet.
#[derive(Debug)]
pub(super) struct Arrived {
    request: ReviewRequest,
    file: Option<Upload>,
    read_as: &'static str,
}

impl ReviewRequest {
    /// Takes the fields out; with `file` the text comes from there.
    fn take(fields: &mut Fields, file: bool) -> Self {
        let text = match (fields.text("text"), file) {
            (Some(_), true) => {
                fields.fault("text", "text 与 file 只能给一个");
                String::new()
            }
            (None, false) => {
                fields.fault("text", "缺少此字段");
                String::new()
            }
            (text, _) => text.unwrap_or_default(),
        };
        Self {
            text,
            id: fields.text("id"),
            title: fields.text("title"),
            issuer: fields.text("issuer"),
            level: fields.level("level"),
            kind: fields.kind("kind"),
            date: fields.date("date"),
            nature: fields.named("nature", NATURES),
            profile: fields.text("profile"),
            against: fields.texts("against"),
            offset_unit: fields.named("offset_unit", UNITS).unwrap_or_default(),
            store: fields.flag("store").unwrap_or(true),
        }
    }
}

impl Arrived {
    /// Receives a draft.
    ///
    /// # Errors
    /// [`HttpError`] for a body that is no draft; nothing of its text is judged here.
    pub(super) async fn receive(request: Request) -> Result<Self, HttpError> {
        let (parts, body) = request.into_parts();
        Fields::of_query(&parts.uri)?.finish()?;
        match body::media_type(&parts.headers).as_str() {
            "application/json" => {
                let mut fields = Fields::of_json(body::json(&parts.headers, body).await?)?;
                let request = ReviewRequest::take(&mut fields, false);
                fields.finish()?;
                Ok(Self { request, file: None, read_as: "json" })
            }
            "multipart/form-data" => Self::receive_form(parts, body).await,
            _ => Err(HttpError::MediaType { accepted: "application/json、multipart/form-data" }),
        }
    }

    async fn receive_form(parts: Parts, body: Body) -> Result<Self, HttpError> {
        let Form { mut fields, mut files } = Form::receive(parts, body, body::MOST_FORM).await?;
        if files.len() > 1 {
            fields.fault("file", "一次只能送一个文件");
        }
        let request = ReviewRequest::take(&mut fields, !files.is_empty());
        fields.finish()?;
        Ok(Self { request, file: files.pop(), read_as: "form" })
    }

    /// Whether the review is to be kept.
    pub(super) fn store(&self) -> bool {
        self.request.store
    }

    /// The draft, and the file as received where one was; what the caller said counts before what the file says.
    ///
    /// # Errors
    /// [`HttpError::Intake`] for a file that cannot be read.
    pub(super) fn read(self) -> Result<(DraftInput, Option<Vec<u8>>), HttpError> {
        let asked = self.request;
        let mut draft = DraftInput {
            text: asked.text,
            id: asked.id,
            title: asked.title,
            issuer: asked.issuer,
            level: asked.level,
            kind: asked.kind,
            date: asked.date,
            nature: asked.nature,
            profile: asked.profile,
            against: asked.against.map(|ids| ids.into_iter().collect()),
            offset_unit: asked.offset_unit,
            read_as: self.read_as.to_owned(),
            ..DraftInput::default()
        };
        let Some(file) = self.file else { return Ok((draft, None)) };
        draft.take_file(intake::read(&file.bytes, &file.name)?);
        Ok((draft, Some(file.bytes)))
    }
}
