"""Checks OCSF objects, one a line on standard input, against the published schema of their version."""

import json
import sys

from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version="1.8.0"))
validators, count, wrong = {}, 0, 0
for line in sys.stdin:
    event = json.loads(line)
    uid = event["class_uid"]
    if uid not in validators:
        name = schema.lookup_class_name_from_uid(class_uid=uid)
        validators[uid] = Draft202012Validator(schema.get_class_schema(class_name=name, profiles=[]))
    count += 1
    for error in validators[uid].iter_errors(event):
        wrong += 1
        print(event["message"], uid, "/".join(map(str, error.absolute_path)), error.message[:300])
print(f"{count} objects are as they should be" if not wrong else f"{wrong} faults in {count} objects")
sys.exit(1 if wrong else 0)
