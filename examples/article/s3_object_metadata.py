import redis
import boto3
import json

# ElastiCache Redisクライアントの設定
redis_client = redis.StrictRedis(host='my-redis-endpoint', port=6379, decode_responses=True)

def get_s3_metadata(bucket_name, object_key):
    cache_key = f"s3_metadata:{bucket_name}:{object_key}"
    
    # キャッシュからメタデータを取得
    cached_metadata = redis_client.get(cache_key)
    if cached_metadata:
        return json.loads(cached_metadata)
    
    # キャッシュにメタデータがない場合、S3から取得
    s3_client = boto3.client('s3')
    metadata = s3_client.head_object(Bucket=bucket_name, Key=object_key)
    
    # メタデータをキャッシュに保存
    redis_client.set(cache_key, json.dumps(metadata), ex=3600)  # 1時間のTTL
    return metadata

# 使用例
bucket_name = 'my-bucket'
object_key = 'my-object'
metadata = get_s3_metadata(bucket_name, object_key)
print(metadata)
