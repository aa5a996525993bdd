// What the Node drivers share: files, credentials, and what an upload must have come to.
const fs = require("fs");
const path = require("path");

const env = process.env;
const file = (name) => ({ name: path.basename(name), path: name, size: fs.statSync(name).size });
const seconds = (count) => new Promise((resolve) => setTimeout(resolve, count * 1000));

function check(holds, what) {
  if (!holds) throw new Error(what);
}

// FINALIZE answered for the whole of that file.
function finalized(media, answer) {
  check(answer.size === media.size, `${media.name} has ${media.size} bytes, not those of ${JSON.stringify(answer)}`);
}

// The last answer of an upload, asking with `status` for as long as FINALIZE and STATUS say so.
async function polled(answer, status) {
  while (["pending", "in_progress"].includes(answer.processing_info?.state)) {
    await seconds(answer.processing_info.check_after_secs);
    answer = await status();
  }
  return answer;
}

// Prints the line of one upload; `answer` is the last one, and `processed` whether it went the async way.
function uploaded(media, answer, processed) {
  const state = answer.processing_info?.state;
  check(state === (processed ? "succeeded" : undefined), `${media.name} ended as ${JSON.stringify(answer)}`);
  console.log(`  ${media.name}: ${media.size} bytes, id ${answer.media_id_string}, ${state ?? "no processing"}`);
}

function run(driver) {
  driver().catch((error) => {
    console.error("FAILED:", error);
    process.exit(1);
  });
}

module.exports = {
  endpoint: env.ENDPOINT,
  consumerKey: env.FINALIZE_CONSUMER_KEY,
  consumerSecret: env.FINALIZE_CONSUMER_SECRET,
  accessToken: env.FINALIZE_ACCESS_TOKEN,
  accessTokenSecret: env.FINALIZE_ACCESS_TOKEN_SECRET,
  image: file(path.join(env.MEDIA, "still.png")),
  animation: file(path.join(env.MEDIA, "animation.gif")),
  video: file(path.join(env.MEDIA, "video.mp4")),
  // The same video padded to several megabytes, for libraries with a fixed segment size.
  longVideo: file(env.LONG_VIDEO),
  altText: 'Test picture: "é", 100 % & more',
  check,
  finalized,
  polled,
  run,
  seconds,
  uploaded,
};
