"""Says whether a request, as JSON on standard input, is signed with a secret: by the Standard Webhooks library."""

import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError

asked = json.load(sys.stdin)
try:
    Webhook(asked["secret"]).verify(asked["body"], asked["headers"])
    print("verified")
except WebhookVerificationError:
    print("refused")
