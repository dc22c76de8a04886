#!/usr/bin/env python3
"""Makes ids.jsonl: made-up identifiers that pass their check, and the same with one character changed.

Needs python-stdnum (pip install python-stdnum), which judges most of them; what it does not know is judged by the
second implementations below, written from the same published rules. Only needed when a check is added:

    python3 make_ids.py > ids.jsonl
"""
import datetime
import json
import random
import re
import string

from stdnum import bic, ean, imei, luhn, verhoeff
from stdnum.ar import cuit
from stdnum.at import vnr
from stdnum.au import abn, tfn
from stdnum.be import nn
from stdnum.br import cnpj, cpf
from stdnum.ca import sin
from stdnum.ch import ssn as ahv
from stdnum.cl import rut
from stdnum.cn import ric
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.es import cif, dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir, siren, siret
from stdnum.gb import nhs, utr
from stdnum.ie import pps
from stdnum.il import idnr as il_idnr
from stdnum.in_ import aadhaar, pan
from stdnum.iso7064 import mod_97_10
from stdnum.it import codicefiscale
from stdnum.jp import in_ as my_number
from stdnum.kr import rrn
from stdnum.mx import curp
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.nz import ird
from stdnum.pl import nip, pesel
from stdnum.pt import nif
from stdnum.se import personnummer
from stdnum.tr import tckimlik
from stdnum.us import ein, rtn, ssn
from stdnum.za import idnr as za_idnr

EACH = 20
TRIES = 2_000_000
R = random.Random(20240229)
UPPER = string.ascii_uppercase
ALNUM = string.digits + UPPER
BASE36 = {c: i for i, c in enumerate(ALNUM)}


def d(n):
    return "".join(R.choice(string.digits) for _ in range(n))


def u(n, of=UPPER):
    return "".join(R.choice(of) for _ in range(n))


def day(order):
    parts = {"y": f"{R.randint(0, 99):02}", "Y": str(R.randint(1930, 2015)), "m": f"{R.randint(1, 12):02}", "d": f"{R.randint(1, 28):02}"}
    return "".join(parts[c] for c in order)


def is_day(year, month, of_month):
    for century in (1900, 2000):
        try:
            datetime.date(century + int(year), int(month), int(of_month))
            return True
        except ValueError:
            pass
    return False


def mrz(field):
    return str(sum(w * (0 if c == "<" else BASE36[c]) for c, w in zip(field, [7, 3, 1] * 15)) % 10)


# Judges of what python-stdnum does not know.
def itin(v):
    groups = [*range(50, 66), *range(70, 89), 90, 91, 92, *range(94, 100)]
    return bool(re.fullmatch(r"9\d{8}", v)) and int(v[3:5]) in groups and v[5:] != "0000"


def routing(v):
    return rtn.is_valid(v) and int(v[:2]) in [*range(13), *range(21, 33), *range(61, 73), 80] and v[:4] != "0000"


def npi(v):
    return bool(re.fullmatch(r"[12]\d{9}", v)) and luhn.is_valid("80840" + v)


def dea(v):
    if not re.fullmatch(r"[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}", v):
        return False
    n = [int(c) for c in v[2:]]
    return n[6] == (n[0] + n[2] + n[4] + 2 * (n[1] + n[3] + n[5])) % 10


def mbi(v):
    a = "[AC-HJKMNP-RT-Y]"
    x = "[AC-HJKMNP-RT-Y0-9]"
    return bool(re.fullmatch(rf"[1-9]{a}{x}\d{a}{x}\d{a}{a}\d\d", v))


def icd10(v):
    return bool(re.fullmatch(r"[A-Z]\d[0-9AB][0-9A-Z]{0,4}", v))


def nino(v):
    return bool(re.fullmatch(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", v))


def id_card(v):
    shaped = re.fullmatch(r"[CFGHJ-NPRTV-Y][0-9CFGHJ-NPRTV-Z]{8}\d", v) and re.search(r"\d", v[:9])
    return bool(shaped) and mrz(v[:9]) == v[9]


def pension(v):
    m = re.fullmatch(r"(\d\d)(\d\d)(\d\d)(\d\d)([A-Z])(\d\d)(\d)", v)
    if not m or m[1] == "00":
        return False
    if not is_day(m[4], m[3], m[2]):
        return False
    plain = v[:8] + f"{ord(m[5]) - 64:02}" + v[9:11]
    sums = [sum(map(int, str(int(c) * w))) for c, w in zip(plain, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])]
    return sum(sums) % 10 == int(m[7])


def nric(v):
    if not re.fullmatch(r"[STFGM]\d{7}[A-Z]", v):
        return False
    n = sum(int(c) * w for c, w in zip(v[1:8], [2, 7, 6, 5, 4, 3, 2]))
    n += {"T": 4, "G": 4, "M": 3}.get(v[0], 0)
    if v[0] == "M":
        return v[8] == "KLJNPQRTUWX"[10 - n % 11]
    return v[8] == ("JZIHGFEDCBA" if v[0] in "ST" else "XWUTRQPNMLK")[n % 11]


def medicare(v):
    if not re.fullmatch(r"[2-6]\d{8}[1-9]", v):
        return False
    return sum(int(c) * w for c, w in zip(v, [1, 3, 7, 9, 1, 3, 7, 9])) % 10 == int(v[8])


def vin(v):
    if not re.fullmatch(r"(?=.*\d)(?=.*[A-Z])[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-Z0-9]{8}", v):
        return False
    worth = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)]))
    weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    rest = sum((worth[c] if c.isalpha() else int(c)) * w for c, w in zip(v, weights)) % 11
    return v[8] == "0123456789X"[rest]


