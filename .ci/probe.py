"""Print DATABASE_URL=… and CELERY_BROKER_URL=… of servers that answer; say aloud which do not."""

import os
import sys

import psycopg
import redis

DATABASES = [os.environ.get("DATABASE_URL", ""), "postgres://postgres@127.0.0.1:5432/test", "postgres://root@127.0.0.1:5432/test"]
BROKER = os.environ.get("CELERY_BROKER_URL") or "redis://127.0.0.1:6379/9"


def takes_databases(url: str) -> bool:
    """Does this PostgreSQL answer, and may we create test databases there?"""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            may = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
            return bool(may and may[0])
    except psycopg.Error:
        return False


def answers(url: str) -> bool:
    """Does this Redis answer?"""
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3).ping())
    except (redis.RedisError, ValueError):
        return False


def main() -> None:
    """Ask each once."""
    database = next((url for url in DATABASES if url.startswith("postgres") and takes_databases(url)), None)
    if database:
        print(f"DATABASE_URL={database}")
    else:
        sys.stderr.write(
            "NOT TESTED ON POSTGRESQL: no server on 127.0.0.1:5432 takes us. Set DATABASE_URL to one that may create databases.\n"
        )
    if answers(BROKER):
        print(f"CELERY_BROKER_URL={BROKER}")
    else:
        sys.stderr.write(f"NOT TESTED ON REDIS: nothing answers at {BROKER.rpartition('@')[2]}.\n")


if __name__ == "__main__":
    main()
