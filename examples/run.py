#!/usr/bin/python3
"""Runs the article's four programs against a server and checks what they do.

  examples/run.py --host 127.0.0.1 --port 6379
  examples/run.py --sentinel 127.0.0.1:26379 --sentinel 127.0.0.1:26380 --group orders --seconds 10

The second form goes through redis-py's Sentinel client, and works on for some seconds after it has printed "working", so that
somebody can take the primary away meanwhile; with --expect-interruption it fails if nobody did. Needs redis-py (Debian:
python3-redis), nothing else. Exit code 1 if a check fails.
"""

import argparse
import contextlib
import io
import os
import pathlib
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(FOLDER), str(FOLDER / "stubs")]

import mysql.connector  # noqa: E402
import redis  # noqa: E402
import redis.sentinel  # noqa: E402

from remote_service import RemoteService  # noqa: E402

ENDPOINT = "redis.StrictRedis(host='my-redis-endpoint', port=6379, decode_responses=True)"
LONGEST_TTL_S = 3600


def check(condition, what):
    if not condition:
        raise AssertionError(what)


class Target:
    """Where the programs' cache is: the one expression of their source that is replaced, and a client to look at it."""

    def __init__(self, expression):
        self.expression = expression
        self.client = eval(expression)

    def load(self, path):
        """Executes a program as it is, apart from its endpoint; returns its names."""
        source = (FOLDER / path).read_text(encoding="utf-8")
        check(source.count(ENDPOINT) == 1, f"{path} names its endpoint once")
        names = {"__name__": path, "redis": redis}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source.replace(ENDPOINT, self.expression), path, "exec"), names)
        return names

    def forget(self, *keys):
        self.client.delete(*keys)

    def check_ttl(self, key):
        ttl = self.client.ttl(key)
        check(0 < ttl <= LONGEST_TTL_S, f"{key} lives for at most an hour, not {ttl} s")


def query_cache_as_printed(target, service):
    """redis-py refuses the tuple before anything is sent: with every server alike."""
    target.forget("user_info:123")
    try:
        target.load("article/rds_query_cache.py")
    except redis.DataError as error:
        check("tuple" in str(error), f"it is the tuple that is refused: {error}")
    else:
        raise AssertionError("a tuple was stored")
    check(target.client.get("user_info:123") is None, "nothing was stored")


def query_cache_corrected(target, service):
    target.forget("user_info:123", "user_info:124")
    program = target.load("corrected/rds_query_cache.py")
    expected = list(mysql.connector.USERS[0])
    check(program["user_info"] == expected, "a miss answers the row")
    target.check_ttl("user_info:123")
    before = mysql.connector.queries
    check(program["get_user_info"](123) == expected, "a hit answers the same")
    check(mysql.connector.queries == before, "a hit asks no database")
    check(program["get_user_info"](124) == list(mysql.connector.USERS[1]), "another user has a key of its own")
    check(mysql.connector.queries == before + 1, "a miss asks the database once")


def session_store(target, service):
    target.forget("session123", "session124")
    program = target.load("article/ec2_session.py")
    expected = {"user_id": 123, "login_time": "2023-01-01T12:34:56"}
    check(program["retrieved_session"] == expected, "a session is read as it was written")
    target.check_ttl("session123")
    check(program["get_session"]("session124") is None, "an unknown session is none")
    target.forget("session123")
    check(program["get_session"]("session123") is None, "a deleted session is none")


def external_api_cache(path):
    def case(target, service):
        target.forget("external_api_data")
        handler = target.load(path)["lambda_handler"]
        before = service.requests
        first = handler({}, None)
        check(service.requests == before + 1, "a miss calls the API once")
        check(handler({}, None) == first, "a hit answers the same")
        check(service.requests == before + 1, "a hit calls no API")
        target.check_ttl("external_api_data")

    return case


def object_metadata_cache(path, real_types=False):
    def case(target, service):
        target.forget("s3_metadata:my-bucket:my-object")
        before = service.requests
        with real_types_if(real_types):
            program = target.load(path)
            check(service.requests == before + 1, "a miss asks S3 once")
            again = program["get_s3_metadata"]("my-bucket", "my-object")
        check(again == program["metadata"], "a hit answers the same")
        check(service.requests == before + 1, "a hit does not ask S3")
        target.check_ttl("s3_metadata:my-bucket:my-object")

    return case


def object_metadata_as_printed_with_the_real_sdk(target, service):
    """The real head_object answers a datetime, which json.dumps refuses: with every server alike."""
    target.forget("s3_metadata:my-bucket:my-object")
    try:
        with real_types_if(True):
            target.load("article/s3_object_metadata.py")
    except TypeError as error:
        check("datetime" in str(error), f"it is the datetime that is refused: {error}")
    else:
        raise AssertionError("a datetime was stored")


@contextlib.contextmanager
def real_types_if(real):
    if real:
        os.environ["REAL_TYPES"] = "1"
    try:
        yield
    finally:
        os.environ.pop("REAL_TYPES", None)


