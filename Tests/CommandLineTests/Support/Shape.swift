import Testing

/// What an answer promises of a value.
indirect enum Shape: Sendable {
  case bool
  case whole
  case number
  case text
  case instant
  case hex(digits: Int)
  case optional(Shape)
  case list(Shape)
  /// An object with at least these members.
  case record([String: Shape])
  /// An object with any members, all of one shape.
  case table(Shape)
  case anything

  /// What does not fit, with its place.
  func faults(of value: Answer, at place: String = "answer") -> [String] {
    switch (self, value) {
    case (.bool, .bool), (.whole, .whole), (.number, .whole), (.number, .fraction), (.text, .text),
      (.anything, _), (.optional, .null):
      return []
    case (.instant, .text(let text)):
      let form = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/#
      let isFine = text.wholeMatch(of: form) != nil && !text.hasSuffix(".000Z")
      return isFine ? [] : ["\(place) is no instant: \(text)"]
    case (.hex(let digits), .text(let text)):
      let isFine = text.count == digits && text.allSatisfy { "0123456789abcdef".contains($0) }
      return isFine ? [] : ["\(place) is not \(digits) hexadecimal digits: \(text)"]
    case (.optional(let shape), _): return shape.faults(of: value, at: place)
    case (.list(let shape), .list(let values)):
      return values.enumerated().flatMap { shape.faults(of: $1, at: "\(place)[\($0)]") }
    case (.table(let shape), .record(let members)):
      return members.flatMap { shape.faults(of: $1, at: "\(place).\($0)") }
    case (.record(let shapes), .record(let members)):
      return shapes.flatMap { name, shape in
        members[name].map { shape.faults(of: $0, at: "\(place).\(name)") }
          ?? ["\(place).\(name) is missing"]
      }
    default: return ["\(place) is no \(self): \(value)"]
    }
  }
}

/// The documented answers.
extension Shape {
  static let queues = record([
    "asOf": .instant, "position": .whole, "open": .whole, "unrouted": .whole,
    "queues": .list(
      .record([
        "team": .optional(.text), "level": .whole, "open": .whole, "waiting": .whole,
        "oldestOpenedAt": .instant, "nextDueAt": .optional(.instant), "breached": .whole,
      ])
    ),
  ])

  private static let place = record(["team": .optional(.text), "level": .whole])

  static let flow = record([
    "asOf": .instant, "position": .whole, "handoffs": .whole, "ticketsHandedOff": .whole,
    "pingPong": .whole, "ticketsPingPonged": .whole, "reopened": .whole,
    "ticketsReopened": .whole, "escalations": .whole, "deEscalations": .whole,
    "moves": .list(
      .record(["from": place, "to": place, "count": .whole, "stay": times(percentiles: [50, 90])])
    ),
    "from": .optional(.instant), "until": .optional(.instant),
    "hops": .list(
      .record([
        "team": .optional(.text), "level": .whole, "count": .whole, "mean": .number,
        "p50": .number, "p90": .number,
      ])
    ),
    "firstContact": .record([
      "windowDays": .whole, "resolved": .whole, "atFirstContact": .whole,
      "share": .optional(.number), "reopenedWithinWindow": .whole, "provisional": .whole,
    ]),
    "solvedByLevel": .list(
      .record(["level": .whole, "tickets": .whole, "share": .number])
    ),
    "waiting": .record([
      "openTime": .number, "waitingTime": .number, "share": .optional(.number), "waits": .whole,
      "unannounced": .optional(.whole), "beforeDeadline": .whole, "withinMinutes": .whole,
      "suspicious": .list(
        .record([
          "ticket": .text, "number": .whole, "team": .optional(.text), "level": .whole,
          "from": .instant, "to": .optional(.instant), "unannounced": .bool,
          "clock": .optional(.text), "dueAt": .optional(.instant),
        ])
      ),
    ]),
  ])

  private static func times(percentiles: [Int] = [50, 90, 95, 99]) -> Shape {
    let percentiles = percentiles.map { ("p\($0)", Shape.optional(.number)) }
    return .record(
      Dictionary(uniqueKeysWithValues: percentiles)
        .merging(["count": .whole, "mean": .optional(.number)]) { $1 }
    )
  }

