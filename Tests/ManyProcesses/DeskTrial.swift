import Foundation
import StudySupport
import TicketLedger

/// Tries the checker of histories.
enum CheckerTrial {
  static func run(_ trial: Trial) async throws -> Tally {
    let count = trial.size(short: 1_500, long: 20_000)
    var soundCount = 0
    for number in 0..<count {
      let history = HistoryOracle.history(using: &trial.numbers)
      let isSound = HistoryOracle.isLinearizable(history, from: 1)
      let problem = TicketHistory(operations: history, first: 1).problem()
      guard isSound == (problem == nil) else {
        throw StudyFailure("history \(number): \(problem ?? "sound"), and it is not so: \(history)")
      }
      soundCount += isSound ? 1 : 0
    }
    guard count / 4...count * 7 / 8 ~= soundCount else {
      throw StudyFailure("\(soundCount) of \(count) histories are sound: too few of one kind")
    }
    return Tally(operations: count, figures: [("histories refused", Double(count - soundCount))])
  }
}

/// Writers and readers on shared tickets.
enum DeskTrial {
  static func runDesk(_ trial: Trial) async throws -> Tally {
    let tickets = Int.random(in: 1...4, using: &trial.numbers)
    let writers = Int.random(in: 2...trial.size(short: 2, long: 4), using: &trial.numbers)
    let readers = Int.random(in: 1...trial.size(short: 1, long: 3), using: &trial.numbers)
    try await trial.makeLedger(tickets: tickets)
    let count = trial.size(short: 90, long: 900)
    var children: [Child] = []
    for number in 0..<writers + readers {
      let role = number < writers ? "writer" : "reader"
      children.append(try start(role, number, trial, tickets, count))
    }
    for child in children { _ = try child.answer("ready") }
    for child in children { child.tell("go") }
    for child in children.prefix(writers) { try child.end() }
    try await requireEnd(children.dropFirst(writers), trial)
    return try await check(children, trial, tickets)
  }

  /// Every reader's view comes to the end of the log, once nobody writes any more.
  private static func requireEnd(_ readers: ArraySlice<Child>, _ trial: Trial) async throws {
    let ledger = try await Ledger.open(
      at: trial.ledger,
      options: Trial.options { $0.access = .readOnly }
    )
    let end = ledger.read { $0.eventCount }
    await ledger.close()
    for reader in readers {
      reader.tell("\(end)")
      let answer = try reader.answer("shows ")
      guard answer == "shows \(end)" else {
        throw StudyFailure("of \(end) events a live view \(answer), with nobody writing any more")
      }
      try reader.end()
    }
  }

  static func runKilled(_ trial: Trial) async throws -> Tally {
    let tickets = Int.random(in: 1...3, using: &trial.numbers)
    try await trial.makeLedger(tickets: tickets)
    var children: [Child] = []
    var alive: [Child] = []
    // They work until they are killed, all but the last ones.
    let kills = trial.size(short: 4, long: 24)
    for number in 0..<kills + 2 {
      let count = number < kills ? 1_000_000 : trial.size(short: 60, long: 300)
      let child = try start("writer", number, trial, tickets, count)
      children.append(child)
      alive.append(child)
      _ = try child.answer("ready")
      child.tell("go")
      guard alive.count > 2 else { continue }
      let lines = Int.random(in: 1...trial.size(short: 40, long: 200), using: &trial.numbers)
      let victim = alive.removeFirst()
      _ = try victim.answer("try ", lines)
      victim.kill()
    }
    for child in alive.prefix(max(alive.count - 2, 0)) { child.kill() }
    for child in alive.suffix(2) { try child.end() }
    return try await check(children, trial, tickets)
  }

  private static func start(
    _ role: String,
    _ number: Int,
    _ trial: Trial,
    _ tickets: Int,
    _ count: Int
  ) throws -> Child {
    let seed = UInt64.random(in: 0...999_999, using: &trial.numbers)
    let arguments = [role, trial.ledger, "\(number)", "\(tickets)", "\(count)", "\(seed)"]
    return try Child(arguments, trial)
  }

  static func check(_ children: [Child], _ trial: Trial, _ tickets: Int) async throws -> Tally {
    var record = DeskRecord()
    for (number, child) in children.enumerated() { try record.add(child.lines, of: number) }
    let ledger = try await trial.checkLedger()
    var check = try DeskCheck(record, ledger, tickets: tickets)
    let result = Result { try check.run() }
    await ledger.close()
    try result.get()
    let refusals = record.operations.count { operation in
      if case .stale = operation.outcome { true } else { false }
    }
    return Tally(
      operations: record.operations.count + record.liveReads.count,
      figures: [
        ("ms that a live view was behind", check.longestLag),
        ("submissions refused as stale", Double(refusals)),
        ("submissions unanswered", Double(record.unanswered.count)),
      ]
    )
  }

  /// A writer or reader: opens the ledger, says `ready`, and works once it is told to.
  static func play(_ arguments: [String], _ defect: Defect) async throws {
    let onlyReads = arguments[0] == "reader"
    let options = Trial.options { options in
      options.access = onlyReads ? .readOnly : .readWrite
      options.createsIfMissing = false
      if onlyReads, defect == .neverPolls { options.pollInterval = .seconds(3_600) }
    }
    let worker = DeskWorker(
      ledger: try await Ledger.open(at: arguments[1], options: options),
      number: Int(arguments[2]) ?? 0,
      tickets: Int(arguments[3]) ?? 1,
      operations: Int(arguments[4]) ?? 0,
      seed: UInt64(arguments[5]) ?? 0,
      defect: defect
    )
    say("ready")
    _ = readLine()
    try await worker.run(onlyReads: onlyReads)
    if onlyReads, let end = readLine().flatMap({ UInt64($0) }) {
      // Many times the poll interval, since a busy machine lets a process wait.
      let patience: Int64 = defect == .neverPolls ? 1 : 20
      let deadline = SharedClock.now + patience * 1_000_000_000
      var shown: UInt64 = 0
      repeat {
        shown = worker.ledger.read { $0.eventCount }
        if shown < end { usleep(2_000) }
      } while shown < end && SharedClock.now < deadline
      say("shows \(shown)")
    }
    await worker.ledger.close()
  }
}
