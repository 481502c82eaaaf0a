//! The search index on disk: opened and checked, or set aside and rebuilt; documents in and out; commits that carry
//! the generation of the store they belong to. It never decides what belongs in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::index::SegmentComponent;
use tantivy::indexer::IndexWriterOptions;
use tantivy::schema::document::TantivyDocument;
use tantivy::store::Compressor;
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, Term};

use super::error::CorpusError;
use super::fields::Fields;
use crate::store::{Document, Stamp};

/// Changes when an index of an older program would answer otherwise: other fields, other terms.
const FORMAT: u32 = 3;
/// Memory of one indexing thread, in bytes, before it writes a segment.
const THREAD_MEMORY: usize = 48 << 20;
/// Most indexing threads; each costs [`THREAD_MEMORY`].
const MAX_THREADS: usize = 4;
/// Indexes set aside that are kept, for whoever wants to know what happened to them.
const ASIDES_KEPT: usize = 1;
/// Name of an index that is being built.
const UNFINISHED: &str = "search.new";
/// Begins the name of an index set aside, before its time.
const ASIDE: &str = "search.aside-";

/// The files that every segment has, besides its deletes.
const PARTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Terms,
    SegmentComponent::Store,
];

/// What became of the search index when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexOutcome {
    /// It was in step with the store.
    Current {
        /// Documents in it.
        documents: u64,
    },
    /// It was behind and has been brought into step.
    CaughtUp {
        /// Documents put in.
        added: u64,
        /// Documents taken out.
        removed: u64,
    },
    /// It was built anew from the store.
    Rebuilt {
        /// Why.
        reason: RebuildReason,
        /// Documents put in.
        documents: u64,
        /// Where the former one lies, if there was one.
        set_aside: Option<PathBuf>,
    },
}

/// Why an index was built anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RebuildReason {
    /// There was none.
    Missing,
    /// It cannot be read; what was found wrong.
    Damaged(String),
    /// It belongs to another store or another version of the program.
    Foreign,
    /// It knows of changes that the store does not: the store was put back to an older state.
    Ahead,
    /// Somebody asked for it.
    Asked,
}

impl std::fmt::Display for IndexOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Current { documents } => write!(f, "检索索引完好，含 {documents} 份文件"),
            Self::CaughtUp { added, removed } => write!(f, "检索索引已补齐：加入 {added} 份，移除 {removed} 份"),
            Self::Rebuilt { reason, documents, set_aside } => {
                match reason {
                    RebuildReason::Missing => write!(f, "没有检索索引")?,
                    RebuildReason::Damaged(what) => write!(f, "检索索引损坏（{what}）")?,
                    RebuildReason::Foreign => write!(f, "检索索引属于别的数据库或别的程序版本")?,
                    RebuildReason::Ahead => write!(f, "检索索引比数据库新（数据库可能被恢复到旧状态）")?,
                    RebuildReason::Asked => write!(f, "按要求")?,
                }
                write!(f, "，已由数据库重建，含 {documents} 份文件")?;
                set_aside.as_ref().map_or(Ok(()), |path| write!(f, "；原索引移至 {}", path.display()))
            }
        }
    }
}

/// What every commit carries.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    format: u32,
    store: String,
    generation: u64,
    documents: u64,
}

/// The open search index.
pub(super) struct SearchIndex {
    fields: Fields,
    store: String,
    generation: u64,
    index: Index,
    reader: IndexReader,
    /// Made when first needed, and anew after an error.
    writer: Option<IndexWriter>,
    /// Documents in the index once what is pending is committed.
    documents: u64,
}

impl SearchIndex {
    /// Opens the index in `dir` when it is sound and belongs to the store; else says why it must be built anew.
    ///
    /// # Errors
    /// What the system refuses (locks, permissions, a full disk) is an error and no reason to rebuild.
    pub(super) fn open(dir: &Path, store: &str, newest: u64) -> Result<Result<Self, RebuildReason>, CorpusError> {
        if !dir.exists() {
            return Ok(Err(RebuildReason::Missing));
        }
        match Self::open_checked(dir, store, newest) {
            Ok(opened) => Ok(opened),
            Err(CorpusError::Index { source, .. }) if is_damage(&source) => {
                Ok(Err(RebuildReason::Damaged(source.to_string())))
            }
            Err(error) => Err(error),
        }
    }