CASES = {
    "RDS query cache, as printed: refused by redis-py": query_cache_as_printed,
    "RDS query cache, corrected": query_cache_corrected,
    "EC2 session store, as printed": session_store,
    "Lambda API cache, as printed": external_api_cache("article/lambda_external_api.py"),
    "Lambda API cache, corrected": external_api_cache("corrected/lambda_external_api.py"),
    "S3 metadata cache, as printed": object_metadata_cache("article/s3_object_metadata.py"),
    "S3 metadata cache, as printed, the SDK's real types: refused by json": object_metadata_as_printed_with_the_real_sdk,
    "S3 metadata cache, corrected, the SDK's real types": object_metadata_cache("corrected/s3_object_metadata.py", True),
}


class ThroughAFailover:
    """All four caches at work until a time is over, through whatever happens to the primary.

    Every write that was acknowledged must be there afterwards; so no cache that was filled before may ask its source again.
    """

    def __init__(self, target, service):
        self.target = target
        self.service = service
        self.interruptions = 0
        self.rounds = 0
        self.last_error = ""
        self.saves = 0
        # What the session may hold: the last value acknowledged, and what was sent since without an answer.
        self.possible = []

    def run(self, seconds):
        self.target.forget("user_info:123", "session123", "external_api_data", "s3_metadata:my-bucket:my-object")
        users = self.target.load("corrected/rds_query_cache.py")
        sessions = self.target.load("article/ec2_session.py")
        api = self.target.load("article/lambda_external_api.py")
        objects = self.target.load("article/s3_object_metadata.py")
        self.possible = [sessions["session_data"]]
        reads = [
            (lambda: users["get_user_info"](123), users["user_info"]),
            (lambda: api["lambda_handler"]({}, None), api["lambda_handler"]({}, None)),
            (lambda: objects["get_s3_metadata"]("my-bucket", "my-object"), objects["metadata"]),
        ]
        requests, queries = self.service.requests, mysql.connector.queries
        print("working", flush=True)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.attempt(lambda: self.one_round(sessions, reads))
            time.sleep(0.01)
        self.finish(sessions, reads)
        check(self.service.requests == requests, "no cache filled before the failover asked its service again")
        check(mysql.connector.queries == queries, "no cache filled before the failover asked its database again")

    def attempt(self, action):
        try:
            action()
            return True
        except redis.RedisError as error:
            self.interruptions += 1
            self.last_error = repr(error)
            return False

    def one_round(self, sessions, reads):
        self.saves += 1
        data = {"user_id": 123, "login_time": f"save {self.saves}"}
        self.possible.append(data)
        sessions["save_session"]("session123", data)
        self.possible = [data]
        found = sessions["get_session"]("session123")
        check(found == data, f"a session that was saved is read: {found}")
        for read, expected in reads:
            check(read() == expected, "a cached value stays what it was")
        self.rounds += 1

    def finish(self, sessions, reads):
        """The first reads that are answered after all that happened."""
        deadline = time.monotonic() + 10

        def look():
            found = sessions["get_session"]("session123")
            check(found in self.possible, f"the session holds {found}, possible were {self.possible}")
            for read, expected in reads:
                check(read() == expected, "a cached value stays what it was")
            for key in ("user_info:123", "session123", "external_api_data", "s3_metadata:my-bucket:my-object"):
                self.target.check_ttl(key)

        while not self.attempt(look):
            check(time.monotonic() < deadline, f"the group answers again: {self.last_error}")
            time.sleep(0.05)


def sentinel_expression(addresses, group):
    pairs = [(host, int(port)) for host, port in (address.rsplit(":", 1) for address in addresses)]
    return f"redis.sentinel.Sentinel({pairs!r}, socket_timeout=1).master_for({group!r}, decode_responses=True)"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=6379)
    parser.add_argument("--sentinel", action="append", default=[], metavar="HOST:PORT", help="go through sentinels")
    parser.add_argument("--group", default="orders", help="name of the group, with --sentinel (default: orders)")
    parser.add_argument("--seconds", type=float, default=0, help="work on for so long after the cases")
    parser.add_argument("--expect-interruption", action="store_true", help="fail if no call failed meanwhile")
    return parser.parse_args()


def main():
    options = arguments()
    if options.sentinel:
        expression = sentinel_expression(options.sentinel, options.group)
    else:
        expression = f"redis.StrictRedis(host={options.host!r}, port={options.port}, decode_responses=True)"
    target = Target(expression)
    service = RemoteService()
    os.environ["REMOTE_SERVICE_URL"] = service.url
    try:
        for name, case in CASES.items():
            case(target, service)
            print(f"ok  {name}", flush=True)
        if options.seconds:
            work = ThroughAFailover(target, service)
            work.run(options.seconds)
            if options.expect_interruption:
                check(work.interruptions > 0, "the primary was taken away")
            print(f"ok  {work.rounds} rounds, {work.interruptions} calls failed and were repeated", flush=True)
    except AssertionError as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    except redis.RedisError as error:
        print(f"FAILED: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    finally:
        service.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