def mrz_number(v):
    return bool(re.fullmatch(r"[A-Z0-9<]{9}\d", v)) and bool(re.search(r"\d", v[:9])) and mrz(v[:9]) == v[9]


def mrz_passport(v):
    if not re.fullmatch(r"[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}[0-9<]\d", v):
        return False
    checks = [(v[:9], v[9]), (v[13:19], v[19]), (v[21:27], v[27]), (v[28:42], v[42]), (v[:10] + v[13:20] + v[21:43], v[43])]
    dated = is_day(v[13:15], v[15:17], v[17:19]) and is_day(v[21:23], v[23:25], v[25:27])
    return dated and all(mrz(f) == c or (c == "<" and not f.strip("<")) for f, c in checks)


def mrz_line():
    number, born, expires, own = u(2) + d(7), day("ymd"), day("ymd"), R.choice(["<" * 14, u(2) + d(8) + "<" * 4])
    line = number + mrz(number) + u(3) + born + mrz(born) + R.choice("MF<") + expires + mrz(expires) + own + mrz(own)
    return line + mrz(line[:10] + line[13:20] + line[21:43])


def swedish(v):
    return v[-10:].isdigit() and personnummer.is_valid(v)


def finnish(v):
    return hetu.is_valid(v if len(v) == 11 else v[:6] + "-" + v[6:])


def not_same(check):
    return lambda v: len(set(v)) > 1 and check(v)