    fn open_checked(dir: &Path, store: &str, newest: u64) -> Result<Result<Self, RebuildReason>, CorpusError> {
        let failed = CorpusError::index("打开索引");
        let damaged = |what: &str| Ok(Err(RebuildReason::Damaged(what.to_owned())));
        if !dir.join(".managed.json").exists() {
            return damaged("缺少 .managed.json");
        }
        let mut index = Index::open_in_dir(dir).map_err(&failed)?;
        let fields = Fields::new();
        if index.schema() != fields.schema {
            return Ok(Err(RebuildReason::Foreign));
        }
        index.set_tokenizers(Fields::tokenizers());
        for segment in index.searchable_segment_metas().map_err(&failed)? {
            let deletes = segment.has_deletes().then_some(SegmentComponent::Delete);
            for part in PARTS.into_iter().chain(deletes) {
                let file = segment.relative_path(part);
                if !index.directory().validate_checksum(&file).map_err(|e| failed(e.into()))? {
                    return damaged(&format!("{} 校验和不符", file.display()));
                }
            }
        }
        let payload = index.load_metas().map_err(&failed)?.payload.unwrap_or_default();
        let Ok(mark) = serde_json::from_str::<Mark>(&payload) else { return damaged("没有代次标记") };
        if mark.format != FORMAT || mark.store != store {
            return Ok(Err(RebuildReason::Foreign));
        }
        if mark.generation > newest {
            return Ok(Err(RebuildReason::Ahead));
        }
        let opened = Self::with(index, fields, mark)?;
        if opened.searcher().num_docs() != opened.documents {
            return damaged("文件数与记录不符");
        }
        Ok(Ok(opened))
    }

    /// Makes an empty index beside `dir`, to be filled and then put there by [`Self::install`].
    pub(super) fn create_beside(dir: &Path, store: &str) -> Result<Self, CorpusError> {
        let failed = CorpusError::index("新建索引");
        let dir = dir.with_file_name(UNFINISHED);
        if dir.exists() {
            std::fs::remove_dir_all(&dir).map_err(CorpusError::io(&dir))?;
        }
        std::fs::create_dir_all(&dir).map_err(CorpusError::io(&dir))?;
        let directory = MmapDirectory::open(&dir).map_err(|e| failed(e.into()))?;
        let fields = Fields::new();
        let settings = IndexSettings {
            docstore_compression: Compressor::None,
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let mut index = Index::create(directory, fields.schema.clone(), settings).map_err(&failed)?;
        index.set_tokenizers(Fields::tokenizers());
        let mark = Mark { format: FORMAT, store: store.to_owned(), generation: 0, documents: 0 };
        Self::with(index, fields, mark)
    }

    /// Puts a committed index made by [`Self::create_beside`] to `dir`. What lay there is set aside, or removed when
    /// the new one was merely asked for; answers where it went.
    pub(super) fn install(
        mut self,
        dir: &Path,
        reason: &RebuildReason,
    ) -> Result<(Self, Option<PathBuf>), CorpusError> {
        self.close()?;
        let (store, generation) = (self.store.clone(), self.generation);
        drop(self);
        let mut aside = set_aside(dir)?;
        std::fs::rename(dir.with_file_name(UNFINISHED), dir).map_err(CorpusError::io(dir))?;
        if *reason == RebuildReason::Asked
            && let Some(former) = aside.take()
        {
            std::fs::remove_dir_all(&former).map_err(CorpusError::io(former))?;
        }
        match Self::open_checked(dir, &store, generation)? {
            Ok(opened) => Ok((opened, aside)),
            Err(reason) => Err(CorpusError::Index {
                doing: "打开新建的索引",
                source: tantivy::TantivyError::InternalError(format!("{reason:?}")),
            }),
        }
    }

    fn with(index: Index, fields: Fields, mark: Mark) -> Result<Self, CorpusError> {
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(CorpusError::index("打开索引"))?;
        let Mark { store, generation, documents, .. } = mark;
        Ok(Self { fields, store, generation, index, reader, writer: None, documents })
    }

    /// The fields.
    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The index as of the last commit.
    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// The generation of the store that the last commit belongs to.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Numbers of the documents in the last commit.
    pub(super) fn seqs(&self) -> Result<BTreeSet<u64>, CorpusError> {
        let failed = CorpusError::index("读取索引");
        let mut found = BTreeSet::new();
        for segment in self.searcher().segment_readers() {
            let column = segment.fast_fields().u64("seq").map_err(&failed)?;
            found.extend(segment.doc_ids_alive().filter_map(|doc| column.first(doc)));
        }
        Ok(found)
    }

    /// Puts a document in; searches find it after the next commit.
    pub(super) fn add(&mut self, document: &Document) -> Result<(), CorpusError> {
        let fields: TantivyDocument = self.fields.document(document);
        self.with_writer("写入索引", |writer| writer.add_document(fields).map(drop))?;
        self.documents += 1;
        Ok(())
    }

    /// Takes out a document that is in the index; searches find it until the next commit.
    pub(super) fn remove(&mut self, seq: u64) -> Result<(), CorpusError> {
        let term = Term::from_field_u64(self.fields.seq, seq);
        self.with_writer("写入索引", |writer| {
            writer.delete_term(term);
            Ok(())
        })?;
        self.documents = self.documents.saturating_sub(1);
        Ok(())
    }

    /// Makes everything so far durable and visible, as of `generation` of the store.
    pub(super) fn commit(&mut self, generation: u64) -> Result<(), CorpusError> {
        let mark = Mark { format: FORMAT, store: self.store.clone(), generation, documents: self.documents };
        let payload = serde_json::to_string(&mark).unwrap_or_default();
        self.with_writer("提交索引", |writer| {
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&payload);
            commit.commit().map(drop)
        })?;
        self.reader.reload().map_err(CorpusError::index("打开索引"))?;
        self.generation = generation;
        Ok(())
    }

