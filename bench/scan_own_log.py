"""A mixed log where the generator of the development set is not there. Simpler than that one: say so with its figures."""

import random

NOISE = [
    "2025-10-09 08:53:{s:02d},{n3} INFO  [http-{n2}] c.a.order.OrderService - processed batch {n} in {n3}ms (queue={n2})",
    '{{"ts":"2025-10-09T08:53:{s:02d}Z","level":"info","trace_id":"{h}","msg":"request completed","status":200,"dur_ms":{n3}}}',
    "10.0.{n2}.{s} - - [09/Oct/2025:08:53:{s:02d} +0000] \"GET /orders/{n}?page={n2} HTTP/1.1\" 200 {n} \"-\" \"curl/8.5\"",
    "Oct  9 08:53:{s:02d} web-{n2} kernel: [{n}.{n3}] eth0: link up, 1000Mbps, full-duplex",
    "\tat com.acme.order.OrderService.process(OrderService.java:{n3})",
    "I1009 08:53:{s:02d}.000000 {n} controller.go:{n3}] \"Reconciling\" namespace=\"prod\" name=\"web-{h8}\"",
]
VALUES = [
    "2025-10-09 08:53:{s:02d},{n3} INFO  c.a.billing.Charge - charging card {card} amount={n3}",
    '{{"user":{{"email":"user{n}@acme-corp.io","phone":"+1 212 555 {n4}"}},"trace":"{h}"}}',
    "DATABASE_URL=postgres://app:{p}@db.internal:5432/app",
    "  password: \"{p}\"",
    "> Authorization: Bearer {p}{p}{p}",
    "AWS_ACCESS_KEY_ID=AKIA{u16}",
]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz23456789"


def card(dice):
    body = "4539" + "".join(dice.choice("0123456789") for _ in range(11))
    total = sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(reversed(body)))
    return body + str(-total % 10)


def make(size, seed=5):
    """`size` bytes, one line in 33 with something sensitive."""
    dice = random.Random(seed)
    out, length = [], 0
    while length < size:
        line = dice.choice(VALUES if dice.random() < 0.03 else NOISE).format(
            s=dice.randrange(60), n=dice.randrange(100_000), n2=dice.randrange(10, 99), n3=dice.randrange(100, 999),
            n4=dice.randrange(1000, 9999), h=f"{dice.getrandbits(128):032x}", h8=f"{dice.getrandbits(32):08x}", card=card(dice),
            p="".join(dice.choice(LETTERS) for _ in range(14)), u16="".join(dice.choice(LETTERS[:26]) for _ in range(16)))
        out.append(line + "\n")
        length += len(line) + 1
    return "".join(out).encode()
