import Foundation
import TicketLedger

/// What was promised besides events.
extension LedgerCheck {
  /// A consumer is given every event at least once, and its place is never beyond its work.
  mutating func checkConsumers(of ledger: Ledger) throws {
    let end = ledger.read { $0.eventCount }
    for name in ["mailer", "mirror", "index"] {
      let place = try ledger.consumer(named: name).acknowledged()?.rawValue
      let before = findings.places[name]
      let consumed = journal.consumed[name] ?? []
      for (offset, item) in consumed.enumerated() {
        let expected = (before.map { $0 + 1 } ?? 0) + UInt64(offset)
        try require(
          item.position == expected,
          "\(name) was given event \(item.position) where \(expected) comes next"
        )
        let kind = try ledger.event(at: Position(item.position))?.event.kind.name
        try require(
          item.position < end && kind == item.kind,
          "\(name) was given event \(item.position), \(item.kind), and \(kind ?? "none") is there"
        )
      }
      if let kept = journal.kept[name] {
        try require(place ?? 0 >= kept, "\(name) kept its place at \(kept), and it is lost")
      }
      if let place {
        try require(
          place == before || place <= consumed.last?.position ?? 0 && !consumed.isEmpty,
          "\(name) stands at \(place), beyond what it has dealt with"
        )
        try require(place >= before ?? 0, "\(name) went back to \(place)")
      } else {
        try require(before == nil, "the place of \(name) is gone")
      }
      findings.places[name] = place
      findings.count("consumed", consumed.count)
    }
  }

  // MARK: Alarms

  static let limitInMilliseconds: Int64 = 20
  private static let shares: [Int64] = [50, 100]

  /// What the ledger promises, so that each ticket has two alarms unless it is resolved before.
  static let policy = ServicePolicy(
    name: "soon",
    rules: [
      ServiceRule(
        name: "all",
        targets: [
          ServiceTarget(
            .resolution,
            limit: .duration(milliseconds: limitInMilliseconds),
            thresholds: shares.map { .percent(Int($0)) }
          )
        ]
      )
    ]
  )

  /// Each alarm is there once, at its time, and every one that was told of is there.
  mutating func checkAlarms(of ledger: Ledger) throws {
    let alarms = try self.alarms(of: ledger)
    for position in journal.alarms {
      try require(alarms.contains { $0.position == position }, "the alarm at \(position) is lost")
    }
    var seen: Set<[UInt64]> = []
    for (position, alarm) in alarms {
      let key = [
        alarm.ticket.rawValue, UInt64(alarm.clock), UInt64(alarm.cycle), UInt64(alarm.threshold),
        alarm.policy.rawValue,
      ]
      try require(seen.insert(key).inserted, "the alarm at \(position) was raised before")
      let opened = try ledger.history(of: .number(alarm.ticket))?.first?.occurredAt
      let time = Self.limitInMilliseconds * Self.shares[Int(alarm.threshold)] / 100
      try require(
        opened?.advanced(byMilliseconds: time) == alarm.dueAt && alarm.dueAt <= alarm.detectedAt,
        "the alarm at \(position) has another time than it was due at"
      )
    }
    findings.counts["alarms"] = alarms.count
  }

  private func alarms(of ledger: Ledger) throws -> [(position: UInt64, alarm: Alarm)] {
    try ledger.events(from: Position(0), atMost: .max).compactMap { event in
      guard case .ledger(.alarmRaised(let alarm)) = event.event else { return nil }
      return (event.position.rawValue, alarm)
    }
  }

  /// Whatever is due of open tickets is raised by a runner that goes on.
  func raiseAlarms(of ledger: Ledger) async throws {
    let runner = Task { try await ledger.runAlarms() }
    defer { runner.cancel() }
    try await Task.sleep(for: .milliseconds(Self.limitInMilliseconds))
    let open = ledger.read { view in
      (1...max(UInt64(view.tickets.count), 1)).compactMap { view.tickets[TicketID($0)] }
        .filter { $0.state != .resolved }.map(\.id)
    }
    let deadline = ContinuousClock.now + .seconds(10)
    while true {
      let raised = try alarms(of: ledger).map(\.alarm)
      let counts = Dictionary(raised.map { ($0.ticket, 1) }, uniquingKeysWith: +)
      let missing = open.filter { counts[$0] != Self.shares.count }
      if missing.isEmpty { break }
      try require(.now < deadline, "tickets \(missing.prefix(5)) are due, and have no alarms")
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  // MARK: Checkpoints, erasures, keys

  mutating func checkSigned(_ ledger: Ledger) throws {
    findings.signedSizes.formUnion(
      journal.done("signing").compactMap { $0.words.first.flatMap { UInt64($0) } }
    )
    for size in findings.signedSizes {
      try require(try ledger.checkpoint(at: size) != nil, "the checkpoint at \(size) is gone")
    }
  }

  /// Who was erased cannot be found; who was about to be is either there or not.
  func checkErased(_ ledger: Ledger) throws {
    for person in findings.erased {
      try require(
        try ledger.person(identifiedBy: person) == nil && ledger.isFenced(person),
        "\(person) was erased, and can be found"
      )
    }
    for person in findings.perishable {
      let isThere = try ledger.person(identifiedBy: person) != nil
      let isFenced = try ledger.isFenced(person)
      try require(isThere != isFenced, "\(person) is erased by half")
    }
  }

  mutating func checkEpoch(of ledger: Ledger) throws {
    let epochs = journal.done("rotation").compactMap { $0.words.last.flatMap { UInt32($0) } }
    findings.epoch = max(findings.epoch, epochs.max() ?? 0)
    let epoch = ledger.keyStatus?.epoch ?? 0
    try require(
      epoch >= findings.epoch,
      "keys were rotated to epoch \(findings.epoch), and are of \(epoch)"
    )
  }

  // MARK: Imports

  /// What is there is the beginning of what an import leaves that nobody killed.
  mutating func checkImport(_ ledger: Ledger) throws {
    let log = try ledger.envelopes(0..<ledger.read { $0.eventCount })
    let reference = findings.reference
    try require(
      log.count <= reference.count && log.elementsEqual(reference.prefix(log.count)),
      "the import left other events than one that was not killed"
    )
    for (count, bytes) in journal.grown {
      try require(
        count <= log.count && log[Int(count) - 1] == bytes,
        "\(count) events were imported, and \(log.count) are there"
      )
    }
    if journal.isFinished {
      try require(log.count == reference.count, "the import ended, and events are missing")
    }
    findings.count("acknowledged", Int(journal.grown.last?.count ?? 0))
  }
}
