"""Stands in for AWS's SDK: two clients, whose calls go by HTTP to the service at REMOTE_SERVICE_URL (see remote_service.py).

Where the article and the real SDK differ, both are here, so that the article's code can run at all:
- the real apigateway client has no invoke_api; its way to call an API is test_invoke_method;
- the real head_object answers LastModified as a datetime. Here it is a string, unless REAL_TYPES is set.
"""

import datetime
import json
import os
import urllib.request


def client(service):
    return {"apigateway": _ApiGateway, "s3": _S3}[service]()


def _call(path):
    with urllib.request.urlopen(os.environ["REMOTE_SERVICE_URL"] + path, timeout=10) as response:
        return response.read().decode()


class _ApiGateway:
    def invoke_api(self, api_id, resource_id, http_method):
        return {"statusCode": 200, "body": _call(f"/api/{api_id}/{resource_id}")}

    def test_invoke_method(self, restApiId, resourceId, httpMethod):
        return {"status": 200, "body": _call(f"/api/{restApiId}/{resourceId}")}


class _S3:
    def head_object(self, Bucket, Key):
        metadata = json.loads(_call(f"/s3/{Bucket}/{Key}"))
        if os.environ.get("REAL_TYPES"):
            metadata["LastModified"] = datetime.datetime.fromisoformat(metadata["LastModified"])
        return metadata
