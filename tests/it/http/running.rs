//! The running program on a real socket, with its whole log.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// A server that runs.
pub struct Running {
    child: Child,
    pub address: String,
    log: JoinHandle<String>,
}

/// The program on a data folder, with these words; what it said, after it ended well.
pub fn said(data: &Path, words: &[&str]) -> String {
    let output = command(data, words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn command(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duanshixin"));
    command.args(words).env("DUANSHIXIN_DATA", data).stdin(Stdio::null());
    command
}

impl Running {
    pub fn start(data: &Path, listen: &str) -> Self {
        Self::start_with(data, listen, &[])
    }

    /// The same with more options.
    pub fn start_with(data: &Path, listen: &str, more: &[&str]) -> Self {
        let words = [&["serve", "--listen", listen, "--log", "trace"], more].concat();
        let mut child = command(data, &words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Read to its end beside the requests: a full pipe would stop the server.
        let mut errors = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            errors.read_to_string(&mut log).unwrap();
            log
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.split("http://").nth(1).unwrap().trim_end_matches('/').replace("0.0.0.0", "127.0.0.1");
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, log }
    }

    /// One request on a connection of its own; the whole answer, head and body.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> String {
        let body = body.as_ref();
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Stops the server; its log.
    pub fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        self.log.join().unwrap()
    }
}
