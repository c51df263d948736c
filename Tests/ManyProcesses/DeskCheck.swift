import StudySupport
import TicketLedger

/// Holds what processes said against the log, and against what is promised between processes.
struct DeskCheck {
  let record: DeskRecord
  /// By ticket, its events in order.
  private var streams: [UInt64: [(token: String, position: UInt64, kind: EventKind)]] = [:]
  /// How long a live view was behind at most, in milliseconds.
  private(set) var longestLag = 0.0

  /// The longest that a live view may take to show another process's event, in milliseconds: many times
  /// the poll interval, since a busy machine lets a process wait.
  private static let longestAllowedLag = 20_000.0

  init(_ record: DeskRecord, _ ledger: Ledger, tickets: Int) throws {
    self.record = record
    for number in 1...UInt64(tickets) {
      let events = try ledger.history(of: .number(TicketID(number))) ?? []
      streams[number] = try events.map { event in
        let words = try ledger.words(at: event.position).known?.joined ?? ""
        return (words, event.position.rawValue, event.event.kind)
      }
    }
  }

  /// Fails with the first promise that is broken.
  mutating func run() throws {
    var operations = record.operations
    for submission in record.unanswered {
      guard let stream = streams[submission.ticket],
        let place = stream.firstIndex(where: { $0.token == submission.token })
      else { continue }
      // Who was killed may have been recorded all the same.
      var submission = submission
      submission.outcome = .accepted(UInt32(place + 1))
      submission.position = stream[place].position
      operations.append(submission)
    }
    try checkAcknowledged(operations)
    try checkTokens()
    for (ticket, stream) in streams {
      let history = TicketHistory(operations: operations.filter { $0.ticket == ticket }, first: 1)
      if let problem = history.problem() { throw StudyFailure("ticket \(ticket): \(problem)") }
      let seen = history.operations.compactMap { operation -> UInt32? in
        guard case .accepted(let revision) = operation.outcome else { return nil }
        return revision
      }
      guard stream.count == Int(seen.max() ?? 1) else {
        throw StudyFailure(
          "ticket \(ticket) has \(stream.count) events, and nobody asked for the last"
        )
      }
    }
    try checkOrder(operations)
    try checkDenials()
    try checkLiveReads()
  }

  private func checkAcknowledged(_ operations: [Operation]) throws {
    for operation in operations {
      guard case .accepted(let revision) = operation.outcome else { continue }
      let stream = streams[operation.ticket] ?? []
      let place = Int(revision) - 1
      guard stream.indices.contains(place), stream[place].token == operation.token,
        stream[place].position == operation.position
      else { throw StudyFailure("acknowledged, and not in the log so: \(operation)") }
    }
  }

  private func checkTokens() throws {
    var seen: Set<String> = []
    for stream in streams.values {
      for event in stream.dropFirst() where !seen.insert(event.token).inserted {
        throw StudyFailure("\(event.token) was recorded twice")
      }
    }
  }

  /// The whole log is in the order in which submissions were acknowledged and asked for.
  private func checkOrder(_ operations: [Operation]) throws {
    let recorded = operations.filter { $0.position != nil && $0.token.hasPrefix("t") }
    let ends = recorded.sorted { $0.ended < $1.ended }
    var (place, last): (Int, UInt64) = (0, 0)
    for operation in recorded.sorted(by: { $0.begun < $1.begun }) {
      while place < ends.count, ends[place].ended < operation.begun {
        last = max(last, ends[place].position ?? 0)
        place += 1
      }
      guard operation.position ?? 0 > last || place == 0 else {
        throw StudyFailure("recorded before \(last), which was acknowledged earlier: \(operation)")
      }
    }
  }

  private func checkDenials() throws {
    for denial in record.denials {
      let events = streams[denial.ticket]?.prefix(Int(denial.revision)) ?? []
      let last = events.last { $0.kind == .resolved || $0.kind == .reopened }
      guard (last?.kind == .resolved) == denial.isResolving else {
        throw StudyFailure("refused in a state that allowed it: \(denial)")
      }
    }
  }

  // MARK: Live views

  private mutating func checkLiveReads() throws {
    // The moment from which on each event, or a later one, was known to somebody.
    var known: [(position: UInt64, since: Int64)] = []
    let all = record.acknowledged.values.flatMap { $0 }.sorted { $0.position > $1.position }
    for entry in all { known.append((entry.position, min(entry.ended, known.last?.since ?? .max))) }
    for (process, reads) in Dictionary(grouping: record.liveReads, by: \.process) {
      let own = (record.acknowledged[process] ?? []).map { ($0.ended, $0.position + 1) }
      let seen = own + reads.map { ($0.ended, $0.eventCount) }
      try check(reads.sorted { $0.begun < $1.begun }, after: seen.sorted { $0.0 < $1.0 })
      for read in reads {
        // The first of `known` has the last position; those not shown yet come first.
        let unseen = known.prefix { $0.position >= read.eventCount }.last
        guard let unseen, unseen.since < read.begun else { continue }
        longestLag = max(longestLag, Double(read.begun - unseen.since) / 1e6)
      }
    }
    guard longestLag <= DeskCheck.longestAllowedLag else {
      throw StudyFailure("a live view was \(longestLag) ms behind")
    }
  }

  /// A view never goes back, and shows what its own process was acknowledged.
  private func check(
    _ reads: [DeskRecord.LiveRead],
    after seen: [(ended: Int64, eventCount: UInt64)]
  ) throws {
    var (place, least): (Int, UInt64) = (0, 0)
    for read in reads {
      while place < seen.count, seen[place].ended < read.begun {
        least = max(least, seen[place].eventCount)
        place += 1
      }
      guard read.eventCount >= least else {
        throw StudyFailure("a view showed \(least) events before, or had to: \(read)")
      }
      let events = (streams[read.ticket] ?? []).count { $0.position < read.eventCount }
      guard events == Int(read.revision) else {
        throw StudyFailure("a view showed another revision than its position has: \(read)")
      }
    }
  }
}
