//! What can go wrong, the [code](super::code) it has outside, what is said of it, and where in the request the fault is.

use axum::http::StatusCode;

pub(super) use super::code::Code;
use super::problem::Fault;
use super::repeat::TAKING;
use crate::corpus::{CorpusError, CursorError, PassageError, QueryError};
use crate::desk::{BackupError, DeskError, KeyRefusal};
use crate::intake::{IntakeError, encoding};
use crate::lexicon::{ListErrors, Problem};
use crate::review::InputError;
use crate::store::{Scope, StoreError};

/// Most faults of a term list that an answer lists.
pub(super) const MOST_PROBLEMS: usize = 1_000;

/// Why a request was not done.
#[derive(Debug)]
pub(super) enum HttpError {
    /// The body is not JSON.
    Json {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
        /// What is wrong, in Chinese.
        reason: &'static str,
    },
    /// The parts of a form cannot be told apart.
    Multipart,
    /// The body should be text and is not UTF-8.
    NotUtf8,
    /// The body ended too early.
    Interrupted,
    /// The body came too slowly.
    Slow,
    /// Fields that are missing, unknown or wrong.
    Fields(Vec<Fault>),
    /// The body is too large.
    BodyTooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// The content type is none of these.
    MediaType {
        /// What is accepted.
        accepted: &'static str,
    },
    /// The body is packed, or says that it is written in a character set that is not read.
    Encoded {
        /// The character set.
        charset: Option<String>,
    },
    /// The body is not in the character set that it names.
    Garbled {
        /// The character set.
        charset: String,
    },
    /// There is no such route.
    NoRoute,
    /// The route does not know this method.
    Method,
    /// A change without `If-Match`.
    NoIfMatch,
    /// A change of something that has changed since.
    Stale {
        /// What the change was made on.
        given: String,
        /// The tag of what there is now.
        current: String,
    },
    /// The uploaded file cannot be read.
    Intake(IntakeError),
    /// A term list as tab-separated text has faults; rows are lines.
    Table(ListErrors),
    /// A single entry has faults, or does not go with the others.
    Entry(ListErrors),
    /// The desk refused.
    Desk(DeskError),
    /// There is no room for more work.
    Busy,
    /// The same request is being done.
    InProgress,
    /// An `Idempotency-Key` was used for another request.
    KeyReused,
    /// What a request made, and was answered with, has been deleted since.
    AnswerGone,
    /// An `Idempotency-Key` came with a request that is not done once for it.
    KeyUnused,
    /// A request to make a key was done before; the key is shown once.
    KeyMade {
        /// The key's id.
        id: String,
    },
    /// A page of another site asks through somebody's browser.
    CrossSite,
    /// A key is needed and none was presented.
    NoKey,
    /// The key that was presented is refused.
    BadKey(KeyRefusal),
    /// The key does not allow this.
    Scope {
        /// The scopes of which one would do.
        needed: &'static [Scope],
    },
    /// The route stands in no row of the table of access.
    NoAccess,
    /// The key has had its requests.
    TooFast {
        /// Seconds until it has another one.
        seconds: u64,
    },
    /// The request is for a server of another name.
    UnknownHost {
        /// The name.
        host: String,
    },
    /// The server is about to stop.
    Stopping,
    /// A fault of this program.
    Panicked,
    /// Whatever the framework refused by itself.
    Other(StatusCode),
}

impl HttpError {
    /// The code.
    pub(super) fn code(&self) -> Code {
        match self {
            Self::Json { .. } => Code::MalformedJson,
            Self::Multipart => Code::MalformedForm,
            Self::NotUtf8 | Self::Garbled { .. } => Code::NotUtf8,
            Self::Interrupted => Code::Interrupted,
            Self::Slow => Code::Slow,
            Self::Fields(_) => Code::InvalidRequest,
            Self::BodyTooLarge { .. } => Code::BodyTooLarge,
            Self::MediaType { .. } | Self::Encoded { .. } => Code::MediaType,
            Self::NoRoute => Code::NoRoute,
            Self::Method => Code::Method,
            Self::NoIfMatch => Code::IfMatchRequired,
            Self::Stale { .. } => Code::VersionConflict,
            Self::Intake(error) => of_intake(error),
            Self::Table(_) | Self::Entry(_) => Code::BadTermList,
            Self::Desk(error) => of_desk(error),
            Self::Busy => Code::Busy,
            Self::InProgress => Code::InProgress,
            Self::KeyReused => Code::KeyReused,
            Self::AnswerGone => Code::AnswerGone,
            Self::KeyUnused => Code::KeyUnused,
            Self::KeyMade { .. } => Code::KeyMade,
            Self::CrossSite => Code::CrossSite,
            Self::NoKey => Code::KeyRequired,
            Self::BadKey(_) => Code::KeyRefused,
            Self::Scope { .. } => Code::ScopeMissing,
            Self::NoAccess => Code::NoAccess,
            Self::TooFast { .. } => Code::TooFast,
            Self::UnknownHost { .. } => Code::UnknownHost,
            Self::Stopping => Code::Stopping,
            Self::Panicked => Code::Internal,
            Self::Other(status) if status.is_client_error() => Code::BadRequest,
            Self::Other(_) => Code::Internal,
        }
    }

