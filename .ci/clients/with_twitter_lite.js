// twitter-lite: each command by hand; segments go as base64 in a urlencoded body.
const fs = require("fs");
const Twitter = require("twitter-lite");
const common = require("./common");

const api = new Twitter({
  subdomain: "upload",
  consumer_key: common.consumerKey,
  consumer_secret: common.consumerSecret,
  access_token_key: common.accessToken,
  access_token_secret: common.accessTokenSecret,
});

async function upload(media, media_type, media_category, processed) {
  const call = (parameters) => api.post("media/upload", parameters);
  const { media_id_string: media_id } = await call({
    command: "INIT", total_bytes: media.size, media_type, media_category,
  });
  const content = fs.readFileSync(media.path);
  for (let index = 0; index * 512 < content.length; index++) {
    const media_data = content.subarray(index * 512, (index + 1) * 512).toString("base64");
    await call({ command: "APPEND", media_id, segment_index: index, media_data });
  }
  const answer = await call({ command: "FINALIZE", media_id });
  common.finalized(media, answer);
  const status = () => api.get("media/upload", { command: "STATUS", media_id });
  common.uploaded(media, await common.polled(answer, status), processed);
  return answer;
}

common.run(async () => {
  const image = await upload(common.image, "image/png", "tweet_image", false);
  await api.post("media/metadata/create", { media_id: image.media_id_string, alt_text: { text: "Test picture" } });
  await upload(common.animation, "image/gif", "tweet_gif", true);
  await upload(common.video, "video/mp4", "tweet_video", true);
});
