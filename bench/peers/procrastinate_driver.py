"""procrastinate on PostgreSQL, with its asynchronous worker."""

import asyncio
import datetime
import importlib.metadata
import json
import platform
import sys
import time

import aiohttp
from procrastinate_app import HEARTBEAT_SECONDS, LEASE_SECONDS, POLL_SECONDS, POOL, app, call, given, lines


async def schedule() -> dict:
    begin = time.perf_counter()
    piece = []
    for job in range(given.jobs):
        due_ms = given.first_ms + job * given.window_ms // given.jobs
        due = datetime.datetime.fromtimestamp(due_ms / 1000, tz=datetime.timezone.utc)
        piece.append(call.configure(schedule_at=due).make_new_job(key=f"{given.run}-{job}"))
        if len(piece) == 1000 or job + 1 == given.jobs:
            await app.job_manager.batch_defer_jobs_async(jobs=piece)
            piece = []
    return {"seconds": time.perf_counter() - begin}


async def work() -> None:
    limit = aiohttp.TCPConnector(limit=given.concurrency)
    patience = aiohttp.ClientTimeout(total=given.call_timeout_ms / 1000)
    async with aiohttp.ClientSession(connector=limit, timeout=patience) as session:
        lines.append(session)
        print("ready", flush=True)
        await app.run_worker_async(
            concurrency=given.concurrency,
            fetch_job_polling_interval=POLL_SECONDS,
            listen_notify=True,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=LEASE_SECONDS,
            delete_jobs="successful",
        )


async def left() -> dict:
    rows = await app.connector.execute_query_all_async(
        "SELECT status::text AS status, count(*) AS jobs FROM procrastinate_jobs WHERE task_name = 'call' GROUP BY 1"
    )
    of = {row["status"]: row["jobs"] for row in rows}
    return {
        "planned": of.get("todo", 0),
        "active": of.get("doing", 0),
        "failed": of.get("failed", 0) + of.get("aborted", 0) + of.get("cancelled", 0),
    }


def settings() -> dict:
    version = importlib.metadata.version
    return {
        "versions": f"procrastinate {version('procrastinate')}, psycopg {version('psycopg')}, "
        f"aiohttp {version('aiohttp')}, Python {platform.python_version()}",
        "settings": f"concurrency {given.concurrency}, fetch_job_polling_interval {POLL_SECONDS} s, LISTEN/NOTIFY, "
        f"heartbeat every {HEARTBEAT_SECONDS:.1f} s, a worker is stalled after {LEASE_SECONDS:g} s, its jobs are "
        f"retried by a periodic task every 2 s, delete_jobs successful, pool of {POOL}, 25 attempts 1 s apart; "
        "batch_defer 1,000 at a time",
    }


async def main() -> None:
    if given.verb == "settings":
        print(json.dumps(settings()))
        return
    async with app.open_async():
        if given.verb == "setup":
            await app.schema_manager.apply_schema_async()
        elif given.verb == "schedule":
            print(json.dumps(await schedule()))
        elif given.verb == "work":
            await work()
        else:
            print(json.dumps(await left()))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
