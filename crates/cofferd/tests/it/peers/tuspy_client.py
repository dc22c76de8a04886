"""Sends a file with tuspy: `begin URL FILE CHUNK COUNT` sends some chunks, `go-on UPLOAD_URL URL FILE CHUNK` the rest.

The headers are those of a client that names nothing: `Upload-Metadata` is there and empty.
"""

import sys

from tusclient import client


def main() -> None:
    if sys.argv[1] == "begin":
        url, path, chunk, count = sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
        uploader = client.TusClient(url).uploader(path, chunk_size=chunk)
        for _ in range(count):
            uploader.upload_chunk()
    else:
        upload, url, path, chunk = sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
        uploader = client.TusClient(url).uploader(path, chunk_size=chunk, url=upload)
        uploader.upload()
    print(uploader.url, uploader.offset)


main()
