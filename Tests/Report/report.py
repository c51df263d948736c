"""Opens reports in a real browser: `check FOLDER` looks for faults, `shoot FOLDER OUT` takes pictures."""

import glob
import os
import sys

from browser import Browser

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")


def reports(folder):
    files = sorted(glob.glob(os.path.join(folder, "*.html")))
    if not files:
        raise SystemExit(f"no report lies in {folder}")
    return files


def check(folder):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "checks.js")) as file:
        checks = file.read()
    faults = 0
    views = 0
    with Browser() as browser:
        for path in reports(folder):
            for width in WIDTHS:
                for scheme in SCHEMES:
                    troubles = browser.open(path, width, scheme)
                    troubles += browser.evaluate(checks)
                    views += 1
                    for trouble in troubles:
                        faults += 1
                        print(f"{os.path.basename(path)}, {width} px, {scheme}: {trouble}")
    print(f"{views} views, {faults} faults")
    return 1 if faults else 0


def shoot(folder, out):
    os.makedirs(out, exist_ok=True)
    with Browser() as browser:
        for path in reports(folder):
            name = os.path.splitext(os.path.basename(path))[0]
            for width in WIDTHS:
                for scheme in SCHEMES:
                    browser.open(path, width, scheme)
                    browser.screenshot(os.path.join(out, f"{name}-{width}-{scheme}.png"))
            browser.print_pdf(os.path.join(out, f"{name}.pdf"))
    print(f"the pictures lie in {out}")
    return 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if len(arguments) == 2 and arguments[0] == "check":
        sys.exit(check(arguments[1]))
    if len(arguments) == 3 and arguments[0] == "shoot":
        sys.exit(shoot(arguments[1], arguments[2]))
    sys.exit("usage: report.py check FOLDER | shoot FOLDER OUT")
