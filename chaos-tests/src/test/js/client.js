// ioredis at work.
//   node client.js tour HOST PORT           the usual things once, then ends
//   node client.js follow KEY GROUP HOST:PORT…   through sentinels: writes 1, 2, 3, … to the key and prints each number that
//                                           was acknowledged, until its input ends
'use strict';
const assert = require('node:assert/strict');
const Redis = require('ioredis');

async function tour(host, port) {
  const redis = new Redis({ host, port: Number(port), maxRetriesPerRequest: 1 });
  await redis.del('ioredis:text', 'ioredis:hash', 'ioredis:count');
  assert.equal(await redis.set('ioredis:text', 'grüße', 'EX', 100), 'OK');
  assert.equal(await redis.get('ioredis:text'), 'grüße');
  assert.ok((await redis.ttl('ioredis:text')) <= 100);
  assert.equal(await redis.hset('ioredis:hash', { a: '1', b: '2' }), 2);
  assert.deepEqual({ ...(await redis.hgetall('ioredis:hash')) }, { a: '1', b: '2' });
  const replies = await redis.multi().incr('ioredis:count').incr('ioredis:count').exec();
  assert.deepEqual(replies, [[null, 1], [null, 2]]);
  const pipelined = await redis.pipeline().get('ioredis:count').get('ioredis:nothing').exec();
  assert.deepEqual(pipelined, [[null, '2'], [null, null]]);
  await assert.rejects(redis.hget('ioredis:text', 'a'), /WRONGTYPE/);
  redis.disconnect();
}

async function follow(key, group, addresses) {
  const sentinels = addresses.map((address) => {
    const [host, port] = address.split(':');
    return { host, port: Number(port) };
  });
  const redis = new Redis({ sentinels, name: group, maxRetriesPerRequest: 0, retryStrategy: () => 20, sentinelRetryStrategy: () => 20 });
  redis.on('error', () => {});
  let ended = false;
  process.stdin.on('data', () => {}).on('end', () => { ended = true; });
  for (let number = 1; !ended; number++) {
    try {
      await redis.set(key, number);
      console.log(number);
    } catch (error) {
      console.error(String(error));
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  redis.disconnect();
}

const [mode, ...rest] = process.argv.slice(2);
const work = mode === 'tour' ? tour(rest[0], rest[1]) : follow(rest[0], rest[1], rest.slice(2));
work.catch((error) => {
  console.error(error);
  process.exit(1);
});
