"""A TLS front for clients that only speak HTTPS: it plays upload.twitter.com and passes each request on to `serve`.

It listens twice: as an HTTPS proxy, for clients that obey HTTPS_PROXY, and as a plain TLS server, which is where the
proxy's tunnels end. Bytes go through as they are; only `X-Forwarded-Proto: https` is added to each request, so that
`serve` knows which URL was signed.

Usage: front.py UPSTREAM_PORT CA_FILE; prints "front PROXY_PORT TLS_PORT".
"""
import asyncio
import re
import ssl
import sys

import trustme

HOSTS = ["upload.twitter.com", "api.twitter.com", "upload.x.com", "api.x.com"]


async def pipe(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def pass_requests(reader, writer):
    while True:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return
        if re.search(rb"\r\ntransfer-encoding:", head, re.I):
            raise ValueError("this front does not know chunked requests")
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
        writer.write(head[:-2] + b"X-Forwarded-Proto: https\r\n\r\n")
        writer.write(await reader.readexactly(int(length[1]) if length else 0))
        await writer.drain()


def joined(port, forth):
    """A handler that joins a client to a port: `forth` carries the requests, the answers come back as they are."""

    async def handle(reader, writer):
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", port)
        ways = [asyncio.create_task(forth(reader, upstream_writer)), asyncio.create_task(pipe(upstream_reader, writer))]
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in done:
                way.result()
        except ConnectionError:
            pass  # One side went away; the other one is closed below.
        finally:
            for way in ways:
                way.cancel()
            upstream_writer.close()
            writer.close()

    return handle


def proxy(port):
    tunnel = joined(port, pipe)

    async def handle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await tunnel(reader, writer)

    return handle


async def main(upstream_port, ca_file):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*HOSTS).configure_cert(context)
    tls = await asyncio.start_server(joined(int(upstream_port), pass_requests), "127.0.0.1", 0, ssl=context)
    tls_port = tls.sockets[0].getsockname()[1]
    tunnels = await asyncio.start_server(proxy(tls_port), "127.0.0.1", 0)
    print("front", tunnels.sockets[0].getsockname()[1], tls_port, flush=True)
    await asyncio.gather(tls.serve_forever(), tunnels.serve_forever())


asyncio.run(main(*sys.argv[1:]))
