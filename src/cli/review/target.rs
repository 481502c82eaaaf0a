//! Where reports go that are files of their own: standard output, one file, or a folder with a file for each draft. What
//! is there already stays, unless the caller says otherwise.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use super::command::{holds_lines, is_stdin};
use crate::cli::args::{ReportFormat, ReviewArgs};
use crate::cli::error::{self, CliError};

/// Where a draft came from, by which its file is named.
#[derive(Debug)]
pub(super) struct Drafted<'a> {
    path: &'a Path,
    line: Option<usize>,
    /// The file as it was read, where it is the draft's own.
    pub(super) original: Option<&'a [u8]>,
}

impl<'a> Drafted<'a> {
    /// A file of its own, or standard input.
    pub(super) fn file(path: &'a Path, original: &'a [u8]) -> Self {
        Self { path, line: None, original: Some(original) }
    }

    /// A line of a file, from 1.
    pub(super) fn line(path: &'a Path, line: usize) -> Self {
        Self { path, line: Some(line), original: None }
    }

    /// Name of its report without the ending.
    fn name(&self) -> String {
        let stem = if is_stdin(self.path) { None } else { self.path.file_stem() };
        let stem = stem.map_or_else(|| "stdin".to_owned(), |stem| stem.to_string_lossy().into_owned());
        self.line.map_or_else(|| stem.clone(), |line| format!("{stem}-{line}"))
    }
}

/// Where reports go.
#[derive(Debug)]
enum Place {
    Stdout,
    File(PathBuf),
    Folder(PathBuf),
}

/// Where reports go, how they end, and what was written so far.
#[derive(Debug)]
pub(super) struct Target {
    place: Place,
    ending: &'static str,
    overwrite: bool,
    written: BTreeSet<PathBuf>,
    /// The files that drafts come from.
    drafts: Vec<PathBuf>,
}

impl Target {
    /// Looks at what was asked for before anything is reviewed.
    pub(super) fn of(args: &ReviewArgs) -> Result<Self, CliError> {
        let ending = args.format.and_then(ReportFormat::ending);
        let several = args.paths.len() > 1 || args.paths.iter().any(|path| holds_lines(path, args.stdin));
        let place = match (&args.out, ending) {
            (None, Some(_)) if several => {
                return Err(CliError::input("多份送审稿的报告不能都写到标准输出，请用 --out 指定文件夹"));
            }
            (None, _) if args.format == Some(ReportFormat::Docx) && std::io::stdout().is_terminal() => {
                return Err(CliError::input("docx 不是文字，不能显示在终端上，请用 --out 指定文件或文件夹"));
            }
            (None, _) => Place::Stdout,
            (Some(_), None) => {
                return Err(CliError::input(
                    "--out 只用于 html、csv、assessment-csv、docx 格式；其余格式请用 > 把标准输出存为文件",
                ));
            }
            (Some(out), Some(_)) => place(out, several)?,
        };
        let drafts = args.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
        let target = Self {
            place,
            ending: ending.unwrap_or_default(),
            overwrite: args.overwrite,
            written: BTreeSet::new(),
            drafts,
        };
        if let Place::File(path) = &target.place {
            target.spare(path)?;
        }
        Ok(target)
    }

    /// Writes the report of a draft; the file it went to, or `None` when it belongs on standard output.
    pub(super) fn write(&mut self, drafted: &Drafted<'_>, content: &[u8]) -> Result<Option<PathBuf>, CliError> {
        let path = match &self.place {
            Place::Stdout => return Ok(None),
            Place::File(path) => path.clone(),
            Place::Folder(folder) => {
                fs::create_dir_all(folder).map_err(|e| failed(folder, &e))?;
                self.unused(folder, &drafted.name())
            }
        };
        self.spare(&path)?;
        let mut options = OpenOptions::new();
        options.write(true);
        if self.overwrite {
            options.create(true).truncate(true)
        } else {
            options.create_new(true)
        };
        let mut file = options.open(&path).map_err(|e| failed(&path, &e))?;
        file.write_all(content).and_then(|()| file.sync_all()).map_err(|e| failed(&path, &e))?;
        self.written.insert(path.clone());
        Ok(Some(path))
    }

    /// Refuses a path that leads to one of the drafts, under whatever name: a report must not take its place.
    fn spare(&self, path: &Path) -> Result<(), CliError> {
        if self.drafts.iter().any(|draft| is_same_file(draft, path)) {
            let name = path.display();
            return Err(CliError::input(format!("{name}：就是送审稿文件本身，未覆盖；请为报告换一个路径")));
        }
        Ok(())
    }

    /// A file of the folder that this run has not written: drafts of different folders may have the same name.
    fn unused(&self, folder: &Path, name: &str) -> PathBuf {
        let path = |name: String| folder.join(format!("{name}.{}", self.ending));
        let numbered = (2..).map(|number| path(format!("{name}-{number}")));
        let mut paths = std::iter::once(path(name.to_owned())).chain(numbered);
        paths.find(|path| !self.written.contains(path)).unwrap_or_else(|| path(name.to_owned()))
    }
}

/// A folder when it is one, is written like one, or when there are several drafts.
fn place(out: &Path, several: bool) -> Result<Place, CliError> {
    let written_as_folder = out.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    if out.is_dir() || written_as_folder {
        return Ok(Place::Folder(out.to_owned()));
    }
    match (several, out.exists()) {
        (true, true) => Err(CliError::input(format!("--out {}：是文件；多份送审稿须指定文件夹", out.display()))),
        (true, false) => Ok(Place::Folder(out.to_owned())),
        (false, _) => Ok(Place::File(out.to_owned())),
    }
}

/// Whether two paths lead to one file, through links too.
fn is_same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) {
        use std::os::unix::fs::MetadataExt as _;
        return (one.dev(), one.ino()) == (other.dev(), other.ino());
    }
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

fn failed(path: &Path, error: &std::io::Error) -> CliError {
    let name = path.display();
    match error.kind() {
        ErrorKind::AlreadyExists => {
            CliError::input(format!("{name}：文件已存在，未覆盖；请换一个路径，或加 --overwrite"))
        }
        ErrorKind::NotFound => CliError::input(format!("{name}：所在的文件夹不存在")),
        ErrorKind::PermissionDenied | ErrorKind::IsADirectory | ErrorKind::NotADirectory => {
            CliError::input(format!("{name}：无法写入，{}", error::reason(error)))
        }
        _ => CliError::Internal(format!("{name}：无法写入，{}", error::reason(error))),
    }
}
