//! Runs gateways and NATS servers as processes.

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

pub const TOKEN: &str = "open sesame";

/// A folder that is removed when this value is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("gateway-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running gateway. It is killed when this value is dropped.
pub struct Gateway {
    process: Child,
    pub address: SocketAddr,
    http: Client,
}

impl Gateway {
    pub fn start(centre: SocketAddr, more: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_gateway"))
            .args([
                "--listen",
                "127.0.0.1:0",
                "--system-id",
                "gateway",
                "--smpp",
                &format!("smpp://{centre}"),
            ])
            .args(more)
            .env("GATEWAY_TOKEN", TOKEN)
            .env("GATEWAY_PASSWORD", "secret")
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim_end().strip_prefix("listening on ").expect("a gateway that starts").parse().unwrap();
        Self { process, address, http: Client::new() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// Posts a message. `None` if the gateway did not answer.
    pub async fn try_post(&self, key: &str, text: &str) -> Option<(StatusCode, Value)> {
        let order = json!({ "key": key, "from": "Shop", "to": "+46700000001", "text": text });
        let answer =
            self.http.post(self.url("messages")).bearer_auth(TOKEN).json(&order).send().await.ok()?;
        let status = answer.status();
        Some((status, answer.json().await.ok()?))
    }

    pub async fn post(&self, key: &str, text: &str) -> (StatusCode, Value) {
        self.try_post(key, text).await.unwrap()
    }

    pub async fn get(&self, key: &str) -> (StatusCode, Value) {
        let url = self.url(&format!("messages/{key}"));
        let answer = self.http.get(url).bearer_auth(TOKEN).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or_default())
    }

    /// Waits until the message has one of these states, and returns its record.
    pub async fn wait_for(&self, key: &str, states: &[&str]) -> Value {
        let start = Instant::now();
        loop {
            let (_, record) = self.get(key).await;
            if states.contains(&record["state"].as_str().unwrap_or_default()) {
                return record;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "{record}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Ends it with SIGTERM.
    pub fn end(mut self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        assert!(ended(&mut self.process).success());
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Waits for the end of a process.
pub fn ended(process: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = process.try_wait().unwrap() {
            return status;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "it does not end");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A NATS server with JetStream, on a free port.
pub struct Nats {
    process: Child,
    pub url: String,
    _folder: Folder,
}

impl Nats {
    pub fn start() -> Self {
        let folder = Folder::new();
        let ports = folder.file("ports");
        std::fs::create_dir(&ports).unwrap();
        let process = Command::new("nats-server")
            .args([
                "-js",
                "-a",
                "127.0.0.1",
                "-p",
                "-1",
                "-sd",
                &folder.file("data"),
                "--ports_file_dir",
                &ports,
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nats-server, which ./run installs");
        let file = Path::new(&ports).join(format!("nats-server_{}.ports", process.id()));
        let start = Instant::now();
        let url = loop {
            let ports = std::fs::read_to_string(&file)
                .ok()
                .and_then(|text| serde_json::from_str::<Value>(&text).ok());
            if let Some(url) = ports.as_ref().and_then(|ports| ports["nats"][0].as_str()) {
                break url.to_owned();
            }
            assert!(start.elapsed() < Duration::from_secs(10), "nats-server does not start");
            std::thread::sleep(Duration::from_millis(20));
        };
        Self { process, url, _folder: folder }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
