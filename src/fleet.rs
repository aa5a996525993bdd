//! Many endpoints side by side: each has a suite, and budgets, of its own.

use std::{
    collections::VecDeque,
    num::NonZero,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use futures::future::join_all;
use tokio::sync::{
    mpsc::{self, UnboundedReceiver, UnboundedSender},
    watch,
};

use crate::{
    Suite,
    report::{
        model::{Report, TargetKind},
        progress::Progress,
    },
};

/// A fleet that is being verified, on threads of its own.
pub struct Fleet<T> {
    suites: Arc<[Suite]>,
    ended: UnboundedReceiver<(usize, T)>,
    stop: watch::Sender<bool>,
}

/// What all threads share.
struct Shared<F> {
    suites: Arc<[Suite]>,
    /// The embedded endpoints that nobody has taken yet.
    embedded: Mutex<VecDeque<usize>>,
    finish: F,
}

impl<T: Send + 'static> Fleet<T> {
    /// Starts to verify on all cores. `finish` makes of each report what there is to say of it, on the thread that ran the
    /// suite.
    pub fn start(suites: Vec<Suite>, finish: impl Fn(usize, Report) -> T + Send + Sync + 'static) -> Self {
        let suites: Arc<[Suite]> = suites.into();
        let (sender, ended) = mpsc::unbounded_channel();
        let (stop, stopped) = watch::channel(false);
        let is_live = |at: &usize| suites[*at].target().kind == TargetKind::Live;
        let (live, embedded): (Vec<usize>, Vec<usize>) = (0..suites.len()).partition(is_live);
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(suites.len());
        let shared = Arc::new(Shared { suites: suites.clone(), embedded: Mutex::new(embedded.into()), finish });
        for thread in 0..threads {
            let live: Vec<usize> = live.iter().copied().skip(thread).step_by(threads).collect();
            let (shared, sender, stopped) = (shared.clone(), sender.clone(), stopped.clone());
            thread::spawn(move || shared.work(&live, &sender, &stopped));
        }
        Fleet { suites, ended, stop }
    }

    /// What became of the next one that ends, and its place in the fleet; nothing when all have ended.
    pub async fn next(&mut self) -> Option<(usize, T)> {
        self.ended.recv().await
    }

    /// Ends all that are under way; each still gets its report.
    pub fn interrupt(&self) {
        self.stop.send_replace(true);
    }

    /// How far all of them together have come.
    pub fn progress(&self) -> Progress {
        let each = || self.suites.iter().map(Suite::progress);
        Progress {
            done: each().map(|it| it.done).sum(),
            scenarios: each().map(|it| it.scenarios).sum(),
            longest_wait: each().filter_map(|it| it.longest_wait).max(),
        }
    }
}

impl<T, F: Fn(usize, Report) -> T> Shared<F> {
    /// A live endpoint is mostly waited for, so that all of a thread's are verified at once; an embedded one is work, and
    /// one after the other saves memory.
    fn work(&self, live: &[usize], sender: &UnboundedSender<(usize, T)>, stopped: &watch::Receiver<bool>) {
        let verify = async |at: usize| {
            let mut stopped = stopped.clone();
            let interrupt = async {
                // Where nobody is left who could stop it, nobody does.
                if stopped.wait_for(|stop| *stop).await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            let report = self.suites[at].run_until(interrupt, |_| ()).await;
            // Whoever is gone does not want to know.
            sender.send((at, (self.finish)(at, report))).ok();
        };
        let embedded = async {
            while let Some(at) = self.next_embedded() {
                verify(at).await;
            }
        };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
        runtime.block_on(async { tokio::join!(join_all(live.iter().map(|at| verify(*at))), embedded) });
    }

    fn next_embedded(&self) -> Option<usize> {
        self.embedded.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}