    /// Forgets everything that was not committed.
    pub(super) fn discard(&mut self) {
        self.writer = None;
        self.documents = self.searcher().num_docs();
    }

    /// Ends merging and lets go of the folder and the writer's memory; what was not committed is forgotten. The next
    /// change takes them again.
    pub(super) fn close(&mut self) -> Result<(), CorpusError> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        self.documents = self.searcher().num_docs();
        writer.wait_merging_threads().map_err(CorpusError::index("合并索引"))?;
        self.reader.reload().map_err(CorpusError::index("打开索引"))
    }

    /// Runs `work` on the writer. After an error the writer is in no known state: it goes, with all that was not
    /// committed, and the next call makes a new one.
    fn with_writer(
        &mut self,
        doing: &'static str,
        work: impl FnOnce(&mut IndexWriter) -> tantivy::Result<()>,
    ) -> Result<(), CorpusError> {
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => self.open_writer().map_err(CorpusError::index(doing))?,
        };
        match work(&mut writer) {
            Ok(()) => {
                self.writer = Some(writer);
                Ok(())
            }
            Err(source) => {
                self.documents = self.searcher().num_docs();
                Err(CorpusError::Index { doing, source })
            }
        }
    }

    fn open_writer(&self) -> tantivy::Result<IndexWriter> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(THREAD_MEMORY)
            .num_merge_threads(1)
            .build();
        self.index.writer_with_options(options)
    }
}

/// Renames what lies at `dir` and prunes older ones; `None` when nothing lies there.
fn set_aside(dir: &Path) -> Result<Option<PathBuf>, CorpusError> {
    let parent = dir.parent().unwrap_or(dir);
    if !dir.exists() {
        return Ok(None);
    }
    let stamp = Stamp::for_file_name();
    let free = (0..).map(|n| parent.join(format!("{ASIDE}{stamp}-{n:03}"))).find(|path| !path.exists());
    let aside = free.unwrap_or_else(|| parent.join(ASIDE));
    std::fs::rename(dir, &aside).map_err(CorpusError::io(dir))?;
    let mut old: Vec<PathBuf> = std::fs::read_dir(parent)
        .map_err(CorpusError::io(parent))?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(ASIDE)))
        .collect();
    old.sort();
    for path in old.iter().rev().skip(ASIDES_KEPT) {
        std::fs::remove_dir_all(path).map_err(CorpusError::io(path))?;
    }
    Ok(Some(aside))
}

/// Whether an error says that the files are wrong, as opposed to that the system will not let us at them now.
fn is_damage(error: &tantivy::TantivyError) -> bool {
    use tantivy::TantivyError as E;
    use tantivy::directory::error::{OpenDirectoryError, OpenReadError};
    match error {
        E::IoError(io) => is_damaging(io),
        E::OpenReadError(OpenReadError::IoError { io_error, .. })
        | E::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => is_damaging(io_error),
        E::OpenReadError(_) | E::OpenDirectoryError(_) | E::DataCorruption(_) | E::IncompatibleIndex(_) => true,
        E::SchemaError(_) | E::InternalError(_) | E::DeserializeError(_) | E::FieldNotFound(_) => true,
        _ => false,
    }
}

/// Whether the system's error comes from the content of a file.
fn is_damaging(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as K;
    matches!(error.kind(), K::UnexpectedEof | K::InvalidData | K::NotFound | K::InvalidInput)
}
