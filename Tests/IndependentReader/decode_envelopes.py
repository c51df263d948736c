#!/usr/bin/env python3
"""Decodes golden files of the event format into JSON lines.

Written from Documentation/TicketLedger.docc/EventFormat.md alone, with the standard library alone, so
that the page is known to be complete. Reads files whose lines are `NAME HEX` (an envelope) or
`TABLE KEY HEX` (an entry of a ledger; keys of integer tables in decimal, others in hexadecimal);
`-` stands for no bytes, lines that begin with `#` are passed over.

    python3 decode_envelopes.py FILE...
"""

import hashlib
import json
import struct
import sys

SMALLEST = -(1 << 63)
ALL_ONES = (1 << 64) - 1
EARLIEST, LATEST = -62135596800000, 253402300799999

DIMENSIONS = (
    "dimension team service category site department asset cause resolutionCode article activity"
    " automation source"
).split()


def words(first, names):
    return dict(enumerate(names.split(), first))


VOCABULARIES = {
    "ticketKind": words(1, "incident serviceRequest accessRequest question problem change"),
    "channel": words(1, "phone mail portal chat walkIn monitoring api other"),
    "wait": words(1, "requester vendor change problem evidence scheduled other"),
    "route": words(0, "unknown intake skill reassignment functionalEscalation return overload"),
    "escalate": words(0, "unknown requesterDemand breachExpected breached impact other"),
    "purpose": words(1, "inform acknowledge ask solve"),
    "mode": words(1, "remote onSite"),
    "causeClass": words(
        0,
        "unknown technicalFault usageError trainingGap ergonomics documentation access external",
    ),
    "relation": words(
        1, "relatedTo duplicateOf causedBy resolvedBy childOf followUpOf promotedTo"
    ),
    "reopen": words(0, "unknown notSolved recurred mistake other"),
    "close": words(0, "unknown confirmed automatic"),
    "cancel": words(0, "unknown withdrawn outOfScope mistake other"),
    "suggestion": words(1, "classification routing article reply resolution"),
    "scope": words(1, "person"),
    "severity": words(1, "information warning critical"),
    "field": words(1, "text summary description identity name digest location"),
}

RANKS = "impact:rank urgency:rank priority:rank"
KINDS = {
    1: ("ledgerCreated", ""),
    2: ("termDefined", "term:term"),
    3: ("termRenamed", "term:term"),
    4: ("termRetired", "term:term"),
    5: ("personRegistered", "person:u32"),
    6: ("calendarAdopted", "effectiveFrom:instant?"),
    7: ("policyAdopted", "effectiveFrom:instant?"),
    8: (
        "rulesAdopted",
        "requesterReplyResumes:bool closedMayBeReopened:bool"
        " reopeningTimeInMilliseconds:i64? futureToleranceInMilliseconds:i64",
    ),
    9: ("noticeBroadcast", "service:term?"),
    10: ("signalRaised", "service:term? severity:word"),
    11: (
        "alarmRaised",
        "ticket:u64 clock:u8 cycle:u32 threshold:u16 policy:u64 dueAt:instant detectedAt:instant",
    ),
    12: ("personErased", "person:u32 scope:word"),
    13: ("importAdvanced", "source:term rows:u64"),
    14: ("signingKeyAdopted", "key:32bytes"),
    32: (
        "opened",
        "ticketKind:word channel:word requester:u32? " + RANKS + " classification:terms",
    ),
    33: ("classified", "classification:terms"),
    34: ("prioritised", RANKS),
    35: ("routed", "team:term? level:u8 route:word"),
    36: ("escalated", "person:u32? escalate:word"),
    37: ("assigned", "agent:u32?"),
    38: ("started", ""),
    39: ("paused", "wait:word expectedUntil:instant?"),
    40: ("resumed", ""),
    41: ("replied", "purpose:word channel:word?"),
    42: ("requesterReplied", "channel:word?"),
    43: ("noted", ""),
    44: ("attached", "sizeInBytes:u64"),
    45: ("workLogged", "minutes:u32 activity:term? mode:word?"),
    46: ("diagnosed", "causeClass:word cause:term? confidence:percent?"),
    47: ("linked", "relation:word ticket:u64?"),
    48: ("unlinked", "relation:word ticket:u64?"),
    49: ("merged", "into:u64"),
    50: ("resolved", "code:term? causeClass:word? article:term?"),
    51: ("reopened", "reopen:word"),
    52: ("closed", "close:word"),
    53: ("cancelled", "cancel:word"),
    54: ("rated", "score:u8"),
    55: ("messageReviewed", "reply:u64 clarity:u8 courtesy:u8 accuracy:u8"),
    56: ("articleApplied", "article:term helped:bool"),
    57: ("suggested", "suggestion:word confidence:percent"),
    58: ("suggestionAccepted", "suggestion:word"),
    59: ("suggestionOverridden", "suggestion:word"),
    60: ("touched", ""),
}

