//! The table of routes and who may call them. What has no row is refused, so a new route needs one: method, path as the
//! router has it, and who may call it. Of jobs, the kind says who may watch and stop them.

use crate::desk::JobKind;
use crate::store::Scope;

use Access::{AnyKey, Local, Open, Scopes};

/// Who may call a route. While no key is needed, everybody on this machine may call all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Access {
    /// Everybody.
    Open,
    /// Everybody while the server listens on loopback, else whoever has one of these scopes.
    Local(&'static [Scope]),
    /// Whoever has a key.
    AnyKey,
    /// Whoever has one of these scopes.
    Scopes(&'static [Scope]),
}

const DESK: Access = Scopes(&[Scope::Desk]);
const SEARCH: Access = Scopes(&[Scope::Search]);
const TERMS: Access = Scopes(&[Scope::Terms]);
const CORPUS: Access = Scopes(&[Scope::Corpus]);
const AUDIT: Access = Scopes(&[Scope::Audit]);
const ADMIN: Access = Scopes(&[Scope::Admin]);
/// Reports name documents of the corpus, and norms.
const READ_DOCUMENTS: Access = Scopes(&[Scope::Desk, Scope::Search, Scope::Corpus]);
const READ_NORMS: Access = Scopes(&[Scope::Desk, Scope::Terms]);
/// Whoever may start jobs of some kind; of which, [`scopes_of_jobs`] says.
const JOBS: Access = Scopes(&[Scope::Terms, Scope::Corpus, Scope::Admin]);

/// The table, in the order of paths.
pub(in crate::http) const TABLE: &[(&str, &str, Access)] = &[
    ("GET", "/", Open),
    ("GET", "/assets/{name}", Open),
    ("GET", "/docs", Open),
    // The ticket in it stands for the key that asked for it.
    ("GET", "/downloads/{ticket}", Open),
    ("GET", "/livez", Open),
    ("GET", "/metrics", Local(&[Scope::Admin])),
    ("GET", "/openapi.json", Open),
    ("GET", "/readyz", Open),
    ("GET", "/v1/access", AnyKey),
    ("GET", "/v1/audit", AUDIT),
    ("GET", "/v1/audit.csv", AUDIT),
    ("GET", "/v1/audit.jsonl", AUDIT),
    ("GET", "/v1/audit/check", AUDIT),
    ("GET", "/v1/backups", ADMIN),
    ("POST", "/v1/backups", ADMIN),
    ("GET", "/v1/backups/{name}", ADMIN),
    ("DELETE", "/v1/backups/{name}", ADMIN),
    ("POST", "/v1/backups/{name}/ticket", ADMIN),
    ("GET", "/v1/documents", Scopes(&[Scope::Search, Scope::Corpus])),
    ("POST", "/v1/documents", CORPUS),
    ("GET", "/v1/documents/{id}", READ_DOCUMENTS),
    ("DELETE", "/v1/documents/{id}", CORPUS),
    ("GET", "/v1/documents/{id}/repeated_by", SEARCH),
    ("GET", "/v1/documents/{id}/similar", SEARCH),
    ("POST", "/v1/facts", DESK),
    ("POST", "/v1/imports", CORPUS),
    ("POST", "/v1/index/rebuild", CORPUS),
    ("GET", "/v1/jobs", JOBS),
    ("GET", "/v1/jobs/{id}", JOBS),
    ("POST", "/v1/jobs/{id}/cancel", JOBS),
    ("GET", "/v1/jobs/{id}/events", JOBS),
    ("GET", "/v1/keys", ADMIN),
    ("POST", "/v1/keys", ADMIN),
    ("DELETE", "/v1/keys/{id}", ADMIN),
    ("GET", "/v1/limits", AnyKey),
    ("GET", "/v1/norm-profiles", READ_NORMS),
    ("GET", "/v1/norm-profiles/{id}", READ_NORMS),
    ("PUT", "/v1/norm-profiles/{id}", TERMS),
    ("DELETE", "/v1/norm-profiles/{id}/draft", TERMS),
    ("GET", "/v1/norm-profiles/{id}/draft", TERMS),
    ("PUT", "/v1/norm-profiles/{id}/draft", TERMS),
    ("POST", "/v1/norm-profiles/{id}/draft/preview", TERMS),
    ("POST", "/v1/norm-profiles/{id}/draft/publish", TERMS),
    ("GET", "/v1/norm-profiles/{id}/versions", READ_NORMS),
    ("GET", "/v1/norm-profiles/{id}/versions/{from}/diff/{to}", READ_NORMS),
    ("GET", "/v1/norm-profiles/{id}/versions/{version}", READ_NORMS),
    ("POST", "/v1/norm-profiles/{id}/versions/{version}/restore", TERMS),
    ("GET", "/v1/proposals", TERMS),
    ("POST", "/v1/proposals/approve", TERMS),
    ("POST", "/v1/proposals/reject", TERMS),
    ("POST", "/v1/reindex", CORPUS),
    ("GET", "/v1/reviews", DESK),
    ("POST", "/v1/reviews", DESK),
    ("GET", "/v1/reviews/{id}", DESK),
    ("DELETE", "/v1/reviews/{id}", DESK),
    ("GET", "/v1/reviews/{id}/assessment.csv", DESK),
    ("GET", "/v1/reviews/{id}/decisions", DESK),
    ("DELETE", "/v1/reviews/{id}/decisions/{finding_id}", DESK),
    ("PUT", "/v1/reviews/{id}/decisions/{finding_id}", DESK),
    ("GET", "/v1/reviews/{id}/findings.csv", DESK),
    ("GET", "/v1/reviews/{id}/report.docx", DESK),
    ("GET", "/v1/reviews/{id}/report.html", DESK),
    ("GET", "/v1/reviews/{id}/text", DESK),
    ("GET", "/v1/rules/precision", TERMS),
    ("GET", "/v1/search", SEARCH),
    ("POST", "/v1/search", SEARCH),
    ("POST", "/v1/search/passage", SEARCH),
    ("GET", "/v1/stats", AnyKey),
    ("GET", "/v1/term-lists", TERMS),
    ("POST", "/v1/term-lists/slogans/suggest", TERMS),
    ("POST", "/v1/term-lists/slogans/suggest/accept", TERMS),
    ("POST", "/v1/term-lists/slogans/suggest/reject", TERMS),
    ("GET", "/v1/term-lists/{id}", TERMS),
    ("PUT", "/v1/term-lists/{id}", TERMS),
    ("DELETE", "/v1/term-lists/{id}/draft", TERMS),
    ("GET", "/v1/term-lists/{id}/draft", TERMS),
    ("PUT", "/v1/term-lists/{id}/draft", TERMS),
    ("POST", "/v1/term-lists/{id}/draft/preview", TERMS),
    ("POST", "/v1/term-lists/{id}/draft/publish", TERMS),
    ("POST", "/v1/term-lists/{id}/entries", TERMS),
    ("DELETE", "/v1/term-lists/{id}/entries", TERMS),
    ("GET", "/v1/term-lists/{id}/versions", TERMS),
    ("GET", "/v1/term-lists/{id}/versions/{from}/diff/{to}", TERMS),
    ("GET", "/v1/term-lists/{id}/versions/{version}", TERMS),
    ("POST", "/v1/term-lists/{id}/versions/{version}/restore", TERMS),
];

/// Who may call a route; `None` when it has no row. Whoever may read may ask for the head alone.
pub(in crate::http) fn access_of(method: &str, path: &str) -> Option<Access> {
    let method = if method == "HEAD" { "GET" } else { method };
    TABLE.iter().find(|(m, p, _)| *m == method && *p == path).map(|(_, _, access)| *access)
}

/// The scopes that jobs of a kind belong to, all of which are needed: whoever may start one may watch and stop it, and
/// nobody else. A preview over drafts quotes them.
pub(in crate::http) fn scopes_of_jobs(kind: JobKind) -> &'static [Scope] {
    match kind {
        JobKind::Import | JobKind::Reindex => &[Scope::Corpus],
        JobKind::Backup => &[Scope::Admin],
        JobKind::Preview => &[Scope::Terms, Scope::Desk],
        JobKind::CorpusPreview | JobKind::Suggest => &[Scope::Terms],
    }
}

