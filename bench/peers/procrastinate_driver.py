"""procrastinate on PostgreSQL: asynchronous worker, and the periodic task its documentation gives for stalled jobs."""

import argparse
import asyncio
import datetime
import importlib.metadata
import json
import platform
import sys
import time

import aiohttp
import procrastinate

parser = argparse.ArgumentParser()
parser.add_argument("verb", choices=["setup", "schedule", "work", "left", "settings"])
for name in ("database", "sink", "run"):
    parser.add_argument(f"--{name}")
for name in ("jobs", "first-ms", "window-ms", "concurrency", "call-timeout-ms", "lease-ms"):
    parser.add_argument(f"--{name}", type=int, default=0)
given = parser.parse_args()

POLL_SECONDS = 0.1
LEASE_SECONDS = given.lease_ms / 1000
HEARTBEAT_SECONDS = max(0.5, LEASE_SECONDS / 3)
# Room for the jobs' own statements beside fetching, heartbeats and listening.
POOL = 20

app = procrastinate.App(
    connector=procrastinate.PsycopgConnector(conninfo=given.database or "", min_size=2, max_size=POOL)
)
lines: list[aiohttp.ClientSession] = []


@app.task(name="call", retry=procrastinate.RetryStrategy(max_attempts=25, wait=1))
async def call(key: str) -> None:
    async with lines[0].post(f"http://{given.sink}/call/{key}") as answer:
        answer.raise_for_status()


@app.periodic(cron="* * * * * */2")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp: int) -> None:
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=LEASE_SECONDS)
    for job in stalled:
        await app.job_manager.retry_job(job)


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