# Layout 2: after the fields, 32 bytes for each key that was made with the event.
COMMITMENTS = {1: ("organisation", "lookup"), 5: ("person",)}

HEAD = (
    "revision:u32 openedPosition:u64 lastPosition:u64 state:state level:u8 ticketKind:word"
    " channel:word causeClass:word? " + RANKS + " team:term? agent:u32? requester:u32?"
    " reopenings:u32 openedAt:instant lastOccurredAt:instant stateSince:instant"
    " firstResolvedAt:instant? resolvedAt:instant? classification:terms"
)


class Reader:
    FORMATS = {"u8": "<B", "u16": "<H", "u32": "<I", "u64": "<Q", "i64": "<q"}

    def __init__(self, data):
        self.data, self.offset = data, 0

    def number(self, width):
        (value,) = struct.unpack_from(self.FORMATS[width], self.data, self.offset)
        self.offset += struct.calcsize(self.FORMATS[width])
        return value

    def bytes(self, count):
        value = self.data[self.offset : self.offset + count]
        if len(value) != count:
            raise ValueError("truncated")
        self.offset += count
        return value

    def finish(self):
        if self.offset != len(self.data):
            raise ValueError("trailing bytes")

    def term(self):
        number = self.number("u32")
        dimension, place = number >> 24, number & 0xFFFFFF
        name = DIMENSIONS[dimension] if dimension < len(DIMENSIONS) else str(dimension)
        return None if number == 0 else f"{name}/{place}"

    def field(self, name, sort):
        optional = sort.endswith("?")
        sort = sort.rstrip("?")
        if sort == "word":
            number = self.number("u8")
            return None if optional and number == 255 else VOCABULARIES[name][number]
        if sort == "term":
            return self.term()
        if sort == "terms":
            return [self.term() for _ in range(self.number("u8"))]
        if sort == "bool":
            return {0: False, 1: True}[self.number("u8")]
        if sort == "32bytes":
            return self.bytes(32).hex()
        if sort == "rank":
            return self.number("u8") or None
        if sort == "percent":
            number = self.number("u8")
            return None if optional and number == 255 else number
        if sort == "state":
            number = self.number("u8")
            if number >= 16:
                return f"waiting({VOCABULARIES['wait'][number - 16]})"
            return "new inProgress resolved closed cancelled merged".split()[number]
        if sort in ("instant", "i64"):
            number = self.number("i64")
            if optional and number == SMALLEST:
                return None
            if sort == "instant" and not EARLIEST <= number <= LATEST:
                raise ValueError("not an instant")
            return number
        number = self.number(sort)
        return None if optional and number == 0 else number

    def fields(self, layout):
        pairs = (entry.split(":") for entry in layout.split())
        return {name: self.field(name, sort) for name, sort in pairs}