  private static func both(_ times: Shape) -> Shape {
    guard case .record(let members) = times else { return times }
    return .record(members.merging(["business": times]) { $1 })
  }

  private static let governance: [String: Shape] = [
    "opened": .whole, "resolved": .whole, "closed": .whole, "reopened": .whole, "open": .whole,
    "cancelledOrMerged": .whole, "timeToAcknowledge": both(times()),
    "timeToRespond": both(times()), "timeToResolve": both(times()),
    "reopenRate": .record([
      "windowDays": .whole, "resolved": .whole, "reopened": .whole, "provisional": .whole,
      "rate": .optional(.number),
    ]),
    "serviceLevels": .record([
      "clocks": .whole, "met": .whole, "breached": .whole, "running": .whole,
      "compliance": .optional(.number),
    ]),
    "ratings": .record(["count": .whole, "mean": .optional(.number)]),
  ]

  static let kpis = record(
    governance.merging([
      "asOf": .instant, "position": .whole, "from": .optional(.instant),
      "until": .optional(.instant), "calendar": .optional(.text),
    ]) { $1 }
  )

  static let kpisByMonth = record([
    "by": .list(.text),
    "groups": .list(.record(governance.merging(["key": .table(.optional(.text))]) { $1 })),
    "backlog": .list(.record(["at": .instant, "open": .whole, "byLevel": .table(.whole)])),
  ])

  private static let minutes: [String: Shape] = [
    "minutes": .whole, "share": .optional(.number), "entries": .whole, "tickets": .whole,
    "technicalFaultMinutes": .whole, "preventableMinutes": .whole,
    "preventableShare": .optional(.number),
  ]

  static let workload = record(
    minutes.merging([
      "asOf": .instant, "position": .whole, "from": .optional(.instant),
      "until": .optional(.instant),
      "byCause": .list(
        .record(["causeClass": .optional(.text), "minutes": .whole, "share": .optional(.number)])
      ),
    ]) { $1 }
  )

  static let workloadGroups = record([
    "by": .list(.text),
    "groups": .list(.record(minutes.merging(["key": .table(.optional(.text))]) { $1 })),
  ])

  private static let voices: [String: Shape] = [
    "ratings": .record([
      "count": .whole, "mean": .optional(.number),
      "distribution": .record(["1": .whole, "2": .whole, "3": .whole, "4": .whole, "5": .whole]),
    ]),
    "reviews": .record([
      "count": .whole, "clarity": .optional(.number), "courtesy": .optional(.number),
      "accuracy": .optional(.number),
    ]),
    "responseRate": .record(["resolved": .whole, "rated": .whole, "rate": .optional(.number)]),
    "trust": .optional(
      .record([
        "value": .number, "tickets": .whole,
        "parts": .record([
          "satisfaction": .optional(.number), "promises": .optional(.number),
          "lasting": .optional(.number), "messages": .optional(.number),
        ]),
      ])
    ),
  ]

  static let satisfaction = record(
    voices.merging([
      "asOf": .instant, "position": .whole, "from": .optional(.instant),
      "until": .optional(.instant), "windowDays": .whole, "minimumTickets": .whole,
      "weights": .table(.whole), "by": .list(.text),
      "groups": .list(.record(voices.merging(["key": .table(.optional(.text))]) { $1 })),
    ]) { $1 }
  )
  /// Without what is answered when asked for.
  static let patterns = record([
    "asOf": .instant, "position": .whole, "by": .list(.text), "windowDays": .whole,
    "patterns": .list(
      .record([
        "key": .table(.text), "tickets": .whole, "requesters": .whole, "recurrences": .whole,
        "reopened": .whole, "firstSeen": .instant, "lastSeen": .instant,
      ])
    ),
  ])