    /// What is wrong in this case, in Chinese.
    pub(super) fn detail(&self) -> String {
        match self {
            Self::Json { line, column, reason } => format!("第 {line} 行第 {column} 列：{reason}"),
            Self::Multipart => "应为 multipart/form-data，各部分须有名称且完整".to_owned(),
            Self::NotUtf8 => "请改用 UTF-8 编码".to_owned(),
            Self::Interrupted => "连接在正文传完之前断开".to_owned(),
            Self::Slow => "请检查网络后重试".to_owned(),
            Self::Fields(faults) => format!("有 {} 处不符合要求", faults.len()),
            Self::BodyTooLarge { limit } => format!("正文上限为 {limit} 字节，各项上限见 /v1/limits"),
            Self::MediaType { accepted } => format!("请以 Content-Type 标明类型，可用：{accepted}"),
            Self::Encoded { charset: None } => "正文不能压缩：请去掉 Content-Encoding".to_owned(),
            Self::Encoded { charset: Some(charset) } => format!(
                "不能按 Content-Type 中的 charset={charset} 读取：JSON 和文本类正文可用 {}，其他类型不写 charset",
                encoding::NAMES.join("、")
            ),
            Self::Garbled { charset } => {
                format!("正文不全是 Content-Type 所写的 {charset} 编码：请核对 charset，或改用 UTF-8")
            }
            Self::NoRoute => "可用接口见 /docs 或 /openapi.json".to_owned(),
            Self::Method => "可用方法见响应头 Allow".to_owned(),
            Self::NoIfMatch => "请先读取，再把响应头 ETag 的值放入 If-Match；已有草稿的，是草稿的 ETag".to_owned(),
            Self::Stale { given, current } => {
                format!("If-Match 为 {given}，当前为 {current}：不是所依据的版本或草稿，请重新读取后再改")
            }
            Self::Intake(error) => error.to_string(),
            Self::Table(errors) | Self::Entry(errors) => counted(errors),
            Self::Desk(error) => error.to_string(),
            Self::Busy => "正在处理和等待的请求已满".to_owned(),
            Self::InProgress => "带有同一 Idempotency-Key 的请求尚未答复，请稍后以同样的内容重试".to_owned(),
            Self::KeyReused => "这个键已随另一内容用过；重试须与原请求完全相同，新的请求须用新的键".to_owned(),
            Self::AnswerGone => "原请求已完成，其结果后来被删除；需要重做时请换用新的 Idempotency-Key".to_owned(),
            Self::KeyUnused => format!(
                "没有办理。这个请求头只用于 POST {}；其他请求请去掉它再发，修改词表和规范档以 If-Match 防止重复",
                TAKING.join("、")
            ),
            Self::KeyMade { id } => format!(
                "这个请求已经办过，建好的密钥编号为 {id}；密钥只在当时的应答中出现一次，程序没有保存，不能再给出。没有收到的，请吊销 {id}，换一个 Idempotency-Key 再建"
            ),
            Self::CrossSite => "请求头 Origin 与 Host 不一致".to_owned(),
            Self::NoKey => "请在请求头 Authorization 中写 Bearer 和密钥；密钥由管理员发放".to_owned(),
            Self::BadKey(KeyRefusal::Unknown) => "没有这个密钥，请核对是否完整".to_owned(),
            Self::BadKey(KeyRefusal::Expired(key)) => {
                format!("密钥 {} 已于 {} 到期", key.id, key.expires_on.as_deref().unwrap_or_default())
            }
            Self::BadKey(KeyRefusal::Revoked(key)) => format!("密钥 {} 已被吊销", key.id),
            Self::Scope { needed } => {
                let names: Vec<String> = needed.iter().map(|s| format!("{}（{}）", s.name(), s.label())).collect();
                format!("此接口需要权限 {}", names.join(" 或 "))
            }
            Self::NoAccess => "此接口没有登记所需权限，请把请求编号告诉管理员".to_owned(),
            Self::TooFast { seconds } => format!("请在 {seconds} 秒后再试；每个密钥每分钟的请求数有上限"),
            Self::UnknownHost { host } => {
                format!(
                    "主机名“{host}”不在允许之列：请用 IP 地址或 localhost 访问；要以域名访问的，请新建访问密钥，或启动服务时以 --host 写明域名"
                )
            }
            Self::Stopping => "请稍后再试".to_owned(),
            Self::Other(status) if status.is_client_error() => "请检查网址、参数和请求头的写法".to_owned(),
            Self::Panicked | Self::Other(_) => "请把请求编号告诉管理员，以便查日志".to_owned(),
        }
    }

