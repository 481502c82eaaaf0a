//! The only table of error codes: each with the status and title it has outside. Codes never change their meaning.

use axum::http::StatusCode;

macro_rules! codes {
    ($($(#[$note:meta])* $variant:ident $status:ident $name:literal $title:literal),+ $(,)?) => {
        /// What a kind of fault is called outside.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Code {
            $($(#[$note])* $variant,)+
        }

        impl Code {
            /// All codes, in order of their status.
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable English name.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The Chinese title.
            pub(super) fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// The status.
            pub(super) fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }
        }
    };
}

codes! {
    MalformedJson BAD_REQUEST "malformed_json" "请求正文不是合法的 JSON",
    MalformedForm BAD_REQUEST "malformed_form" "表单正文无法解析",
    NotUtf8 BAD_REQUEST "not_utf8" "请求正文的编码不对",
    Interrupted BAD_REQUEST "interrupted" "请求正文没有传完",
    BadRequest BAD_REQUEST "bad_request" "请求无法处理",
    KeyRequired UNAUTHORIZED "key_required" "需要访问密钥",
    KeyRefused UNAUTHORIZED "key_refused" "访问密钥不可用",
    CrossSite FORBIDDEN "cross_site" "不接受其他网站发起的请求",
    ScopeMissing FORBIDDEN "scope_missing" "访问密钥没有这项权限",
    NoAccess FORBIDDEN "no_access" "接口没有开放",
    NotFound NOT_FOUND "not_found" "没有找到",
    NoRoute NOT_FOUND "no_such_route" "没有这个接口",
    Method METHOD_NOT_ALLOWED "method_not_allowed" "接口不支持这个请求方法",
    InProgress CONFLICT "request_in_progress" "同一请求正在处理",
    KeyMade CONFLICT "key_already_made" "密钥已经建好",
    LastAdmin CONFLICT "last_admin_key" "最后一个管理密钥",
    NoDifference CONFLICT "no_difference" "草稿没有改动",
    JobOver CONFLICT "job_over" "任务已结束",
    Slow REQUEST_TIMEOUT "request_timeout" "请求正文传输过慢",
    CursorExpired GONE "cursor_expired" "翻页标记已失效",
    AnswerGone GONE "answer_gone" "原请求的结果已删除",
    VersionConflict PRECONDITION_FAILED "version_conflict" "内容已被他人修改",
    BodyTooLarge PAYLOAD_TOO_LARGE "body_too_large" "请求正文过大",
    TextTooLong PAYLOAD_TOO_LARGE "text_too_long" "送审稿过长",
    MediaType UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "请求正文的类型不受支持",
    FileFormat UNSUPPORTED_MEDIA_TYPE "unsupported_file_format" "文件格式不受支持",
    UnknownHost MISDIRECTED_REQUEST "unknown_host" "不认识所请求的主机名",
    InvalidRequest UNPROCESSABLE_ENTITY "invalid_request" "请求内容不符合要求",
    KeyReused UNPROCESSABLE_ENTITY "idempotency_key_reused" "Idempotency-Key 已用于另一请求",
    KeyUnused UNPROCESSABLE_ENTITY "idempotency_unsupported" "接口不接受 Idempotency-Key",
    EmptyText UNPROCESSABLE_ENTITY "empty_text" "送审稿没有文字",
    NoWords UNPROCESSABLE_ENTITY "no_words" "送审稿没有可审核的文字",
    NulCharacter UNPROCESSABLE_ENTITY "nul_character" "送审稿含有空字符",
    ClassifiedDraft UNPROCESSABLE_ENTITY "classified_draft" "送审稿带有密级标志",
    UnreadableFile UNPROCESSABLE_ENTITY "unreadable_file" "文件无法读取",
    BadQuery UNPROCESSABLE_ENTITY "bad_query" "检索词无法理解",
    BadPassage UNPROCESSABLE_ENTITY "bad_passage" "这段话无法查找出处",
    BadCursor UNPROCESSABLE_ENTITY "bad_cursor" "翻页标记不可用",
    BadTermList UNPROCESSABLE_ENTITY "bad_term_list" "词表有错误，未启用",
    BadNormProfile UNPROCESSABLE_ENTITY "bad_norm_profile" "规范档有错误，未启用",
    NoProfile UNPROCESSABLE_ENTITY "no_such_profile" "没有这个规范档",
    IfMatchRequired PRECONDITION_REQUIRED "if_match_required" "修改须带 If-Match",
    TooFast TOO_MANY_REQUESTS "too_many_requests" "请求过于频繁",
    Internal INTERNAL_SERVER_ERROR "internal_error" "程序内部错误",
    StorageFailed INTERNAL_SERVER_ERROR "storage_failed" "数据存取失败",
    OutOfTime SERVICE_UNAVAILABLE "out_of_time" "处理超时，已停止",
    Busy SERVICE_UNAVAILABLE "busy" "系统繁忙，请稍后再试",
    Stopping SERVICE_UNAVAILABLE "stopping" "服务正在停止",
    DiskFull INSUFFICIENT_STORAGE "disk_full" "磁盘已满",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        let names: std::collections::BTreeSet<&str> = Code::ALL.iter().map(|c| c.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|c| c.status().as_u16() >= 400 && !c.title().is_empty()));
    }
}