  static let recurrence = record([
    "asOf": .instant, "position": .whole, "by": .list(.text), "windowDays": .whole,
    "counted": .whole, "leftOut": .whole, "patternCount": .whole,
    "patterns": .list(
      .record([
        "key": .table(.text), "tickets": .whole, "requesters": .whole, "recurrences": .whole,
        "repeats": .whole, "reopened": .whole, "ticketsReopened": .whole, "minutesLost": .whole,
        "firstSeen": .instant, "lastSeen": .instant, "weeks": .table(.whole),
        "trend": .record([
          "slope": .optional(.number), "lower": .optional(.number), "upper": .optional(.number),
          "pValue": .optional(.number),
        ]),
      ])
    ),
    "chainCount": .whole, "chainsEnded": .whole,
    "chains": .list(
      .record([
        "key": .table(.text), "tickets": .list(.text), "recurrences": .whole,
        "startedAt": .instant, "lastOpenedAt": .instant, "endedBy": .optional(.text),
        "endedAt": .optional(.instant),
        "links": .list(
          .record(["ticket": .text, "openedAt": .instant, "follows": .optional(.text)])
        ),
      ])
    ),
  ])

  static let ticket = record([
    "ticket": .text, "number": .whole, "state": .text, "team": .optional(.text), "level": .whole,
    "events": .list(
      .record([
        "position": .whole, "revision": .whole, "kind": .text, "occurredAt": .instant,
        "recordedAt": .instant, "actor": .table(.anything), "fields": .table(.anything),
        "words": .optional(.text),
      ])
    ),
  ])

  static let tickets = record([
    "asOf": .instant, "position": .whole, "count": .whole,
    "tickets": .list(
      .record([
        "ticket": .text, "number": .whole, "state": .text, "team": .optional(.text),
        "level": .whole, "openedAt": .instant, "agent": .optional(.text),
        "requester": .optional(.text), "priority": .optional(.whole), "dimensions": .table(.text),
        "nextDueAt": .optional(.instant), "breached": .bool,
      ])
    ),
  ])

  static let replay = record([
    "position": .whole, "events": .whole, "seconds": .number, "eventsPerSecond": .number,
    "projections": .list(
      .record([
        "name": .text, "version": .whole, "digest": .hex(digits: 64),
        "matchesStored": .optional(.bool),
      ])
    ),
  ])

  static let stat = record([
    "origin": .text, "formatVersion": .whole, "events": .whole, "tickets": .whole,
    "terms": .whole, "persons": .whole, "firstOccurredAt": .optional(.instant),
    "lastOccurredAt": .optional(.instant), "bytes": .whole, "privacy": .text,
    "durability": .text,
  ])

  static let imported = record([
    "rows": .whole, "tickets": .whole, "events": .whole, "byKind": .table(.whole),
    "duplicates": .whole, "touches": .whole, "skipped": .whole, "clamped": .whole,
    "alreadyImported": .whole,
  ])

  private static let counts = record([
    "clocks": .whole, "met": .whole, "breached": .whole, "running": .whole,
    "compliance": .optional(.number),
  ])

  private static let lateClocks = list(
    .record([
      "ticket": .text, "clock": .text, "cycle": .whole, "policy": .text, "dueAt": .instant,
      "breachedAt": .instant, "stoppedAt": .optional(.instant), "overrun": .number,
      "team": .optional(.text), "level": .whole,
    ])
  )

  static let breaches = record([
    "asOf": .instant, "position": .whole, "summary": counts, "breaches": lateClocks,
  ])

  static let whatIf = record([
    "asOf": .instant, "position": .whole, "policy": .optional(.text), "calendars": .list(.text),
    "gained": lateClocks, "lost": lateClocks, "kept": .whole, "before": counts, "after": counts,
  ])

  static let receipt = record([
    "line": .whole, "ticket": .text, "number": .whole, "position": .whole, "revision": .whole,
  ])

  static let refusal = record([
    "line": .whole, "refused": .record(["rule": .text, "detail": .text]),
  ])
}

/// Expects a value to have a shape.
func expect(
  _ value: Answer,
  is shape: Shape,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(shape.faults(of: value) == [], sourceLocation: sourceLocation)
}
