"""python-twitter: a base URL of its own, a media id as a JSON number; it has no call for STATUS."""
import twitter

from common import *

api = twitter.Api(
    CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET,
    base_url=f"{ENDPOINT}/1.1", upload_url=f"{ENDPOINT}/1.1", chunk_size=16 * 1024,
)


def status(media_id):
    parameters = {"command": "STATUS", "media_id": media_id}
    answer = api._RequestUrl(f"{api.upload_url}/media/upload.json", "GET", data=parameters)
    return api._ParseAndCheckTwitter(answer.content.decode())


def upload(path, category):
    """The steps of UploadMediaChunked, whose result has nothing but the id."""
    media_id, file, name = api._UploadMediaChunkedInit(str(path), media_category=category)
    check(api._UploadMediaChunkedAppend(media_id, file, name) is True, f"APPEND of {path.name}")
    answer = api._UploadMediaChunkedFinalize(media_id)
    finalized(path, answer)
    uploaded(path, polled(answer, lambda: status(media_id)), processed="processing_info" in answer)
    return answer


image = upload(IMAGE, "tweet_image")
check("processing_info" not in image, "an image is not processed")
answer = api.PostMediaMetadata(image["media_id"], ALT_TEXT)
check(answer.ok, f"metadata/create: {answer.status_code} {answer.text}")
check("processing_info" in upload(ANIMATION, "tweet_gif"), "an animated GIF is processed")
check("processing_info" in upload(LONG_VIDEO, "tweet_video"), "a video is processed")
check(api.UploadMediaChunked(str(IMAGE), media_category="tweet_image") > 0, "the whole in one call")
