//! Runs the program and reads what it says.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A data folder and a place for files.
pub struct Program {
    folder: TempDir,
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Every line of the output as JSON.
    pub fn lines(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The output as one JSON value.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap()
    }

    /// The run, after its exit code was found to be `code`.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }
}

impl Program {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The data folder; it is not there before the first run.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Writes a file beside the data folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A command on the data folder, not yet run.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duanshixin"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DUANSHIXIN_")) {
            command.env_remove(name);
        }
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env("DUANSHIXIN_DATA", self.data());
        command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, words: &[&str]) -> Run {
        finished(self.command(words).output().unwrap())
    }

    /// Runs with `input` on standard input.
    pub fn run_with(&self, words: &[&str], input: &[u8]) -> Run {
        use std::io::Write as _;
        let mut child = self.command(words).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let run = finished(child.wait_with_output().unwrap());
        drop(writer.join());
        run
    }
}

fn finished(output: std::process::Output) -> Run {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A shipped draft.
pub fn draft(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/drafts").join(name);
    path.to_str().unwrap().to_owned()
}
