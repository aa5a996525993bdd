"""TwitterAPI: each command by hand, as its examples do."""
from TwitterAPI import TwitterAPI

from common import *

api = TwitterAPI(CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET)


def call(*arguments, resource="media/upload", **options):
    answer = api.request(resource, *arguments, **options)
    check(200 <= answer.status_code < 300, f"{arguments[0]}: {answer.status_code} {answer.text}")
    return answer.json() if answer.text else None


def upload(path, media_type, category, processed):
    content = path.read_bytes()
    parameters = {"command": "INIT", "media_type": media_type, "media_category": category, "total_bytes": len(content)}
    media_id = call(parameters)["media_id"]
    for index, start in enumerate(range(0, len(content), 512)):
        parameters = {"command": "APPEND", "media_id": media_id, "segment_index": index}
        call(parameters, {"media": content[start : start + 512]})
    answer = call({"command": "FINALIZE", "media_id": media_id})
    finalized(path, answer)
    status = {"command": "STATUS", "media_id": media_id}
    uploaded(path, polled(answer, lambda: call(status, method_override="GET")), processed)
    return answer


image = upload(IMAGE, "image/png", "tweet_image", processed=False)
call({"media_id": image["media_id_string"], "alt_text": {"text": ALT_TEXT}}, resource="media/metadata/create")
upload(ANIMATION, "image/gif", "tweet_gif", processed=True)
upload(VIDEO, "video/mp4", "tweet_video", processed=True)
