"""Reads an exported log with nothing but the documentation and Python's standard library.

    read_bundle.py KEY FOLDER

Every entry is decoded as the page on the event format says, every hash is computed again from the entries'
bytes, and compared with every tile, every checkpoint and every proof; signatures are verified by RFC 8032,
and witnesses' lines by C2SP tlog-cosignature. KEY is the log's key, name+id+base64, as the reader got it and
not from the folder, or a file that holds it. It prints a line of JSON and exits with 0, or says what is
wrong and exits with 1, with 2 where the command itself is.
"""

import base64
import collections
import glob
import hashlib
import json
import os
import struct
import sys

import decode_envelopes
import ed25519

WIDTH = 256


def check(condition, problem):
    if not condition:
        raise ValueError(problem)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry):
    return sha256(b"\0", entry)


def tree_hash(hashes):
    """The root over complete subtrees of one height, RFC 6962 section 2.1."""
    if not hashes:
        return sha256()
    if len(hashes) == 1:
        return hashes[0]
    middle = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\1", tree_hash(hashes[:middle]), tree_hash(hashes[middle:]))


def root_from_path(leaf, index, size, path):
    """RFC 9162 section 2.1.3.2."""
    check(index < size, "the index lies beyond the tree")
    node, position, last = leaf, index, size - 1
    for other in path:
        check(last > 0, "the proof is too long")
        if position & 1 or position == last:
            node = sha256(b"\1", other, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = sha256(b"\1", node, other)
        position, last = position >> 1, last >> 1
    check(last == 0, "the proof is too short")
    return node


def decode64(text):
    return base64.b64decode(text, validate=True)


class Key:
    """A public key, C2SP signed-note: name+id+base64 of the type and the key."""

    def __init__(self, text):
        parts = text.rstrip("\n").split("+", 2)
        check(len(parts) == 3, "a key is written name+id+base64")
        self.name, number, key = parts
        key = decode64(key)
        self.type, self.key = key[0], key[1:]
        self.id = sha256(self.name.encode(), b"\n", key)[:4]
        check(self.id.hex() == number, "the key ID is not the key's")

    def verifies(self, signature, text):
        if self.type == 4:
            time = int.from_bytes(signature[:8], "big")
            text = f"cosignature/v1\ntime {time}\n".encode() + text
            signature = signature[8:]
        return ed25519.verify(self.key, text, signature)


def open_note(data, keys):
    """The text of a signed note and the keys whose signatures under it hold."""
    end = data.rindex(b"\n\n") + 1
    text, signed = data[:end], []
    for line in data[end + 1 :].decode().splitlines():
        dash, name, value = line.split(" ")
        check(dash == "\u2014", "this is no signature line")
        value = decode64(value)
        for key in keys:
            if key.name == name and key.id == value[:4]:
                check(key.verifies(value[4:], text), f"the signature of {name} does not hold")
                signed.append(key)
    return text.decode(), signed


class Bundle:
    def __init__(self, key, folder):
        self.folder = folder
        if os.path.exists(key) or key.count("+") < 2:
            with open(key, encoding="utf-8") as file:
                key = file.read()
        key = key.rstrip("\n")
        self.log = Key(key)
        check(self.read("log.vkey").decode() == key + "\n", "log.vkey is not the trusted key")
        self.witnesses = [
            Key(self.read(os.path.basename(path)).decode())
            for path in sorted(glob.glob(os.path.join(folder, "witness*.vkey")))
        ]

    def read(self, path):
        with open(os.path.join(self.folder, path), "rb") as file:
            return file.read()

    def checkpoint(self, data):
        text, signed = open_note(data, [self.log] + self.witnesses)
        check(self.log in signed, "the log did not sign")
        origin, size, root = text.split("\n")[:3]
        check(size == str(int(size)), "the size is not written as a number is")
        self.signers = [key.name for key in signed]
        return origin, int(size), decode64(root)

    @staticmethod
    def path(row, index, width):
        digits = str(index)
        digits = digits.zfill((len(digits) + 2) // 3 * 3)
        groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
        name = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
        return f"tile/{row}/{name}" + ("" if width == WIDTH else f".p/{width}")

    def entries(self, size):
        for first in range(0, size, WIDTH):
            width = min(WIDTH, size - first)
            path = self.path("entries", first // WIDTH, width)
            data, offset = self.read(path), 0
            for position in range(first, first + width):
                length = int.from_bytes(data[offset : offset + 2], "big")
                entry = data[offset + 2 : offset + 2 + length]
                check(offset + 2 + length <= len(data), f"{path} ends before entry {position} does")
                offset += 2 + length
                yield position, entry
            check(offset == len(data), f"{path} goes on after its last entry")

    def tiles(self, leaves):
        """Compares every tile with what the leaves make of it."""
        row, level, count = leaves, 0, 0
        while row:
            for first in range(0, len(row), WIDTH):
                hashes = row[first : first + WIDTH]
                path = self.path(level, first // WIDTH, len(hashes))
                check(self.read(path) == b"".join(hashes), f"{path} is not the tree's")
                count += 1
            full = len(row) // WIDTH
            row = [tree_hash(row[n * WIDTH : (n + 1) * WIDTH]) for n in range(full)]
            level += 1
        return count

    def earlier(self, origin, leaves):
        paths = glob.glob(os.path.join(self.folder, "checkpoints", "*"))
        for path in sorted(paths):
            with open(path, "rb") as file:
                other, size, root = self.checkpoint(file.read())
            check(other == origin and size <= len(leaves), f"{path} is none of this log")
            check(tree_hash(leaves[:size]) == root, f"{path} is of another history")
        return len(paths)

    def proofs(self, origin, leaves):
        paths = glob.glob(os.path.join(self.folder, "proofs", "*.tlog-proof"))
        for path in sorted(paths):
            with open(path, "rb") as file:
                head, note = file.read().split(b"\n\n", 1)
            lines = head.decode().split("\n")
            check(lines.pop(0) == "c2sp.org/tlog-proof@v1", f"{path} is no proof")
            if lines[0].startswith("extra "):
                lines.pop(0)
            word, index = lines.pop(0).split(" ")
            index = int(index)
            other, size, root = self.checkpoint(note)
            check(word == "index" and other == origin, f"{path} is none of this log")
            check(index < len(leaves), f"{path} is of an entry that is not there")
            found = root_from_path(leaves[index], index, size, [decode64(line) for line in lines])
            check(found == root, f"{path} does not lead to its checkpoint's root")
            check(tree_hash(leaves[:size]) == root, f"{path} is of another history")
        return len(paths)


def read(key, folder):
    bundle = Bundle(key, folder)
    origin, size, root = bundle.checkpoint(bundle.read("checkpoint"))
    signers = bundle.signers
    leaves, kinds, last, recorded = [], collections.Counter(), {}, None
    for position, entry in bundle.entries(size):
        leaves.append(leaf_hash(entry))
        event = decode_envelopes.envelope(entry)
        kinds[event["kind"]] += 1
        check(recorded is None or event["recordedAt"] >= recorded, f"time goes back at {position}")
        recorded = event["recordedAt"]
        if position == 0:
            check(event["label"] == origin, "the first entry names another origin")
        if event["ticket"] is not None:
            # The way back along a ticket's history, and its events counted from 1.
            previous, revision = last.get(event["ticket"], (None, 0))
            check(event["previous"] == previous, f"entry {position} does not follow its ticket's last")
            check(event["revision"] == revision + 1, f"a revision is missing before {position}")
            last[event["ticket"]] = (position, event["revision"])
    check(tree_hash(leaves) == root, "the entries lead to another root than the signed one")
    return {
        "origin": origin,
        "size": size,
        "root": base64.b64encode(root).decode(),
        "signers": signers,
        "tiles": bundle.tiles(leaves),
        "checkpoints": bundle.earlier(origin, leaves),
        "proofs": bundle.proofs(origin, leaves),
        "tickets": len(last),
        "kinds": dict(sorted(kinds.items())),
    }


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__.strip())
        sys.exit(0)
    if len(sys.argv) != 3:
        print("usage: read_bundle.py KEY FOLDER", file=sys.stderr)
        sys.exit(2)
    try:
        print(json.dumps(read(*sys.argv[1:]), ensure_ascii=False))
    except (ValueError, KeyError, OSError, IndexError, struct.error) as error:
        print(f"rejected: {error}")
        sys.exit(1)
