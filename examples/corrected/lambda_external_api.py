import redis
import json
import boto3

redis_client = redis.StrictRedis(host='my-redis-endpoint', port=6379, decode_responses=True)


def lambda_handler(event, context):
    cache_key = 'external_api_data'

    cached_data = redis_client.get(cache_key)
    if cached_data:
        return json.loads(cached_data)

    # The SDK's own way to call an API through its gateway.
    api_client = boto3.client('apigateway')
    response = api_client.test_invoke_method(restApiId='my-api-id', resourceId='my-resource-id', httpMethod='GET')
    api_data = json.loads(response['body'])

    redis_client.set(cache_key, json.dumps(api_data), ex=3600)
    return api_data