# Name of the check, judge, template of a random value.
CHECKS = [
    ("luhn", luhn.is_valid, lambda: d(R.randint(8, 19))),
    ("mod97", mod_97_10.is_valid, lambda: u(2) + d(R.randint(8, 20))),
    ("verhoeff", verhoeff.is_valid, lambda: d(R.randint(8, 16))),
    ("gtin", ean.is_valid, lambda: d(R.choice([8, 12, 13, 14]))),
    ("aba", routing, lambda: d(9)),
    ("bic", bic.is_valid, lambda: u(6) + u(2, ALNUM) + R.choice(["", u(3, ALNUM)])),
    ("us_ssn", ssn.is_valid, lambda: d(9)),
    ("us_itin", itin, lambda: "9" + d(8)),
    ("us_atin", lambda v: bool(re.fullmatch(r"9\d\d93\d{4}", v)), lambda: "9" + d(2) + "93" + d(4)),
    ("us_ein", ein.is_valid, lambda: d(9)),
    ("us_npi", npi, lambda: R.choice("12") + d(9)),
    ("us_dea", dea, lambda: u(2) + d(7)),
    ("us_mbi", mbi, lambda: "".join(u(1, {"1": "123456789", "N": string.digits, "A": "ACDEFGHJKMNPQRTUVWXY", "X": "ACDEFGHJKMNPQRTUVWXY0123456789"}[c]) for c in "1AXNAXNAANN")),
    ("icd10_code", icd10, lambda: u(1) + d(1) + u(1, "0123456789AB") + u(R.randint(0, 4), ALNUM)),
    ("ca_sin", sin.is_valid, lambda: d(9)),
    ("br_cpf", cpf.is_valid, lambda: d(11)),
    ("br_cnpj", cnpj.is_valid, lambda: d(14)),
    ("mx_curp", curp.is_valid, lambda: u(1, "BCDFGH") + "E" + u(2, "RSTV") + day("ymd") + u(1, "HM") + R.choice(["AS", "JC", "NL", "NE"]) + u(3, "BCDFGHNPRTXZ") + d(2)),
    ("ar_cuit", cuit.is_valid, lambda: R.choice(["20", "23", "27", "30"]) + d(9)),
    ("cl_rut", rut.is_valid, lambda: R.choice("123456789") + d(R.choice([6, 7])) + u(1, "0123456789K")),
    ("uk_nhs_number", not_same(nhs.is_valid), lambda: d(10)),
    ("uk_nino", nino, lambda: u(2) + d(6) + u(1, "ABCD")),
    ("uk_utr", utr.is_valid, lambda: d(10)),
    ("ie_pps", pps.is_valid, lambda: d(7) + u(1) + R.choice(["", "", "A", "B", "W", "T"])),
    ("de_tax_id", idnr.is_valid, lambda: d(11)),
    ("de_id_card", id_card, lambda: u(1, "CFGHJKLMNPRTVWXY") + u(8, "0123456789CFGHJKLMNPRTVWXYZ") + d(1)),
    ("de_social_insurance", pension, lambda: d(2) + day("dmy") + u(1) + d(3)),
    ("at_svnr", vnr.is_valid, lambda: d(4) + day("dmy")),
    ("ch_ahv", ahv.is_valid, lambda: "756" + d(10)),
    ("pl_pesel", pesel.is_valid, lambda: f"{R.randint(0, 99):02}{R.choice([0, 20]) + R.randint(1, 12):02}{R.randint(1, 28):02}" + d(5)),
    ("pl_nip", nip.is_valid, lambda: d(10)),
    ("nl_bsn", bsn.is_valid, lambda: d(9)),
    ("be_national_number", nn.is_valid, lambda: day("ymd") + d(5)),
    ("fr_nir", nir.is_valid, lambda: u(1, "12") + day("ym") + R.choice(["2A", "2B", f"{R.randint(1, 95):02}"]) + d(8)),
    ("fr_siren", siren.is_valid, lambda: d(9)),
    ("fr_siret", lambda v: siren.is_valid(v[:9]) and siret.is_valid(v), lambda: d(14)),
    ("es_dni", dni.is_valid, lambda: d(8) + u(1)),
    ("es_nie", nie.is_valid, lambda: u(1, "XYZ") + d(7) + u(1)),
    ("es_cif", cif.is_valid, lambda: u(1, "ABCDEFGHJNPQRSUVW") + d(7) + u(1, string.digits + "ABCDEFGHIJ")),
    ("it_codice_fiscale", codicefiscale.is_valid, lambda: u(6, "BCDFGLMNPRST") + f"{R.randint(0, 99):02}" + u(1, "ABCDEHLMPRST") + f"{R.choice([0, 40]) + R.randint(1, 28):02}" + u(1, "ABCDEFGHIL") + d(2) + u(1, "0123456789LMNPQRSTUV") + u(1)),
    ("pt_nif", nif.is_valid, lambda: u(1, "12356789") + d(8)),
    ("tr_tckn", tckimlik.is_valid, lambda: d(11)),
    ("se_personal_number", swedish, lambda: day(R.choice(["ymd", "Ymd"])) + d(4)),
    ("fi_personal_code", finnish, lambda: day("dmy") + R.choice(["", "-", "A", "Y", "B"]) + d(3) + u(1, ALNUM)),
    ("no_national_number", fodselsnummer.is_valid, lambda: day("dmy") + d(5)),
    ("dk_cpr", lambda v: cpr.is_valid(v) or is_day(v[4:6], v[2:4], v[:2]), lambda: f"{R.randint(1, 28):02}{R.randint(1, 12):02}{R.randint(40, 99)}" + u(1, "0123") + d(3)),
    ("in_aadhaar", aadhaar.is_valid, lambda: d(12)),
    ("in_pan", pan.is_valid, lambda: u(3) + u(1, "PCHFATBLJG") + u(1) + d(4) + u(1)),
    ("cn_resident_id", ric.is_valid, lambda: R.choice(["110101", "310104", "440106", "510107"]) + day("Ymd") + d(3) + u(1, "0123456789X")),
    ("kr_rrn", rrn.is_valid, lambda: day("ymd") + u(1, "1234") + d(6)),
    ("jp_my_number", my_number.is_valid, lambda: d(12)),
    ("sg_nric", nric, lambda: u(1, "STFGM") + d(7) + u(1)),
    ("il_id", il_idnr.is_valid, lambda: d(9)),
    ("au_tfn", tfn.is_valid, lambda: d(9)),
    ("au_medicare", medicare, lambda: u(1, "23456") + d(9)),
    ("au_abn", abn.is_valid, lambda: R.choice("123456789") + d(10)),
    ("nz_ird", ird.is_valid, lambda: R.choice([u(1, "123456789") + d(7), "1" + u(1, "01234") + d(7)])),
    ("za_id", za_idnr.is_valid, lambda: day("ymd") + d(4) + u(1, "01") + d(2)),
    ("vehicle_vin", vin, lambda: u(17, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789")),
    ("device_imei", imei.is_valid, lambda: d(15)),
    ("mrz_number", mrz_number, lambda: u(2) + d(8)),
    ("mrz_passport", mrz_passport, mrz_line),
]


def changed(value):
    """One digit more or less, or another letter where the digits of this kind are free."""
    at = R.choice([i for i, c in enumerate(value) if c != "<"])
    of = string.digits if value[at].isdigit() else UPPER
    return value[:at] + R.choice(of.replace(value[at], "")) + value[at + 1 :]


def valid_values(judge, template):
    for _ in range(TRIES):
        value = template()
        if judge(value):
            yield value
    raise SystemExit(f"no valid value like {template()}")


def main():
    for check, judge, template in CHECKS:
        good = valid_values(judge, template)
        for _ in range(EACH):
            value = next(good)
            print(json.dumps({"check": check, "value": value, "valid": True}))
            bad = changed(value)
            while judge(bad):
                value = next(good)
                bad = changed(value)
            print(json.dumps({"check": check, "value": bad, "valid": False}))


if __name__ == "__main__":
    main()