    /// Where in the request the faults are.
    pub(super) fn faults(&self) -> Vec<Fault> {
        match self {
            Self::Fields(faults) => faults.clone(),
            Self::Table(errors) => listed(errors, |p| Fault::of_line(p.row, &p.column, &p.reason)),
            Self::Entry(errors) => listed(errors, |p| Fault::at(format!("/{}", p.column), &p.reason)),
            Self::Intake(_) => vec![Fault::at("/file", self.detail())],
            Self::Desk(DeskError::Profile(error)) => error.problems.iter().map(Fault::of_profile).collect(),
            Self::Desk(DeskError::Key(faults)) => {
                faults.iter().map(|(field, reason)| Fault::at(format!("/{field}"), reason)).collect()
            }
            Self::Desk(DeskError::List(errors)) => listed(errors, Fault::of_entry),
            Self::Desk(DeskError::Emptied) => vec![Fault::at("/empty", self.detail())],
            Self::Desk(DeskError::TwoKinds { .. }) => vec![Fault::at("/kind", self.detail())],
            Self::Desk(DeskError::Input(error)) => {
                let field = match error {
                    InputError::FieldTooLong { field, .. } | InputError::TooMany { field, .. } => field,
                    InputError::NoProfile { .. } => "profile",
                    InputError::Empty
                    | InputError::NoWords
                    | InputError::TooLong { .. }
                    | InputError::Nul { .. }
                    | InputError::Classified
                    | InputError::Stopped(_) => "text",
                };
                vec![Fault::at(format!("/{field}"), self.detail())]
            }
            Self::Desk(DeskError::Corpus(CorpusError::Query(_))) => vec![Fault::at("/q", self.detail())],
            Self::Desk(DeskError::Corpus(CorpusError::Passage(_))) => vec![Fault::at("/text", self.detail())],
            Self::Desk(DeskError::Corpus(CorpusError::Cursor(_))) => vec![Fault::at("/cursor", self.detail())],
            _ => Vec::new(),
        }
    }
}

/// How many faults a list has.
fn counted(errors: &ListErrors) -> String {
    match errors.problems.len() {
        all @ ..=MOST_PROBLEMS => format!("有 {all} 处错误；原词表继续有效"),
        all => format!(
            "有 {all} 处错误，只列出前 {MOST_PROBLEMS} 处（用命令 duanshixin terms check 词表 文件 可列出全部）；原词表继续有效"
        ),
    }
}

/// The first faults of a list, and how many more there are.
fn listed(errors: &ListErrors, told: impl Fn(&Problem) -> Fault) -> Vec<Fault> {
    let mut faults: Vec<Fault> = errors.problems.iter().take(MOST_PROBLEMS).map(told).collect();
    let more = errors.problems.len() - faults.len();
    if more > 0 {
        faults.push(Fault { detail: format!("另有 {more} 处错误，未列出"), ..Fault::of_line(0, "", "") });
    }
    faults
}

