//! A server made of a bare socket, for what no HTTP library would send or show.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use url::Url;

use super::{Transport, TransportOptions};

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Writes these bytes and waits for the next request.
    Keep(Vec<u8>),
    /// Writes these bytes and closes the connection.
    Close(Vec<u8>),
    /// Writes these bytes, and then nothing more.
    Hang(Vec<u8>),
    /// Writes the first bytes once and the second ones until nobody reads on.
    Endless(Vec<u8>, Vec<u8>),
}

/// A listening socket with a reply for each request that will come.
pub struct Server {
    pub url: Url,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
    connections: Arc<AtomicUsize>,
    closed: mpsc::Receiver<()>,
}

impl Server {
    /// Listens on a free port of this machine.
    pub fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        Server::on(TcpListener::bind("127.0.0.1:0").unwrap(), replies)
    }

    /// Listens on a socket.
    pub fn on(listener: TcpListener, replies: impl IntoIterator<Item = Reply>) -> Self {
        let url = format!("http://{}/1.1/media/upload.json", listener.local_addr().unwrap()).parse().unwrap();
        let replies = Arc::new(Mutex::new(replies.into_iter().collect::<VecDeque<_>>()));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (done, closed) = mpsc::channel();
        let connections = Arc::new(AtomicUsize::new(0));
        let (log, accepted) = (Arc::clone(&requests), Arc::clone(&connections));
        thread::spawn(move || {
            for stream in listener.incoming() {
                accepted.fetch_add(1, Ordering::SeqCst);
                let (replies, log, done) = (Arc::clone(&replies), Arc::clone(&log), done.clone());
                thread::spawn(move || {
                    serve(stream.unwrap(), &replies, &log);
                    let _ = done.send(());
                });
            }
        });
        Server { url, requests, connections, closed }
    }

    /// Every request so far, as it came in.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }

    /// How many connections have been made so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Waits until the server has closed one more connection.
    pub fn wait_for_close(&self) {
        self.closed.recv().unwrap();
    }

    /// A transport to this server.
    pub fn transport(&self, change: impl FnOnce(&mut TransportOptions)) -> Transport {
        let mut options = TransportOptions::default();
        change(&mut options);
        Transport::new(options, &self.url).unwrap()
    }
}

/// A whole HTTP/1.1 answer with a body of known length.
pub fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        answer.push_str(&format!("{name}: {value}\r\n"));
    }
    answer.push_str("\r\n");
    [answer.as_bytes(), body].concat()
}

/// An ordinary good answer, after which the connection stays open.
pub fn fine() -> Reply {
    Reply::Keep(answer("200 OK", &[("content-type", "application/json")], b"{}"))
}

fn serve(stream: TcpStream, replies: &Mutex<VecDeque<Reply>>, log: &Mutex<Vec<Vec<u8>>>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read_request(&mut reader) {
        log.lock().unwrap().push(request);
        let reply = replies.lock().unwrap().pop_front();
        let stream = reader.get_mut();
        match reply {
            Some(Reply::Keep(bytes)) => stream.write_all(&bytes).unwrap(),
            Some(Reply::Close(bytes)) => {
                stream.write_all(&bytes).unwrap();
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
            Some(Reply::Hang(bytes)) => {
                stream.write_all(&bytes).unwrap();
                let _ = stream.read(&mut [0]);
                return;
            }
            Some(Reply::Endless(start, again)) => {
                stream.write_all(&start).unwrap();
                while stream.write_all(&again).is_ok() {}
                return;
            }
            None => return,
        }
    }
}

/// One request's bytes, its body included; nothing at the end of the connection.
fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut length = 0;
    loop {
        let start = request.len();
        if reader.read_until(b'\n', &mut request).unwrap_or(0) == 0 {
            return None;
        }
        let line = String::from_utf8_lossy(&request[start..]).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.extend_from_slice(&body);
    Some(request)
}
