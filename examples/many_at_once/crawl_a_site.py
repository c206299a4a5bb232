"""Crawl a site: each page is a task that creates tasks for its links.

A task may create tasks in the group that it belongs to. The group ends
only when all its tasks are done, so the crawl is complete by then.
`pages` remembers what has been seen, because pages link to each other.
"""

import asyncio
import re
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

SITE = {
    "index.html": ["docs.html", "news.html"],
    "docs.html": ["index.html", "api.html"],
    "news.html": ["index.html", "old.html"],
    "api.html": ["docs.html"],
}


def read_links(name):
    html = Path(name).read_text(encoding="utf-8")
    return re.findall(r'href="(.+?)"', html)


async def visit(name, group, pages):
    try:
        links = await asyncio.to_thread(read_links, name)
    except FileNotFoundError:
        pages[name] = "missing"
        return
    pages[name] = f"links to {', '.join(links)}"
    for link in links:
        if link not in pages:
            pages[link] = "not read yet"
            group.create_task(visit(link, group, pages), name=link)


async def main():
    start = "index.html"
    pages = {start: "not read yet"}
    async with asyncio.TaskGroup() as group:
        group.create_task(visit(start, group, pages), name=start)
    for name in sorted(pages):
        print(f"{name}: {pages[name]}")


if __name__ == "__main__":
    with TemporaryDirectory() as folder, chdir(folder):
        for name, links in SITE.items():
            html = "".join(f'<a href="{link}">' for link in links)
            Path(name).write_text(html)
        asyncio.run(main())
