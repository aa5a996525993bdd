"""tweepy: chunks and polls by itself."""
import tweepy

from common import *

auth = tweepy.OAuth1UserHandler(CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET)
api = tweepy.API(auth)


def upload(path, category, processed):
    media = api.media_upload(str(path), chunked=True, media_category=category, chunk_size=512)
    uploaded(path, vars(media), processed)
    return media


image = upload(IMAGE, "tweet_image", processed=False)
finalized(IMAGE, vars(image))
api.create_media_metadata(image.media_id_string, ALT_TEXT)
upload(ANIMATION, "tweet_gif", processed=True)
upload(VIDEO, "tweet_video", processed=True)