def envelope(data):
    reader = Reader(data)
    kind, layout, flags = reader.number("u16"), reader.number("u8"), reader.number("u8")
    if kind not in KINDS or not (layout == 1 or layout == 2 and kind in COMMITMENTS):
        raise ValueError(f"kind {kind} or layout {layout} is newer than the page")
    sort, zeros = reader.number("u8"), reader.bytes(3)
    number = reader.number("u32")
    if any(zeros) or sort > 4 or flags > 3:
        raise ValueError("damaged header")
    event = {"kind": KINDS[kind][0]}
    event["actor"] = f"{['ledger', 'person', 'automation', 'monitoring', 'importer'][sort]}"
    event["actorNumber"] = number
    event["revision"] = reader.number("u32")
    event["ticket"] = reader.number("u64") or None
    event["occurredAt"] = reader.field("", "instant")
    event["recordedAt"] = reader.field("", "instant")
    for name in ("previous", "cause"):
        place = reader.number("u64")
        event[name] = None if place == ALL_ONES else place
    event["fields"] = reader.fields(KINDS[kind][1])
    if layout == 2:
        event["commitments"] = {name: reader.bytes(32).hex() for name in COMMITMENTS[kind]}
    event["label"] = reader.bytes(reader.number("u16")).decode() if flags & 1 else None
    event["digest"] = reader.bytes(32).hex() if flags & 2 else None
    reader.finish()
    return event


def content(data):
    reader = Reader(data)
    form = reader.number("u8")
    digest = hashlib.sha256(data).hexdigest()
    if form == 3:
        person, nonce = reader.number("u32") or None, reader.bytes(12).hex()
        ciphertext = reader.bytes(len(data) - 33).hex()
        tag = reader.bytes(16).hex()
        sealed = {"person": person, "nonce": nonce, "ciphertext": ciphertext, "tag": tag}
        return {"sealed": sealed, "digest": digest}
    if form != 0:
        raise ValueError("a form of content newer than the page")
    texts = {}
    while reader.offset < len(data):
        field = VOCABULARIES["field"][reader.number("u8")]
        texts[field] = reader.bytes(reader.number("u32")).decode()
    return {"words": texts, "digest": digest}


def head(data):
    reader = Reader(data)
    ticket = reader.fields(HEAD)
    reader.finish()
    return ticket


def beginnings(value):
    return [value[place : place + 4].hex() for place in range(0, len(value), 4)]


def entry(table, key, value):
    (number,) = struct.unpack("<Q", value) if len(value) == 8 else (None,)
    if table == "events":
        leaf = hashlib.sha256(b"\0" + value).hexdigest()
        return {"key": int(key), "leaf": leaf, **envelope(value)}
    if table == "contents":
        return {"key": int(key), **content(value)}
    if table == "streams":
        return {"key": int(key), **head(value)}
    key = bytes.fromhex(key) if table not in ("tiles", "checkpoints") else key
    if table == "references":
        name = key[1:].hex() if key[:1] in (b"p", b"i") else key[1:].decode()
        return {"refers": chr(key[0]), "by": name, "to": number}
    if table == "imports":
        (source,) = struct.unpack(">I", key[:4])
        rows = struct.unpack("<Q", value[:8])[0]
        return {"source": source, "ticket": key[4:].decode(), "rows": rows, "digest": value[8:].hex()}
    if table == "consumers":
        return {"name": key.decode(), "position": number}
    if table == "meta" and key == b"uncompacted":
        return {"key": key.decode(), "position": number}
    if table == "tiles":
        row, record = 255 - (int(key) >> 56), int(key) & (1 << 56) - 1
        if row == 0:
            return {"row": row, "record": record, "hash": value[:32].hex(), "begin": beginnings(value[32:])}
        return {"row": row, "record": record, "hash": value.hex()}
    if table == "checkpoints":
        return {"size": int(key), "lines": value.decode().splitlines()}
    if table == "meta" and key == b"frontier":
        hashes = [value[place : place + 32].hex() for place in range(8, len(value), 32)]
        return {"key": key.decode(), "size": struct.unpack("<Q", value[:8])[0], "hashes": hashes}
    if table == "meta" and key == b"leaves":
        return {"key": key.decode(), "begin": beginnings(value)}
    if table == "meta" and key == b"alarms":
        return {"key": key.decode(), "since": struct.unpack("<q", value)[0]}
    if table == "meta":
        return {"key": key.decode(), "says": value[:12].decode(), "version": value[12]}
    raise ValueError(f"no table {table}")


def main(paths):
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                parts = line.split()
                if not parts or parts[0].startswith("#"):
                    continue
                value = b"" if parts[-1] == "-" else bytes.fromhex(parts[-1])
                if len(parts) == 2:
                    found = {"name": parts[0], **envelope(value)}
                else:
                    found = {"table": parts[0], **entry(parts[0], parts[1], value)}
                print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
