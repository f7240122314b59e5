"""AWS's own SDK for Python, unchanged, against R2's S3 interface in an emulator: every call that it answers, with content that is signed
in each of the SDK's forms.

    s3.py EMULATOR
"""

import io
import json
import os
import subprocess
import sys
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError, MissingDependencyException

TOKEN = "cfs-emulator-token-that-may-do-everything"
ODD = "a ü%+/1.txt"
FORMS = [{}, {"request_checksum_calculation": "when_required"}, {"s3": {"payload_signing_enabled": True}}]
PARTS = TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20)

emulator = subprocess.Popen([sys.argv[1], "--port", "0", "--ephemeral", "--no-workers"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
base = emulator.stdout.readline().strip()
about = urllib.request.Request(base.removesuffix("/client/v4") + "/_emulator", headers={"authorization": f"Bearer {TOKEN}"})
keys = json.load(urllib.request.urlopen(about))["result"]["s3"]


def client(form):
    return boto3.client(
        "s3", endpoint_url=keys["endpoint"], aws_access_key_id=keys["access_key_id"], aws_secret_access_key=keys["secret_access_key"],
        region_name=keys["region"], config=Config(retries={"max_attempts": 1}, **form),
    )


def code(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def objects(s3):
    s3.put_object(Bucket="bbb", Key=ODD, Body=b"hello", Metadata={"k": "v"}, ContentType="text/plain")
    got = s3.get_object(Bucket="bbb", Key=ODD)
    assert (got["Body"].read(), got["Metadata"], got["ContentType"]) == (b"hello", {"k": "v"}, "text/plain")
    s3.put_object(Bucket="bbb", Key="stream", Body=io.BytesIO(b"x" * 300_000))
    for name in ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"]:
        try:
            put = s3.put_object(Bucket="bbb", Key=name, Body=b"123456789", ChecksumAlgorithm=name)
        except MissingDependencyException:
            continue
        head = s3.head_object(Bucket="bbb", Key=name, ChecksumMode="ENABLED")
        assert head[f"Checksum{name}"] == put[f"Checksum{name}"]
    address = s3.generate_presigned_url("get_object", Params={"Bucket": "bbb", "Key": ODD})
    assert urllib.request.urlopen(address).read() == b"hello"
    address = s3.generate_presigned_url("put_object", Params={"Bucket": "bbb", "Key": "by address"})
    urllib.request.urlopen(urllib.request.Request(address, data=b"put", method="PUT"))
    assert s3.get_object(Bucket="bbb", Key="by address")["Body"].read() == b"put"


def parts(s3):
    content, got, copied = os.urandom(20 << 20), io.BytesIO(), io.BytesIO()
    s3.upload_fileobj(io.BytesIO(content), "bbb", "big", Config=PARTS)
    s3.download_fileobj("bbb", "big", got, Config=PARTS)
    s3.copy({"Bucket": "bbb", "Key": "big"}, "bbb", "copy", Config=PARTS)
    s3.download_fileobj("bbb", "copy", copied, Config=PARTS)
    assert got.getvalue() == copied.getvalue() == content
    upload = {"Bucket": "bbb", "Key": "begun", "UploadId": s3.create_multipart_upload(Bucket="bbb", Key="begun")["UploadId"]}
    assert [one["Key"] for one in s3.list_multipart_uploads(Bucket="bbb")["Uploads"]] == ["begun"]
    s3.upload_part(**upload, PartNumber=1, Body=b"1")
    assert len(s3.list_parts(**upload)["Parts"]) == 1
    s3.abort_multipart_upload(**upload)
    assert code(s3.list_parts, **upload) == "NoSuchUpload"


def lists(s3):
    def all_keys(call, **arguments):
        pages = s3.get_paginator(call).paginate(Bucket="bbb", PaginationConfig={"PageSize": 2}, **arguments)
        return [item["Key"] for page in pages for item in page["Contents"]]

    found = all_keys("list_objects_v2")
    assert found == all_keys("list_objects") == sorted(found) and ODD in found
    assert s3.list_objects_v2(Bucket="bbb", Delimiter="/")["CommonPrefixes"] == [{"Prefix": "a ü%+/"}]
    return found


def refusals(s3):
    assert code(s3.get_object, Bucket="bbb", Key="none") == "NoSuchKey"
    assert code(s3.get_object, Bucket="none", Key="none") == "NoSuchBucket"
    assert code(s3.head_object, Bucket="bbb", Key="none") == "404"
    assert code(s3.delete_bucket, Bucket="bbb") == "BucketNotEmpty"


try:
    for form in FORMS:
        s3 = client(form)
        s3.create_bucket(Bucket="bbb")
        assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["bbb"]
        assert s3.get_bucket_location(Bucket="bbb")
        objects(s3)
        parts(s3)
        found = lists(s3)
        refusals(s3)
        gone = s3.delete_objects(Bucket="bbb", Delete={"Objects": [{"Key": key} for key in found]})
        assert len(gone["Deleted"]) == len(found)
        s3.delete_bucket(Bucket="bbb")
        print("answered as it should be:", form or "the SDK's usual form")
finally:
    emulator.terminate()
