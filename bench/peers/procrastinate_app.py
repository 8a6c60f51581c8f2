"""The procrastinate app: its one job, and the periodic task its documentation gives for stalled jobs."""

import argparse

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
