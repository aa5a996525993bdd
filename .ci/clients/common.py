"""What the Python drivers share: files, credentials, and what an upload must have come to."""
import os
import time
from pathlib import Path

ENDPOINT = os.environ["ENDPOINT"]
CONSUMER_KEY = os.environ["FINALIZE_CONSUMER_KEY"]
CONSUMER_SECRET = os.environ["FINALIZE_CONSUMER_SECRET"]
ACCESS_TOKEN = os.environ["FINALIZE_ACCESS_TOKEN"]
ACCESS_TOKEN_SECRET = os.environ["FINALIZE_ACCESS_TOKEN_SECRET"]

IMAGE = Path(os.environ["MEDIA"], "still.png")
ANIMATION = Path(os.environ["MEDIA"], "animation.gif")
VIDEO = Path(os.environ["MEDIA"], "video.mp4")
# The same video padded to several megabytes, for libraries with a fixed segment size.
LONG_VIDEO = Path(os.environ["LONG_VIDEO"])
ALT_TEXT = 'Test picture: "é", 100 % & more'


def check(holds, what):
    if not holds:
        raise SystemExit(f"FAILED: {what}")


def finalized(path, answer):
    """FINALIZE answered for the whole of that file."""
    check(answer["media_id_string"] == str(answer["media_id"]), f"two ids in {answer}")
    check(answer["size"] == path.stat().st_size, f"{path.name} has {path.stat().st_size} bytes, not those of {answer}")


def polled(answer, status):
    """The last answer of an upload, asking with `status` for as long as FINALIZE and STATUS say so."""
    while answer.get("processing_info", {}).get("state") in ("pending", "in_progress"):
        time.sleep(answer["processing_info"]["check_after_secs"])
        answer = status()
    return answer


def uploaded(path, answer, processed):
    """Prints the line of one upload; `answer` is the last one, and `processed` whether it went the async way."""
    state = answer.get("processing_info", {}).get("state")
    check(state == ("succeeded" if processed else None), f"{path.name} ended as {answer}")
    print(f"  {path.name}: {path.stat().st_size} bytes, id {answer['media_id']}, {state or 'no processing'}", flush=True)
