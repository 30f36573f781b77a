import redis
import json

# ElastiCache Redisクライアントの設定
redis_client = redis.StrictRedis(host='my-redis-endpoint', port=6379, decode_responses=True)

def save_session(session_id, session_data):
    redis_client.set(session_id, json.dumps(session_data), ex=3600)  # 1時間のTTL

def get_session(session_id):
    session_data = redis_client.get(session_id)
    if session_data:
        return json.loads(session_data)
    return None

# 使用例
session_id = 'session123'
session_data = {'user_id': 123, 'login_time': '2023-01-01T12:34:56'}

# セッションデータの保存
save_session(session_id, session_data)

# セッションデータの取得
retrieved_session = get_session(session_id)
print(retrieved_session)
