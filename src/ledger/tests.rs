use std::fs;

use rstest::rstest;
use tempfile::TempDir;

use super::*;
use crate::credentials::OAuth1;

const DAY: Duration = Duration::from_secs(86_400);
const NOW: Duration = Duration::from_secs(1_800_000_000);

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Home(tempfile::tempdir().expect("a directory"))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("ledger.jsonl")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path()).expect("a ledger")
    }

    fn open(&self) -> Ledger {
        self.open_as("https://host.test/1.1/media/upload.json", &Credentials::default()).expect("a ledger")
    }

    fn open_as(&self, endpoint: &str, credentials: &Credentials) -> Result<Ledger, LedgerError> {
        Ledger::open(&self.path(), &endpoint.parse().expect("a URL"), credentials)
    }

    /// A run at that time which finalizes media that live for a day, each with a key.
    fn run(&self, ids: impl IntoIterator<Item = u64>, now: Duration) {
        for id in ids {
            let ledger = self.open();
            ledger.note(id.to_string(), Some(format!("3_{id}")), DAY, now);
            ledger.save(now).expect("saved");
        }
    }
}

fn value(expired: Option<Expired>) -> Option<String> {
    expired.map(|expired| expired.value)
}

fn bearer(token: &str) -> Credentials {
    Credentials { user: Some(User::Bearer(token.to_owned())), app_bearer: None }
}

fn oauth1(token: &str) -> Credentials {
    let [consumer_key, consumer_secret, token_secret] = ["key", "secret", "token-secret"].map(str::to_owned);
    let keys = OAuth1 { consumer_key, consumer_secret, token: token.to_owned(), token_secret };
    Credentials { user: Some(User::OAuth1(keys.into())), app_bearer: None }
}

#[rstest]
#[case::alive(86_399, None)]
#[case::only_just_expired(86_459, None)]
#[case::expired(86_460, Some(60))]
#[case::long_expired(200_000, Some(113_600))]
fn what_has_expired_for_a_while_is_asked_for(#[case] later: u64, #[case] age: Option<i64>) {
    let home = Home::new();
    home.run([7], NOW);
    let (ledger, now) = (home.open(), NOW + Duration::from_secs(later));
    let expected =
        |value: &str| age.map(|age| Expired { value: value.to_owned(), age: SignedDuration::from_secs(age) });
    assert_eq!(ledger.expired_id(now), expected("7"));
    assert_eq!(ledger.expired_key(now), expected("3_7"));
}

#[test]
fn this_runs_own_media_are_for_the_next() {
    let ledger = Home::new().open();
    ledger.note("7".to_owned(), None, Duration::from_secs(1), NOW);
    assert_eq!(ledger.expired_id(NOW + DAY), None);
}

#[test]
fn the_one_that_expired_last_tells_most() {
    let home = Home::new();
    home.run([1], NOW);
    home.run([2], NOW + DAY);
    assert_eq!(value(home.open().expired_id(NOW + DAY + DAY / 2)).as_deref(), Some("1"));
    assert_eq!(value(home.open().expired_id(NOW + 3 * DAY)).as_deref(), Some("2"));
}

#[rstest]
#[case::the_same("https://host.test/1.1/media/upload.json", true)]
#[case::another_query("https://host.test/1.1/media/upload.json?key=s3cret", true)]
#[case::another_path("https://host.test/2/media/upload.json", false)]
#[case::another_port("https://host.test:8443/1.1/media/upload.json", false)]
#[case::another_host("https://other.test/1.1/media/upload.json", false)]
#[case::another_scheme("http://host.test/1.1/media/upload.json", false)]
fn only_the_same_endpoint_counts(#[case] endpoint: &str, #[case] same: bool) {
    let home = Home::new();
    home.run([7], NOW);
    let ledger = home.open_as(endpoint, &Credentials::default()).expect("a ledger");
    assert_eq!(ledger.expired_id(NOW + 2 * DAY).is_some(), same);
}

#[rstest]
#[case::nobody(Credentials::default())]
#[case::bearer(bearer("the-s3cret-token"))]
#[case::oauth1(oauth1("the-s3cret-token"))]
fn only_the_same_user_counts_and_none_is_named(#[case] user: Credentials) {
    let home = Home::new();
    let endpoint = "https://host.test/?api_key=s3cret";
    let ledger = home.open_as(endpoint, &user).expect("a ledger");
    ledger.note("7".to_owned(), None, DAY, NOW);
    ledger.save(NOW).expect("saved");
    for (other, same) in [
        (Credentials::default(), user == Credentials::default()),
        (bearer("the-s3cret-token"), user == bearer("the-s3cret-token")),
        (bearer("another-token"), false),
        (oauth1("the-s3cret-token"), user == oauth1("the-s3cret-token")),
        (oauth1("another-token"), false),
    ] {
        let ledger = home.open_as(endpoint, &other).expect("a ledger");
        assert_eq!(ledger.expired_id(NOW + 2 * DAY).is_some(), same, "{other:?}");
    }
    assert!(!home.text().contains("s3cret"), "{}", home.text());
}

#[test]
fn the_hash_of_a_user_is_never_the_same() {
    let home = Home::new();
    for id in ["1", "2"] {
        let ledger = home.open_as("https://host.test/", &bearer("token")).expect("a ledger");
        ledger.note(id.to_owned(), None, DAY, NOW);
        ledger.save(NOW).expect("saved");
    }
    let users: Vec<_> = read(&home.path()).expect("entries").into_iter().map(|entry| entry.user).collect();
    assert_eq!(users.len(), 2);
    assert_ne!(users[0], users[1]);
}

