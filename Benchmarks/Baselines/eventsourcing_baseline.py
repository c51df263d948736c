"""The baseline of those who write Python: aggregates of the package `eventsourcing`, on SQLite.

    eventsourcing_baseline.py append DATABASE EVENTS.jsonl
    eventsourcing_baseline.py replay DATABASE

Both print one JSON object: how many events, in how many seconds. The aggregate, the application and
its persistence are written as the package's documentation says; aggregates stay in memory, and all
that a batch of 10,000 events changed are saved together, which is the fastest way to append.
"""

import json
import os
import sys
import time
from collections import defaultdict
from uuid import NAMESPACE_URL, UUID, uuid5

BATCH = 10_000
PAGE = 1_000
MILLISECONDS_A_DAY = 86_400_000


def open_application(database):
    os.environ["PERSISTENCE_MODULE"] = "eventsourcing.sqlite"
    os.environ["SQLITE_DBNAME"] = database
    return Helpdesk()


from eventsourcing.application import Application  # noqa: E402
from eventsourcing.domain import Aggregate, event  # noqa: E402


class Ticket(Aggregate):
    @event("Opened")
    def __init__(self, number, at, actor, requester, service, category, priority):
        self.number = number
        self.state = "open"
        self.level = 1
        self.team = None
        self.service = service
        self.category = category
        self.priority = priority

    @staticmethod
    def create_id(number, **_):
        return uuid5(NAMESPACE_URL, f"/tickets/{number}")

    @event("Classified")
    def classified(self, at, actor, service, category):
        self.service = service or self.service
        self.category = category or self.category

    @event("Prioritised")
    def prioritised(self, at, actor, priority):
        self.priority = priority

    @event("Routed")
    def routed(self, at, actor, team, level):
        self.team = team
        self.level = level

    @event("Started")
    def started(self, at, actor):
        self.state = "open"

    @event("Paused")
    def paused(self, at, actor):
        self.state = "waiting"

    @event("Resumed")
    def resumed(self, at, actor):
        self.state = "open"

    @event("Replied")
    def replied(self, at, actor):
        pass

    @event("Resolved")
    def resolved(self, at, actor):
        if self.state not in ("open", "waiting"):
            raise ValueError("only an open ticket is resolved")
        self.state = "resolved"

    @event("Reopened")
    def reopened(self, at, actor):
        self.state = "open"

    @event("Closed")
    def closed(self, at, actor):
        self.state = "closed"

    @event("Cancelled")
    def cancelled(self, at, actor):
        self.state = "cancelled"

    @event("Active")
    def active(self, at, actor, minutes):
        pass


class Helpdesk(Application[UUID]):
    """The application; its repository is not asked, since every aggregate is in memory."""


def open_ticket(e):
    return Ticket(
        number=e["ticket"],
        at=e["at"],
        actor=e["actor"],
        requester=e.get("requester"),
        service=e.get("service"),
        category=e.get("category"),
        priority=e.get("priority"),
    )


def trigger(ticket, e):
    """Calls the aggregate's method for an event that is not the first."""
    kind, at, actor = e["kind"], e["at"], e["actor"]
    if kind == "classified":
        ticket.classified(at, actor, e.get("service"), e.get("category"))
    elif kind == "prioritised":
        ticket.prioritised(at, actor, e.get("priority"))
    elif kind == "routed":
        ticket.routed(at, actor, e.get("team"), e.get("level", 1))
    elif kind == "activity":
        ticket.active(at, actor, e.get("minutes"))
    else:
        getattr(ticket, kind)(at, actor)


def append(database, path):
    with open(path, encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines]
    application = open_application(database)
    tickets = {}
    start = time.perf_counter()
    for first in range(0, len(events), BATCH):
        changed = {}
        for e in events[first : first + BATCH]:
            number = e["ticket"]
            if e["kind"] == "opened":
                ticket = tickets[number] = open_ticket(e)
            else:
                ticket = tickets[number]
                trigger(ticket, e)
            changed[number] = ticket
        application.save(*changed.values())
    seconds = time.perf_counter() - start
    application.close()
    return len(events), seconds


