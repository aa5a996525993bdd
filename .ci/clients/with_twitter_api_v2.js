// twitter-api-v2: chunks with segments in flight at once, multipart throughout, polls right after FINALIZE.
const { TwitterApi } = require("twitter-api-v2");
const common = require("./common");

const api = new TwitterApi({
  appKey: common.consumerKey,
  appSecret: common.consumerSecret,
  accessToken: common.accessToken,
  accessSecret: common.accessTokenSecret,
}).v1;

async function upload(media, mimeType, processed) {
  const answer = await api.uploadMedia(media.path, { mimeType, target: "tweet", chunkLength: 512 }, true);
  common.finalized(media, answer);
  common.uploaded(media, processed ? await api.mediaInfo(answer.media_id_string) : answer, processed);
  return answer;
}

common.run(async () => {
  const image = await upload(common.image, "image/png", false);
  await api.createMediaMetadata(image.media_id_string, { alt_text: { text: common.altText } });
  await upload(common.animation, "image/gif", true);
  await upload(common.video, "video/mp4", true);
});
