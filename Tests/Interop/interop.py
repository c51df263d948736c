"""Has an exported log checked by others, and shows that they find what was changed in it.

    interop.py COMMANDS VERIFIER WORK-FOLDER DATA-FOLDER

COMMANDS is the folder of ticket-ledger and ledger-witness; VERIFIER is verify.go, built. The incidents in DATA-FOLDER are imported, or, where
there are none, a year is simulated. What is exported has to be accepted by the verifier and by the
independent reader, and a copy that is changed in whatever way to be rejected by both. Standard library only.
"""

import base64
import json
import os
import shutil
import subprocess
import sys

READER = os.path.join(os.path.dirname(__file__), "..", "IndependentReader", "read_bundle.py")


def run(arguments, **options):
    print("$", " ".join(arguments), flush=True)
    done = subprocess.run(arguments, check=False, capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}interop: the command ended with {done.returncode}")
    return done.stdout


class Log:
    """An exported log of some incidents."""

    def __init__(self, commands, work, name, incidents, tickets):
        command = os.path.join(commands, "ticket-ledger")
        self.name, self.folder = name, os.path.join(work, f"{name}.tlog")
        ledger = os.path.join(work, f"{name}.ledger")
        here = ["--ledger", ledger]
        if os.path.exists(incidents):
            run([command, "import", "csv", incidents, "--mapping", "servicenow", *here])
        else:
            print(f"{incidents} is not there; a year is simulated in its place")
            run([command, "simulate", "--tickets", tickets, "--seed", "1", *here])
        # A second session, so that an earlier checkpoint is exported as well.
        opening = {"command": "open", "reference": "INTEROP-1", "kind": "incident", "summary": "a test"}
        opening |= {"channel": "api", "requester": "r-1"}
        run([command, "submit", *here], input=json.dumps(opening) + "\n")
        self.stat = json.loads(run([command, "stat", *here, "--format", "json"]))
        witness = self.cosign(command, os.path.join(commands, "ledger-witness"), work, here)
        proven = [0, self.stat["events"] // 2, self.stat["events"] - 1]
        prove = [word for position in proven for word in ("--prove", str(position))]
        print(run([command, "export", "tlog", self.folder, *prove, "--witness", witness, *here]), end="")
        self.key = os.path.join(work, f"{name}.vkey")
        shutil.copy(os.path.join(self.folder, "log.vkey"), self.key)

    def cosign(self, command, witness, work, here):
        """Has the last checkpoint cosigned by a witness that sees the log for the first time."""
        first = self.folder + ".first"
        run([command, "export", "tlog", first, *here])
        state = ["--state", os.path.join(work, f"{self.name}.witness")]
        key = run([witness, "init", *state, "--name", "auditor.example/witness"]).strip()
        with open(os.path.join(first, "log.vkey"), encoding="utf-8") as file:
            run([witness, "add-log", *state, file.read().strip()])
        request = run([command, "checkpoint", "--witness-since", "0", *here])
        line = run([witness, "cosign", *state, "-"], input=request)
        run([command, "checkpoint", "--cosignature", "-", "--witness", key.strip(), *here], input=line)
        return key


def split_entries(data):
    entries = []
    while data:
        end = 2 + int.from_bytes(data[:2], "big")
        entries.append(data[:end])
        data = data[end:]
    return entries


class Copy:
    """A copy of an exported log, to be changed."""

    def __init__(self, log, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(log.folder, folder)
        self.folder = folder

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def files(self, *parts):
        found = []
        for place, _, names in os.walk(self.path(*parts)):
            found += [os.path.join(place, name) for name in names]
        return sorted(found)

    def partial(self, row):
        (found,) = [path for path in self.files("tile", row) if ".p/" in path]
        return found

    def change(self, path, edit):
        with open(path, "rb") as file:
            data = file.read()
        changed = edit(data)
        assert changed != data
        with open(path, "wb") as file:
            file.write(changed)

    def lines(self, path, edit):
        def edit_lines(data):
            lines = data.decode().split("\n")
            edit(lines)
            return "\n".join(lines).encode()

        self.change(path, edit_lines)


def flipped(data, place):
    place %= len(data)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def flipped64(text, place):
    return base64.b64encode(flipped(base64.b64decode(text), place)).decode()


def swapped(data):
    entries = split_entries(data)
    entries[3], entries[4] = entries[4], entries[3]
    return b"".join(entries)


def change_root(lines):
    lines[2] = flipped64(lines[2], 5)


def change_size(lines):
    lines[1] = str(int(lines[1]) - 1)


def change_signature(lines):
    words = lines[4].split(" ")
    words[2] = flipped64(words[2], -1)
    lines[4] = " ".join(words)


def change_proof(lines):
    lines[2] = flipped64(lines[2], 0)


def change_index(lines):
    lines[1] = "index " + str(int(lines[1].split(" ")[1]) + 1)


def other_entries(copy, other):
    """The first entries are another log's: theirs is real, but not here."""
    theirs = split_entries(open(os.path.join(other.folder, "tile/entries/000"), "rb").read())
    copy.change(copy.path("tile/entries/000"), lambda _: b"".join(theirs))


def other_log(copy, other):
    """All of another log, under the name of this one's key."""
    shutil.rmtree(copy.folder)
    shutil.copytree(other.folder, copy.folder)
    shutil.copy(other.folder.replace(os.path.basename(other.folder), "incidents.vkey"), copy.path("log.vkey"))


TAMPERINGS = {
    "a byte of an entry": lambda copy, _: copy.change(
        copy.path("tile/entries/000"), lambda data: flipped(data, 200)
    ),
    "a byte of a tile": lambda copy, _: copy.change(
        copy.path("tile/0/000"), lambda data: flipped(data, 4000)
    ),
    "a byte of a tile of tiles": lambda copy, _: copy.change(
        copy.partial("1"), lambda data: flipped(data, 70)
    ),
    "a tile cut off": lambda copy, _: copy.change(copy.path("tile/0/001"), lambda data: data[:-32]),
    "a partial tile removed": lambda copy, _: os.remove(copy.partial("0")),
    "the last entries removed": lambda copy, _: os.remove(copy.partial("entries")),
    "two entries swapped": lambda copy, _: copy.change(copy.path("tile/entries/000"), swapped),
    "the entries of another log": other_entries,
    "the checkpoint's root": lambda copy, _: copy.lines(copy.path("checkpoint"), change_root),
    "the checkpoint's size": lambda copy, _: copy.lines(copy.path("checkpoint"), change_size),
    "the signature": lambda copy, _: copy.lines(copy.path("checkpoint"), change_signature),
    "another log's key": lambda copy, other: shutil.copy(other.key, copy.path("log.vkey")),
    "another log throughout": other_log,
    "an earlier checkpoint's root": lambda copy, _: copy.lines(
        copy.files("checkpoints")[0], change_root
    ),
    "a hash of a proof": lambda copy, _: copy.lines(copy.files("proofs")[0], change_proof),
    "the index of a proof": lambda copy, _: copy.lines(copy.files("proofs")[0], change_index),
}


def main(commands, verifier, work, data):
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    folder = os.path.join(data, "servicenow")
    log = Log(commands, work, "incidents", os.path.join(folder, "incidents_2016-03.csv"), "3000")
    other = Log(commands, work, "other", os.path.join(folder, "incidents_tiny.csv"), "300")
    judges = {"Go's x/mod/sumdb": [verifier], "the independent reader": [sys.executable, READER]}
    passed, failed = 0, 0
    for judge, program in judges.items():
        found = run([*program, log.key, log.folder])
        print(found, end="")
        if program[0] == sys.executable:
            found = json.loads(found)
            assert found["size"] == log.stat["events"] and found["tickets"] == log.stat["tickets"], found
            assert found["signers"] == ["incidents", "auditor.example/witness"], found
            assert found["proofs"] == 3 and found["checkpoints"] > 0, found
        passed += 1
        for name, tamper in TAMPERINGS.items():
            copy = Copy(log, os.path.join(work, "tampered"))
            tamper(copy, other)
            done = subprocess.run(
                [*program, log.key, copy.folder], check=False, capture_output=True, text=True
            )
            if done.returncode == 1 and done.stdout.startswith("rejected"):
                passed += 1
                print(f"{judge}, {name}: {done.stdout}".replace(copy.folder + "/", ""), end="")
            else:
                failed += 1
                print(f"FAILED: {judge}, {name}: {done.stdout}{done.stderr}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