fn of_intake(error: &IntakeError) -> Code {
    match error {
        IntakeError::TooLarge { .. } => Code::BodyTooLarge,
        IntakeError::UnknownFormat { .. }
        | IntakeError::UnknownPackage { .. }
        | IntakeError::OldWord { .. }
        | IntakeError::Mislabelled { .. } => Code::FileFormat,
        IntakeError::Empty => Code::EmptyText,
        IntakeError::Binary
        | IntakeError::Package { .. }
        | IntakeError::Entries { .. }
        | IntakeError::Part { .. }
        | IntakeError::Unpacked { .. }
        | IntakeError::Ratio { .. }
        | IntakeError::Xml { .. }
        | IntakeError::DocType { .. }
        | IntakeError::Depth { .. }
        | IntakeError::Crowded { .. }
        | IntakeError::Attributes
        | IntakeError::Pdf { .. }
        | IntakeError::NoTextLayer
        | IntakeError::OnlyPictures
        | IntakeError::FrontMatter { .. } => Code::UnreadableFile,
    }
}

fn of_desk(error: &DeskError) -> Code {
    match error {
        DeskError::Input(error) => of_input(error),
        DeskError::Store(error) => of_store(error),
        DeskError::Corpus(error) => of_corpus(error),
        DeskError::List(_) => Code::BadTermList,
        DeskError::NotFound { .. } => Code::NotFound,
        DeskError::Profile(_) => Code::BadNormProfile,
        DeskError::Key(_) | DeskError::TooManyRows { .. } | DeskError::TwoKinds { .. } | DeskError::Emptied => {
            Code::InvalidRequest
        }
        DeskError::Model(_) | DeskError::NoRandom(_) => Code::Internal,
        DeskError::JobOver { .. } => Code::JobOver,
        DeskError::LastAdmin { .. } => Code::LastAdmin,
        DeskError::NoDifference { .. } => Code::NoDifference,
        DeskError::Backup(error) if error.is_disk_full() => Code::DiskFull,
        DeskError::Backup(_) | DeskError::Unreadable { .. } => Code::StorageFailed,
        DeskError::Stopped(_) => Code::OutOfTime,
    }
}

fn of_input(error: &InputError) -> Code {
    match error {
        InputError::Empty => Code::EmptyText,
        InputError::NoWords => Code::NoWords,
        InputError::TooLong { .. } => Code::TextTooLong,
        InputError::Nul { .. } => Code::NulCharacter,
        InputError::FieldTooLong { .. } | InputError::TooMany { .. } => Code::InvalidRequest,
        InputError::NoProfile { .. } => Code::NoProfile,
        InputError::Classified => Code::ClassifiedDraft,
        InputError::Stopped(_) => Code::OutOfTime,
    }
}

fn of_store(error: &StoreError) -> Code {
    if error.is_disk_full() {
        return Code::DiskFull;
    }
    match error {
        StoreError::Conflict { .. } | StoreError::DraftConflict { .. } => Code::VersionConflict,
        StoreError::Folder { .. }
        | StoreError::Locked { .. }
        | StoreError::Newer { .. }
        | StoreError::Lost { .. }
        | StoreError::Sqlite { .. }
        | StoreError::Unreadable { .. } => Code::StorageFailed,
    }
}

fn of_corpus(error: &CorpusError) -> Code {
    if error.is_disk_full() {
        return Code::DiskFull;
    }
    match error {
        CorpusError::Store(error) => of_store(error),
        CorpusError::Index { .. } | CorpusError::Reuse(_) | CorpusError::Io { .. } => Code::StorageFailed,
        CorpusError::Stopped(_) => Code::OutOfTime,
        // Only a job is given up, and it tells that itself.
        CorpusError::Cancelled => Code::Internal,
        CorpusError::Query(
            QueryError::TooLong { .. }
            | QueryError::TooManyClauses { .. }
            | QueryError::NoWords
            | QueryError::OnlyExclusions
            | QueryError::At { .. },
        ) => Code::BadQuery,
        CorpusError::Passage(PassageError::Short { .. } | PassageError::Long { .. }) => Code::BadPassage,
        CorpusError::Cursor(CursorError::Stale { .. } | CursorError::OtherNames) => Code::CursorExpired,
        CorpusError::Cursor(CursorError::Malformed | CursorError::OtherQuery) => Code::BadCursor,
    }
}

macro_rules! from_desk_errors {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for HttpError {
            fn from(error: $error) -> Self {
                Self::Desk(error.into())
            }
        })+
    };
}

from_desk_errors!(StoreError, CorpusError, BackupError);

impl From<DeskError> for HttpError {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<IntakeError> for HttpError {
    fn from(error: IntakeError) -> Self {
        Self::Intake(error)
    }
}
