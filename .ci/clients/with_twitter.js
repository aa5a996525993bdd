// twitter: a base URL of its own, each command by hand, every connection closed after its answer.
const fs = require("fs");
const Twitter = require("twitter");
const common = require("./common");

const api = new Twitter({
  consumer_key: common.consumerKey,
  consumer_secret: common.consumerSecret,
  access_token_key: common.accessToken,
  access_token_secret: common.accessTokenSecret,
  media_base: `${common.endpoint}/1.1`,
});

async function upload(media, media_type, media_category, processed) {
  const call = (parameters) => api.post("media/upload", parameters);
  const { media_id_string: media_id } = await call({
    command: "INIT", total_bytes: media.size, media_type, media_category,
  });
  const content = fs.readFileSync(media.path);
  for (let index = 0; index * 512 < content.length; index++) {
    const segment = content.subarray(index * 512, (index + 1) * 512);
    await call({ command: "APPEND", media_id, segment_index: index, media: segment });
  }
  const answer = await call({ command: "FINALIZE", media_id });
  common.finalized(media, answer);
  const status = () => api.get("media/upload", { command: "STATUS", media_id });
  common.uploaded(media, await common.polled(answer, status), processed);
}

// It has no way to send JSON, hence none to metadata/create.
common.run(async () => {
  await upload(common.image, "image/png", "tweet_image", false);
  await upload(common.animation, "image/gif", "tweet_gif", true);
  await upload(common.video, "video/mp4", "tweet_video", true);
});
