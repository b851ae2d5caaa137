"""Runs 10,000 random texts through `inspect text` and checks the results with third-party implementations.

Called by run. The texts are the same in every run; the judges are peers/text_judges.py and peers/text-judges.js.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

PEERS = Path(__file__).resolve().parent / "peers"
RUN_SECONDS = 120
COUNT = 10_000

# LF ends an input line, and ESC is not a character: all others of the default alphabet and of its extension.
PLAIN = "@£$¥èéùìòÇØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" + (
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "\f^{}\\[~]|€"
FOREIGN = "`çÁí…“”–ğşıИванעברית日本語\u00a0\u200d\u0301😀👨🏽🇸🇪\ud7ff\ue000\uffff\t\x00\x7f"
# The letters that the tables of a language add.
NATIONAL = {
    "tr": "ğĞıİşŞçÇ€",
    "es": "áÁíÍóÓúÚçñÑ¿¡",
    "pt": "êÊãÃõÕâÂôÔçÇáÁíÍóÓúÚªº∞",
    "bn": range(0x0985, 0x09CF),
    "gu": range(0x0A85, 0x0ACE),
    "hi": range(0x0905, 0x0950),
    "kn": range(0x0C85, 0x0CCE),
    "ml": range(0x0D05, 0x0D4E),
    "or": range(0x0B05, 0x0B4E),
    "pa": range(0x0A05, 0x0A4E),
    "ta": range(0x0B85, 0x0BCE),
    "te": range(0x0C05, 0x0C4E),
    "ur": "آابپتٹجچحخدڈرزسشصضطظعغفقکگلمنوہءیے؟،۔",
}


def length(dice):
    """Short texts, and texts near the limits of one, two and three parts."""
    return dice.choice([dice.randrange(1, 60), dice.randrange(1, 500), dice.randrange(60, 72), dice.randrange(128, 165),
                        dice.randrange(295, 310), dice.randrange(450, 464)])


def text(dice):
    kind = dice.randrange(10)
    if kind < 5:
        letters = PLAIN
    elif kind < 7:
        letters = PLAIN + EXTENDED * 6
    elif kind < 8:
        letters = EXTENDED
    else:
        letters = PLAIN + EXTENDED + FOREIGN
    made = "".join(dice.choices(letters, k=length(dice)))
    # A CR before the end of the line counts as part of it.
    return made.rstrip("\r")


def national_text(dice, language):
    letters = "".join(one if isinstance(one, str) else chr(one) for one in NATIONAL[language])
    latin = "abcdefghijklmnopqrstuvwxyz 0123456789.,'ABCXYZ€@" if dice.randrange(3) else "abc def ghi "
    share = dice.choice([1, 1, 4, 30])
    return "".join(dice.choice(letters if dice.randrange(share) == 0 else latin) for _ in range(length(dice)))


def inspected(inspect, texts, *options):
    """The object of each text."""
    done = subprocess.run(
        [str(inspect), "text", *options], input="".join(one + "\n" for one in texts).encode(), timeout=RUN_SECONDS,
        capture_output=True,
    )
    objects = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if len(objects) != len(texts):
        raise ValueError(f"{len(objects)} objects for {len(texts)} texts: {done.stderr.decode().strip()}")
    return objects


def questions(inspect):
    """Every object with its text and options, one JSON object per line."""
    dice = random.Random(75)
    texts = [text(dice) for _ in range(COUNT)]
    for how, options in (
        ("default", []),
        ("packed", ["--packed", "--reference", "201"]),
        ("wide", ["--packed", "--reference-bits", "16", "--reference", "513"]),
        ("ucs2", ["--encoding", "ucs2"]),
    ):
        for made, found in zip(texts, inspected(inspect, texts, *options)):
            yield {"how": how, "text": made, "found": found}
    for language in NATIONAL:
        texts = [national_text(dice, language) for _ in range(COUNT // len(NATIONAL))]
        for made, found in zip(texts, inspected(inspect, texts, "--national", language)):
            yield {"how": language, "text": made, "found": found}
        # Headers of 4, 7, 9, 10, 12 and 13 octets, which give every fill from 0 to 5.
        for width in ("8", "16"):
            for made, found in zip(texts, inspected(inspect, texts, "--national", language, "--packed", "--reference-bits", width)):
                yield {"how": "fills", "text": made, "found": found}


def commands(pdu_mode, number, made):
    """The PDU of each part as the example writes it, without the mark at the end."""
    done = subprocess.run([str(pdu_mode), number, made], capture_output=True, timeout=RUN_SECONDS, check=True)
    lines = done.stdout.decode().splitlines()
    return [line.removesuffix("<Ctrl-Z>") for line in lines if not line.startswith("AT+")]


def check_pdu_mode(tally, pdu_mode, environment):
    """Complete PDUs for a modem, read by a package."""
    dice = random.Random(76)
    asked = ""
    for _ in range(300):
        made = text(dice).replace("\0", "")
        number = dice.choice(["+46700000001", "4670000000", "7"])
        asked += json.dumps({"number": number, "text": made, "pdus": commands(pdu_mode, number, made)}) + "\n"
    done = subprocess.run(
        [sys.executable, PEERS / "pdu_judge.py"], input=asked, capture_output=True, text=True, encoding="utf-8",
        timeout=RUN_SECONDS, env=environment,
    )
    checks = [json.loads(line) for line in done.stdout.splitlines()]
    for one in checks:
        tally.check(f"PDUs for a modem: {one['check']}", one["ok"], one["seen"])
    tally.check("PDUs for a modem: came to the end", done.returncode == 0 and checks, done.stderr)


def check_texts(tally, inspect, environment):
    asked = "".join(json.dumps(question) + "\n" for question in questions(inspect))
    judges = (
        ("PyPI judges", [sys.executable, PEERS / "text_judges.py"]),
        ("npm judges", ["node", PEERS / "text-judges.js"]),
    )
    running = []
    for who, command in judges:
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", env=environment,
        )
        running.append((who, process))
    for who, process in running:
        try:
            said, errors = process.communicate(asked, timeout=RUN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            said, errors = process.communicate()
        checks = [json.loads(line) for line in said.splitlines()]
        for one in checks:
            tally.check(f"{who}: {one['check']}", one["ok"], one["seen"])
        tally.check(f"{who}: came to the end", process.returncode == 0 and checks, errors)
