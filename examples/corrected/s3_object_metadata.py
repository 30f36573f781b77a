import redis
import boto3
import json

redis_client = redis.StrictRedis(host='my-redis-endpoint', port=6379, decode_responses=True)


def get_s3_metadata(bucket_name, object_key):
    cache_key = f"s3_metadata:{bucket_name}:{object_key}"

    cached_metadata = redis_client.get(cache_key)
    if cached_metadata:
        return json.loads(cached_metadata)

    s3_client = boto3.client('s3')
    metadata = s3_client.head_object(Bucket=bucket_name, Key=object_key)

    # The answer holds a datetime, which JSON does not know; a hit and a miss answer the same text.
    encoded = json.dumps(metadata, default=str)
    redis_client.set(cache_key, encoded, ex=3600)
    return json.loads(encoded)


bucket_name = 'my-bucket'
object_key = 'my-object'
metadata = get_s3_metadata(bucket_name, object_key)
print(metadata)
