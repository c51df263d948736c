import TicketLedger

/// Whose event each one is.
extension LedgerCheck {
  /// An event's place among those of its deed.
  private struct Place {
    let deed: Deed
    let index: Int
  }

  /// The events that the ledger records by itself, or that other work than submitting leaves.
  private static let others: Set<EventKind> = [
    .ledgerCreated, .termDefined, .personRegistered, .signingKeyAdopted, .policyAdopted,
    .alarmRaised, .personErased,
  ]

  /// Every new event was asked for once, no deed is there by half, and none that was acknowledged is
  /// missing.
  mutating func checkDeeds(of ledger: Ledger) throws {
    var places: [Int: [(position: UInt64, index: Int)]] = [:]
    let keyed = try placesByKey(in: ledger)
    for event in try ledger.events(from: Position(UInt64(findings.log.count)), atMost: .max) {
      guard !Self.others.contains(event.event.kind) else { continue }
      let position = event.position.rawValue
      let place = try keyed[position] ?? place(of: event, in: ledger)
      guard let place, journal.submitted[place.deed.number] != nil else {
        throw Broken("event \(position), \(event.event.kind.name), is one that nobody submitted")
      }
      try require(
        place.deed.kinds[place.index] == event.event.kind,
        "event \(position) of submission \(place.deed.number) is \(event.event.kind.name)"
      )
      places[place.deed.number, default: []].append((position, place.index))
    }
    for (number, found) in places {
      guard let deed = journal.submitted[number] else { continue }
      try require(
        found.map(\.index) == Array(deed.kinds.indices)
          && found.last.map { $0.position + 1 - found[0].position } == UInt64(deed.kinds.count),
        "submission \(number), \(deed.act), is there by half, twice, or with others between"
      )
      findings.present[number] = deed
    }
    for number in journal.acknowledged.keys {
      try require(places[number] != nil, "submission \(number) was acknowledged, and is not there")
    }
    try checkGroups(places.mapValues { ($0[0].position, $0[$0.count - 1].position) })
    let answered = journal.acknowledged.count
    findings.count("unanswered, there", places.keys.count - answered)
    findings.count("unanswered, absent", journal.submitted.count - places.keys.count)
  }

  /// Where the events of keyed deeds stand, by what their keys lead to.
  private func placesByKey(in ledger: Ledger) throws -> [UInt64: Place] {
    var places: [UInt64: Place] = [:]
    for deed in journal.submitted.values {
      guard let key = deed.key, let receipt = try ledger.receipt(forKey: key) else { continue }
      let first = receipt.position.rawValue + 1 - UInt64(deed.kinds.count)
      for index in deed.kinds.indices {
        let position = first + UInt64(index)
        try require(places[position] == nil, "two keys lead to event \(position)")
        places[position] = Place(deed: deed, index: index)
      }
    }
    return places
  }

  /// The deed that an event's words name.
  private func place(of event: RecordedEvent, in ledger: Ledger) throws -> Place? {
    guard let text = try ledger.words(at: event.position).known?.joined,
      let number = Deed.number(in: text), let deed = journal.submitted[number], !deed.isKeyed
    else { return nil }
    return Place(deed: deed, index: 0)
  }

  /// Batches and transactions are there as a whole or not at all, and nothing stands between.
  private func checkGroups(_ spans: [Int: (first: UInt64, last: UInt64)]) throws {
    for group in journal.groups {
      let there = group.compactMap { spans[$0] }
      guard !there.isEmpty else { continue }
      try require(
        there.count == group.count,
        "\(there.count) of the \(group.count) commands of one commit are there: \(group)"
      )
      let (first, last) = (there[0].first, there[there.count - 1].last)
      for (number, span) in spans where !group.contains(number) {
        try require(
          span.last < first || span.first > last,
          "submission \(number) stands between the commands of one commit: \(group)"
        )
      }
    }
  }

  /// The words of this cycle's deeds, and of some before, are those that were submitted.
  mutating func checkWords(of ledger: Ledger) throws {
    let new = findings.present.keys.filter { journal.submitted[$0] != nil }
    let old = findings.present.keys.sorted().shuffled(using: &numbers).prefix(20)
    let erasing = Set(journal.begun.filter { $0.name == "erasure" }.compactMap(\.words.first))
    findings.perishable.formUnion(erasing)
    findings.erased.formUnion(journal.done("erasure").compactMap(\.words.first))
    for number in Set(new).union(old) {
      guard let deed = findings.present[number], let text = deed.text else { continue }
      guard let position = try position(of: deed, in: ledger) else {
        throw Broken("submission \(number) cannot be found again")
      }
      switch try ledger.words(at: position) {
      case .known(let words):
        try require(words.joined == text, "submission \(number) has other words")
        let isErased = deed.person.map { findings.erased.contains($0) } ?? false
        try require(!isErased, "the words of submission \(number) were erased, and are there")
      case .erased:
        let mayBe = deed.person.map { findings.perishable.contains($0) } ?? false
        try require(mayBe, "the words of submission \(number) are erased, and nobody asked")
      case let other: throw Broken("the words of submission \(number): \(other)")
      }
    }
  }

  /// Where the event with a deed's words stands.
  private func position(of deed: Deed, in ledger: Ledger) throws -> Position? {
    if let answer = journal.acknowledged[deed.number]?.position, deed.kinds.count == 1 {
      return Position(answer)
    }
    guard let history = try ledger.history(of: .reference(deed.ticket)) else { return nil }
    if deed.act == .open { return history.first?.position }
    if let key = deed.key, let receipt = try ledger.receipt(forKey: key) {
      return Position(receipt.position.rawValue + 1 - UInt64(deed.kinds.count))
    }
    return try history.map(\.position).first { position in
      try ledger.words(at: position).known?.joined.flatMap(Deed.number) == deed.number
    }
  }
}
