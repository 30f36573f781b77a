import json
import redis
import mysql.connector

redis_client = redis.StrictRedis(host='my-redis-endpoint', port=6379, decode_responses=True)

db_connection = mysql.connector.connect(
    host='my-rds-endpoint',
    user='username',
    password='password',
    database='mydatabase'
)
db_cursor = db_connection.cursor()


def get_user_info(user_id):
    cache_key = f"user_info:{user_id}"

    cached_data = redis_client.get(cache_key)
    if cached_data:
        return json.loads(cached_data)

    db_cursor.execute("SELECT * FROM users WHERE user_id = %s", (user_id,))
    result = db_cursor.fetchone()

    # A row is a tuple, which has no form in Redis: it is stored as JSON, and a hit and a miss answer the same list.
    encoded = json.dumps(result)
    redis_client.set(cache_key, encoded, ex=3600)
    return json.loads(encoded)


user_info = get_user_info(123)
print(user_info)
