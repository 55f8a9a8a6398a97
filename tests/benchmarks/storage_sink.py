"""A bare aiohttp server that takes a body by ``PUT`` and puts it on the disk: what `storage` compares with.

It does what none can leave out: read, write, ``fdatasync`` of the file, rename, ``fsync`` of its directory.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from aiohttp import web


def app(directory: Path) -> web.Application:
    async def put(request: web.Request) -> web.Response:
        part = directory / "part"
        with part.open("wb", buffering=0) as file:
            async for piece in request.content.iter_any():
                file.write(piece)
            if "durable" in request.query:
                os.fdatasync(file.fileno())
        part.rename(directory / request.match_info["name"])
        if "durable" in request.query:
            opened = os.open(directory, os.O_RDONLY)
            os.fsync(opened)
            os.close(opened)
        return web.Response(status=204)

    found = web.Application()
    found.add_routes([web.put("/{name}", put)])
    return found


if __name__ == "__main__":
    web.run_app(app(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2]), print=None)
