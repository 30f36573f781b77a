"""Stands in for MySQL's driver: an SQLite database in memory with one table of users. Counts the queries that it executes."""

import sqlite3

queries = 0

USERS = [(123, "Sato Hanako", "hanako@example.com"), (124, "Suzuki Taro", "taro@example.com")]


class _Cursor:
    def __init__(self, cursor):
        self._cursor = cursor

    def execute(self, statement, parameters=()):
        global queries
        queries += 1
        self._cursor.execute(statement.replace("%s", "?"), parameters)

    def fetchone(self):
        return self._cursor.fetchone()


class _Connection:
    def __init__(self):
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.execute("CREATE TABLE users (user_id INTEGER PRIMARY KEY, name TEXT, email TEXT)")
        self._connection.executemany("INSERT INTO users VALUES (?, ?, ?)", USERS)

    def cursor(self):
        return _Cursor(self._connection.cursor())


def connect(host, user, password, database):
    """Takes what the real one takes; there is only one database."""
    return _Connection()