impl Access {
    /// The scopes of which one will do; none when they do not matter.
    pub(in crate::http) fn scopes(self) -> &'static [Scope] {
        match self {
            Open | AnyKey => &[],
            Local(scopes) | Scopes(scopes) => scopes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_has_no_row_twice() {
        let places: Vec<(&str, &str)> = TABLE.iter().map(|(method, path, _)| (*path, *method)).collect();
        for (former, next) in places.iter().zip(places.iter().skip(1)) {
            assert!(former.0 <= next.0 && former != next, "{former:?} before {next:?}");
        }
        assert_eq!(access_of("HEAD", "/v1/audit"), Some(AUDIT));
        assert_eq!(access_of("POST", "/v1/audit"), None);
    }

    #[test]
    fn jobs_belong_to_whoever_may_start_them() {
        let starts = |kind| match kind {
            JobKind::Import => "/v1/imports",
            JobKind::Reindex => "/v1/index/rebuild",
            JobKind::Backup => "/v1/backups",
            JobKind::Preview | JobKind::CorpusPreview => "/v1/term-lists/{id}/draft/preview",
            JobKind::Suggest => "/v1/term-lists/slogans/suggest",
        };
        for kind in JobKind::ALL {
            let [first, others @ ..] = scopes_of_jobs(kind) else { panic!("{kind:?} is for nobody") };
            assert_eq!(access_of("POST", starts(kind)).map(Access::scopes), Some(&[*first][..]), "{kind:?}");
            assert!(JOBS.scopes().contains(first), "{kind:?}");
            assert_eq!(others, if kind == JobKind::Preview { &[Scope::Desk][..] } else { &[] }, "{kind:?}");
        }
    }

    /// Who administers keys does not read the audit log by that, and whoever reads it does nothing else.
    #[test]
    fn audit_and_administration_are_apart() {
        for (method, path, access) in TABLE {
            let audit = access.scopes().contains(&Scope::Audit);
            assert_eq!(audit, path.starts_with("/v1/audit"), "{method} {path}");
            assert!(!audit || access.scopes() == [Scope::Audit], "{method} {path}");
            assert!(!path.starts_with("/v1/") || *access != Open, "{method} {path}");
        }
    }
}
