"""Run one SQL statement, asked for and answered in JSON.  Started with a Python that has psycopg2."""

import json
import sys

import psycopg2

request = json.load(sys.stdin)
try:
    connection = psycopg2.connect(**request["connection"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(request["statement"], request["parameters"] or None)
        rows = cursor.fetchall() if cursor.description else []
except psycopg2.Error as error:
    sys.exit(" ".join(str(error).split()))
json.dump(rows, sys.stdout)
