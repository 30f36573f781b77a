import redis
import json
import boto3

# ElastiCache Redisクライアントの設定
redis_client = redis.StrictRedis(host='my-redis-endpoint', port=6379, decode_responses=True)

def lambda_handler(event, context):
    cache_key = 'external_api_data'
    
    # キャッシュからデータを取得
    cached_data = redis_client.get(cache_key)
    if cached_data:
        return json.loads(cached_data)
    
    # キャッシュにデータがない場合、外部APIから取得
    api_client = boto3.client('apigateway')
    response = api_client.invoke_api(api_id='my-api-id', resource_id='my-resource-id', http_method='GET')
    api_data = json.loads(response['body'])
    
    # データをキャッシュに保存
    redis_client.set(cache_key, json.dumps(api_data), ex=3600)  # 1時間のTTL
    return api_data

# 使用例(AWS Lambdaコンソールからトリガー)
