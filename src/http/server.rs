//! [`serve`]: listens, answers, and stops cleanly.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::access::RateLimits;
use super::router::router;
use super::state::{AppState, Capacity, Settings};
use crate::desk::{Desk, DeskError};
use crate::store::Retention;

/// How often a stopping server looks whether all requests are answered.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// How often rows of the audit log are looked for whose time is over.
const PRUNE_AUDIT_EVERY: Duration = Duration::from_hours(24);
/// How often records are looked through for those kept long enough.
const PRUNE_EVERY: Duration = Duration::from_hours(1);

/// How the server is run.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where to listen; loopback only while there are no keys. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// How much is done at once.
    pub capacity: Capacity,
    /// How many requests a key has.
    pub rate: RateLimits,
    /// How long the audit log is kept.
    pub retention: Retention,
    /// Names by which it is known besides its addresses, as behind a proxy.
    pub hosts: Vec<String>,
    /// What an administrator has set.
    pub settings: Settings,
    /// Told the address once requests are answered there.
    pub announce: fn(SocketAddr),
    /// How long requests may take to end after the signal to stop.
    pub stop_within: Duration,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8686)),
            capacity: Capacity::default(),
            rate: RateLimits::default(),
            retention: Retention::default(),
            hosts: Vec::new(),
            settings: Settings::default(),
            announce: |_| {},
            stop_within: Duration::from_secs(10),
        }
    }
}

/// Why the server did not run. The text is Chinese and may be shown to users.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can be reached from other machines.
    #[error(
        "不能监听 {0}：没有可用的访问密钥时，只能监听本机地址（如 127.0.0.1:8686）。请先新建密钥，例如 duanshixin keys create --label 管理员 --scope admin，再启动服务"
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be used.
    #[error("无法监听 {address}：{source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The data folder cannot be written.
    #[error("无法启动服务：{0}")]
    Desk(#[from] DeskError),
    /// Threads or signals cannot be had.
    #[error("无法启动服务：{0}")]
    Runtime(#[from] std::io::Error),
}

/// Serves until the process is told to stop (SIGINT or SIGTERM); a second signal ends the wait for requests.
///
/// # Errors
/// [`ServeError`] when it cannot begin.
pub fn serve(desk: Arc<Desk>, options: &ServeOptions) -> Result<(), ServeError> {
    let loopback = options.listen.ip().is_loopback();
    match desk.keys().live() {
        0 if !loopback => return Err(ServeError::NotLoopback(options.listen)),
        0 if !desk.keys().required() => tracing::warn!("no keys: everybody on this machine may do everything"),
        keys => tracing::info!(keys, "requests need a key"),
    }
    desk.note_settings(&settings(&desk, options))?;
    desk.prune_audit(options.retention)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(run(desk, options));
    // Work that has not ended by now is not waited for: what was acknowledged is on disk.
    runtime.shutdown_background();
    result
}

async fn run(desk: Arc<Desk>, options: &ServeOptions) -> Result<(), ServeError> {
    let failed = |source| ServeError::Bind { address: options.listen, source };
    let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let mut signals = Signals::new()?;
    let state = AppState::new(desk, options.capacity)
        .guarded(options.listen.ip().is_loopback(), options.rate)
        .known_as(&options.hosts)
        .with_settings(options.settings.clone());
    let pruning =
        [tokio::spawn(prune_audit_daily(state.clone(), options.retention)), tokio::spawn(prune(state.clone()))];
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, router(state.clone())).with_graceful_shutdown(async {
        // A sender that is gone means the same.
        drop(stopped.await);
    });
    let server = tokio::spawn(async move { server.await });
    (options.announce)(address);
    signals.next().await;
    tracing::info!("stopping");
    state.stop();
    let answered = async {
        // Until they are answered, others are told that the server stops; then it stops listening.
        while state.present() > 0 {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        drop(stop);
        server.await
    };
    tokio::select! {
        _ = answered => {}
        () = tokio::time::sleep(options.stop_within) => tracing::warn!("requests still running are given up"),
        () = signals.next() => tracing::warn!("stopped at once"),
    }
    pruning.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(state.desk.write_refusals(true)?)
}

/// Settings that the audit log has a row of, each time one of them is another than before. Zero is no limit.
fn settings(desk: &Desk, options: &ServeOptions) -> Vec<(&'static str, String)> {
    const HOUR: u64 = 3_600;
    let rate = options.rate.per_minute.map_or(0, std::num::NonZero::get);
    let limit = options.capacity.time_limit.map_or(0.0, |limit| limit.as_secs_f64());
    let kept = options.settings.retention;
    vec![
        ("time_limit_seconds", limit.to_string()),
        ("backups", options.settings.shelf(desk).display().to_string()),
        ("hosts", options.hosts.join(",")),
        ("keep_jobs_days", (kept.jobs.as_secs() / (24 * HOUR)).to_string()),
        ("keep_answers_hours", (kept.answers.as_secs() / HOUR).to_string()),
        // No setting makes kept reviews go by age.
        ("keep_reviews", "until_deleted".to_owned()),
        ("listen", options.listen.to_string()),
        ("accept_classified", desk.accepts_classified().to_string()),
        ("profile", desk.engine().profile.id.clone()),
        ("audit_months", options.retention.get().to_string()),
        ("requests_per_minute", rate.to_string()),
        ("requests_at_once", options.rate.burst.to_string()),
    ]
}

/// Takes off what is too old in the audit log, once a day.
async fn prune_audit_daily(state: AppState, retention: Retention) {
    loop {
        tokio::time::sleep(PRUNE_AUDIT_EVERY).await;
        let Ok(place) = state.light.place() else { continue };
        let desk = Arc::clone(&state.desk);
        if let Err(error) = place.run(move || desk.prune_audit(retention)).await {
            tracing::error!(?error, "audit log not pruned");
        }
    }
}

/// Drops records that have been kept long enough, now and every hour. What fails is tried again then.
async fn prune(state: AppState) {
    loop {
        let (desk, retention) = (Arc::clone(&state.desk), state.settings().retention);
        let pruned = tokio::task::spawn_blocking(move || desk.prune(&retention)).await;
        if let Ok(Err(error)) = pruned {
            tracing::warn!(%error, "records not pruned");
        }
        tokio::time::sleep(PRUNE_EVERY).await;
    }
}

/// The signals to stop.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
