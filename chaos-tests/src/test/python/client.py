"""redis-py at work.

client.py tour HOST PORT                the usual things once, then ends
client.py follow KEY GROUP HOST:PORT…   through sentinels: writes 1, 2, 3, … to the key and prints each number that was
                                        acknowledged, until its input ends
"""

import sys
import threading
import time

import redis
import redis.sentinel


def tour(host, port):
    client = redis.Redis(host=host, port=int(port), decode_responses=True, socket_timeout=5)
    client.delete("redis-py:text", "redis-py:hash", "redis-py:count")
    assert client.set("redis-py:text", "grüße", ex=100) is True
    assert client.get("redis-py:text") == "grüße"
    assert 0 < client.ttl("redis-py:text") <= 100
    assert client.hset("redis-py:hash", mapping={"a": 1, "b": 2}) == 2
    assert client.hgetall("redis-py:hash") == {"a": "1", "b": "2"}
    with client.pipeline(transaction=True) as transaction:
        assert transaction.incr("redis-py:count").incr("redis-py:count").execute() == [1, 2]
    with client.pipeline(transaction=False) as pipeline:
        assert pipeline.get("redis-py:count").get("redis-py:nothing").execute() == ["2", None]
    try:
        client.hget("redis-py:text", "a")
        raise AssertionError("a string was read as a hash")
    except redis.ResponseError as error:
        assert "WRONGTYPE" in str(error), error
    assert client.info("replication")["role"] == "master"
    client.close()


def follow(key, group, addresses):
    pairs = [(host, int(port)) for host, port in (address.rsplit(":", 1) for address in addresses)]
    sentinel = redis.sentinel.Sentinel(pairs, socket_timeout=1)
    client = sentinel.master_for(group)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    number = 0
    while not ended.is_set():
        number += 1
        try:
            client.set(key, number)
            print(number, flush=True)
        except redis.RedisError as error:
            print(error, file=sys.stderr, flush=True)
        time.sleep(0.01)


if __name__ == "__main__":
    mode, rest = sys.argv[1], sys.argv[2:]
    if mode == "tour":
        tour(*rest)
    else:
        follow(rest[0], rest[1], rest[2:])