#[test]
fn a_finalize_that_begins_the_lifetime_anew_is_noted() {
    let home = Home::new();
    home.run([7], NOW);
    let ledger = home.open();
    ledger.note("7".to_owned(), None, DAY, NOW + DAY / 2);
    ledger.note("7".to_owned(), Some("3_7".to_owned()), DAY, NOW);
    ledger.save(NOW + DAY).expect("saved");
    assert_eq!(read(&home.path()).expect("entries").len(), 1);
    assert_eq!(home.open().expired_id(NOW + DAY + DAY / 4), None);
    assert_eq!(value(home.open().expired_key(NOW + 2 * DAY)).as_deref(), Some("3_7"));
}

#[test]
fn a_run_is_remembered_by_a_few_of_its_media() {
    let home = Home::new();
    let ledger = home.open();
    for id in 1..1000 {
        ledger.note(id.to_string(), (id > 500).then(|| format!("3_{id}")), DAY, NOW);
    }
    ledger.save(NOW).expect("saved");
    let entries = read(&home.path()).expect("entries");
    assert_eq!(entries.iter().filter(|entry| entry.media_key.is_some()).count(), A_RUN);
    assert_eq!(entries.len(), 2 * A_RUN);
}

#[rstest]
#[case::never(u64::MAX)]
#[case::not_in_this_calendar(1 << 60)]
fn a_lifetime_beyond_all_time_is_not_noted(#[case] lifetime: u64) {
    let home = Home::new();
    let ledger = home.open();
    ledger.note("7".to_owned(), None, Duration::from_secs(lifetime), NOW);
    ledger.save(NOW).expect("nothing to save");
    assert!(!home.path().exists());
}

#[test]
fn a_long_text_is_no_key() {
    let ledger = Home::new().open();
    ledger.note("7".to_owned(), Some("3".repeat(1_000_000)), DAY, NOW);
    assert_eq!(ledger.seen.lock().expect("a list")[0].media_key, None);
}

/// A run an hour for half a year, and another endpoint beside it.
#[test]
fn a_ledger_does_not_grow_for_ever_and_never_runs_dry() {
    let entry = |id: u64, hour: i64| Entry {
        endpoint: "https://host.test/".to_owned(),
        user: None,
        media_id: id.to_string(),
        media_key: None,
        expires_at: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour + 24),
    };
    let mut entries = Vec::new();
    for hour in 0..180 * 24_u32 {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour.into());
        entries.extend((0..8).map(|n| entry(u64::from(hour * 8 + n), hour.into())));
        entries = pruned(entries, now);
        assert!(entries.len() <= 2 * KEPT);
        assert!(hour < 24 || entries.iter().any(|entry| entry.expires_at <= now), "none has expired at {hour}");
    }
}

#[test]
fn what_expired_long_ago_is_forgotten_whoevers_it_is() {
    let home = Home::new();
    home.run([1], NOW);
    let ledger = home.open_as("https://other.test/", &Credentials::default()).expect("a ledger");
    ledger.note("2".to_owned(), None, DAY, NOW + 100 * DAY);
    ledger.save(NOW + 100 * DAY).expect("saved");
    let ids: Vec<_> = read(&home.path()).expect("entries").into_iter().map(|entry| entry.media_id).collect();
    assert_eq!(ids, ["2"]);
}

#[test]
fn runs_at_the_same_time_lose_nothing() {
    let home = Home::new();
    let ledgers: Vec<_> = (0..8).map(|_| home.open()).collect();
    thread::scope(|scope| {
        for (id, ledger) in ledgers.iter().enumerate() {
            scope.spawn(move || {
                ledger.note(id.to_string(), None, DAY, NOW);
                ledger.save(NOW).expect("saved");
            });
        }
    });
    let mut ids: Vec<_> = read(&home.path()).expect("entries").into_iter().map(|entry| entry.media_id).collect();
    ids.sort();
    assert_eq!(ids, (0..8).map(|id| id.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_ledger_that_stays_locked_is_left_alone() {
    let home = Home::new();
    home.run([1], NOW);
    let before = home.text();
    let ledger = home.open();
    ledger.note("2".to_owned(), None, DAY, NOW);
    let lock = lock_file(&home.path()).expect("a file");
    lock.lock().expect("locked");
    let error = ledger.save(NOW).expect_err("it is locked").to_string();
    assert!(error.contains("ledger.jsonl") && error.ends_with("another run has locked it"), "{error}");
    assert_eq!(home.text(), before);
}

#[rstest]
#[case::no_json("{}\nexpired media", 1)]
#[case::cut_short(
    "{\"endpoint\":\"x\",\"user\":null,\"media_id\":\"7\",\"media_key\":null,\"expires_at\":\"2026-01-01T00:00:00Z\"}\n\n{\"end",
    3
)]
#[case::no_date(
    "{\"endpoint\":\"x\",\"user\":null,\"media_id\":\"7\",\"media_key\":null,\"expires_at\":\"soon\"}\n",
    1
)]
fn a_broken_line_is_named_and_nothing_is_overwritten(#[case] text: &str, #[case] line: usize) {
    let home = Home::new();
    let ledger = home.open();
    fs::write(home.path(), text).expect("written");
    let error = home.open_as("https://host.test/", &Credentials::default()).expect_err("broken").to_string();
    assert!(error.starts_with(&format!("line {line} of the ledger ")), "{error}");
    ledger.note("7".to_owned(), None, DAY, NOW);
    assert!(ledger.save(NOW).is_err(), "it was broken meanwhile");
    assert_eq!(home.text(), text);
}

#[test]
fn bytes_that_are_no_text_are_no_ledger() {
    let home = Home::new();
    fs::write(home.path(), b"\xff\0").expect("written");
    let error = home.open_as("https://host.test/", &Credentials::default()).expect_err("no text").to_string();
    assert!(error.starts_with("cannot read the ledger "), "{error}");
}
