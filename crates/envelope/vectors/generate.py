"""Second, independent implementation of CSF1 sealing; writes the test vectors beside this file.

    pip install cryptography blake3 && python3 generate.py

Vectors stay small because ciphertext may be anything: long ciphertexts are chosen as a counting ramp, the
plaintext is whatever that decrypts to, and the file is written as `hex` and `ramp FIRST LEN` parts.
"""

import hashlib
import hmac
import pathlib

import blake3
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

SEGMENT = 65536
RECORD = SEGMENT + 28
HERE = pathlib.Path(__file__).parent
AEAD = {1: AESGCM, 2: ChaCha20Poly1305}


def fixed(label, size):
    """Reproducible bytes standing in for random ones."""
    return hashlib.shake_256(b"csf1 vector " + label.encode()).digest(size)


def hkdf(salt, secret, info):
    prk = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()


def ramp(first, size):
    return bytes((first + at) % 256 for at in range(size))


class Object:
    """A key, a binding and the content sealed with them; `sizes` are the records' plaintext lengths."""

    def __init__(self, label, sizes, suite=1, finals=None):
        self.suite = suite
        self.dek = fixed("dek " + label, 32)
        self.organisation = fixed("organisation", 16)
        self.case = fixed("case", 16)
        self.object = fixed("object " + label, 16)
        self.salt = fixed("salt " + label, 32)
        self.label = label
        self.seal_header()
        key = hkdf(self.salt, self.dek, b"CSF1 content" + self.bound)
        self.content = b""
        self.records = []
        for index, size in enumerate(sizes):
            final = finals[index] if finals else index == len(sizes) - 1
            aad = b"CSF1" + index.to_bytes(8, "big") + bytes([final])
            nonce = fixed(f"nonce {label} {index}", 12)
            aead = AEAD[suite](key)
            wanted = ramp(index * 17, size)
            # Encrypting the wanted ciphertext gives the plaintext that encrypts to it.
            plain = aead.encrypt(nonce, wanted, aad)[:size]
            self.content += plain
            self.records.append(nonce + aead.encrypt(nonce, plain, aad))

    def seal_header(self):
        self.bound = (
            b"COFFERS1"
            + bytes([self.suite, 16])
            + (256).to_bytes(2, "big")
            + bytes(4)
            + self.organisation
            + self.case
            + self.object
            + self.salt
            + bytes(96)
        )
        self.header = self.with_commitment(self.bound)

    def with_commitment(self, bound):
        """A header over any bytes, so that only the parser's own checks can refuse it."""
        return bound + hkdf(self.salt, self.dek, b"CSF1 commit" + bound) + bytes(32)

    def file(self, records=None, header=None):
        return (header or self.header) + b"".join(self.records if records is None else records)


def parts(data):
    """`hex` and `ramp` lines for `data`."""
    lines, literal, at = [], bytearray(), 0

    def flush():
        for start in range(0, len(literal), 48):
            lines.append("hex " + literal[start : start + 48].hex())
        literal.clear()

    while at < len(data):
        end = at + 1
        while end < len(data) and data[end] == (data[end - 1] + 1) % 256:
            end += 1
        if end - at >= 64:
            flush()
            lines.append(f"ramp {data[at]} {end - at}")
        else:
            literal += data[at:end]
        at = end
    flush()
    return lines


