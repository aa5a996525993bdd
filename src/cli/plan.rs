//! `list --plan`: what a run will send and how long it will wait, found out by a rehearsal against the embedded endpoint.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;

use super::{Failure, args::RunOptions, config, run};
use crate::{
    Suite,
    client::{Pacer, TransportOptions},
    scenario::selection::Selection,
    suite::Plan,
};

/// What a run against a live endpoint that conforms comes to.
struct Forecast {
    scenarios: usize,
    skipped: usize,
    /// How often each scenario runs.
    repeat: usize,
    requests: u64,
    longest_wait: Duration,
    /// The least that it takes at the rate that was asked for.
    paced: Option<Duration>,
}

/// The forecast of a run with these options, as text or as JSON.
pub async fn show(plan: Plan, selection: Selection, options: &RunOptions, as_json: bool) -> Result<String, Failure> {
    let forecast = rehearse(plan, selection, options).await?;
    Ok(if as_json { forecast.json() } else { forecast.text(options) })
}

async fn rehearse(plan: Plan, selection: Selection, options: &RunOptions) -> Result<Forecast, Failure> {
    let TransportOptions { max_wait, rate, .. } = run::transport(options)?;
    let interval = rate.map(Pacer::interval).transpose()?;
    let suite = Suite::builder()
        .plan(plan)
        .selection(selection)
        .transport(TransportOptions { max_wait, ..TransportOptions::default() })
        .expired(options.expired_media_id.clone(), options.expired_media_key.clone())
        .rehearsal(config::credentials()?)
        .without_evidence()
        .build()
        .await?;
    let report = suite.run().await;
    let repeat = run::repeat(options);
    let requests = match repeat {
        1 => report.summary.requests,
        // What the first run of the suite found out, a second one need not ask again.
        _ => repeated(report.summary.requests, suite.run().await.summary.requests, repeat),
    };
    let turns = u32::try_from(requests.saturating_sub(1)).unwrap_or(u32::MAX);
    Ok(Forecast {
        scenarios: report.scenarios.len(),
        skipped: report.summary.scenarios.skip,
        repeat,
        requests,
        longest_wait: suite.longest_wait(),
        paced: interval.map(|interval| interval.saturating_mul(turns)),
    })
}

/// So many requests go out in all, when they were `once` after the first run of the scenarios and `twice` after the second.
fn repeated(once: u64, twice: u64, repeat: usize) -> u64 {
    let again = u64::try_from(repeat - 1).unwrap_or(u64::MAX);
    once.saturating_add((twice - once).saturating_mul(again))
}

impl Forecast {
    fn text(&self, options: &RunOptions) -> String {
        let times = if self.repeat > 1 { format!("; each runs {} times", self.repeat) } else { String::new() };
        let mut rows = vec![
            ("scenarios", format!("{}, of which {} will be skipped{times}", self.scenarios, self.skipped)),
            ("requests", format!("{}; an endpoint that does not conform is asked more", self.requests)),
            ("longest wait", format!("{}, of one scenario; scenarios wait side by side", span(self.longest_wait))),
        ];
        if let (Some(rate), Some(paced)) = (options.rate, self.paced) {
            rows.push(("at that rate", format!("{} at least, with {rate} requests a second", span(paced))));
        }
        rows.iter().map(|(label, row)| format!("{label:<14}{row}\n")).collect()
    }

    fn json(&self) -> String {
        let forecast = json!({
            "scenarios": self.scenarios, "skipped": self.skipped, "repeat": self.repeat, "requests": self.requests,
            "longest_wait_secs": self.longest_wait.as_secs_f64(),
            "paced_secs": self.paced.map(|paced| paced.as_secs_f64()),
        });
        format!("{forecast:#}\n")
    }
}

/// A span of time in whole seconds: `24h 1s`.
fn span(duration: Duration) -> String {
    let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    format!("{:#}", SignedDuration::from_secs(seconds))
}
