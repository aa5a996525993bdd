// twit: segments of 64 KiB as base64 in the parameter `media`; sets its clock by our `Date`. It cannot ask for STATUS,
// so metadata/create, which wants a media that is ready, has to tell that processing came to its end.
const Twit = require("twit");
const common = require("./common");

const api = new Twit({
  consumer_key: common.consumerKey,
  consumer_secret: common.consumerSecret,
  access_token: common.accessToken,
  access_token_secret: common.accessTokenSecret,
});

function upload(media) {
  return new Promise((resolve, reject) => {
    api.postMediaChunked({ file_path: media.path }, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

async function whole(media, processed) {
  const answer = await upload(media);
  common.finalized(media, answer);
  const info = answer.processing_info;
  common.check(Boolean(info) === processed, `${media.name} was finalized as ${JSON.stringify(answer)}`);
  // Pending, in progress, done: two stages of that length.
  if (processed) await common.seconds(2 * info.check_after_secs + 0.2);
  const metadata = { media_id: answer.media_id_string, alt_text: { text: common.altText } };
  const { resp } = await api.post("media/metadata/create", metadata);
  common.check(resp.statusCode >= 200 && resp.statusCode < 300, `metadata/create: ${resp.statusCode}`);
  console.log(`  ${media.name}: ${media.size} bytes, id ${answer.media_id_string}, ${processed ? "processed" : "no processing"}`);
}

common.run(async () => {
  await whole(common.image, false);
  await whole(common.animation, true);
  await whole(common.longVideo, true);
});