def write(name, about, what, data, expect="ok", **override):
    value = {"dek": what.dek, "organisation": what.organisation, "case": what.case, "object": what.object}
    value.update(override)
    lines = [f"# {about}", f"expect: {expect}"]
    lines += [f"{key}: {value[key].hex()}" for key in ("dek", "organisation", "case", "object")]
    if expect == "ok":
        lines.append(f"plaintext_len: {len(what.content)}")
        lines.append(f"blake3: {blake3.blake3(what.content).hexdigest()}")
    lines += ["file:"] + parts(data)
    (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n")


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def valid():
    for name, sizes in {
        "valid_empty": [0],
        "valid_1": [1],
        "valid_65535": [65535],
        "valid_65536": [65536],
        "valid_65537": [65536, 1],
        "valid_two_records": [65536, 65536],
        "valid_three_records": [65536, 65536, 100],
    }.items():
        one = Object(name, sizes)
        write(name, "opens", one, one.file())
    for name, sizes in {"valid_suite_2": [300], "valid_suite_2_two_records": [65536, 7]}.items():
        two = Object(name, sizes, suite=2)
        write(name, "opens, ChaCha20-Poly1305", two, two.file())


def headers():
    one = Object("header", [100])

    def changed(name, about, expect, at, new):
        bound = one.bound[:at] + new + one.bound[at + len(new) :]
        write(name, about, one, one.file(header=one.with_commitment(bound)), expect)

    changed("magic", "one magic byte differs, commitment made for it", "header-magic", 7, b"2")
    changed("suite_0", "suite 0", "unsupported-suite", 8, b"\x00")
    changed("suite_3", "suite 3", "unsupported-suite", 8, b"\x03")
    changed("segment_size", "segments of 2^17", "header-segment-size", 9, b"\x11")
    changed("header_length", "header length 4096", "header-length", 10, b"\x10\x00")
    changed("header_length_little_endian", "header length 1", "header-length", 10, b"\x00\x01")
    changed("flags", "a flag is set", "header-flags", 12, b"\x00\x01")
    changed("reserved", "the reserved field is not zero", "header-reserved", 15, b"\x01")
    changed("padding_first", "the first padding byte is not zero", "header-reserved", 96, b"\x01")
    changed("padding_last", "the last padding byte is not zero", "header-reserved", 191, b"\x80")
    last = one.header[:255] + b"\x01"
    write("padding_after_commitment", "the header's last byte is not zero", one, one.file(header=last), "header-reserved")
    write("header_short", "the file ends in the header", one, one.file()[:255], "header-short")
    write("file_empty", "no byte at all", one, b"", "header-short")
    write("header_only", "a header without any record", one, one.header, "truncated 0")
    write("commitment_flipped", "one bit of the commitment", one, flip(one.file(), 200), "commitment")
    write("salt_flipped", "one bit of the salt", one, flip(one.file(), 70), "commitment")
    write("suite_changed", "suite 2 written over suite 1", one, flip(one.file(), 8)[:8] + b"\x02" + one.file()[9:], "commitment")


def bindings():
    one = Object("binding", [100])
    other = fixed("other id", 16)
    write("wrong_dek", "another data key", one, one.file(), "commitment", dek=fixed("other dek", 32))
    for at, field in ((16, "organisation"), (32, "case"), (48, "object")):
        write(f"wrong_{field}", f"sealed for another {field}", one, one.file(), "wrong-binding", **{field: other})
        relabelled = one.header[:at] + other + one.header[at + 16 :]
        write(f"relabelled_{field}", f"header rewritten to the expected {field}", one, one.file(header=relabelled), "commitment", **{field: other})


def records():
    small = Object("small", [100])
    write("nonce_flipped", "one bit of the nonce", small, flip(small.file(), 256), "altered-record 0")
    write("ciphertext_flipped", "one bit of the ciphertext", small, flip(small.file(), 256 + 12 + 50), "altered-record 0")
    write("tag_flipped", "one bit of the tag", small, flip(small.file(), 256 + 12 + 100), "altered-record 0")
    write("tag_missing", "the file ends before the tag", small, small.file()[:-16], "altered-record 0")
    write("truncated_in_nonce", "the file ends in the first nonce", small, small.file()[: 256 + 11], "truncated 0")
    write("trailing_bytes", "one byte behind the last record", small, small.file() + b"\x00", "altered-record 0")
    empty = Object("empty", [0])
    write("empty_tag_flipped", "the empty file's tag", empty, flip(empty.file(), 270), "altered-record 0")
    write("empty_trailing_byte", "one byte behind an empty file's record", empty, empty.file() + b"\x00", "altered-record 0")

    two = Object("two", [65536, 100])
    a, b = two.records
    write("second_record_flipped", "one bit in record 1", two, flip(two.file(), 256 + RECORD + 20), "altered-record 1")
    write("truncated_in_record", "the file ends inside record 1's ciphertext", two, two.file()[:-50], "altered-record 1")
    write("truncated_in_record_overhead", "record 1 is shorter than nonce and tag", two, two.file()[: 256 + RECORD + 27], "truncated 1")
    write("truncated_at_record", "the last record is missing", two, two.file([a]), "altered-record 0")
    write("record_dropped", "the first record is missing", two, two.file([b]), "altered-record 0")
    write("record_duplicated", "record 0 twice", two, two.file([a, a, b]), "altered-record 1")
    write("tail_duplicated", "the last record twice", two, two.file([a, b, b]), "altered-record 1")

    full = Object("full", [65536, 65536])
    a, b = full.records
    write("records_swapped", "record 1 before record 0", full, full.file([b, a]), "altered-record 0")
    write("trailing_bytes_after_full_record", "one byte behind a full last record", full, full.file() + b"\x00", "truncated 2")
    write("trailing_empty_record", "28 zero bytes behind a full last record", full, full.file() + bytes(28), "empty-final-record")
    write("trailing_record", "29 bytes behind a full last record", full, full.file() + bytes(29), "altered-record 1")
    other = Object("other", [65536, 65536])
    write("spliced", "record 1 comes from another object", full, full.file([a, other.records[1]]), "altered-record 1")

    hollow = Object("hollow", [65536, 0])
    write("empty_final_record", "properly sealed, but the last record is empty", hollow, hollow.file(), "empty-final-record")
    early = Object("early", [65536, 100], finals=[True, True])
    write("final_flag_in_the_middle", "record 0 carries the final flag too", early, early.file(), "altered-record 0")
    never = Object("never", [65536, 100], finals=[False, False])
    write("final_flag_missing", "no record carries the final flag", never, never.file(), "altered-record 1")


def wraps():
    """The wraps of a data key, under `wraps/`."""
    folder = HERE / "wraps"
    folder.mkdir(exist_ok=True)
    dek, token, upload = fixed("wrapped dek", 32), fixed("token", 32), fixed("upload", 16)
    label = b"coffer link wrap v1"
    nonce = fixed("link wrap nonce", 12)
    sealed = AESGCM(hkdf(b"", token, label + upload)).encrypt(nonce, dek, label)
    lines = [f"dek: {dek.hex()}", f"token: {token.hex()}", f"upload: {upload.hex()}"]
    lines.append(f"wrapped: {(bytes([1]) + nonce + sealed).hex()}")
    (folder / "link.txt").write_text("\n".join(lines) + "\n")

    # X-Wing's own expansion of its seed (draft-connolly-cfrg-xwing-kem, section 5.2).
    seed = fixed("case seed", 32)
    expanded = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    ids = [fixed("organisation", 16), fixed("case", 16), fixed("object wraps", 16)]
    key = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    target = folder / "case.txt"
    if not target.exists():
        # Encapsulation is random and cannot be repeated: delete the file to make another.
        sealed = suite.encrypt(dek, key.public_key(), info=b"coffer dek seal v1" + b"".join(ids))
        lines = [f"dek: {dek.hex()}", f"private: {seed.hex()}", f"public: {public.hex()}"]
        lines += [f"{name}: {value.hex()}" for name, value in zip(("organisation", "case", "object"), ids)]
        lines.append(f"wrapped: {(bytes([1]) + sealed).hex()}")
        target.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    for old in HERE.glob("*.txt"):
        old.unlink()
    valid()
    headers()
    bindings()
    records()
    wraps()
