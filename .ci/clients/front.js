// Leads every HTTPS connection of this process to the TLS front, whatever host the library means; the certificate is
// checked against that host all the same. Loaded with `node --require`, so the libraries stay as they are.
const https = require("https");
const tls = require("tls");

https.globalAgent.createConnection = (options) =>
  tls.connect({ ...options, host: "127.0.0.1", port: Number(process.env.FRONT_TLS_PORT) });
