"""peony: chunks and polls by itself, but hands back what INIT answered; asks for verify_credentials on the side."""
import asyncio

import aiohttp
import peony

from common import *


async def main():
    # trust_env makes aiohttp obey HTTPS_PROXY.
    async with aiohttp.ClientSession(trust_env=True) as session:
        client = peony.PeonyClient(
            CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET, session=session
        )

        async def upload(path, media_type, category, processed):
            with path.open("rb") as file:
                answer = await client.upload_media(
                    file, media_type=media_type, media_category=category, chunk_size=512
                )
            if processed:
                answer = await client.upload.media.upload.get(command="STATUS", media_id=answer["media_id"])
            uploaded(path, dict(answer), processed)
            return answer

        image = await upload(IMAGE, "image/png", "tweet_image", processed=False)
        metadata = {"media_id": image["media_id_string"], "alt_text": {"text": ALT_TEXT}}
        await client.upload.media.metadata.create.post(_json=metadata)
        await upload(ANIMATION, "image/gif", "tweet_gif", processed=True)
        await upload(VIDEO, "video/mp4", "tweet_video", processed=True)
        try:
            await client.user
        except peony.exceptions.PeonyException:
            pass  # The endpoint has no such call, and peony is content without.


asyncio.run(main())
