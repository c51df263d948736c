import Foundation
import StudySupport
import TicketLedger

/// Hosts that open a ledger while it is compacted: whoever comes in that instant has the new file, as it is.
enum CompactingTrial {
  static func run(_ trial: Trial) async throws -> Tally {
    let ticketCount = trial.size(short: 200, long: 1_500)
    try await trial.makeLedger(tickets: ticketCount)
    var round = Round(trial, path: trial.ledger, ticketCount: ticketCount)
    let count = trial.size(short: 6, long: 60)
    var played = 0
    // On a busy machine all of a few may come too late.
    while played < count || round.compactionCount == 0 && played < 20 * count {
      played += 1
      try await round.play(played)
    }
    guard round.compactionCount > 0 else {
      throw StudyFailure("of \(played) compactions none found the ledger closed")
    }
    return Tally(
      operations: played,
      figures: [("compactions done", Double(round.compactionCount))]
    )
  }

  /// A role: does one thing at a moment that it is told, and says what came of it.
  static func play(_ role: String, _ path: String) async throws {
    say("ready")
    guard let line = readLine() else { return }
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 2, let moment = Int64(words[0]) else { return }
    SharedClock.spin(until: moment)
    switch role {
    case "compactor":
      let begun = SharedClock.now
      do {
        try await Ledger.compact(at: path)
        say("compacted \(SharedClock.now - begun)")
      } catch {
        // A pattern with a condition here makes the compiler of Swift 6.3.1 fail.
        guard case .storage(let failure) = error, failure.reason == .openElsewhere else {
          throw error
        }
        say("compacted not")
      }
    case "newcomer":
      let ledger = try await Ledger.open(at: path, options: Trial.options())
      try await ledger.submit(.open(words[1]), by: "newcomer")
      say("opened")
      // One commit and no second one: that would be taken for the newer of the two headers anyway.
      kill(getpid(), SIGKILL)
    default:
      let ledger = try await Ledger.open(at: path, options: Trial.options { $0.access = .readOnly })
      say("sees \(ledger.read { $0.ticketCount })")
      guard let reference = readLine() else { return }
      say("holds \(try ledger.holds(reference: reference))")
      await ledger.close()
    }
  }
}

/// What goes on from round to round.
private struct Round {
  let trial: Trial
  var path: String
  var ticketCount: Int
  var compactionCount = 0
  /// How long a compaction takes, in nanoseconds.
  private var duration: Int64 = 20_000_000

  init(_ trial: Trial, path: String, ticketCount: Int) {
    self.trial = trial
    self.path = path
    self.ticketCount = ticketCount
  }

  mutating func play(_ number: Int) async throws {
    try await beginNumbersAnew(number)
    let reference = "N-\(number)"
    let roles = ["compactor", "newcomer", "visitor"]
    let hosts = try roles.map { try Child([$0, path], trial) }
    for host in hosts { _ = try host.answer("ready") }
    let moment = SharedClock.now + 4_000_000
    hosts[0].tell("\(moment) -")
    for host in hosts[1...] {
      let delay = Int64.random(in: 0..<duration, using: &trial.numbers)
      host.tell("\(moment + delay) \(reference)")
    }
    let compacted = try hosts[0].answer("compacted ")
    _ = try hosts[1].answer("opened")
    let seen = try hosts[2].answer("sees ")
    hosts[2].tell(reference)
    let held = try hosts[2].answer("holds ")
    hosts[1].kill()
    try hosts[0].end()
    try hosts[2].end()
    if let taken = compacted.split(separator: " ").last.flatMap({ Int64($0) }) {
      compactionCount += 1
      duration = max(taken, 1_000_000)
    }
    guard seen.split(separator: " ").last.flatMap({ Int($0) }) ?? 0 >= ticketCount else {
      throw StudyFailure("of \(ticketCount) tickets a reader \(seen); the compaction: \(compacted)")
    }
    guard held == "holds true" else {
      throw StudyFailure("a reader misses the ticket that was opened; the compaction: \(compacted)")
    }
    ticketCount += 1
    try await check(reference, compacted)
  }

  /// Copies the ledger: the transactions of a copy are numbered from 1, and its compaction has more of them.
  private mutating func beginNumbersAnew(_ number: Int) async throws {
    let copy = "\(trial.folder)/copy-\(number).ledger"
    let ledger = try await Ledger.open(at: path, options: Trial.options { $0.access = .readOnly })
    try await ledger.backUp(to: copy)
    await ledger.close()
    try FileManager.default.removeItem(atPath: path)
    path = copy
  }

  private func check(_ reference: String, _ compacted: String) async throws {
    let report = try await Ledger.verify(at: path)
    guard report.isSound else {
      throw StudyFailure("it has \(report.problemCount) problems: \(report.problems)")
    }
    let ledger = try await Ledger.open(at: path, options: Trial.options { $0.access = .readOnly })
    let (count, isHeld) = (ledger.read { $0.ticketCount }, try ledger.holds(reference: reference))
    await ledger.close()
    guard count == ticketCount, isHeld else {
      throw StudyFailure(
        "of \(ticketCount) tickets it has \(count), the last one opened \(isHeld ? "too" : "not"); the "
          + "compaction: \(compacted)"
      )
    }
  }
}
