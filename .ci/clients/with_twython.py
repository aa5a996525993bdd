"""twython: segments of 1 MiB, polls on request; its metadata call has no Content-Type."""
from twython import Twython, TwythonError

from common import *

api = Twython(CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET)


def upload(path, media_type, category, processed):
    with path.open("rb") as file:
        answer = api.upload_video(file, media_type, media_category=category, check_progress=True)
    uploaded(path, answer, processed)
    return answer


image = upload(IMAGE, "image/png", "tweet_image", processed=False)
finalized(IMAGE, image)
try:
    api.create_metadata(media_id=image["media_id_string"], alt_text={"text": ALT_TEXT})
except TwythonError as error:
    # It knows an empty answer by 204 only; an empty 200, which is as good, makes it raise.
    last = api._last_call
    check(last["status_code"] == 200 and last["content"] == "", f"metadata/create: {error}")
    print("  metadata/create: an empty 200, at which twython raises")
upload(ANIMATION, "image/gif", "tweet_gif", processed=True)
upload(LONG_VIDEO, "video/mp4", "tweet_video", processed=True)
