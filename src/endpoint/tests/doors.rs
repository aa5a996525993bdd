//! A whole upload through each of the two front doors, with the suite's own client.

use std::sync::{Arc, Mutex};

use reqwest::Method;
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::{
    client::{Authorization, Call, Part, Payload, Transport, TransportOptions},
    clock::Clock,
    credentials::{Credentials, OAuth1, User},
    endpoint::{
        Endpoint, Host,
        serve::{Front, serve},
    },
    http::Response,
    media::Sample,
};

fn user() -> OAuth1 {
    let [consumer_key, consumer_secret, token, token_secret] = ["ck", "cs", "t", "ts"].map(str::to_owned);
    OAuth1 { consumer_key, consumer_secret, token, token_secret }
}

fn endpoint() -> Endpoint {
    Endpoint::reference(Credentials { user: Some(User::OAuth1(user().into())), app_bearer: None })
}

struct Client {
    transport: Transport,
    url: Url,
    clock: Clock,
}

impl Client {
    fn new(url: &Url, clock: &Clock) -> Self {
        let transport = Transport::new(TransportOptions::default(), url).unwrap();
        Client { transport, url: url.clone(), clock: clock.clone() }
    }

    async fn send(&self, method: Method, url: Url, payload: Payload) -> Response {
        let call = Call { method, url, payload, authorization: Authorization::signed(user()) };
        self.transport.send(&call, &self.clock).await.response().expect("an answer").clone()
    }

    async fn upload(&self) -> String {
        let total = Sample::Mp4.bytes().len().to_string();
        let init = [
            ("command", "INIT"),
            ("total_bytes", &total),
            ("media_type", "video/mp4"),
            ("media_category", "tweet_video"),
        ];
        let answer = self.send(Method::POST, self.url.clone(), Payload::Form(owned(&init))).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        let id = answer.value()["media_id_string"].as_str().unwrap().to_owned();
        for (index, segment) in Sample::Mp4.bytes().chunks(3000).enumerate() {
            let parts = vec![
                Part::text("command", "APPEND"),
                Part::text("media_id", &id),
                Part::text("segment_index", index.to_string()),
                Part::file("media", "video.mp4", segment),
            ];
            let answer = self.send(Method::POST, self.url.clone(), Payload::Multipart(parts)).await;
            assert_eq!(answer.status, 204, "{answer:?}");
        }
        id
    }

    /// INIT, APPEND, FINALIZE, STATUS until the end, and metadata/create.
    async fn everything(&self) {
        let id = self.upload().await;
        let finalize = Payload::Query(owned(&[("command", "FINALIZE"), ("media_id", &id)]));
        let answer = self.send(Method::POST, self.url.clone(), finalize).await;
        assert_eq!(answer.value()["processing_info"]["state"], "pending", "{answer:?}");
        for _ in 0..10 {
            let status = Payload::Query(owned(&[("command", "STATUS"), ("media_id", &id)]));
            let answer = self.send(Method::GET, self.url.clone(), status).await.value();
            match answer["processing_info"]["check_after_secs"].as_u64() {
                Some(secs) => self.clock.sleep(std::time::Duration::from_secs(secs)).await,
                None => break,
            }
        }
        // Only a media that succeeded can be used.
        let metadata = self.url.join("metadata/create.json").unwrap();
        let body = format!(r#"{{"media_id":"{id}","alt_text":{{"text":"a"}}}}"#);
        assert_eq!(self.send(Method::POST, metadata, Payload::Json(body)).await.status, 204);
    }
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn several_endpoints_live_on_one_host_each_with_its_own_clock() {
    let host = Host::start().await;
    let clocks = [Clock::movable(), Clock::movable()];
    let mounted = clocks.each_ref().map(|clock| host.mount(endpoint(), clock.clone()));
    let clients = [0, 1].map(|n| Client::new(&mounted[n].url, &clocks[n]));
    tokio::join!(clients[0].everything(), clients[1].everything());
    let id = clients[0].upload().await;
    let elsewhere = Payload::Query(owned(&[("command", "FINALIZE"), ("media_id", &id)]));
    assert_eq!(clients[1].send(Method::POST, clients[1].url.clone(), elsewhere).await.status, 400);
}

#[tokio::test]
async fn an_endpoint_is_gone_with_its_mounted() {
    let host = Host::start().await;
    let mounted = host.mount(endpoint(), Clock::movable());
    let client = Client::new(&mounted.url, &Clock::Wall);
    drop(mounted);
    assert_eq!(client.send(Method::POST, client.url.clone(), Payload::None).await.status, 404);
}

#[tokio::test]
async fn a_panic_costs_one_answer() {
    let host = Host::start().await;
    let behaviour = |endpoint: &mut Endpoint, request: &crate::http::Request, now| match request.method.as_str() {
        "PUT" => panic!("a bug"),
        _ => endpoint.answer(request, now),
    };
    let clock = Clock::movable();
    let mounted = host.mount(Endpoint::new(Default::default(), Default::default(), behaviour), clock.clone());
    let client = Client::new(&mounted.url, &clock);
    assert_eq!(client.send(Method::PUT, client.url.clone(), Payload::None).await.status, 500);
    client.everything().await;
}

#[rstest]
#[case::by_host(None, "", true)]
#[case::by_the_proxys_scheme(None, "https", false)]
#[case::by_the_public_url(Some("http://127.0.0.1"), "", false)]
#[tokio::test]
async fn the_same_endpoint_is_served_on_a_port(
    #[case] public_url: Option<&str>,
    #[case] forwarded_proto: &str,
    #[case] is_verified: bool,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: Url = format!("http://{}/1.1/media/upload.json", listener.local_addr().unwrap()).parse().unwrap();
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = {
        let lines = lines.clone();
        move |line: &str| lines.lock().unwrap().push(line.to_owned())
    };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let clock = Clock::movable();
    let front = Front { public_url: public_url.map(|url| url.parse().unwrap()), tls: None };
    let server = serve(listener, endpoint(), clock.clone(), front, log, async { _ = stopped.await });
    let server = tokio::spawn(server);
    let mut client = Client::new(&url, &clock);
    if !forwarded_proto.is_empty() {
        let headers = vec![("x-forwarded-proto".to_owned(), forwarded_proto.to_owned())];
        client.transport = Transport::new(TransportOptions { headers, ..Default::default() }, &url).unwrap();
    }
    if is_verified {
        client.everything().await;
        assert!(lines.lock().unwrap().contains(&"POST /1.1/media/upload.json FINALIZE 200".to_owned()));
    } else {
        // Signed for the URL it was sent to, which is not the one that was meant.
        let answer = client.send(Method::POST, url, Payload::Form(owned(&[("command", "INIT")]))).await;
        assert_eq!(answer.value()["errors"][0]["code"], 32);
    }
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: Url = format!("http://{}/1.1/media/upload.json", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(serve(listener, endpoint(), Clock::Wall, Front::default(), |_: &str| {}, std::future::pending()));
    // Announced, not sent: the length alone decides.
    let head = format!("POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", url.path(), 23 << 20);
    let mut stream = TcpStream::connect(url.socket_addrs(|| None).unwrap()[0]).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("connection: close"), "{answer}");
}
