import redis
import mysql.connector

# ElastiCache Redisクライアントの設定
redis_client = redis.StrictRedis(host='my-redis-endpoint', port=6379, decode_responses=True)

# RDS MySQLクライアントの設定
db_connection = mysql.connector.connect(
    host='my-rds-endpoint',
    user='username',
    password='password',
    database='mydatabase'
)
db_cursor = db_connection.cursor()

def get_user_info(user_id):
    cache_key = f"user_info:{user_id}"
    
    # キャッシュからデータを取得
    cached_data = redis_client.get(cache_key)
    if cached_data:
        return cached_data
    
    # キャッシュにデータがない場合、RDSから取得
    db_cursor.execute("SELECT * FROM users WHERE user_id = %s", (user_id,))
    result = db_cursor.fetchone()
    
    # データをキャッシュに保存
    redis_client.set(cache_key, result, ex=3600)  # 1時間のTTL
    return result

# 使用例
user_info = get_user_info(123)
print(user_info)
