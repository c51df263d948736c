import TicketLedger

/// The ways to submit, and what a desk does besides.
extension Workload {
  /// Many tasks at once, whose submissions share commits.
  private func crowd(_ prefix: String, on ledger: Ledger) async throws {
    marks.begin("shared commits")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          let name = "\(prefix)-\(task)"
          try await self.submit(.person(.identity("r-\(prefix)-\(task)")), to: ledger) { number in
            .open(
              name,
              requester: .identity("r-\(prefix)-\(task)"),
              summary: "submission \(number)."
            )
          }
          try await self.submit(to: ledger) { .note(.reference(name), "submission \($0).") }
        }
      }
      try await group.waitForAll()
    }
    try tellEvents(of: ledger)
  }

  /// Several commands in one commit, one of which is refused.
  private func batch(_ prefix: String, on ledger: Ledger) async throws {
    marks.begin("batch")
    let numbers = (0..<6).map { _ in nextNumber() }
    for number in numbers { marks.put("submitted \(number)") }
    let submissions = numbers.enumerated().map { index, number in
      // The last name is taken by then.
      let name = "\(prefix)-\(index % 5)"
      return Submission(.open(name, summary: "submission \(number)."), by: "a-2")
    }
    for (number, answer) in zip(numbers, try await ledger.submit(contentsOf: submissions)) {
      if case .success(let receipt) = answer { acknowledge(number, receipt, hasWords: true) }
    }
    try tellEvents(of: ledger)
  }

  /// Decides over two tickets in one commit.
  private func transfer(_ prefix: String, on ledger: Ledger) async throws {
    marks.begin("transaction")
    let numbers = (nextNumber(), nextNumber())
    marks.put("submitted \(numbers.0)")
    marks.put("submitted \(numbers.1)")
    let receipts = try await ledger.transaction { transaction in
      let first = try transaction.submit(
        .open("\(prefix)-1", summary: "submission \(numbers.0)."),
        by: "a-2"
      )
      let second = try transaction.submit(
        .note(.reference("\(prefix)-1"), "submission \(numbers.1)."),
        by: "a-1"
      )
      return [first, second]
    }
    acknowledge(numbers.0, receipts[0], hasWords: true)
    acknowledge(numbers.1, receipts[1], hasWords: true)
    try tellEvents(of: ledger)
  }

  /// Opens a ticket for a person, and erases them.
  func erase(_ person: String, on ledger: Ledger) async throws {
    let opened = try await openTicket(of: person, on: ledger)
    try await eraseRequester(person, of: opened, on: ledger)
  }

  /// Opens a ticket for a person, by the submission of a number.
  func openTicket(of person: String, on ledger: Ledger) async throws -> Int {
    let opened = try await submit(.person(.identity(person)), to: ledger) { number in
      .open("of \(person)", requester: .identity(person), summary: "submission \(number).")
    }
    try tellEvents(of: ledger)
    return opened
  }

  /// Erases a person whose words are those of a submission.
  func eraseRequester(_ person: String, of opened: Int, on ledger: Ledger) async throws {
    marks.begin("erasure")
    let number = nextNumber()
    marks.put("submitted \(number)")
    marks.put("erasing \(person) \(opened)")
    let receipt = try await ledger.erase(.identity(person), basis: "asked", by: "a-9")
    if let position = receipt.position {
      marks.put("acknowledged \(number) \(position.rawValue)")
    }
    marks.put("erased \(person) \(opened)")
    try tellEvents(of: ledger)
  }

  private func copy(_ ledger: Ledger, withKeys: Bool) async throws {
    marks.begin("backup")
    let size = ledger.read { $0.eventCount }
    try await ledger.backUp(to: root + "/" + Scenario.copyName, withKeys: withKeys)
    marks.put("copied \(size)")
  }

  func rotate(_ ledger: Ledger) async throws {
    marks.begin("rotation")
    marks.put("rotating")
    if scenario.fault == .earlyRotation, let epoch = ledger.keyStatus?.epoch {
      marks.put("rotated \(epoch + 1)")
    }
    let rotation = try await ledger.rotateKeys(in: Scenario.keyEncryptionKeys(in: root))
    marks.put("rotated \(rotation.epoch)")
  }

  func compact() async throws {
    marks.begin("compaction")
    try await Ledger.compact(at: path)
    marks.put("compacted")
  }

  // MARK: Scenarios

  func runPlain() async throws {
    var ledger = try await openLedger()
    try await work("one", 4, on: ledger)
    try await crowd("crowd", on: ledger)
    try await batch("batch", on: ledger)
    try await transfer("transfer", on: ledger)
    marks.begin("signing")
    let size = ledger.read { $0.eventCount }
    _ = try await ledger.signCheckpoint()
    marks.put("signed \(size)")
    try await finish(ledger)
    ledger = try await openLedger()
    try await work("two", 3, on: ledger)
    try await copy(ledger, withKeys: false)
    try await erase("gone", on: ledger)
    try await finish(ledger)
    try await compact()
    ledger = try await openLedger()
    try await work("three", 3, on: ledger)
    try await finish(ledger)
  }

  func runSealed() async throws {
    var ledger = try await openLedger()
    try await work("one", 3, on: ledger)
    try await crowd("crowd", on: ledger)
    try await erase("gone", on: ledger)
    try await rotate(ledger)
    try await work("two", 2, on: ledger)
    try await finish(ledger)
    ledger = try await openLedger()
    try await work("three", 2, on: ledger)
    try await copy(ledger, withKeys: true)
    try await erase("left", on: ledger)
    try await batch("batch", on: ledger)
    try await rotate(ledger)
    try await finish(ledger)
  }

  func runGrowth() async throws {
    var ledger = try await openLedger()
    marks.begin("long words")
    for index in 0..<9 {
      try await submit(to: ledger) { number in
        let text = String(repeating: "word \(index) ", count: 20_000)
        return .open("long-\(index)", summary: "submission \(number).", description: text)
      }
      try tellEvents(of: ledger)
    }
    try await finish(ledger)
    ledger = try await openLedger()
    try await work("more", 2, on: ledger)
    try await finish(ledger)
  }

  func runSmall() async throws {
    let ledger = try await openLedger()
    marks.begin("submissions")
    try await submit(to: ledger) { .open("small", summary: "submission \($0).") }
    try await submit(to: ledger) { .note("small", "submission \($0).") }
    try await finish(ledger)
  }

  func runLazy() async throws {
    var ledger = try await openLedger()
    try await work("one", 6, on: ledger)
    try await finish(ledger)
    ledger = try await openLedger()
    try await work("two", 3, on: ledger)
    try await finish(ledger)
  }
}