class Views:
    """The four core ideas, with dictionaries: queues, due times, recurrence and flow."""

    def __init__(self):
        self.tickets = {}
        self.open = defaultdict(int)
        self.by_subject = defaultdict(int)
        self.last_resolved = {}
        self.moves = defaultdict(int)
        self.met = self.breached = self.recurrences = self.replies = 0
        self.apply_to = {
            "Ticket.Opened": self.opened,
            "Ticket.Classified": self.classified,
            "Ticket.Prioritised": self.prioritised,
            "Ticket.Routed": self.routed,
            "Ticket.Started": self.resumed,
            "Ticket.Paused": self.paused,
            "Ticket.Resumed": self.resumed,
            "Ticket.Replied": self.count_reply,
            "Ticket.Resolved": self.resolved,
            "Ticket.Reopened": self.reopened,
            "Ticket.Cancelled": self.cancelled,
        }

    def apply(self, e):
        method = self.apply_to.get(type(e).__qualname__)
        if method:
            method(e)

    def opened(self, e):
        subject = (e.service, e.category)
        self.tickets[e.originator_id] = {
            "queue": (None, 1),
            "subject": subject,
            "priority": e.priority or 3,
            "opened": e.at,
            "paused": None,
            "waited": 0,
            "open": True,
        }
        self.open[(None, 1)] += 1
        self.by_subject[subject] += 1
        last = self.last_resolved.get(subject)
        if last is not None and e.at - last <= 30 * MILLISECONDS_A_DAY:
            self.recurrences += 1

    def classified(self, e):
        ticket = self.tickets[e.originator_id]
        service, category = ticket["subject"]
        ticket["subject"] = (e.service or service, e.category or category)

    def prioritised(self, e):
        ticket = self.tickets[e.originator_id]
        ticket["priority"] = e.priority or ticket["priority"]

    def routed(self, e):
        ticket = self.tickets[e.originator_id]
        queue = (e.team, e.level)
        self.moves[(ticket["queue"][1], e.level)] += 1
        if ticket["open"]:
            self.open[ticket["queue"]] -= 1
            self.open[queue] += 1
        ticket["queue"] = queue

    def paused(self, e):
        ticket = self.tickets[e.originator_id]
        if ticket["paused"] is None:
            ticket["paused"] = e.at

    def resumed(self, e):
        self.resume(self.tickets[e.originator_id], e.at)

    def count_reply(self, e):
        self.replies += 1

    def resolved(self, e):
        ticket = self.tickets[e.originator_id]
        self.resume(ticket, e.at)
        self.leave(ticket)
        limit = ticket["priority"] * 8 * 3_600_000
        if e.at - ticket["opened"] - ticket["waited"] <= limit:
            self.met += 1
        else:
            self.breached += 1
        self.last_resolved[ticket["subject"]] = e.at

    def reopened(self, e):
        ticket = self.tickets[e.originator_id]
        ticket["open"] = True
        self.open[ticket["queue"]] += 1

    def cancelled(self, e):
        self.leave(self.tickets[e.originator_id])

    def resume(self, ticket, at):
        if ticket["paused"] is not None:
            ticket["waited"] += at - ticket["paused"]
            ticket["paused"] = None

    def leave(self, ticket):
        if ticket["open"]:
            ticket["open"] = False
            self.open[ticket["queue"]] -= 1


def replay(database):
    application = open_application(database)
    views = Views()
    count, next_id = 0, 1
    to_domain_event = application.mapper.to_domain_event
    start = time.perf_counter()
    while True:
        page = application.recorder.select_notifications(start=next_id, limit=PAGE)
        if not page:
            break
        for notification in page:
            views.apply(to_domain_event(notification))
        count += len(page)
        next_id = page[-1].id + 1
    seconds = time.perf_counter() - start
    application.close()
    return count, seconds


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "append":
        events, seconds = append(sys.argv[2], sys.argv[3])
    elif len(sys.argv) == 3 and sys.argv[1] == "replay":
        events, seconds = replay(sys.argv[2])
    else:
        sys.exit(__doc__)
    print(json.dumps({"events": events, "seconds": seconds}))


main()
