"""Writes to the primary before and after a failover, as an application with redis-py does.

Arguments: the sentinels' ports. Prints `before PORT`, waits for a line, prints `asked` once it has begun to look for the new
primary, then `after PORT` when a write was accepted, and the last error seen in between.
"""

import sys
import time

from redis.exceptions import RedisError
from redis.sentinel import MasterNotFoundError, Sentinel

ports = [int(argument) for argument in sys.argv[1:]]
sentinel = Sentinel([("127.0.0.1", port) for port in ports], socket_timeout=2, min_other_sentinels=1)
master = sentinel.master_for("orders", socket_timeout=2)


def write():
    master.set("k", "v")
    return sentinel.discover_master("orders")[1]


print("before", write(), flush=True)
sys.stdin.readline()
print("asked", flush=True)
deadline = time.monotonic() + 20
error = None
while time.monotonic() < deadline:
    try:
        print("after", write(), flush=True)
        break
    except RedisError as e:
        error = e
        time.sleep(0.005)
print("replicas", sorted(port for _, port in sentinel.discover_slaves("orders")), flush=True)
try:
    sentinel.discover_master("nope")
except MasterNotFoundError as e:
    print("unknown", e, flush=True)
print("error", error, flush=True)
